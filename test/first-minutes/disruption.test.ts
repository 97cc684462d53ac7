/** What keeps a node, and what makes it be replaced. */
import { afterAll, beforeAll, expect, test } from "vitest";
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
/** Deployment `web` has one pod throughout: each test leaves it on another node, the last one takes it away. */
beforeAll(async () => {
  box = await startBox({ speed: 40 });
  await controllerReady(box);
});
afterAll(() => box?.stop());

async function atRestWithOne(): Promise<ManagedNode> {
  await allReady(box, "web", 1, 120_000);
  await atRest(box, 1);
  return onlyNode(box);
}

const disruptions = async (claim: string) =>
  (await controllerLog(box)).filter(
    (line) => line.message === "disrupting node(s)" && JSON.stringify(line).includes(`"${claim}"`),
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

test("expireAfter: a node past its time goes without waiting for a replacement, and its pod runs elsewhere", async () => {
  await box.ok("apply -f -", QUICK_POOL.replace("    spec:\n", "    spec:\n      expireAfter: 30s\n"));
  await box.ok("apply -f -", load("web", 1, "500m"));
  const old = await until("a claim", async () => (await box.json("get nodeclaims")).items[0]);
  expect(old.spec.expireAfter).toBe("30s");
  await untilGone(box, "nodeclaim", old.metadata.name);
  expect(await disruptions(old.metadata.name)).toEqual([]);
  expect(await launchedSince(box, 0)).not.toHaveLength(0);
  await box.ok("apply -f -", QUICK_POOL);
  // Those of before have drifted.
  await until(
    "a claim that lasts",
    async () => {
      const { items } = await box.json("get nodeclaims");
      return items.length === 1 && items[0]!.spec.expireAfter !== "30s";
    },
    120_000,
  );
  await atRestWithOne();
});

test("a changed label of the pool: the replacement is ready before the old node goes", async () => {
  const old = await atRestWithOne();
  const start = await ledgerEnd(box);
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
  const now = await atRestWithOne();
  const lines = (await controllerLog(box)).slice(-40);
  const at = (message: string, claim: string) =>
    lines.findIndex((line) => line.message === message && JSON.stringify(line).includes(`"${claim}"`));
  expect((await disruptions(old.claim))[0]).toMatchObject({ reason: "drifted", decision: "replace" });
  expect(at("initialized nodeclaim", replacement.metadata.name)).toBeGreaterThan(-1);
  expect(at("tainted node", old.claim)).toBeGreaterThan(at("initialized nodeclaim", replacement.metadata.name));
  expect(await launchedSince(box, start)).toHaveLength(1);
  expect(await nodesOfPods(box, "web")).toEqual([now.node]);
});

test("a pod with do-not-disrupt keeps its node; without the annotation the drifted node is replaced", async () => {
  const old = await atRestWithOne();
  await box.ok(`annotate pods -l app=web ${DO_NOT_DISRUPT}=true`);
  await changeLabel("a");
  await drifted(old.claim);
  const message = await untilEvent(box, "DisruptionBlocked", "Node", old.node);
  expect(message).toContain(DO_NOT_DISRUPT);
  expect(await untilEvent(box, "DisruptionBlocked", "NodeClaim", old.claim)).toContain(DO_NOT_DISRUPT);
  expect(await disruptions(old.claim)).toEqual([]);
  expect(await managedNodes(box)).toEqual([old]);
  await box.ok(`annotate pods -l app=web ${DO_NOT_DISRUPT}-`);
  await untilGone(box, "node", old.node);
  await atRestWithOne();
});

test("a node with do-not-disrupt stays although it is empty; without the annotation it goes", async () => {
  const old = await atRestWithOne();
  await box.ok(`annotate node ${old.node} ${DO_NOT_DISRUPT}=true`);
  await box.ok("delete deployment web");
  expect(await untilEvent(box, "DisruptionBlocked", "Node", old.node)).toContain(DO_NOT_DISRUPT);
  expect(await disruptions(old.claim)).toEqual([]);
  expect(await managedNodes(box)).toEqual([old]);
  await box.ok(`annotate node ${old.node} ${DO_NOT_DISRUPT}-`);
  await untilGone(box, "node", old.node);
  await atRest(box, 0);
});
