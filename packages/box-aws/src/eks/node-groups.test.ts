import { beforeEach, expect, test } from "vitest";
import { type BoxAwsSimulation, createAwsSimulation, seedEksAccount } from "../index.ts";
import { manualClock } from "../time/test-clock.ts";

const CLUSTER = "my-eks-cluster";
const ENDPOINT = { endpoint: "https://127.0.0.1:6443", certificateAuthority: "Q0E=" };
let clock: ReturnType<typeof manualClock>;
let aws: BoxAwsSimulation;
let nodeRole: string;

beforeEach(async () => {
  clock = manualClock();
  aws = createAwsSimulation({ clock, seed: 7, speed: 1 });
  nodeRole = (await seedEksAccount(aws, { clusterName: CLUSTER })).nodeRoleArn;
});

interface NodeGroup {
  readonly status: string;
  readonly health: { readonly issues: readonly { readonly code: string; readonly message: string }[] };
}
const describeGroup = async (nodegroupName = "worker-pool-efgh") =>
  (await aws.invoke<{ nodegroup: NodeGroup }>("eks", "DescribeNodegroup", { clusterName: CLUSTER, nodegroupName }))
    .nodegroup;
const members = (name = "worker-pool-efgh") =>
  aws
    .instances()
    .filter((each) => each.tags["eks:nodegroup-name"] === name && ["pending", "running"].includes(each.state));
const resize = (desiredSize: number) =>
  aws.invoke("eks", "UpdateNodegroupConfig", {
    clusterName: CLUSTER,
    nodegroupName: "worker-pool-efgh",
    scalingConfig: { desiredSize },
  });

test("machines start once the API server can be reached, one in each of two zones; then the group is active", async () => {
  expect(members()).toEqual([]);
  expect((await describeGroup()).status).toBe("CREATING");
  aws.setClusterEndpoint(CLUSTER, ENDPOINT);
  await clock.pass(0);
  expect(members().map((each) => each.zone)).toEqual(["us-east-1a", "us-east-1b"]);
  await clock.pass(10_000);
  expect((await describeGroup()).status).toBe("ACTIVE");
});

test("when all members end at once exactly as many come back", async () => {
  aws.setClusterEndpoint(CLUSTER, ENDPOINT);
  aws.setClusterEndpoint(CLUSTER, ENDPOINT);
  await clock.pass(10_000);
  await resize(4);
  await clock.pass(10_000);
  const before = members().map((each) => each.instanceId);
  expect(before).toHaveLength(4);
  await aws.invoke("ec2", "TerminateInstances", { InstanceIds: before });
  await clock.pass(60_000);
  expect(members()).toHaveLength(4);
  expect(members().some((each) => before.includes(each.instanceId))).toBe(false);
});

test("fewer are wanted: the last ones end; sizes that contradict each other are refused", async () => {
  aws.setClusterEndpoint(CLUSTER, ENDPOINT);
  await clock.pass(10_000);
  const [first] = members();
  await resize(1);
  await clock.pass(60_000);
  expect(members().map((each) => each.instanceId)).toEqual([first!.instanceId]);
  await expect(resize(9)).rejects.toMatchObject({
    code: "InvalidParameterException",
    message: "Desired capacity 9 can't be greater than max size 4",
  });
});

test("without capacity the group says why, tries again, and recovers", async () => {
  aws.setCapacity("t3.xlarge", "us-east-1b", "on-demand", 0);
  aws.setClusterEndpoint(CLUSTER, ENDPOINT);
  await clock.pass(10_000);
  expect(members()).toHaveLength(1);
  expect((await describeGroup()).health.issues[0]).toMatchObject({
    code: "AsgInstanceLaunchFailures",
    message: expect.stringContaining("InsufficientInstanceCapacity") as string,
  });
  aws.setCapacity("t3.xlarge", "us-east-1b", "on-demand", undefined);
  await clock.pass(60_000);
  expect(members()).toHaveLength(2);
  expect(await describeGroup()).toMatchObject({ status: "ACTIVE", health: { issues: [] } });
});

test("a deleted group is DELETING until its machines are gone, and its instance profile goes with it", async () => {
  aws.setClusterEndpoint(CLUSTER, ENDPOINT);
  await clock.pass(10_000);
  await aws.invoke("eks", "DeleteNodegroup", { clusterName: CLUSTER, nodegroupName: "worker-pool-efgh" });
  expect((await describeGroup()).status).toBe("DELETING");
  await clock.pass(120_000);
  await expect(describeGroup()).rejects.toMatchObject({ code: "ResourceNotFoundException" });
  const { InstanceProfiles } = await aws.invoke<{ InstanceProfiles: { InstanceProfileName: string }[] }>(
    "iam",
    "ListInstanceProfiles",
    {},
  );
  expect(InstanceProfiles.map((each) => each.InstanceProfileName)).toEqual([`${CLUSTER}-nodeRole`]);
});

test("labels and taints of the group reach its machines in nodeadm's words", async () => {
  aws.setClusterEndpoint(CLUSTER, ENDPOINT);
  await aws.invoke("eks", "CreateNodegroup", {
    clusterName: CLUSTER,
    nodegroupName: "tainted",
    nodeRole,
    instanceTypes: ["m7g.large"],
    labels: { team: "a" },
    taints: [{ key: "dedicated", value: "a", effect: "NO_SCHEDULE" }],
  });
  const [machine] = members("tainted");
  expect(machine!.userData).toContain("team=a,eks.amazonaws.com/nodegroup-image=ami-");
  expect(machine!.userData).toContain("eks.amazonaws.com/capacityType=ON_DEMAND,eks.amazonaws.com/nodegroup=tainted");
  expect(machine!.userData).toContain('"--register-with-taints=dedicated=a:NoSchedule"');
  expect(machine!.roleArn).toBe(nodeRole);
});

test("an instance type of another architecture than the image is refused before anything is made", async () => {
  await expect(
    aws.invoke("eks", "CreateNodegroup", {
      clusterName: CLUSTER,
      nodegroupName: "mixed",
      nodeRole,
      amiType: "AL2023_x86_64_STANDARD",
      instanceTypes: ["m7g.large"],
    }),
  ).rejects.toMatchObject({ code: "InvalidParameterException" });
  await expect(describeGroup("mixed")).rejects.toMatchObject({ code: "ResourceNotFoundException" });
});
