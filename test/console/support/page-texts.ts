/** What the reference page has its reader write into the console's editors: its examples with its account and cluster. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const PACKS = join(import.meta.dirname, "../../../packs");
const valuesOf = (pack: string): string => readFileSync(join(PACKS, pack, "values.yaml"), "utf8");

function replaced(text: string, old: string, next: string): string {
  if (!text.includes(old)) throw new Error(`the values have no ${JSON.stringify(old)}`);
  return text.replace(old, () => next);
}

/** Steps 8 and 9 of the installation: the controller's role, the mapping of the nodes' role, the node groups' role. */
export function kubernetesValues(): string {
  const withRole = replaced(
    valuesOf("kubernetes-eks"),
    "\n  irsaRoles:\n",
    `
  irsaRoles:
  - name: "{{.spectro.system.cluster.name}}-karpenterControllerRole"
    policies:
      - arn:aws:iam::123456789012:policy/karpenterControllerPolicy
    serviceAccount:
      name: karpenter
      namespace: karpenter
`,
  );
  const mapped = replaced(
    withRole,
    "\n    mapRoles:\n",
    `
    mapRoles:
      - rolearn: arn:aws:iam::123456789012:role/{{.spectro.system.cluster.name}}-nodeRole
        username: system:node:{{EC2PrivateDNSName}}
        groups:
        - system:bootstrappers
        - system:nodes
`,
  );
  return replaced(mapped, 'roleName: ""', 'roleName: "{{.spectro.system.cluster.name}}-nodeRole"');
}

/** Step 14: the account, in quotes. */
export const karpenterValues = (): string =>
  replaced(valuesOf("karpenter"), 'awsAccountNumber: ""', 'awsAccountNumber: "123456789012"');

/** Karpenter kept on the node groups: the account, and the groups' names beside the rule that is there. */
export const affinityValues = (nodeGroups: readonly string[]): string =>
  replaced(
    karpenterValues(),
    "                - key: karpenter.sh/nodepool\n                  operator: DoesNotExist\n",
    `                - key: karpenter.sh/nodepool
                  operator: DoesNotExist
                - key: eks.amazonaws.com/nodegroup
                  operator: In
                  values:
${nodeGroups.map((name) => `                  - ${name}\n`).join("")}`,
  );

/** The default NodePool and its class. */
export const NODE_POOL = `apiVersion: karpenter.sh/v1
kind: NodePool
metadata:
  name: default
spec:
  template:
    spec:
      requirements:
        - key: kubernetes.io/arch
          operator: In
          values: ["amd64"]
        - key: kubernetes.io/os
          operator: In
          values: ["linux"]
        - key: karpenter.sh/capacity-type
          operator: In
          values: ["on-demand"]
        - key: karpenter.k8s.aws/instance-category
          operator: In
          values: ["c", "m", "r"]
        - key: karpenter.k8s.aws/instance-generation
          operator: Gt
          values: ["2"]
      nodeClassRef:
        group: karpenter.k8s.aws
        kind: EC2NodeClass
        name: al2023-20250920
  disruption:
    consolidationPolicy: WhenEmptyOrUnderutilized
    consolidateAfter: 1m
---
apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata:
  name: al2023-20250920
  annotations:
    kubernetes.io/description: "General purpose EC2NodeClass for running Amazon Linux 2023@20250920 AMI nodes"
spec:
  role: "{{.spectro.system.cluster.name}}-nodeRole" # Must match the node role created in the Kubernetes layer under managedMachinePool.roleName.
  amiSelectorTerms:
    - alias: "al2023@v20250920"
  subnetSelectorTerms:
    - tags:
        karpenter.sh/discovery: "{{.spectro.system.cluster.name}}"
  securityGroupSelectorTerms:
    - tags:
        karpenter.sh/discovery: "{{.spectro.system.cluster.name}}"
`;

export const LAYER_VALUES = `pack:
  spectrocloud.com/install-priority: "0"
  namespace: inflate
`;

export const INFLATE = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: inflate
spec:
  replicas: 0
  selector:
    matchLabels:
      app: inflate
  template:
    metadata:
      labels:
        app: inflate
    spec:
      terminationGracePeriodSeconds: 0
      securityContext:
        runAsUser: 1000
        runAsGroup: 3000
        fsGroup: 2000
      containers:
        - name: inflate
          image: public.ecr.aws/eks-distro/kubernetes/pause:3.7
          resources:
            requests:
              cpu: 1
          securityContext:
            allowPrivilegeEscalation: false
`;
