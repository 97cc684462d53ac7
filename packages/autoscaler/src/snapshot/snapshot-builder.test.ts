import type { InstanceType } from "@inlay/planner";
import type { NodePool } from "@inlay/resources";
import { expect, test } from "vitest";
import { nodePool } from "../testing/objects.fixture.ts";
import { catalogues, freeAddressesOf } from "./snapshot-builder.ts";

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

test("free addresses are asked for once a catalogue; one that the provider does not know has no end", async () => {
  const [shared, own] = [types(), types()];
  const [a, b, c] = ["a", "b", "c"].map((name) => nodePool({ name }));
  const pools = [[a!, shared], [b!, shared], [c!, own]] as const; // prettier-ignore
  const { catalogueOfNodePool } = catalogues(pools);
  const asked: string[] = [];
  const freeAddresses = (pool: NodePool) => {
    asked.push(pool.metadata.name);
    return Promise.resolve(pool === a ? { "zone-a": 7 } : undefined);
  };
  const signal = new AbortController().signal;
  expect(await freeAddressesOf({ freeAddresses }, pools, catalogueOfNodePool, signal)).toEqual({
    "karpenter.k8s.aws/EC2NodeClass/default": { "zone-a": 7 },
  });
  expect(asked).toEqual(["a", "c"]);
  expect(await freeAddressesOf({}, pools, catalogueOfNodePool, signal)).toEqual({});
});
