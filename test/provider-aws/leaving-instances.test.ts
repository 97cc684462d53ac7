import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { EVENTS, NODE_CLAIMS, type Event, type NodeClaim } from "@inlay/resources";
import { until } from "../support/wait.ts";
import { cloudCluster, CLUSTER_NAME, type CloudCluster } from "./cloud-cluster.ts";

let cluster: CloudCluster;

beforeAll(async () => {
  cluster = await cloudCluster();
});
afterEach(() => {
  cluster.onAwsCall = () => undefined;
});
afterAll(() => cluster.close());

const idOf = (providerID: string) => providerID.split("/").at(-1) ?? "";
const ends = (id: string) =>
  until(`instance ${id} to end`, () => ["shutting-down", "terminated"].includes(cluster.aws.instance(id)?.state ?? ""));
const claimExists = (name: string) =>
  cluster.client.get<NodeClaim>(NODE_CLAIMS, { name }).then(
    () => true,
    () => false,
  );

async function launched(by: Awaited<ReturnType<CloudCluster["start"]>>) {
  const claim = await cluster.nodeClaim("default");
  const { providerID } = await by.provider.create(claim, by.signal);
  const status = { status: { providerID } };
  const key = { name: claim.metadata.name };
  await cluster.client.mergePatch(NODE_CLAIMS, key, status, { subresource: "status" });
  return { claim, providerID, id: idOf(providerID) };
}

test("an instance without a claim is ended; one whose claim has not heard of it yet is not", async () => {
  const first = await cluster.start();
  await cluster.readyNodeClass();
  const orphan = await launched(first);
  const waiting = await cluster.nodeClaim("default");
  const { providerID } = await first.provider.create(waiting, first.signal);
  const owned = await launched(first);
  await cluster.client.delete(NODE_CLAIMS, { name: orphan.claim.metadata.name });
  await first.stop();
  const next = await cluster.start();
  next.passTime(31_000);
  await ends(orphan.id);
  // The controller looks every ten seconds at first; by now it has looked at all of them.
  expect(cluster.aws.instance(idOf(providerID))?.state).toMatch(/pending|running/);
  expect(cluster.aws.instance(owned.id)?.state).toMatch(/pending|running/);
  await next.stop();
});

/** The page's policy knows no queue: whoever wants interruptions extends it. */
const allowQueue = () =>
  cluster.aws.invoke("iam", "PutRolePolicy", {
    RoleName: `${CLUSTER_NAME}-karpenterControllerRole`,
    PolicyName: "interruption",
    PolicyDocument: JSON.stringify({
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Action: "sqs:*", Resource: `arn:aws:sqs:us-east-1:123456789012:${CLUSTER_NAME}` },
    }),
  });

test("EC2's spot warning deletes the claim in time, and is told on it", async () => {
  await allowQueue();
  const running = await cluster.start({ INTERRUPTION_QUEUE: CLUSTER_NAME });
  const { claim, id } = await launched(running);
  cluster.aws.interrupt(id, "spot-interruption");
  await until("the claim to be deleted", async () => !(await claimExists(claim.metadata.name)));
  await until("the events", async () => {
    const { items } = await cluster.client.list<Event>(EVENTS);
    const reasons = items.filter((event) => event.involvedObject.name === claim.metadata.name).map((e) => e.reason);
    return reasons.includes("SpotInterrupted") && reasons.includes("TerminatingOnInterruption");
  });
  await running.stop();
});

test("with the reference page's policy instance status cannot be read: one line says so, everything else goes on", async () => {
  const running = await cluster.start();
  const lines = () => running.log.filter(({ message }) => message.includes("DescribeInstanceStatus"));
  await until("the line", () => lines().length > 0);
  await expect(running.provider.list(running.signal)).resolves.toBeDefined();
  expect(lines()).toHaveLength(1);
  await running.stop();
});

test("a controller that may not call EC2 at all ends with what to look at", async () => {
  cluster.onAwsCall = (call, when) =>
    call.operation === "DescribeInstanceTypes" && when === "before"
      ? { kind: "error", status: 401, code: "AuthFailure", message: "AWS was not able to validate the credentials" }
      : undefined;
  await expect(cluster.start()).rejects.toMatchObject({
    code: "EC2_UNREACHABLE",
    message: expect.stringMatching(/AuthFailure.*IAM role/),
  });
});
