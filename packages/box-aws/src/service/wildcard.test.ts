import fc from "fast-check";
import { expect, test } from "vitest";
import { matchesWildcard } from "./wildcard.ts";

const letters = fc.string({ unit: fc.constantFrom("a", "b", "."), maxLength: 8 });
const patterns = fc.string({ unit: fc.constantFrom("a", "b", ".", "*", "?"), maxLength: 8 });

test("agrees with the same pattern as a regular expression", () => {
  fc.assert(
    fc.property(patterns, letters, (pattern, text) => {
      const source = pattern.replaceAll(".", "\\.").replaceAll("*", ".*").replaceAll("?", ".");
      expect(matchesWildcard(pattern, text)).toBe(new RegExp(`^${source}$`).test(text));
    }),
    { numRuns: 1000 },
  );
});

test("a star in the text is a character like others", () => {
  expect(matchesWildcard("nodegroup/*", "nodegroup/*")).toBe(true);
  expect(matchesWildcard("nodegroup/a", "nodegroup/*")).toBe(false);
});

test("many stars against a long text are answered at once", () => {
  expect(matchesWildcard(`${"a*".repeat(200)}b`, "a".repeat(20_000))).toBe(false);
});
