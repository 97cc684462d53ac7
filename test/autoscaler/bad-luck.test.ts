import { DEPLOYMENTS, systemClock } from "@inlay/resources";
import { afterEach, expect, test } from "vitest";
import { until } from "../support/wait.ts";
import { deployment, isInitialized, running, testCluster, type TestCluster } from "./cluster.ts";

let cluster: TestCluster;
afterEach(() => cluster.close());

test("a clock that jumps an hour deletes neither nodes that run nor one that is starting", async () => {
  cluster = await testCluster();
  let jumpMs = 0;
  const clock = { ...systemClock, now: () => Date.now() + jumpMs };
  await cluster.start({ "disable-leader-election": "true" }, clock);
  await cluster.client.create(DEPLOYMENTS, deployment("web", 1, "1"));
  await until("a running pod", () => running(cluster.pods()) === 1);
  const booting = Promise.withResolvers<void>();
  cluster.cloud.beforeBoot = () => booting.promise;
  await cluster.client.create(DEPLOYMENTS, deployment("more", 4, "1"));
  await until("more instances", () => cluster.cloud.instances.length > 1);
  const names = () => cluster.nodeClaims().map(({ metadata }) => metadata.name);
  const before = names();
  jumpMs = 3_600_000;
  // Something changes on each claim, so that every controller looks at it with the new clock.
  for (const name of before)
    await cluster.client.mergePatch(
      { group: "karpenter.sh", version: "v1", resource: "nodeclaims" },
      { name },
      { metadata: { annotations: { looked: "at" } } },
    );
  await cluster.client.create(DEPLOYMENTS, deployment("last", 1, "100m"));
  await until("the last pod", () =>
    cluster.pods().some(({ metadata, status }) => metadata.name.startsWith("last") && status?.phase === "Running"),
  );
  booting.resolve();
  await until("all pods", () => running(cluster.pods()) === 6);
  await until("initialized claims", () => cluster.nodeClaims().every(isInitialized));
  expect(names()).toEqual(expect.arrayContaining(before));
  expect(cluster.log.some(({ message }) => message === "deleted nodeclaim")).toBe(false);
});

test("a leader whose API server is slower than the lease stops, and what it began is finished by the next", async () => {
  cluster = await testCluster();
  const leader = await cluster.start();
  await cluster.client.create(DEPLOYMENTS, deployment("web", 1, "1"));
  await until("a claim", () => cluster.nodeClaims().length === 1);
  const slow = Promise.withResolvers<undefined>();
  cluster.onCall = ({ resource, verb }) =>
    resource === "leases" && verb !== "watch" ? slow.promise : Promise.resolve(undefined);
  await expect(leader.running.done).rejects.toMatchObject({ code: "LEADERSHIP_LOST" });
  cluster.onCall = () => Promise.resolve(undefined);
  slow.resolve(undefined);
  await cluster.start();
  await cluster.scale("web", 4);
  await until("four running pods", () => running(cluster.pods()) === 4);
  expect(cluster.cloud.instances.length).toBeLessThanOrEqual(2);
});

test("a cloud that refuses for a while leaves its reason on the claim, and is asked again", async () => {
  cluster = await testCluster();
  let refuse = true;
  cluster.cloud.beforeAnswer = () => (refuse ? Promise.reject(new Error("UnauthorizedOperation")) : Promise.resolve());
  await cluster.start({ "disable-leader-election": "true" });
  await cluster.client.create(DEPLOYMENTS, deployment("web", 1, "1"));
  await until("the reason", () =>
    cluster
      .nodeClaims()[0]
      ?.status?.conditions?.find(
        ({ reason, message }) => reason === "LaunchFailed" && message === "UnauthorizedOperation",
      ),
  );
  refuse = false;
  await until("a running pod", () => running(cluster.pods()) === 1);
  expect(cluster.cloud.instances).toHaveLength(1);
});
