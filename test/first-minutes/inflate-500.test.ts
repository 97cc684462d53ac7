/** The reference page's Deployment, far beyond the page: five hundred replicas, and back to none. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BoxProcess, startBox } from "../support/box-process.ts";
import { controllerReady } from "../support/controller.ts";
import { atRest, launchedSince, ledgerEnd } from "../support/ec2-balance.ts";
import { controllerLog, managedNodes } from "../support/karpenter-view.ts";
import { QUICK_POOL } from "../support/quick-pool.ts";
import { until } from "../support/wait.ts";
import { INFLATE } from "../walk/page-manifests.ts";

let box: BoxProcess;
beforeAll(async () => {
  box = await startBox({ speed: 20 });
  await controllerReady(box);
  await box.ok("apply -f -", QUICK_POOL);
});
afterAll(() => box?.stop());

/** But for the one line that the page's policy costs. */
const errors = async () =>
  (await controllerLog(box)).filter(
    ({ level, message }) =>
      level === "ERROR" && !String(message).startsWith("not allowed to call ec2:DescribeInstanceStatus"),
  );

test("five hundred replicas all run, and nothing is logged as an error", async () => {
  await box.ok("create namespace inflate");
  await box.ok("apply -n inflate -f -", INFLATE);
  const start = await ledgerEnd(box);
  await box.ok("scale deployment inflate -n inflate --replicas 500");
  await until(
    "500 pods to run",
    async () => {
      const line = await box.ok("get deployment inflate -n inflate --no-headers");
      if (!line.includes(" 500/500 ")) throw new Error(line);
      return true;
    },
    240_000,
  );
  await until(
    "every claim to be ready",
    async () => {
      const { items } = await box.json("get nodeclaims");
      return items.every(({ status }) => status?.conditions?.some((c) => c.type === "Ready" && c.status === "True"));
    },
    120_000,
  );
  const nodes = await managedNodes(box);
  await atRest(box, nodes.length);
  expect(await launchedSince(box, start)).toHaveLength(nodes.length);
  // No more than what five hundred CPUs need: the largest types have 192, and 8 fit on the group's nodes.
  expect(nodes.length).toBeLessThanOrEqual(10);
  expect(await errors()).toEqual([]);
});

test("scaled to zero, everything is gone again", async () => {
  await box.ok("scale deployment inflate -n inflate --replicas 0");
  await atRest(box, 0, 240_000);
  expect(await errors()).toEqual([]);
});
