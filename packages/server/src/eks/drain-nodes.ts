import { KubeApiError, isNotFound, type KubeClient } from "@inlay/kube";
import { NODES, POD_DISRUPTION_BUDGETS, PODS, type Node, type Pod, type PodDisruptionBudget } from "@inlay/resources";
import { blockingBudgets, LABEL_NODE_GROUP, mustMove, type BlockingBudget } from "../roll-outs/planning/node-plan.ts";

/** Machines of a node group. */
export const nodesOf = async (kube: KubeClient, nodeGroup: string, signal: AbortSignal): Promise<readonly Node[]> =>
  (await kube.list<Node>(NODES, { labelSelector: `${LABEL_NODE_GROUP}=${nodeGroup}`, signal })).items;

/** Marks that we closed a node, so that only those are opened again. */
const CLOSED_BY_US = "inlay.dev/closed";

/** Nothing new is placed on these nodes. */
export async function closeNodes(kube: KubeClient, nodes: readonly Node[], signal: AbortSignal): Promise<void> {
  for (const { metadata, spec } of nodes) {
    if (spec?.unschedulable) continue;
    const patch = { metadata: { annotations: { [CLOSED_BY_US]: "true" } }, spec: { unschedulable: true } };
    await kube.mergePatch(NODES, { name: metadata.name }, patch, { signal });
  }
}

/** Takes back `closeNodes`. Nodes that somebody else has closed stay so. */
export async function openNodes(kube: KubeClient, nodes: readonly Node[], signal: AbortSignal): Promise<void> {
  for (const { metadata } of nodes) {
    if (metadata.annotations?.[CLOSED_BY_US] === undefined) continue;
    const patch = { metadata: { annotations: { [CLOSED_BY_US]: null } }, spec: { unschedulable: null } };
    await kube.mergePatch(NODES, { name: metadata.name }, patch, { signal });
  }
}

export type DrainSight = {
  /** Pods that are still there. */
  readonly left: readonly Pod[];
  /** Budgets that let none of them go. */
  readonly blocking: readonly BlockingBudget[];
};

/** Asks the pods of a node to go, as far as their budgets allow it right now. */
export async function drainOnce(kube: KubeClient, nodeName: string, signal: AbortSignal): Promise<DrainSight> {
  const { items } = await kube.list<Pod>(PODS, { fieldSelector: `spec.nodeName=${nodeName}`, signal });
  const left = items.filter(mustMove);
  const refused: Pod[] = [];
  for (const pod of left) {
    if (pod.metadata.deletionTimestamp !== undefined) continue;
    const { namespace = "default", name, uid } = pod.metadata;
    try {
      await kube.evict({ namespace, name }, { preconditions: { uid }, signal });
    } catch (error) {
      if (error instanceof KubeApiError && error.status === 429) refused.push(pod);
      else if (!isNotFound(error) && !(error instanceof KubeApiError && error.status === 409)) throw error;
    }
  }
  if (refused.length === 0) return { left, blocking: [] };
  const budgets = await kube.list<PodDisruptionBudget>(POD_DISRUPTION_BUDGETS, { signal });
  return { left, blocking: blockingBudgets(refused, budgets.items) };
}
