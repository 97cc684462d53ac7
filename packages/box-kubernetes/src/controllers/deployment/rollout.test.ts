import type { Deployment, ReplicaSet } from "@inlay/resources";
import { expect, test } from "vitest";
import { resolveFenceposts } from "./fenceposts.ts";
import { decideRollout, surplusSets, type Sets } from "./rollout.ts";

const meta = (name: string) => ({ name, uid: name, resourceVersion: "1", creationTimestamp: "2026-01-01T00:00:00Z" });
const template = { spec: { containers: [] } };
const selector = { matchLabels: {} };

function deployment(replicas: number, over: Partial<Deployment["spec"]> = {}): Deployment {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: meta("d"),
    spec: { replicas, selector, template, ...over },
    status: { replicas },
  };
}

/** A set sized for `desired` pods of the Deployment. */
function set(name: string, replicas: number, available = replicas, desired?: number): ReplicaSet {
  const annotations: Record<string, string> =
    desired === undefined
      ? {}
      : {
          "deployment.kubernetes.io/desired-replicas": String(desired),
          "deployment.kubernetes.io/max-replicas": String(desired + Math.ceil(desired / 4)),
        };
  return {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: { ...meta(name), annotations },
    spec: { replicas, selector, template },
    status: { replicas, availableReplicas: available },
  };
}

const steps = (owner: Deployment, sets: Sets, livePods = false) =>
  decideRollout(owner, sets, livePods).map((intent) =>
    intent.kind === "scale" ? `${intent.set.metadata.name} to ${intent.replicas}` : `new set with ${intent.replicas}`,
  );

test.for<[string, Deployment, Sets, readonly string[]]>([
  ["the first set gets all", deployment(10), { current: undefined, old: [] }, ["new set with 10"]],
  [
    "a new template begins with the surge",
    deployment(10),
    { current: undefined, old: [set("a", 10)] },
    ["new set with 3"],
  ],
  ["nothing to do", deployment(10), { current: set("b", 10), old: [set("a", 0)] }, []],
  [
    "old pods go as far as availability allows",
    deployment(10),
    { current: set("b", 3, 0), old: [set("a", 10)] },
    ["a to 8"],
  ],
  [
    "unavailable old pods go first",
    deployment(10),
    { current: set("b", 3, 0), old: [set("a", 2, 0), set("a2", 8)] },
    ["a to 0"],
  ],
  [
    "the new set grows as the old ones shrink",
    deployment(10),
    { current: set("b", 3), old: [set("a", 5)] },
    ["b to 8"],
  ],
  ["too many of the new ones", deployment(2), { current: set("b", 5), old: [] }, ["b to 2"]],
  ["the only set follows the number", deployment(7), { current: set("b", 3, 3, 3), old: [] }, ["b to 7"]],
  [
    "a change in the middle of a rollout is shared out",
    deployment(20),
    { current: set("b", 5, 5, 10), old: [set("a", 8, 8, 10)] },
    ["a to 15", "b to 10"],
  ],
  [
    "a paused rollout stays where it is",
    deployment(10, { paused: true }),
    { current: undefined, old: [set("a", 10, 10, 10)] },
    ["a to 10"],
  ],
])("%s", ([, owner, sets, expected]) => {
  expect(steps(owner, sets)).toEqual(expected);
});

test("recreate empties the old sets, waits for their pods, then makes the new one", () => {
  const owner = deployment(3, { strategy: { type: "Recreate" } });
  expect(steps(owner, { current: undefined, old: [set("a", 3)] }, true)).toEqual(["a to 0"]);
  expect(steps(owner, { current: undefined, old: [set("a", 0)] }, true)).toEqual([]);
  expect(steps(owner, { current: undefined, old: [set("a", 0)] }, false)).toEqual(["new set with 3"]);
});

test("surge rounds up, unavailability down; one of them is never zero", () => {
  const fenceposts = (replicas: number, maxSurge?: string | number, maxUnavailable?: string | number) =>
    resolveFenceposts(deployment(replicas, { strategy: { rollingUpdate: { maxSurge, maxUnavailable } } }));
  expect(fenceposts(10)).toEqual({ maxSurge: 3, maxUnavailable: 2 });
  expect(fenceposts(1)).toEqual({ maxSurge: 1, maxUnavailable: 0 });
  expect(fenceposts(3, 0, "10%")).toEqual({ maxSurge: 0, maxUnavailable: 1 });
});

test("empty old sets beyond the history go, oldest first", () => {
  const old = ["a", "b", "c"].map((name) => set(name, 0));
  const sets = { current: set("d", 1), old: [...old, set("full", 2)] };
  expect(surplusSets(deployment(1, { revisionHistoryLimit: 1 }), sets).map(({ metadata }) => metadata.name)).toEqual([
    "a",
    "b",
  ]);
});
