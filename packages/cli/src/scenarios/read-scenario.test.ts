import { expect, test } from "vitest";
import { argumentsOf } from "./play-scenario.ts";
import { readScenario } from "./read-scenario.ts";

const read = (steps: string) => readScenario(`title: t\nsteps:\n${steps}`, "s.yaml").steps;

test("each kind of step is understood", () => {
  expect(
    read(`
  - say: hello
  - kubectl: get nodes
  - fault: { api: aws, operation: CreateFleet, hang: true }
  - interrupt: { kind: rebalance, most: all }
  - clear:
  - until: { kubectl: get nodes, shows: "a+", within: 30s }
  - until: { ledger: true, shows: CreateFleet }
`),
  ).toEqual([
    { kind: "say", text: "hello" },
    { kind: "client", client: "kubectl", args: "get nodes" },
    {
      kind: "control",
      name: "fault",
      path: "faults",
      body: { api: "aws", operation: "CreateFleet", hang: true },
    },
    { kind: "interrupt", how: "rebalance", most: Infinity },
    { kind: "clear" },
    { kind: "until", look: { kubectl: "get nodes" }, shows: /a+/, withinMs: 30_000 },
    { kind: "until", look: { ledger: true }, shows: /CreateFleet/, withinMs: 300_000 },
  ]);
});

test.each([
  ["  - dance: now", "step 1: needs exactly one of say, kubectl"],
  ["  - say: a\n  - { say: b, clear: }", "step 2: needs exactly one of"],
  ["  - until: { shows: x }", "step 1: until needs kubectl"],
  ["  - until: { kubectl: x, shows: '(' }", "step 1: Invalid regular expression"],
  ["  - until: { kubectl: x, shows: y, within: soon }", "step 1: "],
  ["  - kubectl: 1", "step 1: kubectl must be a text"],
  ["  - say: [", "s.yaml: "],
])("%j is refused at its step", (steps, message) => {
  expect(() => read(steps)).toThrow(message);
});

test("a line is split as a shell splits it", () => {
  expect(argumentsOf(`patch pdb web -p '{"a": 1}' --x "b c"`)).toEqual([
    "patch",
    "pdb",
    "web",
    "-p",
    '{"a": 1}',
    "--x",
    "b c",
  ]);
});
