import { expect, test } from "vitest";
import { infrastructure, withValues } from "../testing/built-in-packs.ts";
import { hasUpdates, revise } from "./revisions.ts";

const profile = infrastructure();
const edited = withValues(profile, "kubernetes-eks", "managedMachinePool: { roleName: x }\n");

test("an edit in place makes a new revision and leaves the old one as it was", () => {
  const first = revise([], profile);
  const second = revise(first, edited);
  expect(second.map(({ number }) => number)).toEqual([1, 2]);
  expect(second[0]).toBe(first[0]);
});

test("saving without a change makes none", () => {
  const first = revise([], profile);
  expect(revise(first, { ...profile, description: "other words" })).toBe(first);
});

test("clusters on an older revision are offered updates, unless the edit was taken back", () => {
  const revisions = revise(revise([], profile), edited);
  expect([hasUpdates(1, revisions), hasUpdates(2, revisions)]).toEqual([true, false]);
  expect(hasUpdates(1, revise(revisions, profile))).toBe(false);
});
