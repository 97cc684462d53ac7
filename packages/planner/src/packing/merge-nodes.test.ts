import { describe, expect, test } from "vitest";
import { emptyBits, setBit } from "../instance-types/bitset.ts";
import { Requirement } from "../requirements/requirement.ts";
import { RequirementSpace, type RequirementSet } from "../requirements/requirement-set.ts";
import { mergeNodes, type MergeableNode } from "./merge-nodes.ts";

const space = new RequirementSpace(new Set(["zone"]));
const inZone = (...zones: string[]) => space.intern([Requirement.of("zone", "In", zones)]);
/** Types by what they hold and cost, cheapest first; a pod of kind k takes k+1. */
const TYPES = [
  { holds: 2, price: 1 },
  { holds: 4, price: 2 },
  { holds: 8, price: 5 },
];
interface Made extends MergeableNode {
  readonly type: number;
}
const node = (type: number, requirements: RequirementSet, counts: ReadonlyMap<number, number>): Made => ({
  type,
  price: TYPES[type]!.price,
  requirements,
  counts,
});
const merge = (nodes: readonly Made[], budget = 1000) =>
  mergeNodes<Made>(
    nodes,
    {
      space,
      requestsOf: (kind) => Float64Array.of(kind + 1),
      resources: 1,
      order: () => ({ order: [0, 1, 2], prices: Float64Array.from(TYPES, ({ price }) => price) }),
      typesFor: (_, amounts) => {
        const bits = emptyBits(TYPES.length);
        TYPES.forEach(({ holds }, type) => holds >= amounts[0]! && setBit(bits, type));
        return bits;
      },
      node,
    },
    budget,
  );
const anywhere = space.empty;
const two = () => node(0, anywhere, new Map([[0, 2]]));

describe("nodes are put together", () => {
  test("when one node for both loads costs no more", () => {
    const { nodes } = merge([two(), two()]);
    expect(nodes).toEqual([node(1, anywhere, new Map([[0, 4]]))]);
  });

  test("as long as that goes on, and no further: two of four would cost five instead of four", () => {
    const { nodes } = merge([two(), two(), two(), two()]);
    expect(nodes.map(({ type }) => type)).toEqual([1, 1]);
  });

  test("on a smaller node when their pods fit there", () => {
    const half = node(0, anywhere, new Map([[0, 1]]));
    expect(merge([half, half]).nodes).toEqual([node(0, anywhere, new Map([[0, 2]]))]);
  });

  test("only where both may be", () => {
    const [a, b, ab] = [inZone("a"), inZone("b"), inZone("a", "b")];
    const at = (requirements: RequirementSet) => node(0, requirements, new Map([[0, 2]]));
    expect(merge([at(a), at(b)]).nodes).toHaveLength(2);
    expect(merge([at(a), at(ab)]).nodes).toEqual([node(1, a, new Map([[0, 4]]))]);
  });

  test("as far as the work units last", () => {
    const { nodes, effort } = merge([two(), two()], 0);
    expect(nodes).toHaveLength(2);
    expect(effort).toBe(0);
  });
});
