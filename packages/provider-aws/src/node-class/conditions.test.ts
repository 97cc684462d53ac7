import { expect, test } from "vitest";
import { sampleNodeClass } from "../testing/samples.ts";
import { conditionOf, isTrue, mergeConditions, READY_PARTS } from "./conditions.ts";
import type { ReadyPart, Verdict } from "./conditions.ts";
import { inertFieldsVerdict } from "./inert-fields.ts";
import { nodeClassHash } from "./node-class-hash.ts";

const all = Object.fromEntries(READY_PARTS.map((part) => [part, isTrue(part)])) as Record<ReadyPart, Verdict>;
const NOON = Date.UTC(2026, 10, 1, 12);
const LATER = NOON + 60_000;

test("a class is ready when all its parts are", () => {
  const ready = conditionOf(mergeConditions([], all, 1, NOON), "Ready");
  expect(ready).toMatchObject({ status: "True", reason: "Ready", observedGeneration: 1 });
});

test("one False part makes it not ready, and is named", () => {
  const broken = { ...all, SubnetsReady: { status: "False", reason: "SubnetsNotFound", message: "m" } as const };
  expect(conditionOf(mergeConditions([], broken, 1, NOON), "Ready")).toMatchObject({
    status: "False",
    reason: "UnhealthyDependents",
    message: "SubnetsReady=False",
  });
});

test("a part that nobody has judged leaves it Unknown", () => {
  const { ValidationSucceeded: _, ...rest } = all;
  expect(conditionOf(mergeConditions([], rest, 1, NOON), "Ready")).toMatchObject({
    status: "Unknown",
    message: "ValidationSucceeded=Unknown",
  });
});

test("a transition time changes with the status only", () => {
  const first = mergeConditions([], all, 1, NOON);
  expect(mergeConditions(first, all, 1, LATER)).toEqual(first);
  const broken = { ...all, AMIsReady: { status: "False", reason: "AMINotFound", message: "m" } as const };
  const changed = mergeConditions(first, broken, 1, LATER);
  expect(conditionOf(changed, "AMIsReady")?.lastTransitionTime).toBe("2026-11-01T12:01:00Z");
  expect(conditionOf(changed, "SubnetsReady")?.lastTransitionTime).toBe("2026-11-01T12:00:00Z");
});

test("what was judged of an older generation counts no more", () => {
  const { ValidationSucceeded: _, ...rest } = all;
  const first = mergeConditions([], all, 1, NOON);
  expect(conditionOf(mergeConditions(first, rest, 2, LATER), "ValidationSucceeded")).toMatchObject({
    status: "Unknown",
    reason: "AwaitingReconciliation",
    observedGeneration: 2,
  });
});

test("fields without effect are named; a class without them has no such condition", () => {
  expect(inertFieldsVerdict(sampleNodeClass().spec)).toBeUndefined();
  const { spec } = sampleNodeClass({ cpuOptions: { nestedVirtualization: "enabled" }, networkInterfaces: [] });
  expect(inertFieldsVerdict(spec)).toMatchObject({
    status: "True",
    reason: "NoEffectYet",
    message: expect.stringMatching(/^spec\.cpuOptions has no effect yet/),
  });
});

test("the hash sees what nodes keep, and is blind to what is resolved anew", () => {
  const hash = (spec: Parameters<typeof sampleNodeClass>[0], ca = "CA") => nodeClassHash(sampleNodeClass(spec), ca);
  expect(hash({})).toBe(hash({ amiFamily: "AL2023" }));
  expect(hash({})).toBe(hash({ amiSelectorTerms: [{ alias: "al2023@latest" }] }));
  expect(hash({})).toBe(hash({ subnetSelectorTerms: [{ id: "subnet-1" }] }));
  expect(hash({})).toBe(hash({ ipPrefixCount: 2 }));
  expect(hash({})).not.toBe(hash({ tags: { a: "b" } }));
  expect(hash({})).not.toBe(hash({ userData: "#!/bin/bash" }));
  expect(hash({})).not.toBe(hash({}, "another CA"));
});
