import {
  CONFIG_MAPS,
  DEPLOYMENTS,
  POD_DISRUPTION_BUDGETS,
  SERVICE_ACCOUNTS,
  SERVICES,
  STORAGE_CLASSES,
} from "@inlay/resources";
import { clusterRoleBinding, clusterRoleFor, roleFor, rule, seedObject, type SeedObject } from "./seed-object.ts";

const NAMESPACE = "kube-system";
const REGISTRY = "602401143452.dkr.ecr.us-east-1.amazonaws.com/eks";
const COREDNS_LABELS = { "k8s-app": "kube-dns", "eks.amazonaws.com/component": "coredns" };
const METRICS_LABELS = { "app.kubernetes.io/name": "metrics-server", "app.kubernetes.io/instance": "metrics-server" };

const http = (path: string, port: number | string, scheme = "HTTP") => ({ httpGet: { path, port, scheme } });
const onLinux = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [
        {
          matchExpressions: [
            { key: "kubernetes.io/os", operator: "In", values: ["linux"] },
            { key: "kubernetes.io/arch", operator: "In", values: ["amd64", "arm64"] },
          ],
        },
      ],
    },
  },
};
/** Two replicas rather on different nodes. */
const apart = (matchLabels: Readonly<Record<string, string>>) => ({
  podAntiAffinity: {
    preferredDuringSchedulingIgnoredDuringExecution: [
      { weight: 100, podAffinityTerm: { labelSelector: { matchLabels }, topologyKey: "kubernetes.io/hostname" } },
    ],
  },
});

const COREFILE = `.:53 {
    errors
    health {
        lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
        pods insecure
        fallthrough in-addr.arpa ip6.arpa
    }
    prometheus :9153
    forward . /etc/resolv.conf
    cache 30
    loop
    reload
    loadbalance
}
`;

const coredns: readonly SeedObject[] = [
  seedObject(SERVICE_ACCOUNTS, "v1", "ServiceAccount", { name: "coredns", namespace: NAMESPACE }),
  seedObject(
    CONFIG_MAPS,
    "v1",
    "ConfigMap",
    { name: "coredns", namespace: NAMESPACE },
    { data: { Corefile: COREFILE } },
  ),
  seedObject(
    SERVICES,
    "v1",
    "Service",
    {
      name: "kube-dns",
      namespace: NAMESPACE,
      labels: { ...COREDNS_LABELS, "kubernetes.io/cluster-service": "true", "kubernetes.io/name": "CoreDNS" },
    },
    {
      spec: {
        clusterIP: "10.100.0.10",
        selector: { "k8s-app": "kube-dns" },
        ports: [
          { name: "dns", port: 53, protocol: "UDP", targetPort: 53 },
          { name: "dns-tcp", port: 53, protocol: "TCP", targetPort: 53 },
          { name: "metrics", port: 9153, protocol: "TCP", targetPort: 9153 },
        ],
      },
    },
  ),
  seedObject(
    DEPLOYMENTS,
    "apps/v1",
    "Deployment",
    { name: "coredns", namespace: NAMESPACE, labels: { ...COREDNS_LABELS, "kubernetes.io/name": "CoreDNS" } },
    {
      spec: {
        replicas: 2,
        strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1 } },
        selector: { matchLabels: COREDNS_LABELS },
        template: {
          metadata: { labels: COREDNS_LABELS },
          spec: {
            serviceAccountName: "coredns",
            priorityClassName: "system-cluster-critical",
            dnsPolicy: "Default",
            tolerations: [
              { key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" },
              { key: "CriticalAddonsOnly", operator: "Exists" },
            ],
            affinity: { ...onLinux, ...apart({ "k8s-app": "kube-dns" }) },
            containers: [
              {
                name: "coredns",
                image: `${REGISTRY}/coredns:v1.11.4-eksbuild.24`,
                args: ["-conf", "/etc/coredns/Corefile"],
                resources: { requests: { cpu: "100m", memory: "70Mi" }, limits: { memory: "170Mi" } },
                ports: [
                  { name: "dns", containerPort: 53, protocol: "UDP" },
                  { name: "dns-tcp", containerPort: 53, protocol: "TCP" },
                  { name: "metrics", containerPort: 9153, protocol: "TCP" },
                ],
                livenessProbe: { ...http("/health", 8080), initialDelaySeconds: 60 },
                readinessProbe: http("/ready", 8181),
                volumeMounts: [{ name: "config-volume", mountPath: "/etc/coredns", readOnly: true }],
              },
            ],
            volumes: [
              {
                name: "config-volume",
                configMap: { name: "coredns", items: [{ key: "Corefile", path: "Corefile" }] },
              },
            ],
          },
        },
      },
    },
  ),
  seedObject(
    POD_DISRUPTION_BUDGETS,
    "policy/v1",
    "PodDisruptionBudget",
    { name: "coredns", namespace: NAMESPACE, labels: COREDNS_LABELS },
    { spec: { maxUnavailable: 1, selector: { matchLabels: COREDNS_LABELS } } },
  ),
  ...clusterRoleFor("system:coredns", { namespace: NAMESPACE, serviceAccount: "coredns" }, [
    rule("", "endpoints services pods namespaces", "list watch"),
    rule("", "nodes", "get"),
    rule("discovery.k8s.io", "endpointslices", "list watch"),
  ]),
];

const metricsServer: readonly SeedObject[] = [
  seedObject(SERVICE_ACCOUNTS, "v1", "ServiceAccount", { name: "metrics-server", namespace: NAMESPACE }),
  seedObject(
    SERVICES,
    "v1",
    "Service",
    { name: "metrics-server", namespace: NAMESPACE, labels: METRICS_LABELS },
    {
      spec: {
        selector: METRICS_LABELS,
        ports: [{ name: "https", port: 443, protocol: "TCP", targetPort: "https", appProtocol: "https" }],
      },
    },
  ),
  seedObject(
    DEPLOYMENTS,
    "apps/v1",
    "Deployment",
    { name: "metrics-server", namespace: NAMESPACE, labels: METRICS_LABELS },
    {
      spec: {
        replicas: 2,
        selector: { matchLabels: METRICS_LABELS },
        template: {
          metadata: { labels: METRICS_LABELS },
          spec: {
            serviceAccountName: "metrics-server",
            priorityClassName: "system-cluster-critical",
            tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
            affinity: { ...onLinux, ...apart(METRICS_LABELS) },
            containers: [
              {
                name: "metrics-server",
                image: `${REGISTRY}/metrics-server:v0.8.0-eksbuild.2`,
                args: ["--secure-port=10251", "--metric-resolution=15s"],
                resources: { requests: { cpu: "100m", memory: "200Mi" }, limits: { memory: "400Mi" } },
                ports: [{ name: "https", containerPort: 10_251, protocol: "TCP" }],
                livenessProbe: http("/livez", "https", "HTTPS"),
                readinessProbe: { ...http("/readyz", "https", "HTTPS"), initialDelaySeconds: 20 },
              },
            ],
          },
        },
      },
    },
  ),
  seedObject(
    POD_DISRUPTION_BUDGETS,
    "policy/v1",
    "PodDisruptionBudget",
    { name: "metrics-server", namespace: NAMESPACE, labels: METRICS_LABELS },
    { spec: { maxUnavailable: 1, selector: { matchLabels: METRICS_LABELS } } },
  ),
  ...clusterRoleFor("system:metrics-server", { namespace: NAMESPACE, serviceAccount: "metrics-server" }, [
    rule("", "nodes/metrics", "get"),
    rule("", "pods nodes", "get list watch"),
  ]),
  clusterRoleBinding("metrics-server:system:auth-delegator", "system:auth-delegator", {
    namespace: NAMESPACE,
    serviceAccount: "metrics-server",
  }),
  ...roleFor("metrics-server-auth-reader", NAMESPACE, { namespace: NAMESPACE, serviceAccount: "metrics-server" }, [
    rule("", "configmaps", "get list watch", ["extension-apiserver-authentication"]),
  ]),
];

const storage: readonly SeedObject[] = [
  seedObject(
    STORAGE_CLASSES,
    "storage.k8s.io/v1",
    "StorageClass",
    { name: "gp2" },
    {
      provisioner: "kubernetes.io/aws-ebs",
      parameters: { fsType: "ext4", type: "gp2" },
      reclaimPolicy: "Delete",
      volumeBindingMode: "WaitForFirstConsumer",
    },
  ),
  seedObject(
    STORAGE_CLASSES,
    "storage.k8s.io/v1",
    "StorageClass",
    { name: "gp3", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
    {
      provisioner: "ebs.csi.aws.com",
      parameters: { type: "gp3" },
      reclaimPolicy: "Delete",
      volumeBindingMode: "WaitForFirstConsumer",
      allowVolumeExpansion: true,
    },
  ),
];

/** What an EKS cluster runs for itself, beside the daemons on every node. */
export const clusterServices: readonly SeedObject[] = [...coredns, ...metricsServer, ...storage];
