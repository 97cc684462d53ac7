import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Requirement } from "./requirement.ts";
import { RequirementSpace, requirementsOf } from "./requirement-set.ts";

const KEY = "example.com/size";
const VALUES = ["a", "b", "1", "2", "3", "10"];
const someValues = fc.uniqueArray(fc.constantFrom(...VALUES), { minLength: 1, maxLength: 4 });
const bound = fc.constantFrom("0", "1", "2", "5");
const anyRequirement: fc.Arbitrary<Requirement> = fc.oneof(
  fc
    .tuple(fc.constantFrom("In" as const, "NotIn" as const), someValues)
    .map(([operator, values]) => Requirement.of(KEY, operator, values)),
  fc.constantFrom("Exists" as const, "DoesNotExist" as const).map((operator) => Requirement.of(KEY, operator)),
  fc
    .tuple(fc.constantFrom("Gt" as const, "Gte" as const, "Lt" as const, "Lte" as const), bound)
    .map(([operator, value]) => Requirement.of(KEY, operator, [value])),
);

describe("a requirement", () => {
  test("and another admit together what each of them admits", () => {
    fc.assert(
      fc.property(anyRequirement, anyRequirement, fc.constantFrom(...VALUES, "other", "7"), (a, b, value) => {
        const both = a.intersect(b);
        expect(both.has(value)).toBe(a.has(value) && b.has(value));
        expect(both.absent).toBe(a.absent && b.absent);
        expect(both.signature).toBe(b.intersect(a).signature);
        if (both.has(value) || both.absent) expect(a.overlaps(b)).toBe(true);
      }),
    );
  });

  test("overlaps another exactly when the two together are no contradiction", () => {
    fc.assert(
      fc.property(anyRequirement, anyRequirement, (a, b) => {
        expect(a.overlaps(b)).toBe(!a.intersect(b).isContradiction);
      }),
    );
  });

  test("means the same after it was written into a claim and read back", () => {
    fc.assert(
      fc.property(anyRequirement, anyRequirement, fc.constantFrom(...VALUES, "other", "7"), (a, b, value) => {
        const both = a.intersect(b);
        fc.pre(!both.isContradiction && !both.absent);
        const back = requirementsOf(both.toApi()).reduce((sum, each) => sum.intersect(each));
        expect(back.has(value)).toBe(both.has(value));
      }),
    );
  });

  test("In and NotIn of the same value admit nothing, not the absent label", () => {
    const both = Requirement.of(KEY, "In", ["red"]).intersect(Requirement.of(KEY, "NotIn", ["red"]));
    expect(both.isContradiction).toBe(true);
    expect(both.absent).toBe(false);
  });

  test("is written as Karpenter writes it", () => {
    expect(Requirement.of(KEY, "In", ["b", "a"]).toString()).toBe(`${KEY} In [a b]`);
    expect(Requirement.of(KEY, "Gt", ["4"]).toString()).toBe(`${KEY} Exists >=5`);
    expect(Requirement.of(KEY, "Exists", [], 3).toString()).toBe(`${KEY} Exists minValues 3`);
    expect(Requirement.of(KEY, "In", ["1", "2", "3", "4", "5", "6"]).toString()).toBe(
      `${KEY} In [1 2 3 4 5 and 1 others]`,
    );
  });
});

describe("a set of requirements", () => {
  const space = new RequirementSpace(new Set(["topology.kubernetes.io/zone"]));
  const node = space.intern([Requirement.of("team", "In", ["red", "blue"])]);

  test("equal sets are one object", () => {
    expect(space.intern([Requirement.of("team", "In", ["blue", "red"])])).toBe(node);
  });

  test("a label that the pool does not define must be well known, or the pod content without it", () => {
    const asks = (key: string, operator: "In" | "NotIn") =>
      space.narrow(node, space.intern([Requirement.of(key, operator, ["x"])]));
    expect(asks("unknown", "In")).toBeNull();
    expect(asks("unknown", "NotIn")).not.toBeNull();
    expect(asks("topology.kubernetes.io/zone", "In")).not.toBeNull();
  });

  test("a pod that does without a label does not define it for the next one", () => {
    const without = space.narrow(node, space.intern([Requirement.of("unknown", "NotIn", ["x"])]))!;
    expect(space.narrow(without, space.intern([Requirement.of("unknown", "In", ["y"])]))).toBeNull();
  });

  test("says which label it is about, and what was probably meant", () => {
    const message = (key: string) =>
      space.incompatibility(node, space.intern([Requirement.of(key, "In", ["x"])]))?.message;
    expect(message("team")).toBe("key team, team In [x] not in team In [blue red]");
    expect(message("topology.kubernetes.io/zome")).toBe(
      'label "topology.kubernetes.io/zome" does not have known values (typo of "topology.kubernetes.io/zone"?)',
    );
  });
});
