/**
 * `npm run bench`: every benchmark, each printing its figures next to their goals. `npm run bench -- planner` runs those whose path
 * holds the word. Timings never fail anything.
 */
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const words = process.argv.slice(2);
const files = globSync(["bench/*.bench.ts", "packages/*/bench/*.bench.ts"], { cwd: root }).toSorted();
const chosen = files.filter((file) => words.length === 0 || words.some((word) => file.includes(word)));
if (chosen.length === 0) {
  console.error(`no benchmark has ${words.join(" or ")} in its path; there are:\n${files.join("\n")}`);
  process.exitCode = 1;
}
for (const file of chosen) {
  console.log(`\n── ${file}`);
  const { status } = spawnSync(process.execPath, ["--expose-gc", join(root, file)], { stdio: "inherit", cwd: root });
  if (status !== 0) process.exitCode = 1;
}
