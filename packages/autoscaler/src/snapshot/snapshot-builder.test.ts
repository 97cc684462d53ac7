import type { InstanceType } from "@inlay/planner";
import { expect, test } from "vitest";
import { nodePool } from "../testing/objects.fixture.ts";
import { catalogues } from "./snapshot-builder.ts";

const types = (): readonly InstanceType[] => [];

test("pools with the same list share a catalogue, whatever their order", () => {
  const [shared, own] = [types(), types()];
  const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => nodePool({ name }));
  const pools = [[a!, shared], [b!, own], [c!, shared], [d!, undefined]] as const; // prettier-ignore
  const expected = {
    catalogues: {
      "karpenter.k8s.aws/EC2NodeClass/default": shared,
      "karpenter.k8s.aws/EC2NodeClass/default#2": own,
    },
    catalogueOfNodePool: {
      a: "karpenter.k8s.aws/EC2NodeClass/default",
      b: "karpenter.k8s.aws/EC2NodeClass/default#2",
      c: "karpenter.k8s.aws/EC2NodeClass/default",
    },
  };
  expect(catalogues(pools)).toEqual(expected);
  expect(catalogues(pools.toReversed())).toEqual(expected);
});
