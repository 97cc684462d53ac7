import type { Node, Pod, PodSpec } from "@inlay/resources";
import { expect, test } from "vitest";
import { ClusterState, type ClusterObjects } from "./cluster-state/cluster-state.ts";
import { nodeFit } from "./filters.ts";

const meta = (name: string) => ({ name, uid: name, resourceVersion: "1", creationTimestamp: "2026-01-01T00:00:00Z" });

function node(name: string, over: { labels?: Record<string, string>; spec?: Node["spec"]; cpu?: string } = {}): Node {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { ...meta(name), labels: { "kubernetes.io/hostname": name, ...over.labels } },
    spec: over.spec ?? {},
    status: { allocatable: { cpu: over.cpu ?? "2", memory: "4Gi", pods: "3" } },
  };
}

function pod(name: string, spec: Partial<PodSpec> = {}, labels: Record<string, string> = {}): Pod {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { ...meta(name), namespace: "default", labels },
    spec: { containers: [{ name: "c", resources: { requests: { cpu: "500m" } } }], ...spec },
  };
}

const asks = (requests: Record<string, string>): Partial<PodSpec> => ({
  containers: [{ name: "c", resources: { requests } }],
});
const spread = (whenUnsatisfiable: "DoNotSchedule" | "ScheduleAnyway", topologyKey = "zone"): Partial<PodSpec> => ({
  topologySpreadConstraints: [
    { maxSkew: 1, topologyKey, whenUnsatisfiable, labelSelector: { matchLabels: { app: "x" } } },
  ],
});
const antiAffinity = (app: string, topologyKey = "kubernetes.io/hostname"): Partial<PodSpec> => ({
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey, labelSelector: { matchLabels: { app } } }],
    },
  },
});
const affinity = (app: string, topologyKey = "zone"): Partial<PodSpec> => ({
  affinity: {
    podAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey, labelSelector: { matchLabels: { app } } }],
    },
  },
});
const claim = (name: string): Partial<PodSpec> => ({
  volumes: [{ name: "v", persistentVolumeClaim: { claimName: name } }],
});
const pvc = (name: string, spec: object, status: object = {}) =>
  ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { ...meta(name), namespace: "default" },
    spec,
    status,
  }) as const;
const pv = (name: string, zone: string) =>
  ({
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: meta(name),
    spec: {
      csi: { driver: "ebs.csi.aws.com", volumeHandle: name },
      nodeAffinity: {
        required: { nodeSelectorTerms: [{ matchExpressions: [{ key: "zone", operator: "In", values: [zone] }] }] },
      },
    },
  }) as const;

const A = node("a", { labels: { zone: "1" } });
const B = node("b", { labels: { zone: "2" } });

const CASES: readonly [name: string, pod: Pod, objects: ClusterObjects, reasons: readonly string[] | undefined][] = [
  ["a pod that fits", pod("p"), { nodes: [A] }, undefined],
  [
    "a cordoned node",
    pod("p"),
    { nodes: [node("a", { spec: { unschedulable: true } })] },
    ["node(s) were unschedulable"],
  ],
  [
    "a cordoned node for a daemon pod",
    pod("p", { tolerations: [{ key: "node.kubernetes.io/unschedulable", operator: "Exists" }] }),
    { nodes: [node("a", { spec: { unschedulable: true } })] },
    undefined,
  ],
  [
    "a taint",
    pod("p"),
    { nodes: [node("a", { spec: { taints: [{ key: "karpenter.sh/unregistered", effect: "NoExecute" }] } })] },
    ["node(s) had untolerated taint {karpenter.sh/unregistered: }"],
  ],
  [
    "a preference is no taint",
    pod("p"),
    { nodes: [node("a", { spec: { taints: [{ key: "x", effect: "PreferNoSchedule" }] } })] },
    undefined,
  ],
  [
    "a node selector",
    pod("p", { nodeSelector: { zone: "2" } }),
    { nodes: [A] },
    ["node(s) didn't match Pod's node affinity/selector"],
  ],
  [
    "more than there is of two resources",
    pod("p", asks({ cpu: "3", memory: "8Gi" })),
    { nodes: [A] },
    ["Insufficient cpu", "Insufficient memory"],
  ],
  ["an extended resource", pod("p", asks({ "nvidia.com/gpu": "1" })), { nodes: [A] }, ["Insufficient nvidia.com/gpu"]],
  [
    "as many pods as the node takes",
    pod("p", asks({})),
    { nodes: [A], pods: ["1", "2", "3"].map((name) => pod(name, { ...asks({}), nodeName: "a" })) },
    ["Too many pods"],
  ],
  [
    "finished pods take nothing",
    pod("p", asks({})),
    {
      nodes: [A],
      pods: ["1", "2", "3"].map((name) => ({
        ...pod(name, { ...asks({}), nodeName: "a" }),
        status: { phase: "Succeeded" as const },
      })),
    },
    undefined,
  ],
  [
    "a host port that is taken",
    pod("p", { containers: [{ name: "c", ports: [{ containerPort: 80, hostPort: 80 }] }] }),
    {
      nodes: [A],
      pods: [
        pod("q", {
          nodeName: "a",
          containers: [{ name: "c", ports: [{ containerPort: 8080, hostPort: 80, hostIP: "10.0.0.1" }] }],
        }),
      ],
    },
    ["node(s) didn't have free ports for the requested pod ports"],
  ],
  [
    "spread that would be uneven",
    pod("p", spread("DoNotSchedule"), { app: "x" }),
    { nodes: [A, B], pods: [pod("q", { nodeName: "a" }, { app: "x" })] },
    ["node(s) didn't match pod topology spread constraints"],
  ],
  [
    "a preference to spread",
    pod("p", spread("ScheduleAnyway"), { app: "x" }),
    { nodes: [A, B], pods: [pod("q", { nodeName: "a" }, { app: "x" })] },
    undefined,
  ],
  [
    "spread over a key that the node lacks",
    pod("p", spread("DoNotSchedule", "rack"), { app: "x" }),
    { nodes: [A] },
    ["node(s) didn't match pod topology spread constraints (missing required label)"],
  ],
  [
    "anti-affinity of the pod",
    pod("p", antiAffinity("x")),
    { nodes: [A], pods: [pod("q", { nodeName: "a" }, { app: "x" })] },
    ["node(s) didn't match pod anti-affinity rules"],
  ],
  [
    "anti-affinity of a pod in the same zone",
    pod("p", {}, { app: "x" }),
    {
      nodes: [A, node("a2", { labels: { zone: "1" } })],
      pods: [pod("q", { ...antiAffinity("x", "zone"), nodeName: "a2" })],
    },
    ["node(s) didn't satisfy existing pods anti-affinity rules"],
  ],
  ["affinity to nobody", pod("p", affinity("x")), { nodes: [A] }, ["node(s) didn't match pod affinity rules"]],
  ["affinity to itself, the first of its kind", pod("p", affinity("x"), { app: "x" }), { nodes: [A] }, undefined],
  [
    "affinity to a pod in another zone",
    pod("p", affinity("x"), { app: "x" }),
    { nodes: [A, B], pods: [pod("q", { nodeName: "b" }, { app: "x" })] },
    ["node(s) didn't match pod affinity rules"],
  ],
  ["a claim that does not exist", pod("p", claim("c")), { nodes: [A] }, ['persistentvolumeclaim "c" not found']],
  [
    "a volume in another zone",
    pod("p", claim("c")),
    { nodes: [A], claims: [pvc("c", { volumeName: "v" })], volumes: [pv("v", "2")] },
    ["node(s) had volume node affinity conflict"],
  ],
  [
    "an unbound claim that is bound at once",
    pod("p", claim("c")),
    { nodes: [A], claims: [pvc("c", {})] },
    ["pod has unbound immediate PersistentVolumeClaims"],
  ],
  [
    "an unbound claim that waits for its pod",
    pod("p", claim("c")),
    {
      nodes: [A],
      claims: [pvc("c", { storageClassName: "gp3" })],
      storageClasses: [
        {
          apiVersion: "storage.k8s.io/v1",
          kind: "StorageClass",
          metadata: meta("gp3"),
          provisioner: "ebs.csi.aws.com",
          volumeBindingMode: "WaitForFirstConsumer",
        },
      ],
    },
    undefined,
  ],
  [
    "as many volumes as the node can attach",
    pod("p", claim("c2")),
    {
      nodes: [A],
      pods: [pod("q", { ...claim("c1"), nodeName: "a" })],
      claims: [pvc("c1", { volumeName: "v1" }), pvc("c2", { volumeName: "v2" })],
      volumes: [pv("v1", "1"), pv("v2", "1")],
      csiNodes: [
        {
          apiVersion: "storage.k8s.io/v1",
          kind: "CSINode",
          metadata: meta("a"),
          spec: { drivers: [{ name: "ebs.csi.aws.com", nodeID: "a", allocatable: { count: 1 } }] },
        },
      ],
    },
    ["node(s) exceed max volume count"],
  ],
];

test.for(CASES)("%s", ([, candidate, objects, reasons]) => {
  expect(nodeFit(candidate, "a", ClusterState.of(objects))?.reasons).toEqual(reasons);
});

test("a node that is not in the state is the caller's mistake", () => {
  expect(() => nodeFit(pod("p"), "z", ClusterState.of({ nodes: [A] }))).toThrow("no node z");
});
