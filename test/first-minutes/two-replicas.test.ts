/** Who leads: one of two replicas, nobody while the API server is slower than the lease, and never two. */
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type BoxProcess, startBox } from "../support/box-process.ts";
import { controllerReady } from "../support/controller.ts";
import { atRest, launchedSince, ledgerEnd } from "../support/ec2-balance.ts";
import { allReady, load, QUICK_POOL } from "../support/quick-pool.ts";
import { until } from "../support/wait.ts";

/** Of client-go and Karpenter: what a standby waits after the last renewal that it saw, and a moment to notice. */
const TAKEOVER_MS = 15_000 + 5_000;
const CONTROLLER = "system:serviceaccount:karpenter:karpenter";

let box: BoxProcess;
beforeAll(async () => {
  box = await startBox({ speed: 40 });
  await box.ok("apply -f -", QUICK_POOL);
  await controllerReady(box);
});
afterAll(() => box?.stop());
afterEach(async () => {
  await box.control("DELETE", "/box/v1/faults");
  await box.ok("delete deployments -n default --all");
  await box.ok("delete nodeclaims --all --wait=false");
  await atRest(box, 0);
});

const holder = async () =>
  (await box.ok("get lease -n karpenter karpenter-leader-election -o jsonpath={.spec.holderIdentity}")).trim();
const podOf = (identity: string) => identity.split("_")[0]!;

test("two replicas: one leads, and when its pod is deleted the other takes over within the lease", async () => {
  await box.ok("scale deployment karpenter -n karpenter --replicas 2");
  await controllerReady(box, 2);
  const first = await until("a leader", async () => (await holder()) || undefined);
  const pods = (await box.json("get pods -n karpenter -l app.kubernetes.io/name=karpenter")).items;
  const standby = pods.map(({ metadata }) => metadata.name).find((name) => name !== podOf(first))!;
  expect(pods.map(({ metadata }) => metadata.name)).toContain(podOf(first));

  const start = await ledgerEnd(box);
  await box.ok("apply -f -", load("web", 1, "1500m"));
  await allReady(box, "web", 1, 120_000);
  expect(await box.ok(`logs -n karpenter ${podOf(first)} --tail=-1`)).toContain("launched nodeclaim");
  expect(await box.ok(`logs -n karpenter ${standby} --tail=-1`)).not.toContain("nodeclaim");

  // The standby, or the deleted pod's successor that came faster: another one, in any case.
  await box.ok(`delete pod -n karpenter ${podOf(first)}`);
  await until(
    "another leader",
    async () => {
      const now = await holder();
      return now !== "" && podOf(now) !== podOf(first);
    },
    TAKEOVER_MS,
  );
  await box.ok("scale deployment web --replicas 2");
  await allReady(box, "web", 2, 120_000);
  const nodes = (await launchedSince(box, start)).length;
  await atRest(box, nodes);
  await box.ok("scale deployment karpenter -n karpenter --replicas 1");
  await controllerReady(box, 1);
});

test("an API server slower than the lease: the leader stops, starts again when it is fast, and nothing is doubled", async () => {
  const start = await ledgerEnd(box);
  const before = await until("a leader", async () => (await holder()) || undefined);
  await box.control("POST", "/box/v1/faults", {
    api: "kubernetes",
    resource: "leases",
    namespace: "karpenter",
    user: CONTROLLER,
    delayMs: 20_000,
  });
  await until(
    "the leader to have stopped",
    async () => {
      const pod = (await box.json("get pods -n karpenter -l app.kubernetes.io/name=karpenter")).items[0];
      const [state] = (pod?.status?.containerStatuses ?? []) as { restartCount: number }[];
      return (state?.restartCount ?? 0) > 0;
    },
    90_000,
  );
  // Nobody leads: what is asked for now waits.
  await box.ok("apply -f -", load("web", 1, "1500m"));
  await until("the pod to be unschedulable", async () =>
    (await box.json("get pods -l app=web")).items[0]?.status?.conditions?.some(
      ({ reason }) => reason === "Unschedulable",
    ),
  );
  expect(await launchedSince(box, start)).toEqual([]);
  await box.control("DELETE", "/box/v1/faults");
  await allReady(box, "web", 1, 180_000);
  await atRest(box, 1);
  expect(await holder()).not.toBe(before);
  expect(await launchedSince(box, start)).toHaveLength(1);
});
