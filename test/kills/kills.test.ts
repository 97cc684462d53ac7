/**
 * The controller is killed with SIGKILL while the control API holds the named call. EC2's ledger judges: nothing leaked, nothing
 * doubled; and the cluster must come to rest again by itself.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type BoxProcess, startBox } from "../support/box-process.ts";
import { controllerReady, hold, killController, untilHeld } from "../support/controller.ts";
import { atRest, launchedSince, ledgerEnd } from "../support/ec2-balance.ts";
import { allReady, load, QUICK_POOL } from "../support/quick-pool.ts";
import { until } from "../support/wait.ts";

let box: BoxProcess;
let start: number;
beforeAll(async () => {
  box = await startBox({ speed: 20 });
  await controllerReady(box);
  await box.ok("apply -f -", QUICK_POOL);
});
afterAll(() => box?.stop());
beforeEach(async () => {
  start = await ledgerEnd(box);
});
afterEach(async () => {
  await box.control("DELETE", "/box/v1/faults");
  await box.ok("delete deployments,poddisruptionbudgets -n default --all");
  await atRest(box, 0);
});

describe("while a node is on its way", () => {
  test.each([
    ["after the NodeClaim is posted", { api: "kubernetes", verb: "create", resource: "nodeclaims", when: "after" }],
    ["with CreateFleet sent and no response yet", { api: "aws", operation: "CreateFleet", when: "after" }],
    [
      "with the response received and the status not yet patched",
      { api: "kubernetes", verb: "patch", resource: "nodeclaims", subresource: "status", when: "before" },
    ],
  ])("%s", async (_, match) => {
    const fault = await hold(box, match);
    await box.ok("apply -f -", load("web", 1, "1500m"));
    await untilHeld(box, fault);
    await killController(box, fault);
    await allReady(box, "web", 1, 120_000);
    await atRest(box, 1);
    expect(await launchedSince(box, start)).toHaveLength(1);
  });

  test("launched and not yet registered", async () => {
    await box.ok("apply -f -", load("web", 1, "1500m"));
    await until("a launched claim", async () => {
      const { items } = await box.json("get nodeclaims");
      return items.some((claim) => claim.status?.conditions?.some((c) => c.type === "Launched" && c.status === "True"));
    });
    await killController(box);
    await allReady(box, "web", 1, 120_000);
    await atRest(box, 1);
    expect(await launchedSince(box, start)).toHaveLength(1);
  });
});

describe("while a node is replaced by a cheaper one", () => {
  /** A node sized for both; then the big one goes, and the small one's node is worth replacing. */
  async function oversized(): Promise<void> {
    await box.ok("apply -f -", load("big", 1, "6"));
    await box.ok("apply -f -", load("small", 1, "200m"));
    await allReady(box, "big", 1, 120_000);
    await allReady(box, "small", 1, 120_000);
    await atRest(box, 1);
  }

  test.each([
    ["tainted, with no replacement yet", { api: "kubernetes", verb: "create", resource: "nodeclaims", when: "before" }],
    [
      "with the replacement created and not yet marked",
      { api: "kubernetes", verb: "create", resource: "nodeclaims", when: "after" },
    ],
    [
      "in the middle of an eviction",
      { api: "kubernetes", verb: "create", resource: "pods", subresource: "eviction", when: "before" },
    ],
    [
      "with the eviction done and not yet answered",
      { api: "kubernetes", verb: "create", resource: "pods", subresource: "eviction", when: "after" },
    ],
    ["with terminate sent", { api: "aws", operation: "TerminateInstances", when: "after" }],
  ])("%s", async (_, match) => {
    await oversized();
    const before = (await launchedSince(box, start)).length;
    const fault = await hold(box, match);
    await box.ok("delete deployment big");
    await untilHeld(box, fault, 90_000);
    await killController(box, fault);
    await allReady(box, "small", 1, 120_000);
    await until(
      "the cheaper node alone",
      async () => {
        const { items } = await box.json("get nodeclaims");
        return (
          items.length === 1 && items[0]!.metadata.labels?.["node.kubernetes.io/instance-type"]?.endsWith(".medium")
        );
      },
      180_000,
    );
    await atRest(box, 1, 180_000);
    expect((await launchedSince(box, start)).length - before).toBe(1);
  });

  test("before a finalizer is removed", async () => {
    await box.ok("apply -f -", load("web", 1, "1500m"));
    await allReady(box, "web", 1, 120_000);
    await atRest(box, 1);
    await box.ok("delete deployment web");
    await until(
      "the claim to be deleted",
      async () => (await box.json("get nodeclaims")).items[0]?.metadata.deletionTimestamp !== undefined,
      90_000,
    );
    const fault = await hold(box, {
      api: "kubernetes",
      verb: ["patch", "update"],
      resource: "nodeclaims",
      when: "before",
    });
    await untilHeld(box, fault, 90_000);
    await killController(box, fault);
    await atRest(box, 0);
    expect(await launchedSince(box, start)).toHaveLength(1);
  });
});

test("while leading, with a standby: the standby takes over within the lease, and one of them acts", async () => {
  await box.ok("scale deployment karpenter -n karpenter --replicas 2");
  await controllerReady(box, 2);
  try {
    const fault = await hold(box, { api: "aws", operation: "CreateFleet", when: "after" });
    await box.ok("apply -f -", load("web", 1, "1500m"));
    await untilHeld(box, fault);
    const holder = (
      await box.ok("get lease -n karpenter karpenter-leader-election -o jsonpath={.spec.holderIdentity}")
    ).trim();
    const leader = holder.split("_")[0]!;
    await box.ok(`delete pod -n karpenter ${leader} --grace-period=0 --force`);
    await box.control("DELETE", `/box/v1/faults/${fault}`);
    await until(
      "another leader",
      async () => {
        const now = (
          await box.ok("get lease -n karpenter karpenter-leader-election -o jsonpath={.spec.holderIdentity}")
        ).trim();
        return now !== holder && now !== "";
      },
      40_000,
    );
    await allReady(box, "web", 1, 120_000);
    await atRest(box, 1);
    expect(await launchedSince(box, start)).toHaveLength(1);
  } finally {
    await box.ok("scale deployment karpenter -n karpenter --replicas 1");
    await controllerReady(box, 1);
  }
});
