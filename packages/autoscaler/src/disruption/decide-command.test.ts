import type { NodeClaim } from "@inlay/resources";
import { expect, test } from "vitest";
import { condition, CREATED, node, nodeClaim } from "../testing/objects.fixture.ts";
import { commandRecordOf, commandsInProgress, type CommandRecord } from "./command.ts";
import { COMMAND_TIMEOUT_MS, decideCommand, type ObservedCommand } from "./decide-command.ts";

const record: CommandRecord = {
  id: "c1",
  reason: "Underutilized",
  decision: "replace",
  consolidationType: "single",
  candidates: ["old"],
  replacements: ["new"],
  startedAt: CREATED,
};
const marked = (name: string, command: CommandRecord = record, deleted?: string): NodeClaim =>
  nodeClaim({ name, deleted, annotations: { "inlay.dev/disruption-command": JSON.stringify(command) } });
const tainted = node({ taints: [{ key: "karpenter.sh/disrupted", effect: "NoSchedule" }] });
const ready = nodeClaim({ name: "new", conditions: [condition("Initialized")] });

const decide = (observed: Partial<ObservedCommand>) =>
  decideCommand({
    record,
    candidates: [{ claim: marked("old"), nodes: [tainted] }],
    replacements: [ready],
    ageMs: 1_000,
    ...observed,
  });

test.each([
  ["everything is in place", {}, "terminate"],
  ["the replacement is not ready yet", { replacements: [nodeClaim({ name: "new" })] }, "await"],
  ["the replacement was never made, or is gone", { replacements: [] }, "rollBack"],
  ["the replacement is being deleted", { replacements: [nodeClaim({ name: "new", deleted: CREATED })] }, "rollBack"],
  ["the node was not tainted yet", { candidates: [{ claim: marked("old"), nodes: [node()] }] }, "rollBack"],
  [
    "the replacement takes too long",
    { replacements: [nodeClaim({ name: "new" })], ageMs: COMMAND_TIMEOUT_MS },
    "rollBack",
  ],
  [
    "the candidate leaves already",
    { candidates: [{ claim: marked("old", record, CREATED), nodes: [tainted] }] },
    "done",
  ],
  ["the candidate is gone", { candidates: [] }, "done"],
] as const)("when %s", (_, observed, kind) => {
  expect(decide(observed).kind).toBe(kind);
});

test("a start that marked only one of two nodes is rolled back", () => {
  const two = { ...record, decision: "delete", candidates: ["a", "b"], replacements: [] } as const;
  const candidates = [
    { claim: marked("a", two), nodes: [tainted] },
    { claim: nodeClaim({ name: "b" }), nodes: [node()] },
  ];
  expect(decide({ record: two, candidates, replacements: [] }).kind).toBe("rollBack");
});

test("once one candidate has left, the others follow, even if the replacement failed since", () => {
  const two = { ...record, candidates: ["a", "b"] };
  const candidates = [{ claim: marked("b", two), nodes: [tainted] }];
  expect(decide({ record: two, candidates, replacements: [] })).toMatchObject({ kind: "terminate" });
});

test("planning sees a command only when all its replacements are there", () => {
  const old = marked("old");
  expect(commandsInProgress([old])).toEqual([]);
  expect(commandsInProgress([old, ready])).toEqual([
    { id: "c1", reason: "Underutilized", candidates: ["old"], replacements: ["new"] },
  ]);
});

test("a mark that is not a command counts as none", () => {
  for (const text of ["", "{", "null", "{}", "[]"])
    expect(commandRecordOf(nodeClaim({ annotations: { "inlay.dev/disruption-command": text } }))).toBeUndefined();
});
