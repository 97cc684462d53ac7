import { DEPLOYMENTS, NAMESPACES, POD_DISRUPTION_BUDGETS, SERVICE_ACCOUNTS, SERVICES } from "@inlay/resources";
import { KARPENTER_RULES } from "./karpenter-rules.ts";
import { aggregatedClusterRole, clusterRoleFor, roleFor, rule, seedObject, type SeedObject } from "./seed-object.ts";

/** The image that is a real process in the box. */
export const CONTROLLER_REPOSITORY = "public.ecr.aws/karpenter/controller";
export const CONTROLLER_IMAGE = `${CONTROLLER_REPOSITORY}:1.14.1`;

const NAMESPACE = "karpenter";
const NAME = "karpenter";
const LABELS = { "app.kubernetes.io/name": NAME, "app.kubernetes.io/instance": NAME };
const TOKEN_FOLDER = "/var/run/secrets/eks.amazonaws.com/serviceaccount";

/** How the service account is known to AWS. */
export interface KarpenterAccount {
  /** IAM role of the service account, as EKS's pod identity webhook reads it. Absent: the account has none of its own. */
  readonly roleArn?: string;
}

export interface KarpenterFacts extends KarpenterAccount {
  readonly clusterName: string;
  readonly image: string;
  readonly replicas: number;
  /** Node groups whose nodes it may run on; empty: all nodes that Karpenter did not make. */
  readonly nodeGroups: readonly string[];
  /** Name of the SQS queue of interruptions; `""`: none. */
  readonly interruptionQueue: string;
  /** Credentials that a pod gets where no webhook gives it any. */
  readonly webIdentity?: { readonly region: string; readonly roleArn: string };
}

/** Karpenter as its chart installs it on EKS. */
export function karpenterChart(facts: KarpenterFacts): readonly SeedObject[] {
  return [...karpenterAccount(facts), ...karpenterDeployment(facts)];
}

/** The namespace, the service account, and what it may do. */
export function karpenterAccount(account: KarpenterAccount): readonly SeedObject[] {
  const subject = { namespace: NAMESPACE, serviceAccount: NAME };
  return [
    seedObject(NAMESPACES, "v1", "Namespace", { name: NAMESPACE }),
    seedObject(SERVICE_ACCOUNTS, "v1", "ServiceAccount", {
      name: NAME,
      namespace: NAMESPACE,
      labels: LABELS,
      ...(account.roleArn !== undefined && { annotations: { "eks.amazonaws.com/role-arn": account.roleArn } }),
    }),
    ...clusterRoleFor("karpenter-core", subject, KARPENTER_RULES.core),
    ...clusterRoleFor("karpenter", subject, KARPENTER_RULES.aws),
    aggregatedClusterRole("karpenter-admin", ["admin"], KARPENTER_RULES.admin),
    ...roleFor("karpenter", NAMESPACE, subject, KARPENTER_RULES.leaderElection),
    ...roleFor("karpenter-dns", "kube-system", subject, [rule("", "services", "get", ["kube-dns"])]),
    ...roleFor("karpenter-lease", "kube-node-lease", subject, [
      rule("coordination.k8s.io", "leases", "get list watch delete"),
    ]),
  ];
}

/** The controller itself, and what stands around its pods. */
export function karpenterDeployment(facts: KarpenterFacts): readonly SeedObject[] {
  return [
    seedObject(
      POD_DISRUPTION_BUDGETS,
      "policy/v1",
      "PodDisruptionBudget",
      { name: NAME, namespace: NAMESPACE, labels: LABELS },
      { spec: { maxUnavailable: 1, selector: { matchLabels: LABELS } } },
    ),
    seedObject(
      SERVICES,
      "v1",
      "Service",
      { name: NAME, namespace: NAMESPACE, labels: LABELS },
      {
        spec: {
          selector: LABELS,
          ports: [{ name: "http-metrics", port: 8080, protocol: "TCP", targetPort: "http-metrics" }],
        },
      },
    ),
    deployment(facts),
  ];
}

function deployment(facts: KarpenterFacts): SeedObject {
  return seedObject(
    DEPLOYMENTS,
    "apps/v1",
    "Deployment",
    { name: NAME, namespace: NAMESPACE, labels: LABELS },
    {
      spec: {
        replicas: facts.replicas,
        revisionHistoryLimit: 10,
        strategy: { rollingUpdate: { maxUnavailable: 1 } },
        selector: { matchLabels: LABELS },
        template: {
          metadata: { labels: LABELS },
          spec: {
            serviceAccountName: NAME,
            priorityClassName: "system-cluster-critical",
            securityContext: { fsGroup: 65_532 },
            dnsPolicy: "ClusterFirst",
            nodeSelector: { "kubernetes.io/os": "linux" },
            tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
            affinity: affinity(facts.nodeGroups),
            topologySpreadConstraints: [
              {
                maxSkew: 1,
                topologyKey: "topology.kubernetes.io/zone",
                whenUnsatisfiable: "DoNotSchedule",
                labelSelector: { matchLabels: LABELS },
              },
            ],
            containers: [container(facts)],
            ...(facts.webIdentity && { volumes: [TOKEN_VOLUME] }),
          },
        },
      },
    },
  );
}

/** Not on nodes that Karpenter makes, and no two replicas on one node. */
const affinity = (nodeGroups: readonly string[]) => ({
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [
        {
          matchExpressions: [
            { key: "karpenter.sh/nodepool", operator: "DoesNotExist" },
            ...(nodeGroups.length > 0
              ? [{ key: "eks.amazonaws.com/nodegroup", operator: "In", values: nodeGroups }]
              : []),
          ],
        },
      ],
    },
  },
  podAntiAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [
      { labelSelector: { matchLabels: LABELS }, topologyKey: "kubernetes.io/hostname" },
    ],
  },
});

const container = (facts: KarpenterFacts) => ({
  name: "controller",
  image: facts.image,
  imagePullPolicy: "IfNotPresent",
  securityContext: {
    runAsUser: 65_532,
    runAsGroup: 65_532,
    runAsNonRoot: true,
    seccompProfile: { type: "RuntimeDefault" },
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  },
  env: environment(facts),
  ports: [
    { name: "http-metrics", containerPort: 8080, protocol: "TCP" },
    { name: "http", containerPort: 8081, protocol: "TCP" },
  ],
  livenessProbe: { initialDelaySeconds: 30, timeoutSeconds: 30, httpGet: { path: "/healthz", port: "http" } },
  readinessProbe: { initialDelaySeconds: 5, timeoutSeconds: 30, httpGet: { path: "/readyz", port: "http" } },
  resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { cpu: "1", memory: "1Gi" } },
  ...(facts.webIdentity && { volumeMounts: [{ name: TOKEN_VOLUME.name, mountPath: TOKEN_FOLDER, readOnly: true }] }),
});

const environment = (facts: KarpenterFacts) => [
  { name: "KUBERNETES_MIN_VERSION", value: "1.19.0-0" },
  { name: "KARPENTER_SERVICE", value: NAME },
  { name: "LOG_LEVEL", value: "info" },
  { name: "LOG_OUTPUT_PATHS", value: "stdout" },
  { name: "LOG_ERROR_OUTPUT_PATHS", value: "stderr" },
  { name: "METRICS_PORT", value: "8080" },
  { name: "HEALTH_PROBE_PORT", value: "8081" },
  { name: "SYSTEM_NAMESPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
  {
    name: "MEMORY_LIMIT",
    valueFrom: { resourceFieldRef: { containerName: "controller", divisor: "0", resource: "limits.memory" } },
  },
  {
    name: "FEATURE_GATES",
    value:
      "ReservedCapacity=true,SpotToSpotConsolidation=false,NodeRepair=false,NodeOverlay=false,StaticCapacity=false,CapacityBuffer=false",
  },
  { name: "BATCH_MAX_DURATION", value: "10s" },
  { name: "BATCH_IDLE_DURATION", value: "1s" },
  { name: "PREFERENCE_POLICY", value: "Respect" },
  { name: "MIN_VALUES_POLICY", value: "Strict" },
  { name: "CLUSTER_NAME", value: facts.clusterName },
  { name: "VM_MEMORY_OVERHEAD_PERCENT", value: "0.075" },
  { name: "INTERRUPTION_QUEUE", value: facts.interruptionQueue },
  { name: "RESERVED_ENIS", value: "0" },
  ...(facts.webIdentity ? webIdentityVariables(facts.webIdentity) : []),
];

/** What EKS's pod identity webhook adds for the service account's role. */
const webIdentityVariables = ({ region, roleArn }: NonNullable<KarpenterFacts["webIdentity"]>) => [
  { name: "AWS_STS_REGIONAL_ENDPOINTS", value: "regional" },
  { name: "AWS_DEFAULT_REGION", value: region },
  { name: "AWS_REGION", value: region },
  { name: "AWS_ROLE_ARN", value: roleArn },
  { name: "AWS_WEB_IDENTITY_TOKEN_FILE", value: `${TOKEN_FOLDER}/token` },
];

const TOKEN_VOLUME = {
  name: "aws-iam-token",
  projected: {
    sources: [{ serviceAccountToken: { audience: "sts.amazonaws.com", expirationSeconds: 86_400, path: "token" } }],
  },
};
