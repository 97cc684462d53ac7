import { CLUSTER, type ManagedCluster, type TestLayer } from "./managed-cluster.ts";

export const ACCOUNT = "arn:aws:iam::123456789012";

/** The Kubernetes layer as the reference page edits it. */
export const editedKubernetes = (cluster: ManagedCluster): string =>
  withMapping(cluster.values("kubernetes-eks"), "nodeRole")
    .replace(
      "  irsaRoles:\n",
      `  irsaRoles:
  - name: "{{.spectro.system.cluster.name}}-karpenterControllerRole"
    policies: ["${ACCOUNT}:policy/karpenterControllerPolicy"]
    serviceAccount: { name: karpenter, namespace: karpenter }
`,
    )
    .replace('  roleName: ""\n', '  roleName: "{{.spectro.system.cluster.name}}-nodeRole"\n');

/** Values of the Kubernetes layer with one more role of nodes mapped. */
export const withMapping = (values: string, role: string): string =>
  values.replace(
    "    mapRoles:\n",
    `    mapRoles:
      - rolearn: ${ACCOUNT}:role/${CLUSTER}-${role}
        username: system:node:{{EC2PrivateDNSName}}
        groups: [system:bootstrappers, system:nodes]
`,
  );

/** The karpenter pack's values with the account filled in. */
export const editedKarpenter = (cluster: ManagedCluster): string =>
  cluster.values("karpenter").replace('awsAccountNumber: ""', 'awsAccountNumber: "123456789012"');

/** The layers of the profile that the page's first section makes. */
export const editedInfrastructure = (cluster: ManagedCluster): readonly TestLayer[] =>
  cluster.infrastructure(
    { "kubernetes-eks": editedKubernetes(cluster) },
    { name: "karpenter", values: editedKarpenter(cluster) },
  );
