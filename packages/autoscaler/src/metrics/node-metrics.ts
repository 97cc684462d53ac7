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
  podLimits,
  podRequests,
  type Node,
  type ResourceAmounts,
} from "@inlay/resources";
import type { Environment } from "../state/environment.ts";
import { isOwnedByDaemonSet, isTerminal } from "../state/pods.ts";
import { inBaseUnits } from "./base-units.ts";

const NODE_LABELS = {
  arch: LABEL_ARCH,
  capacity_type: LABEL_CAPACITY_TYPE,
  instance_type: LABEL_INSTANCE_TYPE,
  nodepool: LABEL_NODEPOOL,
  os: LABEL_OS,
  region: LABEL_REGION,
  zone: LABEL_ZONE,
};
const LABEL_NAMES = ["node_name", ...Object.keys(NODE_LABELS), "node_phase", "managed"];

/** What each node has and gives. Worked out when somebody reads it, so that it costs nothing at rest. */
export function connectNodeMetrics(
  metrics: Metrics,
  {
    caches,
    metrics: written,
    clock,
  }: Pick<Environment, "clock"> & {
    readonly caches: Pick<Environment["caches"], "nodes" | "pods">;
    readonly metrics: Pick<Environment["metrics"], "nodeCount">;
  },
): void {
  const perResource = (name: string, help: string) =>
    metrics.gauge(`karpenter_nodes_${name}`, help, ["resource_type", ...LABEL_NAMES]);
  const gauges = {
    allocatable: perResource("allocatable", "Allocatable resources of a node."),
    podRequests: perResource("total_pod_requests", "Requests of the pods on a node, daemons left out."),
    podLimits: perResource("total_pod_limits", "Limits of the pods on a node, daemons left out."),
    daemonRequests: perResource("total_daemon_requests", "Requests of the daemons on a node."),
    daemonLimits: perResource("total_daemon_limits", "Limits of the daemons on a node."),
    overhead: perResource("system_overhead", "Capacity of a node that pods cannot use."),
  };
  const lifetime = metrics.gauge("karpenter_nodes_current_lifetime_seconds", "Age of a node.", LABEL_NAMES);
  const utilization = metrics.gauge(
    "karpenter_cluster_utilization_percent",
    "Requests in percent of what is allocatable.",
    ["resource_type"],
  );

  metrics.beforeRender(() => {
    for (const gauge of [...Object.values(gauges), lifetime, utilization]) gauge.reset();
    const nodes = caches.nodes.all();
    written.nodeCount.set({}, nodes.length);
    const requested: ResourceAmounts[] = [];
    const available: ResourceAmounts[] = [];
    for (const node of nodes) {
      const labels = nodeLabels(node);
      const amounts = amountsOfNode(node);
      requested.push(amounts.podRequests, amounts.daemonRequests);
      available.push(amounts.allocatable);
      lifetime.set(labels, Math.max(0, clock.now() - Date.parse(node.metadata.creationTimestamp)) / 1_000);
      for (const name of [
        "allocatable",
        "podRequests",
        "podLimits",
        "daemonRequests",
        "daemonLimits",
        "overhead",
      ] as const)
        for (const [resource, amount] of Object.entries(amounts[name]))
          gauges[name].set({ resource_type: resource, ...labels }, inBaseUnits(resource, amount));
    }
    const used = addAmounts(...requested);
    for (const [resource, amount] of Object.entries(addAmounts(...available)))
      if (amount > 0) utilization.set({ resource_type: resource }, (100 * (used[resource] ?? 0)) / amount);
  });

  function amountsOfNode(node: Node) {
    const pods = caches.pods.byIndex("node", node.metadata.name).filter((pod) => !isTerminal(pod));
    const [daemons, others] = [pods.filter(isOwnedByDaemonSet), pods.filter((pod) => !isOwnedByDaemonSet(pod))];
    const allocatable = amountsOf(node.status?.allocatable);
    const capacity = Object.entries(amountsOf(node.status?.capacity));
    return {
      allocatable,
      podRequests: addAmounts(...others.map(podRequests)),
      podLimits: addAmounts(...others.map(podLimits)),
      daemonRequests: addAmounts(...daemons.map(podRequests)),
      daemonLimits: addAmounts(...daemons.map(podLimits)),
      overhead: Object.fromEntries(capacity.map(([name, whole]) => [name, whole - (allocatable[name] ?? 0)])),
    };
  }
}

function nodeLabels(node: Node): Readonly<Record<string, string>> {
  const labels = node.metadata.labels ?? {};
  return {
    node_name: node.metadata.name,
    node_phase: node.status?.phase ?? "",
    managed: String(labels[LABEL_NODEPOOL] !== undefined),
    ...Object.fromEntries(Object.entries(NODE_LABELS).map(([name, key]) => [name, labels[key] ?? ""])),
  };
}
