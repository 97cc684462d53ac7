import { Metrics, type CacheEvent } from "@inlay/kube";
import { systemClock, type Pod } from "@inlay/resources";
import { expect, test } from "vitest";
import { createdMs, pod } from "../testing/objects.fixture.ts";
import { PodTimings } from "./pod-timings.ts";

const unschedulable: Pod["status"] = {
  phase: "Pending",
  conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable" }],
};

function watching() {
  let now = createdMs;
  let listener: (event: CacheEvent<Pod>) => void = () => {};
  const metrics = new Metrics();
  const timings = new PodTimings(metrics, { ...systemClock, now: () => now });
  timings.connect({
    onChange: (given) => {
      listener = given;
      return () => {};
    },
  });
  return {
    timings,
    at: (seconds: number) => void (now = createdMs + seconds * 1_000),
    tell: (type: CacheEvent<Pod>["type"], object: Pod) => listener({ type, object }),
    values: async () =>
      Object.fromEntries(
        (await metrics.render()).text
          .split("\n")
          .filter((line) => /^karpenter_pods_\w+(_sum|\{)/.test(line) && !/_bucket|quantile/.test(line))
          .map((line) => [line.slice("karpenter_pods_".length, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]),
      ),
  };
}

test("a pod's wait is told while it lasts and counted when it ends, from its creation and from the first plan with a place", async () => {
  const { timings, at, tell, values } = watching();
  const web = { name: "web" };
  at(1);
  tell("added", pod({ ...web, status: unschedulable }));
  at(3);
  expect(await values()).toMatchObject({
    'unbound_time_seconds{name="web",namespace="default"}': 3,
    'unstarted_time_seconds{name="web",namespace="default"}': 3,
    'provisioning_scheduling_undecided_time_seconds{name="web",namespace="default"}': 2,
  });
  timings.decided({ pods: ["default/web"], unschedulable: [{ pod: "default/web", stage: "scheduling", message: "" }] });
  at(5);
  timings.decided({ pods: ["default/web"], unschedulable: [] });
  at(9);
  tell("modified", pod({ ...web, spec: { nodeName: "n" }, status: { phase: "Pending" } }));
  const bound = await values();
  expect(bound).toMatchObject({
    'unstarted_time_seconds{name="web",namespace="default"}': 9,
    'provisioning_unstarted_time_seconds{name="web",namespace="default"}': 4,
    bound_duration_seconds_sum: 9,
    provisioning_bound_duration_seconds_sum: 4,
    scheduling_decision_duration_seconds_sum: 2,
  });
  expect(Object.keys(bound).filter((name) => name.includes("unbound") || name.includes("undecided"))).toEqual([]);
  at(12);
  tell("modified", pod({ ...web, spec: { nodeName: "n" }, status: { phase: "Running" } }));
  const running = await values();
  expect(running).toMatchObject({ startup_duration_seconds_sum: 12, provisioning_startup_duration_seconds_sum: 7 });
  expect(Object.keys(running).filter((name) => name.includes("web"))).toEqual([]);
});

test("pods that ran before we came, end without running or are deleted leave nothing behind", async () => {
  const { at, tell, values } = watching();
  at(60);
  tell("added", pod({ name: "old", spec: { nodeName: "n" }, status: { phase: "Running" } }));
  tell("added", pod({ name: "failed", status: unschedulable }));
  tell("modified", pod({ name: "failed", status: { phase: "Failed" } }));
  tell("added", pod({ name: "gone", status: unschedulable }));
  tell("deleted", pod({ name: "gone", status: unschedulable }));
  const told = await values();
  expect(Object.keys(told).filter((name) => name.includes("{"))).toEqual([]);
  expect(told).toMatchObject({ bound_duration_seconds_sum: 0 });
});
