/** What keeps a node, and what makes it be replaced. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type BoxProcess, startBox } from "../support/box-process.ts";
import { controllerReady } from "../support/controller.ts";
import { atRest, launchedSince, ledgerEnd } from "../support/ec2-balance.ts";
import {
  controllerLog,
  managedNodes,
  nodesOfPods,
  onlyNode,
  untilEvent,
  untilGone,
  type ManagedNode,
} from "../support/karpenter-view.ts";
import { allReady, load, QUICK_POOL } from "../support/quick-pool.ts";
import { until } from "../support/wait.ts";

const DO_NOT_DISRUPT = "karpenter.sh/do-not-disrupt";

let box: BoxProcess;
let start: number;
beforeAll(async () => {
  box = await startBox({ speed: 40 });
  await controllerReady(box);
});
afterAll(() => box?.stop());
beforeEach(async () => {
  await box.ok("apply -f -", QUICK_POOL);
  start = await ledgerEnd(box);
});
afterEach(async () => {
  await box.ok("delete deployments -n default --all");
  await box.ok("apply -f -", QUICK_POOL);
  await atRest(box, 0);
});

async function runningNode(): Promise<ManagedNode> {
  await box.ok("apply -f -", load("web", 1, "500m"));
  await allReady(box, "web", 1, 120_000);
  await atRest(box, 1);
  return onlyNode(box);
}

const disruptions = async (node: ManagedNode) =>
  (await controllerLog(box)).filter(
    (line) => line.message === "disrupting node(s)" && JSON.stringify(line).includes(node.claim),
  );

/** A changed label on the pool's template: every node of the pool has drifted. */
const changeLabel = (team: string) =>
  box.ok(
    `patch nodepool default --type=merge -p '${JSON.stringify({ spec: { template: { metadata: { labels: { team } } } } })}'`,
  );

const drifted = (claim: string) =>
  until("the claim to be Drifted", async () =>
    (await box.json("get nodeclaims")).items.some(
      ({ metadata, status }) =>
        metadata.name === claim &&
        status?.conditions?.some(({ type, status: is }) => type === "Drifted" && is === "True"),
    ),
  );

test("a pod with do-not-disrupt keeps its node; without the annotation the drifted node is replaced", async () => {
  const old = await runningNode();
  await box.ok(`annotate pods -l app=web ${DO_NOT_DISRUPT}=true`);
  await changeLabel("a");
  await drifted(old.claim);
  const message = await untilEvent(box, "DisruptionBlocked", "Node", old.node);
  expect(message).toContain(DO_NOT_DISRUPT);
  expect(await untilEvent(box, "DisruptionBlocked", "NodeClaim", old.claim)).toContain(DO_NOT_DISRUPT);
  expect(await disruptions(old)).toEqual([]);
  expect(await managedNodes(box)).toEqual([old]);
  await box.ok(`annotate pods -l app=web ${DO_NOT_DISRUPT}-`);
  await untilGone(box, "node", old.node);
  await allReady(box, "web", 1);
  await atRest(box, 1);
});

test("a node with do-not-disrupt stays although it is empty; without the annotation it goes", async () => {
  const old = await runningNode();
  await box.ok(`annotate node ${old.node} ${DO_NOT_DISRUPT}=true`);
  await box.ok("delete deployment web");
  expect(await untilEvent(box, "DisruptionBlocked", "Node", old.node)).toContain(DO_NOT_DISRUPT);
  expect(await disruptions(old)).toEqual([]);
  expect(await managedNodes(box)).toEqual([old]);
  await box.ok(`annotate node ${old.node} ${DO_NOT_DISRUPT}-`);
  await untilGone(box, "node", old.node);
  await atRest(box, 0);
});

test("a changed label of the pool: the replacement is ready before the old node goes", async () => {
  const old = await runningNode();
  await changeLabel("b");
  const replacement = await until(
    "the replacement to be initialized",
    async () =>
      (await box.json("get nodeclaims")).items.find(
        ({ metadata, status }) =>
          metadata.name !== old.claim &&
          status?.conditions?.some(({ type, status: is }) => type === "Initialized" && is === "True"),
      ),
    120_000,
  );
  expect(replacement.metadata.labels?.team).toBe("b");
  await untilGone(box, "node", old.node);
  await allReady(box, "web", 1);
  await atRest(box, 1);
  const lines = (await controllerLog(box)).slice(-40);
  const at = (message: string, claim: string) =>
    lines.findIndex((line) => line.message === message && JSON.stringify(line).includes(`"${claim}"`));
  expect((await disruptions(old))[0]).toMatchObject({ reason: "drifted", decision: "replace" });
  expect(at("initialized nodeclaim", replacement.metadata.name)).toBeGreaterThan(-1);
  expect(at("tainted node", old.claim)).toBeGreaterThan(at("initialized nodeclaim", replacement.metadata.name));
  expect(await launchedSince(box, start)).toHaveLength(2);
  expect(await nodesOfPods(box, "web")).toEqual([(await onlyNode(box)).node]);
});

test("expireAfter: a node past its time goes without waiting for a replacement, and its pod runs elsewhere", async () => {
  const shortLived = QUICK_POOL.replace("  disruption:", "  disruption:").replace(
    "    spec:\n",
    "    spec:\n      expireAfter: 40s\n",
  );
  await box.ok("apply -f -", shortLived);
  const old = await runningNode();
  // Those that come after it live as long as they are needed.
  await box.ok("apply -f -", QUICK_POOL);
  await untilGone(box, "nodeclaim", old.claim);
  await allReady(box, "web", 1, 120_000);
  await atRest(box, 1);
  expect(await launchedSince(box, start)).toHaveLength(2);
});
