import fc from "fast-check";
import { expect, test } from "vitest";
import { parseLabelSelector } from "./label-selector.ts";

test.each([
  ["app=x,tier!=db", { app: "x" }, true],
  ["app==x", { app: "y" }, false],
  ["tier in (a, b)", { tier: "b" }, true],
  ["tier notin (a)", {}, true],
  ["!legacy", { legacy: "" }, false],
  ["size>3", { size: "10" }, true],
  ["size<3", {}, false],
  ["in in (in,notin)", { in: "notin" }, true],
  ["", { any: "thing" }, true],
  ["empty=", { empty: "" }, true],
  ["constructor", {}, false],
])("%s of %j: %s", (selector, labels, matches) => {
  expect(parseLabelSelector(selector)(labels as Record<string, string>)).toBe(matches);
});

test.each([
  ["==", "found '==', expected: !, identifier, or 'end of string'"],
  ["a in", "unable to parse requirement: found '' expected: '('"],
  ["a,", "found '', expected: identifier after ','"],
  ["a foo (b)", "unable to parse requirement: found 'foo', expected: in, notin, =, ==, !=, gt, lt"],
])("%s: %s", (selector, message) => {
  expect(() => parseLabelSelector(selector)).toThrow(message);
});

test("any text is a selector or a 400, never something else", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", "=", "!", "(", ")", ",", " ", ">", "<", "in", "notin", "-", "1"),
  });
  fc.assert(
    fc.property(text, (selector) => {
      try {
        parseLabelSelector(selector)({ a: "1" });
      } catch (error) {
        expect(error).toMatchObject({ status: 400 });
      }
    }),
  );
});
