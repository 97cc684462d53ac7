/** Every static check, each with its name; all run, then the exit code says whether one failed. */
import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";

type Check = { readonly name: string; readonly run: () => boolean };

const command = (name: string, file: string, ...args: string[]): Check => ({
  name,
  run: () => spawnSync(file, args, { stdio: "inherit" }).status === 0,
});

const checks: readonly Check[] = [
  command("types", "tsc", "--noEmit"),
  command("types of the console", "tsc", "--noEmit", "-p", "packages/console"),
  command("lint", "oxlint", "--type-aware", "--quiet", "--deny-warnings", "."),
  command("direction", "depcruise", "--config", ".dependency-cruiser.cjs", "packages", "test", "bench"),
  {
    // Without a TypeScript that has a JavaScript API it skips .ts files and reports no violations.
    name: "direction reads TypeScript",
    run: () => /✔ \.ts\b/.test(spawnSync("depcruise", ["--info"], { encoding: "utf8" }).stdout),
  },
  command("dead-code", "knip"),
  command(
    "format",
    "prettier",
    "--check",
    "--log-level",
    "warn",
    "packages/**/*.{ts,tsx}",
    "test/**/*.ts",
    "bench/**/*.ts",
    "scripts/*.ts",
  ),
  {
    // legacy-peer-deps in .npmrc must hide nothing but the kubectl layer's two cdk peers.
    name: "peers",
    run: () => {
      const unmet = spawnSync("npm", ["ls", "--all"], { encoding: "utf8" }).stderr.match(/missing: [^,\n]+/g) ?? [];
      const unexpected = unmet.filter((line) => !/missing: (aws-cdk-lib|constructs)@/.test(line));
      for (const line of unexpected) console.log(line);
      return unexpected.length === 0;
    },
  },
];

/** @param only names of checks; empty means all. */
export function runChecks(only: readonly string[]): { passed: number; failed: number } {
  const result = { passed: 0, failed: 0 };
  for (const check of checks) {
    if (only.length > 0 && !only.includes(check.name)) continue;
    const started = performance.now();
    const ok = check.run();
    console.log(`${ok ? "ok  " : "FAIL"} ${check.name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    result[ok ? "passed" : "failed"]++;
  }
  return result;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  process.exitCode = runChecks(process.argv.slice(2)).failed === 0 ? 0 : 1;
}
