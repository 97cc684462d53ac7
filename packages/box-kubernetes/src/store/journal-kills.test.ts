import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { KubeObject } from "@inlay/resources";
import { JournalFile } from "./journal-file.ts";
import { ObjectStore } from "./object-store.ts";
import { JOURNAL_WRITER } from "../testing/journal-writer.ts";

const MAPS = "/configmaps";
const COMPACT_AFTER_BYTES = 64 * 2 ** 10;
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "journal-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Lets the writer go on until it has told so many writes, then kills it. @returns every line that it told. */
async function writtenUntilKilled(seed: number, lines: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [JOURNAL_WRITER, folder, String(seed), String(COMPACT_AFTER_BYTES)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
    if (text.split("\n").length > lines) child.kill("SIGKILL");
  });
  const [, signal] = (await once(child, "close")) as [number | null, string | null];
  expect(signal).toBe("SIGKILL");
  return text.split("\n").slice(0, -1);
}

const valueOf = (object: KubeObject | undefined) => (object as { data?: { value?: string } } | undefined)?.data?.value;

test(
  "killed at any moment, a store has everything that it told of, and goes on from there",
  { timeout: 60_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 2, maxLength: 3 }), async (rounds) => {
        rmSync(folder, { recursive: true, force: true });
        const told = new Map<string, string>();
        for (const [round, lines] of rounds.entries()) {
          for (const line of await writtenUntilKilled(round, lines)) {
            const [name = "", value = ""] = line.split(" ");
            told.set(name, value);
          }
          const store = new ObjectStore({ journal: new JournalFile(folder, COMPACT_AFTER_BYTES) });
          const ahead = new Set<string>();
          for (const [name, value] of told) {
            const found = valueOf(store.get(MAPS, "n", name)) ?? "-";
            if (found === value) continue;
            // One write of each writer was under way: it may be there without having been told.
            const writer = name.slice(0, name.indexOf("-"));
            expect([...ahead], `${name} was ${value} and is ${found}`).not.toContain(writer);
            ahead.add(writer);
            expect(isLater(found, value, round), `${name} was ${value} and is ${found}`).toBe(true);
            told.set(name, found);
          }
          for (const object of store.list(MAPS)) told.set(object.metadata.name, valueOf(object) ?? "");
          await store.close();
        }
        const path = join(folder, "objects.log");
        expect(existsSync(path)).toBe(true);
        expect(statSync(path).size).toBeLessThan(4 * COMPACT_AFTER_BYTES);
      }),
      { numRuns: 2 },
    );
  },
);

/** Values are `round.count`, growing with each write of a name. */
function isLater(found: string, told: string, round: number): boolean {
  const [foundRound = -1, foundCount = -1] = found.split(".").map(Number);
  const [toldRound = -1, toldCount = -1] = told.split(".").map(Number);
  if (found === "-") return true;
  if (told === "-") return foundRound === round;
  return foundRound > toldRound || (foundRound === toldRound && foundCount > toldCount);
}
