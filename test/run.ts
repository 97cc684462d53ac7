/**
 * Everything that is checked: static checks, then unit and property tests, then the end-to-end flows. The last line is
 * `N passed, N failed`. With arguments (`npm test -- --project unit packages/planner`) only vitest runs, with these arguments.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runChecks } from "../scripts/lint.ts";

interface Count {
  readonly passed: number;
  readonly failed: number;
}

const selection = process.argv.slice(2);
const counts =
  selection.length > 0
    ? [runVitest(selection)]
    : [runChecks([]), runVitest(["--project", "unit"]), runVitest(["--project", "flows"])];

const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** A run that ends badly without a failed test (a file that does not load, an error between tests) counts as one failure. */
function runVitest(args: readonly string[]): Count {
  const folder = mkdtempSync(join(tmpdir(), "inlay-tests-"));
  const report = join(folder, "report.json");
  const { status } = spawnSync(
    "vitest",
    ["run", "--reporter=default", "--reporter=json", `--outputFile=${report}`, ...args],
    {
      stdio: "inherit",
    },
  );
  const count = readReport(report);
  rmSync(folder, { recursive: true, force: true });
  return { passed: count.passed, failed: status !== 0 && count.failed === 0 ? 1 : count.failed };
}

function readReport(file: string): Count {
  try {
    const json = JSON.parse(readFileSync(file, "utf8")) as { numPassedTests: number; numFailedTests: number };
    return { passed: json.numPassedTests, failed: json.numFailedTests };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
