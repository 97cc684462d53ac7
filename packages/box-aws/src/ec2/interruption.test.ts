import { beforeEach, expect, test } from "vitest";
import { type BoxAwsSimulation, createAwsSimulation, type EksAccount, seedEksAccount } from "../index.ts";
import { manualClock } from "../time/test-clock.ts";

const CLUSTER = "my-eks-cluster";
let clock: ReturnType<typeof manualClock>;
let aws: BoxAwsSimulation;
let account: EksAccount;

beforeEach(async () => {
  clock = manualClock();
  aws = createAwsSimulation({ clock, seed: 7, speed: 1 });
  account = await seedEksAccount(aws, { clusterName: CLUSTER });
});

async function runSpot(): Promise<string> {
  const { Images } = await aws.invoke<{ Images: { ImageId: string }[] }>("ec2", "DescribeImages", {
    Filters: [{ Name: "name", Values: ["amazon-eks-node-al2023-x86_64-standard-1.32-*"] }],
  });
  const { Instances } = await aws.invoke<{ Instances: { InstanceId: string }[] }>("ec2", "RunInstances", {
    ImageId: Images[0]!.ImageId,
    InstanceType: "c6a.large",
    SubnetId: account.subnetIds[0],
    MinCount: 1,
    MaxCount: 1,
    InstanceMarketOptions: { MarketType: "spot" },
  });
  await clock.pass(10_000);
  return Instances[0]!.InstanceId;
}

const QueueUrl = `http://127.0.0.1/123456789012/${CLUSTER}`;

/** Takes what is in the queue, and deletes it. */
async function received(): Promise<readonly { "detail-type": string; source: string; detail: object }[]> {
  const { Messages = [] } = await aws.invoke<{ Messages?: { Body: string; ReceiptHandle: string }[] }>(
    "sqs",
    "ReceiveMessage",
    { QueueUrl, MaxNumberOfMessages: 10 },
  );
  for (const { ReceiptHandle } of Messages) await aws.invoke("sqs", "DeleteMessage", { QueueUrl, ReceiptHandle });
  return Messages.map(({ Body }) => JSON.parse(Body) as { "detail-type": string; source: string; detail: object });
}

test("a spot instance is taken back two minutes after the warning, and the queue hears of each step", async () => {
  const id = await runSpot();
  await received();
  aws.interrupt(id, "spot-interruption");
  expect(await received()).toMatchObject([
    {
      version: "0",
      source: "aws.ec2",
      "detail-type": "EC2 Spot Instance Interruption Warning",
      detail: { "instance-id": id, "instance-action": "terminate" },
    },
  ]);
  await clock.pass(119_000);
  expect(aws.instance(id)?.state).toBe("running");
  await clock.pass(2_000);
  expect(aws.instance(id)?.state).toBe("shutting-down");
  expect(await received()).toMatchObject([
    { "detail-type": "EC2 Instance State-change Notification", detail: { "instance-id": id, state: "shutting-down" } },
  ]);
});

test("a rebalance recommendation and a scheduled change end nothing by themselves", async () => {
  const id = await runSpot();
  await received();
  aws.interrupt(id, "rebalance");
  aws.interrupt(id, "scheduled-change");
  expect(await received()).toMatchObject([
    { "detail-type": "EC2 Instance Rebalance Recommendation", detail: { "instance-id": id } },
    {
      source: "aws.health",
      "detail-type": "AWS Health Event",
      detail: { service: "EC2", eventTypeCategory: "scheduledChange", affectedEntities: [{ entityValue: id }] },
    },
  ]);
  await clock.pass(600_000);
  expect(aws.instance(id)?.state).toBe("running");
});

test("an instance that is ended in the two minutes ends once", async () => {
  const id = await runSpot();
  const states: string[] = [];
  aws.onInstanceState((instance) => states.push(instance.state));
  aws.interrupt(id, "spot-interruption");
  await aws.invoke("ec2", "TerminateInstances", { InstanceIds: [id] });
  await clock.pass(600_000);
  expect(states).toEqual(["shutting-down", "terminated"]);
});

test("the warning outlives a restart of the box", async () => {
  const id = await runSpot();
  aws.interrupt(id, "spot-interruption");
  const saved = JSON.parse(JSON.stringify(aws.save())) as unknown;
  await aws.close();
  const again = createAwsSimulation({ clock, seed: 7, speed: 1, restore: saved });
  await clock.pass(121_000);
  expect(again.instance(id)?.state).toBe("shutting-down");
  expect(aws.instance(id)?.state).toBe("running");
});

test("messages that nobody takes within five minutes are gone, as in the queue that Karpenter's documentation sets up", async () => {
  const id = await runSpot();
  aws.interrupt(id, "rebalance");
  await clock.pass(301_000);
  expect(await received()).toEqual([]);
});
