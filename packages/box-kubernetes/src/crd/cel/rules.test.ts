import { expect, test } from "vitest";
import type { Schema } from "../../schema/schema.ts";
import { validateRules } from "./validate-rules.ts";

const withRule = (rule: string, more: Partial<Schema> = {}): Schema => ({
  type: "object",
  properties: {
    text: { type: "string" },
    count: { type: "integer" },
    ratio: { type: "number" },
    list: { type: "array", items: { type: "string" } },
    set: { type: "array", items: { type: "string" }, "x-kubernetes-list-type": "set" },
    map: { type: "object", additionalProperties: { type: "string" } },
    when: { type: "string", format: "date-time" },
    "a-b": { type: "string" },
    namespace: { type: "string" },
    port: { "x-kubernetes-int-or-string": true },
  },
  ...more,
  "x-kubernetes-validations": [{ rule }],
});
const holds = (rule: string, value: object, before?: object) =>
  validateRules(withRule(rule), value, before && { value: before }).map((error) => error.message);

test.for([
  ["self.count + 1 == 3", { count: 2 }],
  ["self.ratio > 1.0", { ratio: 1.5 }],
  ["self.list.all(x, x != '')", { list: ["a"] }],
  ["self.map.all(k, self.map[k] != '')", { map: { "a/b": "c" } }],
  ["'a/b' in self.map", { map: { "a/b": "c" } }],
  ["has(self.text) || !has(self.list)", {}],
  ["self.text.matches('^[a-z]+$') && !self.text.matches('[0-9]')", { text: "abc" }],
  ["self.text.find('[0-9]+') == '42'", { text: "a42b" }],
  ["self.text.split(',').map(x, size(x)).exists(n, n == 2)", { text: "a,bb" }],
  ["self.when < timestamp('2030-01-01T00:00:00Z')", { when: "2026-01-01T00:00:00Z" }],
  ["self.a__dash__b == 'x' && self.__namespace__ == 'n'", { "a-b": "x", namespace: "n" }],
  ["type(self.port) == int ? self.port < 100 : self.port.endsWith('%')", { port: "80%" }],
  ["self.list.filter(x, x.startsWith('a')).size() == 1", { list: ["a", "b"] }],
  ["quantity(self.text).isLessThan(quantity('2Gi'))", { text: "1500Mi" }],
  ["isIP(self.text)", { text: "10.0.0.1" }],
  ["['a', 'b'].isSorted()", {}],
] as const)("%s", ([rule, value]) => {
  expect(holds(rule, value)).toEqual([]);
});

test("a rule without a message tells itself", () => {
  expect(holds("self.count > 3", { count: 2 })).toEqual(['Invalid value: "object": failed rule: self.count > 3']);
});

test("a transition rule sees the old value, and sets have no order", () => {
  expect(holds("self.set == oldSelf.set", { set: ["a", "b"] }, { set: ["a", "b"], text: "x" })).toEqual([]);
  expect(holds("self.text == oldSelf.text", { text: "a" }, { text: "b" })).toHaveLength(1);
  expect(holds("self.text == oldSelf.text", { text: "a" })).toEqual([]);
});

test("a missing key is told as upstream tells it", () => {
  expect(holds("self.text == 'a'", {})).toEqual([
    "Invalid value: \"object\": no such key: text evaluating rule: self.text == 'a'",
  ]);
});

test.for([
  "self.list.all(a, self.list.all(b, self.list.all(c, a + b + c != 'x')))",
  "self.list.exists(a, self.list.exists(b, self.list.exists(c, a + b + c == 'x')))",
  "self.list.map(a, self.list.map(b, self.list.map(c, a + b + c))).size() > 0",
  "self.list.all(a, self.text.split('').size() > 0)",
] as const)("hostile rules end, and say why: %s", (rule) => {
  const list = Array.from({ length: 2_000 }, (_, i) => String(i));
  const started = performance.now();
  const [message] = holds(rule, { list, text: "x".repeat(500_000) });
  expect(message).toContain("call cost exceeds limit");
  expect(performance.now() - started).toBeLessThan(5_000);
});

test("a pattern that would take for ever with backtracking is fast", () => {
  const started = performance.now();
  expect(holds("self.text.matches('^(a+)+$')", { text: `${"a".repeat(5_000)}!` })).toHaveLength(1);
  expect(performance.now() - started).toBeLessThan(1_000);
});
