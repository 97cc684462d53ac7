import { jsonLogger, Metrics, type EventToRecord } from "@inlay/kube";
import type { ProvisioningPlan } from "@inlay/planner";
import { systemClock, type Pod } from "@inlay/resources";
import { expect, test } from "vitest";
import { autoscalerMetrics } from "../metrics/autoscaler-metrics.ts";
import { nodePool, pod } from "../testing/objects.fixture.ts";
import { noDynamicPools, provisioningReport, withFix } from "./provisioning-report.ts";

const nothing: ProvisioningPlan = {
  pods: [],
  newNodeClaims: [],
  existingNodes: [],
  unschedulable: [],
  isPartial: false,
  unreadable: [],
  skippedNodePools: [],
  pricePerHour: 0,
  lowerBoundPerHour: 0,
  effort: 0,
};

function reporting(pods: readonly Pod[]) {
  const events: EventToRecord[] = [];
  const lines: Readonly<Record<string, unknown>>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as Readonly<Record<string, unknown>>);
  const report = provisioningReport({
    events: { record: (event) => void events.push(event) },
    metrics: autoscalerMetrics(new Metrics()),
    clock: { ...systemClock, now: () => 0 },
    caches: {
      pods: { get: (name) => pods.find(({ metadata }) => metadata.name === name) },
      nodes: { get: () => undefined },
      nodePools: { get: () => undefined },
    },
  });
  return { report, events, lines, logger: jsonLogger({ level: "INFO", commit: "abc", now: () => 0, write }) };
}

const left = (message: string) => ({ unschedulable: [{ pod: "default/web", stage: "scheduling" as const, message }] });

test("while no pool is ready there is one line at INFO for all pods, and each pod's event says where to look", () => {
  const { report, events, lines, logger } = reporting([pod({ name: "web" })]);
  const skipped = [{ nodePool: "default", reason: "is not ready" }];
  const plan = { ...nothing, pods: ["default/web"], skippedNodePools: skipped, ...left("some words") };
  const why = noDynamicPools(plan, { nodePools: [nodePool()] });
  for (let round = 0; round < 3; round++) {
    report.planned(logger, plan, why, 1);
    report.leftOver(logger, plan, why, new Map());
  }
  expect(lines).toMatchObject([{ level: "INFO", message: "no dynamic nodepools found" }]);
  expect(events[0]).toMatchObject({
    reason: "FailedScheduling",
    message:
      "Failed to schedule pod, no dynamic nodepools found, nodepool default is not ready: see the conditions in kubectl describe nodepool default",
  });
});

test("a pool that is not ready beside one that is gets Karpenter's own line", () => {
  const { report, lines, logger } = reporting([]);
  const plan = { ...nothing, skippedNodePools: [{ nodePool: "b", reason: "is not ready" }] };
  const why = noDynamicPools(plan, { nodePools: [nodePool({ name: "a" }), nodePool({ name: "b" })] });
  expect(why).toBeUndefined();
  report.planned(logger, plan, why, 1);
  expect(lines).toMatchObject([{ level: "ERROR", message: "ignoring nodepool, not ready", NodePool: { name: "b" } }]);
});

test("a cluster without a pool is told to make one", () => {
  expect(noDynamicPools(nothing, { nodePools: [] })).toBe("there is no NodePool: create one");
});

test("a pool whose types are all filtered out is a pool", () => {
  const reason = "requirements filtered out all available instance types";
  const plan = { skippedNodePools: [{ nodePool: "default", reason }] };
  expect(noDynamicPools(plan, { nodePools: [nodePool()] })).toBeUndefined();
});

test("what to change stands after upstream's words, in the event and in the one line", () => {
  const { report, events, lines, logger } = reporting([pod({ name: "web" })]);
  const fixes = new Map([["default/web", "Nearest fix: raise the limits of pool default."]]);
  report.leftOver(logger, left("all available instance types exceed limits"), undefined, fixes);
  report.leftOver(logger, left("all available instance types exceed limits"), undefined, fixes);
  const words = "all available instance types exceed limits. Nearest fix: raise the limits of pool default.";
  expect(lines).toMatchObject([{ level: "ERROR", message: "could not schedule pod", error: words }]);
  expect(events[0]).toMatchObject({ type: "Warning", message: `Failed to schedule pod, ${words}` });
});

test("a message that is too long for an event is cut before what to change", () => {
  const message = withFix("m".repeat(2_000), "Nearest fix: lower it.");
  expect(message).toHaveLength(1_024);
  expect(message).toMatch(/m…\. Nearest fix: lower it\.$/);
});
