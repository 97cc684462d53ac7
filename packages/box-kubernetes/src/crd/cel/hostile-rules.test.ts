import fc from "fast-check";
import { expect, test } from "vitest";
import type { Schema } from "../../schema/schema.ts";
import { hostileMap } from "../../testing/hostile-values.ts";
import { validateRules } from "./validate-rules.ts";

const schemaWith = (rule: string): Schema => ({
  type: "object",
  "x-kubernetes-preserve-unknown-fields": true,
  properties: {
    name: { type: "string" },
    list: { type: "array", items: { type: "string" } },
    map: { type: "object", additionalProperties: { type: "string" } },
  },
  "x-kubernetes-validations": [{ rule }],
});
const tokens = fc.constantFrom("self", ".name", ".list", ".map", ".all(x, ", ".exists(x, ", ".map(x, ", ".filter(x, ", ".size()", ".matches('", "(a+)+$", "')", "x", "(", ")", "[", "]", "0", "1", "9223372036854775807", "'a'", " + ", " == ", " && ", " || ", " ? ", " : ", " in ", "has(", "!", "-", "oldSelf", "{", "}", ","); // prettier-ignore
const rules = fc.oneof(
  fc.array(tokens, { maxLength: 12 }).map((parts) => parts.join("")),
  fc.string(),
);

test("any rule judges any value, or tells what is wrong with it", () => {
  fc.assert(
    fc.property(rules, hostileMap, (rule, value) => {
      let errors: readonly { readonly message: string }[];
      try {
        errors = validateRules(schemaWith(rule), value, undefined);
      } catch (error) {
        expect(error).toHaveProperty("code");
        return;
      }
      for (const { message } of errors) expect(message).toEqual(expect.any(String));
    }),
    { numRuns: 300 },
  );
});

test("a rule that would go through everything with everything ends when its cost is spent", () => {
  const list = Array.from({ length: 2_000 }, (_, index) => `item-${index}`);
  const rule = "self.list.all(a, self.list.all(b, self.list.all(c, self.list.all(d, a + b + c + d != ''))))";
  const [error] = validateRules(schemaWith(rule), { list }, undefined);
  expect(error?.message).toContain("cost limit exceeded");
});
