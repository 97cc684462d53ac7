/** Two controllers: one leads, and when it is killed the other takes over within the lease. */
import { expect, test } from "vitest";
import { controllerReady, hold, untilHeld } from "../support/controller.ts";
import { atRest, launchedSince } from "../support/ec2-balance.ts";
import { allReady, load } from "../support/quick-pool.ts";
import { until } from "../support/wait.ts";
import { useKillBox } from "./kill-box.ts";

const { box, start } = useKillBox();

const leader = async () =>
  (await box().ok("get lease -n karpenter karpenter-leader-election -o jsonpath={.spec.holderIdentity}")).trim();

test("killed while leading, with a standby: the standby goes on, and only one of them has acted", async () => {
  await box().ok("scale deployment karpenter -n karpenter --replicas 2");
  await controllerReady(box(), 2);
  try {
    const fault = await hold(box(), { api: "aws", operation: "CreateFleet", when: "after" });
    await box().ok("apply -f -", load("web", 1, "1500m"));
    await untilHeld(box(), fault);
    const first = await leader();
    await box().ok(`delete pod -n karpenter ${first.split("_")[0]} --grace-period=0 --force`);
    await box().control("DELETE", `/box/v1/faults/${fault}`);
    await until("another leader", async () => ![first, ""].includes(await leader()), 40_000);
    await allReady(box(), "web", 1, 120_000);
    await atRest(box(), 1);
    expect(await launchedSince(box(), start())).toHaveLength(1);
  } finally {
    await box().ok("scale deployment karpenter -n karpenter --replicas 1");
    await controllerReady(box(), 1);
  }
});
