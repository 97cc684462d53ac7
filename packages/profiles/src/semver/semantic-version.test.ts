import fc from "fast-check";
import { expect, test } from "vitest";
import { compareVersions, nextPatch, parseVersion } from "./semantic-version.ts";

test.each(["2.2.2.develop", "b0.0.1", "v1.2", "1.2", "01.0.0", "1.0.0-", "1.0.0-01", "", "1.0.0+build"])(
  "%s is no version",
  (text) => {
    expect(parseVersion(text)).toBeUndefined();
  },
);

test("versions are ordered as semver.org orders them", () => {
  const ordered = [
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0",
    "1.0.1",
    "1.2.0",
    "1.10.0",
    "2.0.0",
  ];
  expect(ordered.toReversed().sort(compareVersions)).toEqual(ordered);
});

const part = fc.nat(30);
const version = fc
  .tuple(
    part,
    part,
    part,
    fc.option(fc.array(fc.constantFrom("rc", "alpha", "0", "1", "12"), { minLength: 1, maxLength: 3 })),
  )
  .map(([a, b, c, pre]) => `${a}.${b}.${c}${pre ? `-${pre.join(".")}` : ""}`);

test("the order is total: it agrees with itself turned round, and with equality", () => {
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
      expect(compareVersions(a, b) === 0).toBe(a === b);
      if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0)
        expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
    }),
  );
});

test("the next patch is a later version", () => {
  fc.assert(
    fc.property(version, (a) => {
      expect(compareVersions(nextPatch(a), a)).toBeGreaterThan(0);
    }),
  );
});
