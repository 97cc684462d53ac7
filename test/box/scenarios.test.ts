/** The gallery of docs/scenarios.md, played as a user plays it; the cluster's upgrade last, for it cannot be undone. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BoxProcess, run, startBox } from "../support/box-process.ts";
import { controllerReady } from "../support/controller.ts";

const FOLDER = join(import.meta.dirname, "../../examples/scenarios");
const LAST = "cluster-upgrade";
const SCENARIOS = readdirSync(FOLDER)
  .filter((file) => /^title:/m.test(readFileSync(join(FOLDER, file), "utf8")))
  .map((file) => file.replace(/\.yaml$/, ""))
  .toSorted((a, b) => Number(a === LAST) - Number(b === LAST) || a.localeCompare(b));

let box: BoxProcess;
beforeAll(async () => {
  box = await startBox({ speed: 40 });
  await controllerReady(box);
});
afterAll(() => box?.stop());

test("there are ten, and the documentation tells of each", () => {
  const documentation = readFileSync(join(FOLDER, "../../docs/scenarios.md"), "utf8");
  expect(SCENARIOS).toHaveLength(10);
  expect(SCENARIOS.filter((name) => !documentation.includes(`examples/scenarios/${name}.yaml`))).toEqual([]);
});

test.each(SCENARIOS)("%s", async (name) => {
  const inlay = join(FOLDER, "../../packages/cli/bin/inlay.mjs");
  const file = join(FOLDER, `${name}.yaml`);
  const played = await run(process.execPath, [inlay, "box", "play", "-f", file, "--name", box.name], {
    env: { ...box.env },
    timeoutMs: 800_000,
  });
  expect(played.stderr).toBe("");
  expect(played.stdout).toMatch(/played in \d+ s\n$/);
  expect(played.exitCode).toBe(0);
});
