import { expect, test } from "vitest";
import { compareVersions, nextVersion, versionProblem } from "./version.ts";

test("only strict SemVer is a version", () => {
  expect(["1.0.0", "1.2.3-rc.1"].map(versionProblem)).toEqual([undefined, undefined]);
  for (const text of ["2.2.2.develop", "b0.0.1", "v1.2", "1.0", ""])
    expect(versionProblem(text)).toContain("is not a version");
});
test("the next version is the patch after the highest", () => {
  expect(nextVersion(["1.0.9", "1.0.10", "1.0.2"])).toBe("1.0.11");
  expect(nextVersion([])).toBe("1.0.0");
});
test("versions sort by precedence, pre-releases before their release", () => {
  const sorted = ["1.0.0", "1.0.0-rc.1", "1.0.0-rc.10", "1.0.0-alpha", "0.9.9"].sort(compareVersions);
  expect(sorted).toEqual(["0.9.9", "1.0.0-alpha", "1.0.0-rc.1", "1.0.0-rc.10", "1.0.0"]);
});
