import type { KubeObject } from "@inlay/resources";
import { expect, test } from "vitest";
import { disruptionBudgetTable, jobTable } from "./workloads.ts";
import { eventTable, serviceTable } from "./core.ts";
import { nodeTable } from "./nodes.ts";
import { podTable } from "./pods.ts";

const NOW = Date.parse("2026-11-23T00:10:00Z");
const object = (rest: object, metadata: object = {}): KubeObject => ({
  apiVersion: "v1",
  kind: "X",
  metadata: { name: "x", uid: "u", resourceVersion: "1", creationTimestamp: "2026-11-23T00:00:00Z", ...metadata },
  ...rest,
});
const container = (state: object, more: object = {}) => ({ name: "c", restartCount: 0, ready: false, state, ...more });
const status = (pod: KubeObject) => podTable.cells(pod, NOW).slice(1, 4);

test("a running pod is ready", () => {
  const pod = object({
    spec: { nodeName: "n", containers: [{ name: "c" }] },
    status: {
      phase: "Running",
      podIPs: [{ ip: "10.0.0.1" }],
      containerStatuses: [container({ running: {} }, { ready: true })],
    },
  });
  expect(podTable.cells(pod, NOW)).toEqual(["x", "1/1", "Running", "0", "10m", "10.0.0.1", "n", "<none>", "<none>"]);
});

test("a crash loop shows its reason and how long ago it restarted last", () => {
  const lastState = { terminated: { finishedAt: "2026-11-23T00:09:00Z" } };
  const containerStatuses = [container({ waiting: { reason: "CrashLoopBackOff" } }, { restartCount: 3, lastState })];
  const pod = object({ spec: { containers: [{ name: "c" }] }, status: { phase: "Running", containerStatuses } });
  expect(status(pod)).toEqual(["0/1", "CrashLoopBackOff", "3 (60s ago)"]);
});

test("init containers are counted while they run", () => {
  const initContainerStatuses = [container({ terminated: { exitCode: 0 } }), container({ running: {} })];
  const pod = object({
    spec: { containers: [{ name: "c" }], initContainers: [{ name: "a" }, { name: "b" }] },
    status: { phase: "Pending", initContainerStatuses },
  });
  expect(status(pod)).toEqual(["0/1", "Init:1/2", "0"]);
});

test("a pod with a deletion timestamp is terminating, unless it has ended", () => {
  const deleted = { deletionTimestamp: "2026-11-23T00:00:00Z" };
  expect(status(object({ status: { phase: "Running" } }, deleted))[1]).toBe("Terminating");
  expect(status(object({ status: { phase: "Succeeded" } }, deleted))[1]).toBe("Succeeded");
});

test("a gated pod says so", () => {
  const conditions = [{ type: "PodScheduled", status: "False", reason: "SchedulingGated" }];
  expect(status(object({ status: { phase: "Pending", conditions } }))[1]).toBe("SchedulingGated");
});

test("a cordoned node keeps its readiness and roles are sorted", () => {
  const node = object(
    {
      spec: { unschedulable: true },
      status: { conditions: [{ type: "Ready", status: "True" }], nodeInfo: { kubeletVersion: "v1" } },
    },
    { labels: { "node-role.kubernetes.io/b": "", "node-role.kubernetes.io/a": "" } },
  );
  expect(nodeTable.cells(node, NOW)).toEqual([
    "x",
    "Ready,SchedulingDisabled",
    "a,b",
    "10m",
    "v1",
    "<none>",
    "<none>",
    "<unknown>",
    "<unknown>",
    "<unknown>",
  ]);
});

test("a load balancer without an address is pending", () => {
  const service = object({
    spec: { type: "LoadBalancer", clusterIPs: ["10.96.0.9"], ports: [{ port: 80, nodePort: 30_556, protocol: "TCP" }] },
  });
  expect(serviceTable.cells(service, NOW)).toEqual([
    "x",
    "LoadBalancer",
    "10.96.0.9",
    "<pending>",
    "80:30556/TCP",
    "10m",
    "<none>",
  ]);
});

test("an event shows its last time, its object and its source", () => {
  const event = object({
    type: "Warning",
    reason: "FailedScheduling",
    message: "no node\n",
    involvedObject: { kind: "Pod", name: "p" },
    source: { component: "default-scheduler" },
    firstTimestamp: "2026-11-23T00:00:00Z",
    lastTimestamp: "2026-11-23T00:05:00Z",
    count: 3,
  });
  expect(eventTable.cells(event, NOW)).toEqual([
    "5m",
    "Warning",
    "FailedScheduling",
    "pod/p",
    "",
    "default-scheduler",
    "no node",
    "10m",
    3,
    "x",
  ]);
});

test("a job counts what has succeeded and how long it ran", () => {
  const job = object({
    spec: {
      completions: 2,
      template: { spec: { containers: [{ name: "c", image: "i" }] } },
      selector: { matchLabels: { a: "b" } },
    },
    status: { succeeded: 1, startTime: "2026-11-23T00:08:00Z" },
  });
  expect(jobTable.cells(job, NOW)).toEqual(["x", "Running", "1/2", "2m", "10m", "c", "i", "a=b"]);
});

test("a budget that sets one bound has none for the other", () => {
  expect(
    disruptionBudgetTable.cells(object({ spec: { maxUnavailable: "50%" }, status: { disruptionsAllowed: 1 } }), NOW),
  ).toEqual(["x", "N/A", "50%", 1, "10m"]);
});
