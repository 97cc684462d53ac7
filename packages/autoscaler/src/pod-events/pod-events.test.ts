import { expect, test } from "vitest";
import { CREATED, pod } from "../testing/objects.fixture.ts";
import { nodeOfPodEvent } from "./pod-events-controller.ts";

const onNode = pod({ spec: { nodeName: "n" } });

test.each([
  ["bound", { type: "modified", object: onNode, previous: pod() }, "n"],
  ["finished", { type: "modified", object: { ...onNode, status: { phase: "Succeeded" } }, previous: onNode }, "n"],
  ["leaving", { type: "modified", object: pod({ spec: { nodeName: "n" }, deleted: CREATED }), previous: onNode }, "n"],
  ["gone", { type: "deleted", object: onNode, previous: onNode }, "n"],
  ["only reporting", { type: "modified", object: onNode, previous: onNode }, undefined],
  ["seen for the first time", { type: "added", object: onNode }, undefined],
  ["a daemon", { type: "deleted", object: pod({ owner: "DaemonSet", spec: { nodeName: "n" } }) }, undefined],
] as const)("a pod that is %s", (_, event, expected) => {
  expect(nodeOfPodEvent(event)).toBe(expected);
});
