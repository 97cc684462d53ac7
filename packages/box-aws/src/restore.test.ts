import { expect, test } from "vitest";
import { type BoxAwsSimulation, createAwsSimulation, type EksAccount, seedEksAccount } from "./index.ts";
import { manualClock } from "./time/test-clock.ts";

const CLUSTER = "my-eks-cluster";
const NODE_GROUP = { clusterName: CLUSTER, nodegroupName: "worker-pool-efgh" };
const CONTROLLER_POLICY = "arn:aws:iam::123456789012:policy/karpenterControllerPolicy";

/** Everything that can be read; two accounts with equal answers are the same account. */
const READ = [
  ["ec2", "DescribeInstances", {}],
  ["ec2", "DescribeVpcs", {}],
  ["ec2", "DescribeSubnets", {}],
  ["ec2", "DescribeSecurityGroups", {}],
  ["ec2", "DescribeLaunchTemplates", {}],
  ["ec2", "DescribeTags", {}],
  ["ec2", "DescribeVolumes", {}],
  ["ec2", "DescribeNetworkInterfaces", {}],
  ["ec2", "DescribeSpotPriceHistory", { InstanceTypes: ["c6a.large"] }],
  ["iam", "ListRoles", {}],
  ["iam", "ListPolicies", {}],
  ["iam", "GetPolicyVersion", { PolicyArn: CONTROLLER_POLICY, VersionId: "v1" }],
  ["iam", "ListInstanceProfiles", {}],
  ["iam", "ListUsers", {}],
  ["iam", "ListOpenIDConnectProviders", {}],
  ["eks", "DescribeCluster", { name: CLUSTER }],
  ["eks", "ListAccessEntries", { clusterName: CLUSTER }],
  ["eks", "DescribeNodegroup", NODE_GROUP],
  ["sqs", "ListQueues", {}],
  ["sqs", "GetQueueAttributes", { QueueUrl: `http://127.0.0.1/123456789012/${CLUSTER}` }],
] as const;

const readAll = async (aws: BoxAwsSimulation) =>
  Promise.all(
    READ.map(async ([service, operation, input]) => [operation, await aws.invoke(service, operation, input)]),
  );

async function fleet(aws: BoxAwsSimulation, account: EksAccount, ClientToken: string, capacity: number) {
  return aws.invoke<{ Instances: { InstanceIds: string[] }[] }>("ec2", "CreateFleet", {
    Type: "instant",
    ClientToken,
    TargetCapacitySpecification: { TotalTargetCapacity: capacity, DefaultTargetCapacityType: "spot" },
    LaunchTemplateConfigs: [
      {
        LaunchTemplateSpecification: { LaunchTemplateName: "t", Version: "$Latest" },
        Overrides: [{ InstanceType: "c6a.large", SubnetId: account.subnetIds[0] }],
      },
    ],
  });
}

async function lived(): Promise<{ aws: BoxAwsSimulation; account: EksAccount; clock: ReturnType<typeof manualClock> }> {
  const clock = manualClock();
  const aws = createAwsSimulation({ clock, seed: 7, speed: 1 });
  const account = await seedEksAccount(aws, { clusterName: CLUSTER });
  aws.setClusterEndpoint(CLUSTER, { endpoint: "https://127.0.0.1:6443", certificateAuthority: "Q0E=" });
  await clock.pass(10_000);
  const { Images } = await aws.invoke<{ Images: { ImageId: string }[] }>("ec2", "DescribeImages", {
    Filters: [{ Name: "name", Values: ["amazon-eks-node-al2023-x86_64-standard-1.32-v20250920"] }],
  });
  await aws.invoke("ec2", "CreateLaunchTemplate", {
    LaunchTemplateName: "t",
    LaunchTemplateData: { ImageId: Images[0]!.ImageId, UserData: "aGVsbG8=" },
  });
  const launching = fleet(aws, account, "token-1", 3);
  await clock.pass(20_000);
  const { Instances } = await launching;
  await aws.invoke("ec2", "TerminateInstances", { InstanceIds: Instances[0]!.InstanceIds.slice(0, 1) });
  aws.setCapacity("c6a.large", "us-east-1a", "spot", 2);
  aws.setPrice("c6a.large", "spot", 0.01, "us-east-1a");
  await aws.invoke("iam", "CreateUser", { UserName: "somebody" });
  const accessConfig = { authenticationMode: "API_AND_CONFIG_MAP" };
  await aws.invoke("eks", "UpdateClusterConfig", { name: CLUSTER, accessConfig });
  await clock.pass(60_000);
  const principalArn = "arn:aws:iam::123456789012:user/somebody";
  await aws.invoke("eks", "CreateAccessEntry", { clusterName: CLUSTER, principalArn });
  return { aws, account, clock };
}

const restored = (aws: BoxAwsSimulation, clock: ReturnType<typeof manualClock>) =>
  createAwsSimulation({ clock, seed: 7, speed: 1, restore: JSON.parse(JSON.stringify(aws.save())) as unknown });

test("everything that can be read is the same after a restart", async () => {
  const { aws, clock } = await lived();
  const again = restored(aws, clock);
  expect(again.ledger()).toEqual(aws.ledger());
  expect(again.instances()).toEqual(aws.instances());
  expect(await readAll(again)).toEqual(await readAll(aws));
});

test("what was on its way goes on: an ending instance ends, the node group keeps its size", async () => {
  const { aws, account, clock } = await lived();
  await aws.close();
  const again = restored(aws, clock);
  await seedEksAccount(again, { clusterName: CLUSTER });
  again.setClusterEndpoint(CLUSTER, { endpoint: "https://127.0.0.1:6444", certificateAuthority: "Q0E=" });
  await clock.pass(60_000);
  const states = again.instances().map((each) => `${each.tags["eks:nodegroup-name"] ?? "fleet"} ${each.state}`);
  expect(states.toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
    "fleet running",
    "fleet running",
    "fleet terminated",
    "worker-pool-efgh running",
    "worker-pool-efgh running",
  ]);
  expect((await fleet(again, account, "token-1", 3)).Instances).toEqual(
    (await fleet(aws, account, "token-1", 3)).Instances,
  );
});

test("no id or address is given twice", async () => {
  const { aws, account, clock } = await lived();
  const again = restored(aws, clock);
  again.setCapacity("c6a.large", "us-east-1a", "spot", undefined);
  const launching = fleet(again, account, "token-2", 5);
  await clock.pass(20_000);
  await launching;
  const instances = again.instances();
  expect(instances).toHaveLength(10);
  expect(new Set(instances.map((each) => each.instanceId)).size).toBe(10);
  expect(new Set(instances.map((each) => each.privateIp)).size).toBe(10);
});

test("keys that were issued keep their worth", async () => {
  const { aws, clock } = await lived();
  const { accessKeyId } = aws.issueAccessKey("arn:aws:iam::123456789012:user/somebody");
  const { AccessKeyMetadata } = await restored(aws, clock).invoke<{ AccessKeyMetadata: { AccessKeyId: string }[] }>(
    "iam",
    "ListAccessKeys",
    { UserName: "somebody" },
  );
  expect(AccessKeyMetadata.map((key) => key.AccessKeyId)).toEqual([accessKeyId]);
});
