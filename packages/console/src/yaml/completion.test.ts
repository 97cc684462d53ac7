import { expect, test } from "vitest";
import { completionsAt, pathOf } from "./completion.ts";

const rules = [
  { name: "awsAccountNumber", required: true },
  { name: "charts.karpenter.logLevel", listOptions: ["info", "debug"] },
];
const labels = (before: string): string[] => completionsAt(before, rules)?.options.map((option) => option.label) ?? [];

test("the path is that of the maps around the line", () => {
  expect(pathOf("charts:\n  karpenter:\n    ")).toEqual(["charts", "karpenter"]);
  expect(pathOf("charts:\n  karpenter:\n    replicas: 2\n  ")).toEqual(["charts"]);
});
test("at the top the sections and the pack's own values are offered", () => {
  expect(labels("aws")).toEqual(["pack", "charts", "manifests", "awsAccountNumber"]);
});
test("under pack the keys of every layer are offered", () => {
  expect(labels("pack:\n  spec")).toContain("spectrocloud.com/install-priority");
});
test("a rule's list is offered as values", () => {
  expect(labels("charts:\n  karpenter:\n    logLevel: ")).toEqual(["info", "debug"]);
});
test("inside braces macros are offered, from where the braces begin", () => {
  const found = completionsAt('name: "{{.spectro.sys', [], ["macro.ACCOUNT"]);
  expect(found?.from).toBe(7);
  expect(found?.options.map((option) => option.label)).toContain("{{.spectro.macro.ACCOUNT}}");
});
