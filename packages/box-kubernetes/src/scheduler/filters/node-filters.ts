import { matchesNodeSelector, tolerates, untolerated, type Pod, type Taint } from "@inlay/resources";
import type { NodeState } from "../cluster-state/node-state.ts";
import type { PodInfo } from "../cluster-state/pod-info.ts";
import { resolvable, unresolvable, type Filter, type Prepared } from "./rejection.ts";

const UNSCHEDULABLE: Taint = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" };

/** NodeUnschedulable: a cordoned node takes only pods that tolerate its taint. */
export function nodeUnschedulable({ pod }: PodInfo): Filter {
  const tolerated = (pod.spec.tolerations ?? []).some((toleration) => tolerates(toleration, UNSCHEDULABLE));
  return ({ node }) =>
    node.spec.unschedulable && !tolerated ? unresolvable("NodeUnschedulable", "node(s) were unschedulable") : undefined;
}

/** NodeName: `spec.nodeName` names the only node. */
export function nodeName({ pod }: PodInfo): Prepared {
  const wanted = pod.spec.nodeName;
  if (!wanted) return undefined;
  return ({ name }) =>
    name === wanted ? undefined : unresolvable("NodeName", "node(s) didn't match the requested node name");
}

/** TaintToleration: NoSchedule and NoExecute taints keep away what does not tolerate them. */
export function taintToleration({ pod }: PodInfo): Filter {
  const tolerations = pod.spec.tolerations ?? [];
  return ({ node }) => {
    const { taints } = node.spec;
    if (!taints || taints.length === 0) return undefined;
    const taint = untolerated(taints, tolerations);
    return (
      taint && unresolvable("TaintToleration", `node(s) had untolerated taint {${taint.key}: ${taint.value ?? ""}}`)
    );
  };
}

/** NodeAffinity: `nodeSelector` and required node affinity. */
export function nodeAffinity({ pod }: PodInfo): Prepared {
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (!required && Object.keys(pod.spec.nodeSelector ?? {}).length === 0) return undefined;
  return (node) =>
    matchesNodeAffinity(pod, node)
      ? undefined
      : unresolvable("NodeAffinity", "node(s) didn't match Pod's node affinity/selector");
}

/** Whether the node is one that the pod's `nodeSelector` and required node affinity ask for. */
export function matchesNodeAffinity(pod: Pod, { node, name }: Pick<NodeState, "node" | "name">): boolean {
  const labels = node.metadata.labels ?? {};
  const selector = pod.spec.nodeSelector;
  for (const key in selector) if (labels[key] !== selector[key]) return false;
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return !required || matchesNodeSelector(required, labels, name);
}

/**
 * The only nodes that required affinity names by `metadata.name`, as daemon pods have it: others are not even looked at
 * (NodeAffinity's PreFilter). Undefined: any node.
 */
export function namedNodes(pod: Pod): ReadonlySet<string> | undefined {
  const terms =
    pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  if (terms.length === 0) return undefined;
  const names = new Set<string>();
  for (const term of terms) {
    const field = term.matchFields?.find(({ key, operator }) => key === "metadata.name" && operator === "In");
    if (!field) return undefined;
    for (const name of field.values ?? []) names.add(name);
  }
  return names;
}

/** NodePorts: two pods cannot have the same host port. */
export function nodePorts({ hostPorts }: PodInfo): Prepared {
  if (hostPorts.length === 0) return undefined;
  return ({ withHostPorts }) => {
    for (const other of withHostPorts)
      for (const used of other.hostPorts)
        for (const wanted of hostPorts)
          if (
            used.port === wanted.port &&
            used.protocol === wanted.protocol &&
            (used.ip === wanted.ip || used.ip === "0.0.0.0" || wanted.ip === "0.0.0.0")
          )
            return resolvable("NodePorts", "node(s) didn't have free ports for the requested pod ports");
    return undefined;
  };
}

/** NodeResourcesFit: requests of all pods together stay within allocatable. */
export function nodeResources({ requests }: PodInfo): Filter {
  const names = Object.keys(requests).filter((name) => requests[name]! > 0);
  // Upstream looks at cpu, memory and ephemeral storage before extended resources; reasons keep that order.
  return ({ allocatable, requested }) => {
    let reasons: string[] | undefined;
    for (const name of names) {
      if (requests[name]! <= (allocatable[name] ?? 0) - (requested[name] ?? 0)) continue;
      (reasons ??= []).push(name === "pods" ? "Too many pods" : `Insufficient ${name}`);
    }
    return reasons && { plugin: "NodeResourcesFit", reasons, resolvable: true };
  };
}
