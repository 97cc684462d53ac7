import type { Node } from "@inlay/resources";
import { expect, test } from "vitest";
import { healthOf } from "./health.ts";
import { UNSEEN, type Observation } from "./observation.ts";

const NOW = Date.parse("2026-01-01T12:00:00Z");
const node = (created: string, since: string): Node => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name: "a", uid: "u", resourceVersion: "1", creationTimestamp: created },
  spec: {},
  status: { conditions: [{ type: "Ready", status: "False", message: "kubelet is gone", lastTransitionTime: since }] },
});
const seen = (more: Partial<Observation>): Observation => ({ ...UNSEEN, reachable: true, ...more });

test("before the first look health is unknown, without an answer it is bad", () => {
  expect(healthOf(UNSEEN, NOW).state).toBe("Unknown");
  const { state, conditions } = healthOf({ ...UNSEEN, problem: "connection refused" }, NOW);
  expect([state, conditions[0]?.message]).toEqual(["UnHealthy", "The cluster does not answer: connection refused"]);
});

test.each([
  ["a new machine may take ten minutes", "2026-01-01T11:55:00Z", "2026-01-01T11:55:00Z", "Healthy"],
  ["a node on its way out has a minute", "2026-01-01T10:00:00Z", "2026-01-01T11:59:30Z", "Healthy"],
  ["a node that stays away makes the cluster unhealthy", "2026-01-01T10:00:00Z", "2026-01-01T11:00:00Z", "UnHealthy"],
])("%s", (_, created, since, state) => {
  expect(healthOf(seen({ nodes: [node(created, since)] }), NOW).state).toBe(state);
});
