import { DAEMON_SETS, SERVICE_ACCOUNTS } from "@inlay/resources";
import { clusterRoleBinding, clusterRoleFor, rule, seedObject, type SeedObject } from "./seed-object.ts";

const NAMESPACE = "kube-system";
const REGISTRY = "602401143452.dkr.ecr.us-east-1.amazonaws.com/eks";

interface Daemon {
  readonly name: string;
  readonly label: readonly [key: string, value: string];
  readonly serviceAccount: string;
  readonly containers: readonly Readonly<Record<string, unknown>>[];
  readonly initContainers?: readonly Readonly<Record<string, unknown>>[];
  readonly hostNetwork: boolean;
}

/** As EKS installs it: on every node, whatever its taints. */
function daemonSet(daemon: Daemon): SeedObject {
  const labels = { [daemon.label[0]]: daemon.label[1] };
  return seedObject(
    DAEMON_SETS,
    "apps/v1",
    "DaemonSet",
    { name: daemon.name, namespace: NAMESPACE, labels },
    {
      spec: {
        selector: { matchLabels: labels },
        updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "10%" } },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: daemon.serviceAccount,
            hostNetwork: daemon.hostNetwork,
            priorityClassName: "system-node-critical",
            tolerations: [{ operator: "Exists" }],
            affinity: {
              nodeAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: {
                  nodeSelectorTerms: [
                    {
                      matchExpressions: [
                        { key: "kubernetes.io/os", operator: "In", values: ["linux"] },
                        { key: "kubernetes.io/arch", operator: "In", values: ["amd64", "arm64"] },
                        {
                          key: "eks.amazonaws.com/compute-type",
                          operator: "NotIn",
                          values: ["fargate", "hybrid", "auto"],
                        },
                      ],
                    },
                  ],
                },
              },
            },
            ...(daemon.initContainers ? { initContainers: daemon.initContainers } : {}),
            containers: daemon.containers,
          },
        },
      },
    },
  );
}

const container = (name: string, image: string, requests: Readonly<Record<string, string>>, more: object = {}) => ({
  name,
  image: `${REGISTRY}/${image}`,
  resources: { requests },
  ...more,
});
const CSI_REQUESTS = { cpu: "10m", memory: "40Mi" };

/** What runs on every EKS node: 50m and 100m of CPU, and 3 × (10m, 40Mi) for volumes. */
export const nodeDaemons: readonly SeedObject[] = [
  ...["aws-node", "kube-proxy", "ebs-csi-node-sa"].map((name) =>
    seedObject(SERVICE_ACCOUNTS, "v1", "ServiceAccount", { name, namespace: NAMESPACE }),
  ),
  daemonSet({
    name: "aws-node",
    label: ["k8s-app", "aws-node"],
    serviceAccount: "aws-node",
    hostNetwork: true,
    initContainers: [container("aws-vpc-cni-init", "amazon-k8s-cni-init:v1.20.1-eksbuild.3", { cpu: "25m" })],
    containers: [
      container("aws-node", "amazon-k8s-cni:v1.20.1-eksbuild.3", { cpu: "25m" }),
      container("aws-eks-nodeagent", "amazon/aws-network-policy-agent:v1.2.5-eksbuild.1", { cpu: "25m" }),
    ],
  }),
  daemonSet({
    name: "kube-proxy",
    label: ["k8s-app", "kube-proxy"],
    serviceAccount: "kube-proxy",
    hostNetwork: true,
    containers: [container("kube-proxy", "kube-proxy:v1.32.9-minimal-eksbuild.2", { cpu: "100m" })],
  }),
  daemonSet({
    name: "ebs-csi-node",
    label: ["app", "ebs-csi-node"],
    serviceAccount: "ebs-csi-node-sa",
    hostNetwork: false,
    containers: [
      container("ebs-plugin", "aws-ebs-csi-driver:v1.49.0", CSI_REQUESTS),
      container("node-driver-registrar", "csi-node-driver-registrar:v2.15.0-eks-1-34-2", CSI_REQUESTS),
      container("liveness-probe", "livenessprobe:v2.17.0-eks-1-34-2", CSI_REQUESTS),
    ],
  }),
  ...clusterRoleFor("aws-node", { namespace: NAMESPACE, serviceAccount: "aws-node" }, [
    rule("crd.k8s.amazonaws.com", "eniconfigs", "list watch get"),
    rule("", "namespaces", "list watch get"),
    rule("", "pods", "list watch get"),
    rule("", "nodes", "list watch get"),
    rule("events.k8s.io", "events", "create patch list"),
    rule("", "events", "create patch list"),
  ]),
  clusterRoleBinding("eks:kube-proxy", "system:node-proxier", { namespace: NAMESPACE, serviceAccount: "kube-proxy" }),
  ...clusterRoleFor("ebs-csi-node-role", { namespace: NAMESPACE, serviceAccount: "ebs-csi-node-sa" }, [
    rule("", "nodes", "get patch"),
    rule("storage.k8s.io", "csinodes volumeattachments", "get list watch"),
  ]),
];
