import {
  addAmounts,
  amountsOf,
  LABEL_NODEPOOL,
  resourceListOf,
  type Node,
  type NodeClaim,
  type NodePool,
  type ResourceAmounts,
  type ResourceList,
} from "@inlay/resources";

/** Lists of objects in the caches never change, and many claims are summed often: each list is read once. */
const read = new WeakMap<object, ResourceAmounts>();

function capacityOf(list: ResourceList | undefined): ResourceAmounts {
  if (!list) return {};
  let amounts = read.get(list);
  if (!amounts) read.set(list, (amounts = amountsOf(list, "status.capacity")));
  return amounts;
}

/** What a pool's claims take: capacity of each node (of the claim, where the node does not tell yet), and their number as `nodes`. */
export function poolUsage(
  claims: readonly NodeClaim[],
  nodesOf: (claim: NodeClaim) => readonly Node[],
): ResourceAmounts {
  return addAmounts(
    ...claims.map((claim) => {
      const claimed = capacityOf(claim.status?.capacity);
      const actual = capacityOf(nodesOf(claim)[0]?.status?.capacity);
      const known = Object.fromEntries(Object.entries(actual).filter(([, amount]) => amount > 0));
      return { ...claimed, ...known, nodes: 1 };
    }),
  );
}

/** As `status.resources` shows it: sums in the usual units, `nodes` always there. */
export function usageList(usage: ResourceAmounts): Readonly<Record<string, string>> {
  const sorted = Object.entries({ cpu: 0, memory: 0, pods: 0, "ephemeral-storage": 0, nodes: 0, ...usage }).sort(
    ([a], [b]) => (a < b ? -1 : 1),
  );
  return resourceListOf(Object.fromEntries(sorted));
}

/** The limit that one more claim would break, or undefined. What a claim will take beyond `nodes` is the planner's to foresee. */
export function exceededLimit(pool: NodePool, usage: ResourceAmounts): string | undefined {
  const limits = amountsOf(pool.spec.limits, "spec.limits");
  return Object.keys(limits).find((name) =>
    name === "nodes" ? (usage.nodes ?? 0) + 1 > limits.nodes! : (usage[name] ?? 0) > limits[name]!,
  );
}

export const poolOf = (claim: NodeClaim): string => claim.metadata.labels?.[LABEL_NODEPOOL] ?? "";
