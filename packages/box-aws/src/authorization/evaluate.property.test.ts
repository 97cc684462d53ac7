import fc from "fast-check";
import { expect, test } from "vitest";
import { ConditionContext } from "./conditions.ts";
import { evaluate } from "./evaluate.ts";
import type { Statement } from "./policy-document.ts";

const actions = fc.constantFrom("ec2:RunInstances", "ec2:*", "*", "iam:Pass?ole", "iam:PassRole");
const resources = fc.constantFrom("*", "arn:aws:iam::1:role/a", "arn:aws:iam::1:role/*");
const conditions = fc.constantFrom<Statement["conditions"]>(
  [],
  [["StringEquals", "aws:RequestTag/team", ["a"]]],
  [["StringNotEquals", "aws:RequestTag/team", ["a"]]],
  [["Null", "aws:RequestTag/team", ["true"]]],
);
const statement: fc.Arbitrary<Statement> = fc.record({
  effect: fc.constantFrom("Allow", "Deny"),
  actions: fc.array(actions, { minLength: 1, maxLength: 2 }),
  notActions: fc.constant(undefined),
  resources: fc.array(resources, { minLength: 1, maxLength: 2 }),
  notResources: fc.constant(undefined),
  principals: fc.constant({}),
  conditions,
});
const statements = fc.array(statement, { maxLength: 6 });
const request = fc.record({
  action: fc.constantFrom("ec2:RunInstances", "iam:PassRole"),
  resource: fc.constantFrom("*", "arn:aws:iam::1:role/a", "arn:aws:iam::1:role/b"),
  context: fc
    .constantFrom<Record<string, string>>({}, { "aws:RequestTag/team": "a" }, { "aws:RequestTag/team": "b" })
    .map((values) => new ConditionContext(values)),
});

test("the order of statements does not count", () => {
  fc.assert(
    fc.property(statements, request, fc.infiniteStream(fc.nat()), (list, asked, numbers) => {
      const shuffled = list.map((each) => [numbers.next().value, each] as const);
      const other = shuffled.toSorted(([a], [b]) => a - b).map(([, each]) => each);
      expect(evaluate(other, asked)).toBe(evaluate(list, asked));
    }),
  );
});

test("one more Allow never takes a right away, one more Deny never gives one", () => {
  fc.assert(
    fc.property(statements, statement, request, (list, more, asked) => {
      const before = evaluate(list, asked);
      const after = evaluate([...list, more], asked);
      if (more.effect === "Allow") expect(before === "allowed" && after !== "allowed").toBe(false);
      else expect(before !== "allowed" && after === "allowed").toBe(false);
    }),
  );
});

test("a condition on a negated operator is the opposite of the plain one, where the request has the key", () => {
  fc.assert(
    fc.property(fc.constantFrom("a", "b", "*"), fc.constantFrom("a", "b"), (wanted, given) => {
      const decide = (operator: string) =>
        evaluate(
          [
            {
              effect: "Allow",
              actions: ["*"],
              notActions: undefined,
              resources: ["*"],
              notResources: undefined,
              principals: {},
              conditions: [[operator, "aws:RequestTag/team", [wanted]]],
            },
          ],
          {
            action: "ec2:RunInstances",
            resource: "*",
            context: new ConditionContext({ "aws:RequestTag/team": given }),
          },
        );
      for (const [plain, negated] of [
        ["StringEquals", "StringNotEquals"],
        ["StringLike", "StringNotLike"],
      ] as const)
        expect(decide(plain)).not.toBe(decide(negated));
    }),
  );
});
