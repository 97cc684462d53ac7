/**
 * Everything that is checked: static checks, then unit, property and end-to-end tests. The last line is `N passed, N failed`.
 * `npm test -- --project unit packages/planner` passes its arguments on to vitest and leaves the static checks out.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runChecks } from "../scripts/lint.ts";

const selection = process.argv.slice(2);
const checks = selection.length === 0 ? runChecks([]) : { passed: 0, failed: 0 };

const folder = mkdtempSync(join(tmpdir(), "inlay-tests-"));
const report = join(folder, "report.json");
const run = spawnSync(
  "vitest",
  ["run", "--reporter=default", "--reporter=json", `--outputFile=${report}`, ...selection],
  {
    stdio: "inherit",
  },
);
const tests = readReport();
rmSync(folder, { recursive: true, force: true });

const passed = checks.passed + tests.passed;
const failed = checks.failed + tests.failed + (run.status !== 0 && tests.failed === 0 ? 1 : 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function readReport(): { passed: number; failed: number } {
  try {
    const json = JSON.parse(readFileSync(report, "utf8")) as { numPassedTests: number; numFailedTests: number };
    return { passed: json.numPassedTests, failed: json.numFailedTests };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
