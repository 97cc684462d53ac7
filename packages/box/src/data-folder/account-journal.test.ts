import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AccountJournal } from "./account-journal.ts";
import { changes, play, written } from "./account-records.ts";
import { DataFolderUnusable } from "./data-folder.ts";

let folder: string;
let open: AccountJournal[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "inlay-account-"));
  open = [];
});
afterEach(async () => {
  for (const journal of open) await journal.close();
  rmSync(folder, { recursive: true, force: true });
});

/** An account with instances and a ledger, changed in place as the real one is. */
function account() {
  const instances: { id: string; state: string }[] = [];
  const entries: { sequence: number; operation: string }[] = [];
  return {
    instances,
    call: (operation: string) => void entries.push({ sequence: entries.length + 1, operation }),
    state: () => ({ services: { ec2: { instances } }, ledger: { sequence: entries.length, entries } }),
  };
}

function begin(state: () => unknown): AccountJournal {
  const journal = AccountJournal.begin(folder, state, (error) => expect(error).toBeUndefined());
  open.push(journal);
  return journal;
}

test("what was waited for is there after a kill, with the ledger", async () => {
  const { instances, call, state } = account();
  const journal = begin(state);
  call("RunInstances");
  instances.push({ id: "i-1", state: "pending" }, { id: "i-2", state: "pending" });
  await journal.whenKept();
  instances[1]!.state = "running";
  call("TerminateInstances");
  instances.shift();
  await journal.whenKept();
  // Nothing is closed: the file is read as it lies there.
  expect(AccountJournal.load(folder)).toEqual(state());
});

test("calls that come together share a line, and none resolves before its own change is there", async () => {
  const { instances, state } = account();
  const journal = begin(state);
  await Promise.all(
    Array.from({ length: 50 }, async (_, index) => {
      instances.push({ id: `i-${index}`, state: "running" });
      await journal.whenKept();
      const kept = AccountJournal.load(folder) as ReturnType<typeof state>;
      expect(kept.services.ec2.instances.map(({ id }) => id)).toContain(`i-${index}`);
    }),
  );
  expect(readFileSync(join(folder, "account.log"), "utf8").split("\n").length).toBeLessThan(10);
});

test("a torn last line is cut off, a file without a whole line is said to be damaged", async () => {
  const { instances, state } = account();
  const journal = begin(state);
  instances.push({ id: "i-1", state: "running" });
  await journal.whenKept();
  const file = join(folder, "account.log");
  const whole = readFileSync(file).length;
  appendFileSync(file, `00000000 {"changes":[[["services"],{}]],"ledger":[]}\n`);
  expect(AccountJournal.load(folder)).toEqual(state());
  truncateSync(file, whole - 1);
  expect(AccountJournal.load(folder)).toMatchObject({ services: { ec2: { instances: [] } } });
  writeFileSync(file, "x");
  expect(() => AccountJournal.load(folder)).toThrow(DataFolderUnusable);
});

test("a rewrite that fails leaves everything as it was, and is tried again", async () => {
  const { instances, state } = account();
  // It also looks by itself from time to time, and meets the same error.
  const journal = AccountJournal.begin(folder, state, () => undefined);
  open.push(journal);
  instances.push({ id: "i-large", state: "x".repeat(17 * 2 ** 20) });
  await journal.whenKept();
  const beside = join(folder, "account.log.new");
  mkdirSync(beside);
  instances.push({ id: "i-2", state: "running" });
  await expect(journal.whenKept()).rejects.toThrow("EISDIR");
  expect((AccountJournal.load(folder) as ReturnType<typeof state>).services.ec2.instances).toHaveLength(1);
  rmSync(beside, { recursive: true });
  await journal.whenKept();
  expect(AccountJournal.load(folder)).toEqual(state());
});

test("nothing was kept where no box has begun", () => {
  expect(AccountJournal.load(folder)).toBeUndefined();
});

test("changes, played on a state, make the later state of it", () => {
  const json = fc.jsonValue({ maxDepth: 6 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);
  fc.assert(
    fc.property(fc.array(json, { minLength: 1, maxLength: 4 }), (states) => {
      let played: unknown;
      let before: ReturnType<typeof written> | undefined;
      for (const state of states) {
        const now = written(state);
        for (const change of changes(before, now))
          played = play(played, JSON.parse(JSON.stringify(change)) as typeof change);
        before = now;
        expect(played).toEqual(state);
      }
    }),
  );
});
