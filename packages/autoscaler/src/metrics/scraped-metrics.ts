import type { Metrics } from "@inlay/kube";
import {
  addAmounts,
  amountsOf,
  LABEL_ARCH,
  LABEL_CAPACITY_TYPE,
  LABEL_INSTANCE_TYPE,
  LABEL_NODEPOOL,
  LABEL_OS,
  LABEL_REGION,
  LABEL_ZONE,
  podRequests,
  type Node,
  type Pod,
  type ResourceAmounts,
} from "@inlay/resources";
import type { Environment } from "../state/environment.ts";
import { isOwnedByDaemonSet, isTerminal } from "../state/pods.ts";

const NODE_LABELS = {
  arch: LABEL_ARCH,
  capacity_type: LABEL_CAPACITY_TYPE,
  instance_type: LABEL_INSTANCE_TYPE,
  nodepool: LABEL_NODEPOOL,
  os: LABEL_OS,
  region: LABEL_REGION,
  zone: LABEL_ZONE,
};

/** Metrics of what is there rather than of what happened: worked out when somebody reads them, so that they cost nothing at rest. */
export function connectScrapedMetrics(metrics: Metrics, { caches, metrics: written }: Environment): void {
  const resourceLabels = ["resource_type", "node_name", ...Object.keys(NODE_LABELS), "node_phase", "managed"];
  const gauge = (name: string, help: string, labels: readonly string[]) =>
    metrics.gauge(`karpenter_${name}`, help, labels);
  const allocatable = gauge("nodes_allocatable", "Allocatable resources of a node.", resourceLabels);
  const podRequestsGauge = gauge(
    "nodes_total_pod_requests",
    "Requests of the pods on a node, daemons left out.",
    resourceLabels,
  );
  const daemonRequests = gauge("nodes_total_daemon_requests", "Requests of the daemons on a node.", resourceLabels);
  const overhead = gauge("nodes_system_overhead", "Capacity of a node that pods cannot use.", resourceLabels);
  const utilization = gauge("cluster_utilization_percent", "Requests in percent of what is allocatable.", [
    "resource_type",
  ]);
  const poolLimit = gauge("nodepools_limit", "Limits of a node pool.", ["resource_type", "nodepool"]);
  const poolUsed = gauge("nodepools_usage", "Usage of a node pool.", ["resource_type", "nodepool"]);
  const podState = gauge("pods_state", "One for each pod.", [
    "name", "namespace", "owner", "node", "nodepool", "zone", "arch", "capacity_type", "instance_type", "phase", "ready",
    "scheduled", "managed",
  ]); // prettier-ignore
  const conditions = metrics.gauge("operator_status_condition_count", "Objects by the state of a condition.", [
    "kind",
    "type",
    "status",
    "reason",
  ]);

  metrics.beforeRender(() => {
    for (const each of [
      allocatable,
      podRequestsGauge,
      daemonRequests,
      overhead,
      utilization,
      poolLimit,
      poolUsed,
      podState,
      conditions,
    ])
      each.reset();
    written.nodeCount.set({}, caches.nodes.all().length);
    let requested: ResourceAmounts = {};
    let available: ResourceAmounts = {};
    for (const node of caches.nodes.all()) {
      const pods = caches.pods.byIndex("node", node.metadata.name).filter((pod) => !isTerminal(pod));
      const [daemons, others] = [pods.filter(isOwnedByDaemonSet), pods.filter((pod) => !isOwnedByDaemonSet(pod))];
      const free = amountsOf(node.status?.allocatable);
      const whole = amountsOf(node.status?.capacity);
      const onNode = addAmounts(...pods.map(podRequests));
      requested = addAmounts(requested, onNode);
      available = addAmounts(available, free);
      const set = (target: typeof allocatable, amounts: ResourceAmounts) => {
        for (const [resource, amount] of Object.entries(amounts))
          target.set({ resource_type: resource, ...nodeLabels(node) }, inUnits(resource, amount));
      };
      set(allocatable, free);
      set(podRequestsGauge, addAmounts(...others.map(podRequests)));
      set(daemonRequests, addAmounts(...daemons.map(podRequests)));
      set(overhead, Object.fromEntries(Object.keys(whole).map((name) => [name, whole[name]! - (free[name] ?? 0)])));
    }
    for (const [resource, amount] of Object.entries(available))
      if (amount > 0) utilization.set({ resource_type: resource }, (100 * (requested[resource] ?? 0)) / amount);
    for (const pool of caches.nodePools.all()) {
      const nodepool = pool.metadata.name;
      for (const [resource, amount] of Object.entries(amountsOf(pool.spec.limits)))
        poolLimit.set({ resource_type: resource, nodepool }, inUnits(resource, amount));
      for (const [resource, amount] of Object.entries(amountsOf(pool.status?.resources)))
        poolUsed.set({ resource_type: resource, nodepool }, inUnits(resource, amount));
    }
    for (const pod of caches.pods.all()) podState.set(podLabels(pod, caches.nodes.get(pod.spec.nodeName ?? "")), 1);
    const counts = new Map<string, number>();
    for (const object of [...caches.nodeClaims.all(), ...caches.nodePools.all(), ...caches.nodes.all()])
      for (const { type, status, reason } of object.status?.conditions ?? []) {
        const id = JSON.stringify({ kind: object.kind.toLowerCase(), type, status, reason: reason ?? "" });
        counts.set(id, (counts.get(id) ?? 0) + 1);
      }
    for (const [id, count] of counts) conditions.set(JSON.parse(id) as Record<string, string>, count);
  });
}

/** Metrics are in base units: cores, bytes. */
const inUnits = (resource: string, amount: number): number => (resource === "cpu" ? amount / 1_000 : amount);

function nodeLabels(node: Node): Readonly<Record<string, string>> {
  const labels = node.metadata.labels ?? {};
  return {
    node_name: node.metadata.name,
    node_phase: node.status?.phase ?? "",
    managed: String(labels[LABEL_NODEPOOL] !== undefined),
    ...Object.fromEntries(Object.entries(NODE_LABELS).map(([name, key]) => [name, labels[key] ?? ""])),
  };
}

function podLabels(pod: Pod, node: Node | undefined): Readonly<Record<string, string>> {
  const labels = node?.metadata.labels ?? {};
  const owner = pod.metadata.ownerReferences?.[0];
  const ready = pod.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;
  return {
    name: pod.metadata.name,
    namespace: pod.metadata.namespace ?? "",
    owner: owner
      ? `/apis/${owner.apiVersion}/namespaces/${pod.metadata.namespace}/${owner.kind.toLowerCase()}s/${owner.name}`
      : "",
    node: pod.spec.nodeName ?? "",
    nodepool: labels[LABEL_NODEPOOL] ?? "",
    zone: labels[LABEL_ZONE] ?? "",
    arch: labels[LABEL_ARCH] ?? "",
    capacity_type: labels[LABEL_CAPACITY_TYPE] ?? "",
    instance_type: labels[LABEL_INSTANCE_TYPE] ?? "",
    phase: pod.status?.phase ?? "",
    ready: String(ready),
    scheduled: String(pod.spec.nodeName !== undefined),
    managed: String(labels[LABEL_NODEPOOL] !== undefined),
  };
}
