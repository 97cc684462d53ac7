import {
  seededRandom,
  type InstanceType,
  type NodePool,
  type Pod,
  type PodSpec,
  type Snapshot,
} from "./planner-api.ts";

const NOW = "2026-11-01T12:00:00Z";
const LETTERS = ["a", "b", "c", "d", "e", "f", "g"] as const;
const CPU = [100, 250, 500, 1000, 1500] as const;
const MEMORY = [100, 256, 512, 1024, 2048, 4096] as const;
const GIBIBYTE = 2 ** 30;

/** The instance types of Karpenter's own benchmark: type i has i+1 cores and twice as many GiB, in three zones, all at one price per size. */
export function benchmarkTypes(count: number): InstanceType[] {
  return Array.from({ length: count }, (_, index) => {
    const cores = index + 1;
    const memory = cores * 2 * GIBIBYTE;
    const pricePerHour = 0.1 * cores + (0.1 * memory) / 1e9;
    const offering = (zone: string, capacityType: "spot" | "on-demand") =>
      ({ zone, capacityType, pricePerHour, available: true }) as const;
    const name = `fake-it-${index}`;
    return {
      name,
      requirements: [
        { key: "node.kubernetes.io/instance-type", operator: "In", values: [name] },
        { key: "kubernetes.io/arch", operator: "In", values: ["amd64"] },
        { key: "kubernetes.io/os", operator: "In", values: ["linux", "windows", "darwin"] },
        { key: "topology.kubernetes.io/zone", operator: "In", values: ["test-zone-1", "test-zone-2", "test-zone-3"] },
        { key: "karpenter.sh/capacity-type", operator: "In", values: ["spot", "on-demand"] },
        { key: "size", operator: "In", values: [cores > 4 ? "large" : "small"] },
        { key: "integer", operator: "In", values: [String(cores)] },
      ],
      offerings: [
        offering("test-zone-1", "spot"),
        offering("test-zone-2", "spot"),
        offering("test-zone-1", "on-demand"),
        offering("test-zone-2", "on-demand"),
        offering("test-zone-3", "on-demand"),
      ],
      capacity: { cpu: cores * 1000, memory, pods: cores * 10 },
      overhead: { cpu: 100, memory: 10 * 2 ** 20 },
    };
  });
}

/** A fifth each: generic, zone spread, hostname spread, zone affinity to its own label, hostname anti-affinity. */
export function diversePods(count: number, seed = 42): Pod[] {
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const requests = () => ({ cpu: `${pick(CPU)}m`, memory: `${pick(MEMORY)}Mi` });
  const make = [
    () => ({ labels: { "my-label": pick(LETTERS) }, spec: {} }),
    () => spread("topology.kubernetes.io/zone", pick(LETTERS), pick(LETTERS)),
    () => spread("kubernetes.io/hostname", pick(LETTERS), pick(LETTERS)),
    () => zoneAffinity(pick(LETTERS)),
    () => hostnameApart(),
  ] as const;
  const fifth = Math.floor(count / make.length);
  return Array.from({ length: count }, (_, index) => {
    const kind = Math.floor(index / Math.max(1, fifth));
    const { labels, spec } = (make[kind] ?? make[0])();
    return pod(`pod-${index}`, requests(), labels, spec, random);
  });
}

/** Pods that all prefer one zone, no zone twice and no node twice: most of it cannot be had. */
export function preferringPods(count: number, seed = 42): Pod[] {
  const random = seededRandom(seed);
  const labelSelector = { matchLabels: { app: "nginx" } };
  const apart = (topologyKey: string, weight: number) => ({ weight, podAffinityTerm: { topologyKey, labelSelector } });
  const affinity: PodSpec["affinity"] = {
    nodeAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight: 1,
          preference: {
            matchExpressions: [{ key: "topology.kubernetes.io/zone", operator: "In", values: ["test-zone-1"] }],
          },
        },
      ],
    },
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        apart("topology.kubernetes.io/zone", 10),
        apart("kubernetes.io/hostname", 1),
      ],
    },
  };
  return Array.from({ length: count }, (_, index) =>
    pod(`pod-${index}`, { cpu: "100m", memory: "4096Mi" }, { app: "nginx" }, { affinity }, random),
  );
}

export function benchmarkSnapshot(pods: readonly Pod[], types: readonly InstanceType[]): Snapshot {
  return {
    version: 1,
    now: NOW,
    nodePools: [benchmarkPool()],
    nodeClaims: [],
    nodes: [],
    pods,
    daemonSets: [],
    namespaces: [],
    podDisruptionBudgets: [],
    persistentVolumes: [],
    persistentVolumeClaims: [],
    storageClasses: [],
    csiNodes: [],
    catalogues: { main: types },
    catalogueOfNodePool: { default: "main" },
  };
}

function benchmarkPool(): NodePool {
  return {
    apiVersion: "karpenter.sh/v1",
    kind: "NodePool",
    metadata: { name: "default", uid: "pool", resourceVersion: "1", creationTimestamp: NOW },
    spec: {
      template: {
        spec: { nodeClassRef: { group: "karpenter.test", kind: "TestNodeClass", name: "default" }, requirements: [] },
      },
      limits: { cpu: "10000000", memory: "10000000Gi" },
    },
    status: { conditions: [{ type: "Ready", status: "True" }] },
  };
}

function pod(
  name: string,
  requests: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
  spec: Partial<PodSpec>,
  random: () => number,
): Pod {
  const uid = Math.floor(random() * 2 ** 48)
    .toString(16)
    .padStart(12, "0");
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "default", uid, resourceVersion: "1", creationTimestamp: NOW, labels },
    spec: { containers: [{ name: "app", image: "pause", resources: { requests } }], ...spec },
    status: { phase: "Pending", conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable" }] },
  };
}

function spread(topologyKey: string, label: string, selected: string) {
  const labelSelector = { matchLabels: { "my-label": selected } };
  const constraint = { maxSkew: 1, topologyKey, whenUnsatisfiable: "DoNotSchedule", labelSelector } as const;
  return { labels: { "my-label": label }, spec: { topologySpreadConstraints: [constraint] } };
}

function zoneAffinity(label: string) {
  const labels = { "my-affininity": label };
  const term = { topologyKey: "topology.kubernetes.io/zone", labelSelector: { matchLabels: labels } };
  return { labels, spec: { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } } };
}

function hostnameApart() {
  const labels = { app: "nginx" };
  const term = { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: labels } };
  return {
    labels,
    spec: { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } },
  };
}
