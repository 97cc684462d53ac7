import { expect, test } from "vitest";
import { nodePool } from "../testing/objects.fixture.ts";
import { validationFailure } from "./pool-validation.ts";

const labelled = (labels: Record<string, string>) => {
  const pool = nodePool();
  return { ...pool, spec: { ...pool.spec, template: { ...pool.spec.template, metadata: { labels } } } };
};

test("an ordinary pool is valid", () => {
  const requirements = [
    { key: "karpenter.sh/capacity-type", operator: "In", values: ["spot", "on-demand"] },
    { key: "karpenter.k8s.aws/instance-generation", operator: "Gt", values: ["2"] },
  ] as const;
  expect(validationFailure(nodePool({ requirements }))).toBeUndefined();
  expect(validationFailure(labelled({ "example.com/team": "a" }))).toBeUndefined();
});

test.each([
  ["a restricted label", labelled({ "karpenter.sh/mine": "x" }), "label is restricted"],
  ["a subdomain of it", labelled({ "x.karpenter.sh/mine": "x" }), "label is restricted"],
  ["the hostname", labelled({ "kubernetes.io/hostname": "x" }), "label is restricted"],
  ["a bad label value", labelled({ a: "-" }), 'invalid value "-"'],
  [
    "a taint twice",
    nodePool({
      template: { taints: [{ key: "a", effect: "NoSchedule" }], startupTaints: [{ key: "a", effect: "NoSchedule" }] },
    }),
    "duplicate taint Key/Effect pair a=NoSchedule",
  ],
  ["In without values", nodePool({ requirements: [{ key: "a", operator: "In", values: [] }] }), "must have a value"],
  [
    "fewer values than minValues",
    nodePool({ requirements: [{ key: "a", operator: "In", values: ["b"], minValues: 2 }] }),
    "minimum number of values (2)",
  ],
  ["Gt with a word", nodePool({ requirements: [{ key: "a", operator: "Gt", values: ["x"] }] }), "positive integer"],
  [
    "an unknown capacity type",
    nodePool({ requirements: [{ key: "karpenter.sh/capacity-type", operator: "In", values: ["free"] }] }),
    "use spot, on-demand, reserved",
  ],
])("%s is refused", (_, pool, message) => {
  expect(validationFailure(pool)).toContain(message);
});
