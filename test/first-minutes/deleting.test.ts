/** What a user deletes by hand, and what AWS takes away: pods move, and nothing stays behind in either API. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type BoxProcess, startBox } from "../support/box-process.ts";
import { controllerReady } from "../support/controller.ts";
import { atRest, karpenterInstances, launchedSince, ledgerEnd } from "../support/ec2-balance.ts";
import { nodesOfPods, onlyNode, untilEvent, untilGone, type ManagedNode } from "../support/karpenter-view.ts";
import { allReady, load, QUICK_POOL } from "../support/quick-pool.ts";
import { until } from "../support/wait.ts";

let box: BoxProcess;
let start: number;
beforeAll(async () => {
  box = await startBox({ speed: 40 });
  await controllerReady(box);
  await box.ok("apply -f -", QUICK_POOL);
});
afterAll(() => box?.stop());
beforeEach(async () => {
  start = await ledgerEnd(box);
});
afterEach(async () => {
  await box.ok("delete deployments,poddisruptionbudgets,pods -n default --all");
  await atRest(box, 0);
});

async function runningNode(replicas = 1): Promise<ManagedNode> {
  await box.ok("apply -f -", load("web", replicas, "1500m"));
  await allReady(box, "web", replicas, 120_000);
  await atRest(box, 1);
  return onlyNode(box);
}

/** The pods run again on a node of its own, and the old one has left nothing behind. */
async function movedFrom(old: ManagedNode): Promise<void> {
  await untilGone(box, "node", old.node);
  await untilGone(box, "nodeclaim", old.claim);
  await allReady(box, "web", 1, 120_000);
  await atRest(box, 1);
  expect(await karpenterInstances(box)).not.toContain(old.instance);
  expect(await launchedSince(box, start)).toHaveLength(2);
}

describe("deleted with kubectl", () => {
  test("a NodeClaim: its node is drained and its instance ended, the pod gets another", async () => {
    const old = await runningNode();
    expect(await box.ok(`delete nodeclaim ${old.claim}`)).toContain(`"${old.claim}" deleted`);
    await movedFrom(old);
    expect(await untilEvent(box, "Evicted", "Pod")).toMatch(/^Evicted pod: /);
  });

  test("a Node: kubectl waits for the drain, and the claim and the instance go with it", async () => {
    const old = await runningNode();
    expect(await box.ok(`delete node ${old.node}`)).toContain(`"${old.node}" deleted`);
    expect((await box.kubectl(`get node ${old.node}`)).stderr).toContain("NotFound");
    await movedFrom(old);
  });

  test("a NodePool: its nodes go, its pods wait, and with the pool back they run again", async () => {
    const old = await runningNode();
    await box.ok("delete nodepool default --wait=false");
    await untilGone(box, "node", old.node);
    await atRest(box, 0);
    await untilGone(box, "nodepool", "default");
    expect(await nodesOfPods(box, "web")).toEqual([]);
    await box.ok("apply -f -", QUICK_POOL);
    await movedFrom(old);
  });
});

test("a disruption budget that forbids eviction keeps a deleted node, and it goes when the budget allows", async () => {
  const old = await runningNode();
  await box.ok("create poddisruptionbudget web --selector=app=web --max-unavailable=0");
  await box.ok(`delete nodeclaim ${old.claim} --wait=false`);
  expect(await untilEvent(box, "FailedDraining", "Node", old.node)).toMatch(/^Failed to drain node, /);
  await until("the budget to be named", async () =>
    (await box.ok(`get events -A --field-selector reason=FailedDraining`)).includes("disruption budget"),
  );
  expect(await nodesOfPods(box, "web")).toEqual([old.node]);
  expect(await karpenterInstances(box)).toContain(old.instance);
  await box.ok("delete poddisruptionbudget web");
  await movedFrom(old);
});

test("a pod without an owner is evicted with its node, and does not come back", async () => {
  const old = await runningNode();
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
  await movedFrom(old);
  expect((await box.kubectl("get pod alone")).stderr).toContain("NotFound");
});

test("an instance ended behind the controller's back: its claim is collected, and the pod gets a new node", async () => {
  const old = await runningNode();
  const { exitCode } = await box.aws(`ec2 terminate-instances --instance-ids ${old.instance}`);
  expect(exitCode).toBe(0);
  await untilGone(box, "nodeclaim", old.claim, 200_000);
  await movedFrom(old);
});
