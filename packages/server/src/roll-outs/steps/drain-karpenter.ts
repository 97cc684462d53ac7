import { definedKinds } from "@inlay/profiles";
import { isNotFound } from "@inlay/kube";
import {
  LABEL_NODEPOOL,
  NODE_CLAIMS,
  NODE_POOLS,
  NODES,
  POD_DISRUPTION_BUDGETS,
  PODS,
  type KubeObject,
  type Node,
  type Pod,
  type PodDisruptionBudget,
  type ResourceRef,
} from "@inlay/resources";
import type { OrderOfWork, Rendition } from "../order-of-work.ts";
import { blockingBudgets, mustMove } from "../planning/node-plan.ts";
import { stuckByBudgets, waitsForBudgets } from "./blocked-by-budget.ts";
import { StepFailed, until, type Step, type StepContext } from "./step.ts";

/** Karpenter goes: while it still runs, its pools are deleted and its nodes drained and ended, or they would stay for ever. */
export function drainKarpenter(work: OrderOfWork): readonly Step[] {
  if (!bringsKarpenter(work.before) || bringsKarpenter(work.after)) return [];
  return [
    {
      key: "drain-karpenter",
      name: "Drain Karpenter's nodes",
      afterwards: true,
      run: async (context) => {
        // Without pools nothing new is launched for the pods that move.
        await deleteAll(context, NODE_POOLS);
        let nodes = 0;
        let stuck: StepFailed | undefined;
        await until(
          context,
          context.patience.nodeGroup + context.patience.drain,
          async () => {
            const left = await deleteAll(context, NODE_CLAIMS);
            if (left === 0) return true;
            nodes = Math.max(nodes, left);
            const blocking = await budgetsInTheWay(context);
            stuck = blocking.length > 0 ? stuckByBudgets("a node of Karpenter", blocking) : undefined;
            await context.report(
              blocking.length > 0 ? waitsForBudgets("a node of Karpenter", blocking) : `${left} nodes to go`,
            );
            return undefined;
          },
          () =>
            stuck ??
            new StepFailed("Karpenter's nodes do not go", {
              object: "NodeClaims",
              fix: "see kubectl describe nodeclaims, and whether the controller runs; then Retry",
            }),
        );
        return nodes === 0 ? "there were none" : `${nodes} nodes drained and ended`;
      },
    },
  ];
}

const bringsKarpenter = ({ layers }: Rendition): boolean =>
  layers.some(({ objects }) => definedKinds(objects).has("karpenter.sh/NodeClaim"));

/** @returns how many are still there. */
async function deleteAll({ kube, signal }: StepContext, kind: ResourceRef): Promise<number> {
  try {
    const { items } = await kube.list<KubeObject>(kind, { signal });
    for (const { metadata } of items)
      if (metadata.deletionTimestamp === undefined)
        await kube.delete(kind, { name: metadata.name }, { propagationPolicy: "Background", signal });
    return items.length;
  } catch (error) {
    if (isNotFound(error)) return 0;
    throw error;
  }
}

async function budgetsInTheWay({ kube, signal }: StepContext) {
  const nodes = await kube.list<Node>(NODES, { labelSelector: LABEL_NODEPOOL, signal });
  const names = new Set(nodes.items.map(({ metadata }) => metadata.name));
  const [pods, budgets] = await Promise.all([
    kube.list<Pod>(PODS, { signal }),
    kube.list<PodDisruptionBudget>(POD_DISRUPTION_BUDGETS, { signal }),
  ]);
  const moving = pods.items.filter((pod) => names.has(pod.spec.nodeName ?? "") && mustMove(pod));
  return blockingBudgets(moving, budgets.items);
}
