import type { OpenClaim } from "../simulation/open-claim.ts";
import type { World } from "../simulation/world.ts";
import { claimsProblem, worthOfResources } from "./claims-problem.ts";
import { pricePods } from "./price-pods.ts";

/**
 * What the pods of the claims cost at least on new nodes of the claims' pools, asking what they asked in the end: no less than if
 * nodes of any type could be bought in fractions and pods cut to fit; with effort, only nodes are cut, pods are not. USD per hour.
 */
export function lowerBound(world: World, claims: readonly OpenClaim[], effort: number): number {
  const problem = claimsProblem(world, claims);
  return pricePods(problem, worthOfResources(problem), effort).bound;
}
