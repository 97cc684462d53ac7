import type { PlannedNodeClaim, ProvisioningPlan } from "@inlay/planner";
import { LABEL_INSTANCE_TYPE } from "@inlay/resources";

/** A plan in the form of the recorded results, and what it costs. */
export type PlanResult = ReturnType<typeof planResult>;

/** @returns plain data: claims by pool and first pod, prices in USD per hour, `gap` as a part of the lower bound. */
export function planResult(plan: ProvisioningPlan, notes: readonly string[]) {
  return {
    newNodeClaims: plan.newNodeClaims.map(claimResult),
    existingNodes: plan.existingNodes
      .map(({ name, pods }) => ({ name, pods }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    unschedulable: plan.unschedulable.map(({ pod, message, stage, optedOut }) => ({
      pod,
      message,
      stage,
      ...(optedOut !== undefined && { optedOut }),
    })),
    totalHourlyPrice: rounded(plan.pricePerHour),
    nodeClaimCount: plan.newNodeClaims.length,
    price: rounded(plan.pricePerHour),
    lowerBound: rounded(plan.lowerBoundPerHour),
    gap: plan.lowerBoundPerHour > 0 ? rounded(plan.pricePerHour / plan.lowerBoundPerHour - 1) : 0,
    effort: plan.effort,
    ...(plan.isPartial && { partial: true }),
    ...(plan.notTried && { notTried: plan.notTried }),
    ...(plan.skippedNodePools.length > 0 && { skippedNodePools: plan.skippedNodePools }),
    ...(plan.unreadable.length > 0 && { unreadable: plan.unreadable }),
    ...(notes.length > 0 && { notes }),
  };
}

function claimResult({ nodePool, pods, spec, instanceTypes, cheapest, minValuesRelaxed }: PlannedNodeClaim) {
  const { pricePerHour, ...offering } = cheapest;
  return {
    nodePool,
    pods,
    requests: spec.resources?.requests ?? {},
    requirements: spec.requirements
      .filter(({ key, minValues }) => key !== LABEL_INSTANCE_TYPE || minValues !== undefined)
      .sort((a, b) => (a.key < b.key ? -1 : 1)),
    instanceTypes,
    cheapest: { ...offering, price: pricePerHour },
    ...(minValuesRelaxed && { minValuesRelaxed }),
  };
}

/** Sums of prices carry rounding errors of the last bits. */
function rounded(value: number): number {
  return Number(value.toFixed(9));
}
