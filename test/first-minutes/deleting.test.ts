/** What a user deletes by hand, and what AWS takes away: pods move, and nothing stays behind in either API. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type BoxProcess, startBox } from "../support/box-process.ts";
import { controllerReady } from "../support/controller.ts";
import { atRest, karpenterInstances, launchedSince, ledgerEnd } from "../support/ec2-balance.ts";
import { nodesOfPods, onlyNode, untilEvent, untilGone, type ManagedNode } from "../support/karpenter-view.ts";
import { allReady, load, QUICK_POOL } from "../support/quick-pool.ts";
import { until } from "../support/wait.ts";

let box: BoxProcess;
/** Where the only pod of Deployment `web` runs when a test begins: each test leaves it on another node, so that none waits for an empty cluster. */
let old: ManagedNode;
let start: number;
beforeAll(async () => {
  box = await startBox({ speed: 40 });
  await controllerReady(box);
  await box.ok("apply -f -", QUICK_POOL);
  await box.ok("apply -f -", load("web", 1, "1500m"));
  await allReady(box, "web", 1, 120_000);
});
afterAll(() => box?.stop());
beforeEach(async () => {
  await atRest(box, 1);
  old = await onlyNode(box);
  start = await ledgerEnd(box);
});
afterEach(async () => {
  await box.ok("delete poddisruptionbudget web --ignore-not-found");
  await box.ok("delete pod alone --ignore-not-found");
  await box.ok("apply -f -", QUICK_POOL);
});

/** The pod runs on a new node, and the old one has left nothing behind. */
async function podHasMoved(): Promise<void> {
  await untilGone(box, "node", old.node);
  await untilGone(box, "nodeclaim", old.claim);
  await allReady(box, "web", 1, 120_000);
  await atRest(box, 1);
  expect(await karpenterInstances(box)).not.toContain(old.instance);
  expect(await launchedSince(box, start)).toHaveLength(1);
}

describe("deleted with kubectl", () => {
  test("a NodeClaim: its node is drained and its instance ended, the pod gets another", async () => {
    expect(await box.ok(`delete nodeclaim ${old.claim}`)).toContain(`"${old.claim}" deleted`);
    await podHasMoved();
    expect(await untilEvent(box, "Evicted", "Pod")).toMatch(/^Evicted pod: /);
  });

  test("a Node: kubectl waits for the drain, and the claim and the instance go with it", async () => {
    expect(await box.ok(`delete node ${old.node}`)).toContain(`"${old.node}" deleted`);
    expect((await box.kubectl(`get node ${old.node}`)).stderr).toContain("NotFound");
    await podHasMoved();
  });

  test("a NodePool: its nodes go, its pods wait, and with the pool back they run again", async () => {
    await box.ok("delete nodepool default --wait=false");
    await untilGone(box, "node", old.node);
    await atRest(box, 0);
    await untilGone(box, "nodepool", "default");
    expect(await nodesOfPods(box, "web")).toEqual([]);
    await box.ok("apply -f -", QUICK_POOL);
    await podHasMoved();
  });
});

test("a disruption budget that forbids eviction keeps a deleted node, and it goes when the budget allows", async () => {
  await box.ok("create poddisruptionbudget web --selector=app=web --max-unavailable=0");
  await box.ok(`delete nodeclaim ${old.claim} --wait=false`);
  expect(await untilEvent(box, "FailedDraining", "Node", old.node)).toMatch(/^Failed to drain node, /);
  await until("the budget to be named", async () =>
    (await box.ok(`get events -A --field-selector reason=FailedDraining`)).includes("disruption budget"),
  );
  expect(await nodesOfPods(box, "web")).toEqual([old.node]);
  expect(await karpenterInstances(box)).toContain(old.instance);
  await box.ok("delete poddisruptionbudget web");
  await podHasMoved();
});

test("a pod without an owner is evicted with its node, and does not come back", async () => {
  const alone = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "alone", namespace: "default" },
    spec: {
      terminationGracePeriodSeconds: 0,
      nodeSelector: { "karpenter.sh/nodepool": "default" },
      containers: [{ name: "pause", image: "public.ecr.aws/eks-distro/kubernetes/pause:3.7" }],
    },
  };
  await box.ok("apply -f -", JSON.stringify(alone));
  await box.ok("wait pod alone --for=condition=Ready --timeout=60s");
  await box.ok(`delete nodeclaim ${old.claim}`);
  expect(await untilEvent(box, "Evicted", "Pod", "alone")).toMatch(/^Evicted pod: /);
  await podHasMoved();
  expect((await box.kubectl("get pod alone")).stderr).toContain("NotFound");
});

test("an instance ended behind the controller's back: its claim is collected, and the pod gets a new node", async () => {
  const { exitCode } = await box.aws(`ec2 terminate-instances --instance-ids ${old.instance}`);
  expect(exitCode).toBe(0);
  await untilGone(box, "nodeclaim", old.claim, 200_000);
  await podHasMoved();
});
