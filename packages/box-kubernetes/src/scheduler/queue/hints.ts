import type { Node } from "@inlay/resources";
import type { NodeState } from "../cluster-state/node-state.ts";
import type { PodInfo } from "../cluster-state/pod-info.ts";
import { nodeAffinity, nodePorts, nodeResources, nodeUnschedulable, taintToleration } from "../filters/node-filters.ts";

const QUICK = [nodeUnschedulable, taintToleration, nodeAffinity, nodePorts, nodeResources] as const;

/** Whether the pod could be worth trying because of this node: the filters that look at nothing but the node. */
export function mayFit(info: PodInfo, node: NodeState): boolean {
  try {
    return QUICK.every((prepare) => {
      const filter = prepare(info);
      return typeof filter !== "function" || filter(node) === undefined;
    });
  } catch {
    return false; // a pod that cannot be judged, which its own attempt has told
  }
}

/** Where this pod may go depends on other pods and on which topology domains there are. */
export function dependsOnOthers({ pod, affinity, antiAffinity }: PodInfo): boolean {
  return affinity.length + antiAffinity.length + (pod.spec.topologySpreadConstraints ?? []).length > 0;
}

/** Whether a change of the node can let a pod in: heartbeats cannot. */
export function matters(node: Node, previous: Node | undefined): boolean {
  return (
    !previous ||
    node.spec.unschedulable !== previous.spec.unschedulable ||
    differs(node.spec.taints, previous.spec.taints) ||
    differs(node.metadata.labels, previous.metadata.labels) ||
    differs(node.status?.allocatable, previous.status?.allocatable)
  );
}

function differs(a: unknown, b: unknown): boolean {
  return a !== b && JSON.stringify(a) !== JSON.stringify(b);
}
