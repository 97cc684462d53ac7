/** A cloud that answers late or gives less than was asked, and a clock that jumps: nothing doubled, nothing taken for lost. */
import { expect, test } from "vitest";
import { atRest, launchedSince } from "../support/ec2-balance.ts";
import { managedNodes, nodesOfPods, untilEvent } from "../support/karpenter-view.ts";
import { useQuickBox } from "../support/quick-box.ts";
import { allReady, load, QUICK_POOL } from "../support/quick-pool.ts";
import { until } from "../support/wait.ts";

const ZONES = ["us-east-1a", "us-east-1b", "us-east-1c"];

const { box, start } = useQuickBox(40, async (each) => {
  await each.control("DELETE", "/box/v1/faults");
  await each.ok("delete deployments -n default --all");
  await each.ok("delete nodeclaims --all --wait=false");
  await each.ok("apply -f -", QUICK_POOL);
  await atRest(each, 0);
});

const apart = (app: string) => ({
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app } } },
      ],
    },
  },
});

/** The quick pool with one type only, so that what is scarce cannot be replaced by something else. */
const poolOf = (instanceType: string) =>
  QUICK_POOL.replace(
    "      requirements:\n",
    `      requirements:\n        - { key: node.kubernetes.io/instance-type, operator: In, values: [${instanceType}] }\n`,
  );
const capacity = (instanceType: string, zone: string, count: number | null) =>
  box().control("POST", "/box/v1/capacity", { instanceType, zone, capacityType: "on-demand", count });

test("DescribeInstances lags behind CreateFleet: the claim keeps its instance, and there is no second", async () => {
  const { id } = await box().control<{ id: string }>("POST", "/box/v1/faults", {
    api: "aws",
    operation: "DescribeInstances",
    principal: "*arpenter*",
    times: 6,
    error: { code: "InvalidInstanceID.NotFound", message: "The instance ID does not exist", status: 400 },
  });
  await box().ok("apply -f -", load("web", 1, "1500m"));
  await allReady(box(), "web", 1, 120_000);
  await until(
    "DescribeInstances to have been asked",
    async () => (await box().control<{ hits: number }>("GET", `/box/v1/faults/${id}`)).hits > 0,
    60_000,
  );
  await box().control("DELETE", `/box/v1/faults/${id}`);
  await atRest(box(), 1);
  expect(await launchedSince(box(), start())).toHaveLength(1);
});

test("a fleet filled in part: what one zone cannot give comes from the next, and each pod gets one node", async () => {
  const type = "m6a.large";
  await capacity(type, "us-east-1a", 1);
  await capacity(type, "us-east-1b", 1);
  try {
    await box().ok("apply -f -", poolOf(type));
    await box().ok("apply -f -", load("web", 4, "1", apart("web")));
    await allReady(box(), "web", 4, 240_000);
    await atRest(box(), 4);
    expect(await launchedSince(box(), start())).toHaveLength(4);
    const { items } = await box().json("get nodes -l karpenter.sh/nodepool");
    const zones = items.map(({ metadata }) => metadata.labels?.["topology.kubernetes.io/zone"]);
    expect(zones.filter((zone) => zone === "us-east-1a").length).toBeLessThanOrEqual(1);
    expect(zones.filter((zone) => zone === "us-east-1b").length).toBeLessThanOrEqual(1);
  } finally {
    for (const zone of ZONES) await capacity(type, zone, null);
  }
});

test("a type that is nowhere to be had: the event says so, the claim goes, and a wider pool gives the pod its node", async () => {
  const type = "m7a.large";
  for (const zone of ZONES) await capacity(type, zone, 0);
  try {
    await box().ok("apply -f -", poolOf(type));
    await box().ok("apply -f -", load("web", 1, "1"));
    expect(await untilEvent(box(), "InsufficientCapacityError", "NodeClaim")).toMatch(
      /InsufficientInstanceCapacity|all requested instance types were unavailable/,
    );
    await atRest(box(), 0);
    expect(await nodesOfPods(box(), "web")).toEqual([]);
    await box().ok("apply -f -", QUICK_POOL);
    await allReady(box(), "web", 1, 180_000);
    expect(await launchedSince(box(), start())).toHaveLength(1);
  } finally {
    for (const zone of ZONES) await capacity(type, zone, null);
  }
});

test("the clock jumps an hour: no node is lost, and new pods still get theirs", async () => {
  await box().ok("apply -f -", load("web", 2, "1500m", apart("web")));
  await allReady(box(), "web", 2, 120_000);
  await atRest(box(), 2);
  const before = await managedNodes(box());
  await box().control("POST", "/box/v1/clock", { advance: "1h" });
  await box().ok("apply -f -", load("later", 1, "6"));
  await allReady(box(), "later", 1, 180_000);
  await atRest(box(), 3);
  expect((await managedNodes(box())).map(({ claim }) => claim)).toEqual(
    expect.arrayContaining(before.map(({ claim }) => claim)),
  );
  expect(await launchedSince(box(), start())).toHaveLength(3);
  expect((await box().ok("get nodes --no-headers")).includes("NotReady")).toBe(false);
});
