import type { Pod } from "@inlay/resources";
import { expect, test } from "vitest";
import { byDeletionOrder, type PodRank } from "./deletion-order.ts";

const NOW = Date.parse("2026-01-01T01:00:00Z");
const HOUR_AGO = "2026-01-01T00:00:00Z";
const MINUTE_AGO = "2026-01-01T00:59:00Z";

interface Traits {
  readonly node?: string;
  readonly phase?: "Pending" | "Running";
  readonly ready?: string;
  readonly cost?: string;
  readonly related?: number;
  readonly restarts?: number;
  readonly created?: string;
}

function rank(
  name: string,
  { node = "n", phase = "Running", ready = HOUR_AGO, cost, related = 0, restarts = 0, created = HOUR_AGO }: Traits,
): PodRank {
  const pod: Pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      uid: name,
      resourceVersion: "1",
      creationTimestamp: created,
      ...(cost ? { annotations: { "controller.kubernetes.io/pod-deletion-cost": cost } } : {}),
    },
    spec: { containers: [], ...(node ? { nodeName: node } : {}) },
    status: {
      phase,
      conditions: ready ? [{ type: "Ready", status: "True", lastTransitionTime: ready }] : [],
      containerStatuses: [{ name: "c", image: "", imageID: "", ready: true, restartCount: restarts }],
    },
  };
  return { pod, related };
}

test.for<[string, Traits, Traits]>([
  ["one without a node", { node: "" }, {}],
  ["one that is pending", { phase: "Pending" }, {}],
  ["one that is not ready", { ready: "" }, {}],
  ["one that is cheap to delete", { cost: "-5" }, {}],
  ["one of a crowd", { related: 3 }, { related: 1 }],
  ["one that is ready for a shorter time", { ready: MINUTE_AGO }, {}],
  ["one that restarts", { restarts: 4 }, {}],
  ["the younger one", { created: MINUTE_AGO }, {}],
])("%s goes first", ([, first, second]) => {
  const sorted = [rank("b", second), rank("a", first)].sort((x, y) => byDeletionOrder(x, y, NOW));
  expect(sorted.map(({ pod }) => pod.metadata.name)).toEqual(["a", "b"]);
});
