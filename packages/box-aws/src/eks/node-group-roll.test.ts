import { beforeEach, expect, test } from "vitest";
import {
  type BoxAwsSimulation,
  type ClusterNodes,
  createAwsSimulation,
  type NodeState,
  seedEksAccount,
} from "../index.ts";
import { manualClock } from "../time/test-clock.ts";

const CLUSTER = "my-eks-cluster";
const GROUP = { clusterName: CLUSTER, nodegroupName: "worker-pool-efgh" };
const MINUTE = 60_000;
const BUDGET = "The disruption budget guard needs 1 healthy pods and has 1 currently";
let clock: ReturnType<typeof manualClock>;
let aws: BoxAwsSimulation;
/** What the cluster says of an instance; everything that is not named is ready. */
let states: Map<string, NodeState>;
/** Instances whose pods a budget keeps where they are. */
let blocked: Set<string>;
let cordoned: string[];

beforeEach(async () => {
  clock = manualClock();
  states = new Map();
  blocked = new Set();
  cordoned = [];
  aws = createAwsSimulation({ clock, seed: 7, speed: 1 });
  await seedEksAccount(aws, { clusterName: CLUSTER });
  const nodes: ClusterNodes = {
    state: (id) => states.get(id) ?? { kind: "ready" },
    cordon: async (id) => {
      if (!cordoned.includes(id)) cordoned.push(id);
    },
    evict: async (id) => (blocked.has(id) ? [{ name: "default/guarded", heldBy: BUDGET }] : []),
  };
  aws.setClusterEndpoint(CLUSTER, { endpoint: "https://127.0.0.1:6443", certificateAuthority: "Q0E=" });
  aws.setClusterNodes(CLUSTER, nodes);
  await pass(MINUTE);
});

/** In steps as long as EKS's looks, so that what follows from each is done before the next. */
async function pass(milliseconds: number): Promise<void> {
  for (let done = 0; done < milliseconds; done += 5_000) await clock.pass(5_000);
}

interface NodeGroup {
  readonly status: string;
  readonly releaseVersion: string;
  readonly health: { readonly issues: readonly { readonly code: string; readonly message: string }[] };
}
const group = async () => (await aws.invoke<{ nodegroup: NodeGroup }>("eks", "DescribeNodegroup", GROUP)).nodegroup;
const members = () =>
  aws
    .instances()
    .filter((each) => each.tags["eks:nodegroup-name"] !== undefined && ["pending", "running"].includes(each.state))
    .map((each) => each.instanceId);
interface Update {
  readonly id: string;
  readonly status: string;
  readonly errors: readonly { readonly errorCode: string; readonly resourceIds: readonly string[] }[];
}
async function roll(more: object = {}): Promise<() => Promise<Update>> {
  const { update } = await aws.invoke<{ update: Update }>("eks", "UpdateNodegroupVersion", { ...GROUP, ...more });
  return async () => {
    const input = { name: CLUSTER, nodegroupName: GROUP.nodegroupName, updateId: update.id };
    return (await aws.invoke<{ update: Update }>("eks", "DescribeUpdate", input)).update;
  };
}

test("a version update replaces every member by one of the new image, and there are never fewer nodes than wanted", async () => {
  const before = members();
  const update = await roll();
  expect(await group()).toMatchObject({ status: "UPDATING", releaseVersion: "1.32.9-20250920" });
  let fewest = Infinity;
  for (let step = 0; step < 60; step++) {
    await pass(5_000);
    fewest = Math.min(fewest, members().length);
  }
  expect(fewest).toBe(2);
  expect(members()).toHaveLength(2);
  expect(members().some((id) => before.includes(id))).toBe(false);
  expect(cordoned.toSorted()).toEqual(before.toSorted());
  expect(await update()).toMatchObject({ status: "Successful", errors: [] });
  expect(await group()).toMatchObject({ status: "ACTIVE", releaseVersion: "1.32.9-20261105" });
});

test("a second update is refused while one runs", async () => {
  await roll();
  await expect(roll()).rejects.toMatchObject({ code: "ResourceInUseException" });
});

test("pods that may not leave fail the update after fifteen minutes; the node stays and the surplus goes", async () => {
  const before = members();
  for (const id of before) blocked.add(id);
  const update = await roll();
  await pass(14 * MINUTE);
  expect(await update()).toMatchObject({ status: "InProgress" });
  expect((await group()).health.issues).toMatchObject([
    { code: "PodEvictionFailure", message: expect.stringContaining("default/guarded") as string },
  ]);
  await pass(4 * MINUTE);
  expect(await update()).toMatchObject({
    status: "Failed",
    errors: [
      {
        errorCode: "PodEvictionFailure",
        errorMessage: expect.stringContaining(
          "Pod default/guarded cannot be evicted: the disruption budget guard needs 1 healthy pods",
        ) as string,
        resourceIds: [expect.stringMatching(/^ip-.*\.ec2\.internal$/)],
      },
    ],
  });
  expect(members().toSorted()).toEqual(before.toSorted());
  expect(await group()).toMatchObject({ status: "ACTIVE", health: { issues: [] } });
});

test("a forced update goes on without them", async () => {
  const before = members();
  for (const id of before) blocked.add(id);
  const update = await roll({ force: true });
  await pass(40 * MINUTE);
  expect(await update()).toMatchObject({ status: "Successful" });
  expect(members().some((id) => before.includes(id))).toBe(false);
});

test("a smaller group drains the member that it ends, and ends it anyway when a budget holds it too long", async () => {
  const last = members().at(-1)!;
  blocked.add(last);
  await aws.invoke("eks", "UpdateNodegroupConfig", { ...GROUP, scalingConfig: { desiredSize: 1 } });
  await pass(5 * MINUTE);
  expect(members()).toContain(last);
  expect(cordoned).toEqual([last]);
  await pass(12 * MINUTE);
  expect(members()).not.toContain(last);
});

test("machines that the cluster refuses are an AccessDenied of the group, until they are mapped", async () => {
  for (const id of members())
    states.set(id, { kind: "refused", message: "arn:aws:iam::1:role/x is mapped to no user" });
  await aws.invoke("eks", "UpdateNodegroupConfig", { ...GROUP, labels: { addOrUpdateLabels: { a: "b" } } });
  await pass(10_000);
  expect(await group()).toMatchObject({
    status: "DEGRADED",
    health: { issues: [{ code: "AccessDenied", message: expect.stringContaining("mapped to no user") as string }] },
  });
  states.clear();
  await pass(10_000);
  expect(await group()).toMatchObject({ status: "ACTIVE", health: { issues: [] } });
});

test("a new group whose machines never join has failed after twenty minutes", async () => {
  const { nodegroup } = await aws.invoke<{ nodegroup: { nodeRole: string } }>("eks", "DescribeNodegroup", GROUP);
  await aws.invoke("eks", "CreateNodegroup", {
    clusterName: CLUSTER,
    nodegroupName: "lost",
    nodeRole: nodegroup.nodeRole,
    scalingConfig: { minSize: 1, maxSize: 1, desiredSize: 1 },
  });
  const lost = aws.instances().find((each) => each.tags["eks:nodegroup-name"] === "lost")!;
  states.set(lost.instanceId, { kind: "absent" });
  const describe = async () =>
    (
      await aws.invoke<{ nodegroup: NodeGroup }>("eks", "DescribeNodegroup", {
        clusterName: CLUSTER,
        nodegroupName: "lost",
      })
    ).nodegroup;
  await pass(15 * MINUTE);
  expect((await describe()).status).toBe("CREATING");
  await pass(6 * MINUTE);
  expect(await describe()).toMatchObject({
    status: "CREATE_FAILED",
    health: { issues: [{ code: "NodeCreationFailure", message: "Instances failed to join the kubernetes cluster" }] },
  });
});

test("a node role must be there and trust EC2", async () => {
  const create = (name: string) =>
    aws.invoke("eks", "CreateNodegroup", {
      clusterName: CLUSTER,
      nodegroupName: "other",
      nodeRole: `arn:aws:iam::123456789012:role/${name}`,
    });
  await expect(create("none")).rejects.toMatchObject({
    code: "InvalidParameterException",
    message: "The role with name none cannot be found.",
  });
  await expect(create(`${CLUSTER}-clusterRole`)).rejects.toMatchObject({
    code: "InvalidParameterException",
    message: expect.stringContaining("required service principals [ec2.amazonaws.com]") as string,
  });
});

test("a machine needs a role that trusts EC2 and may describe instances", async () => {
  const role = (name: string) => aws.machineRefusal(`arn:aws:iam::123456789012:role/${name}`);
  expect(role(`${CLUSTER}-nodeRole`)).toBeUndefined();
  expect(aws.machineRefusal(undefined)).toContain("no EC2 IMDS role found");
  expect(role(`${CLUSTER}-clusterRole`)).toContain("ec2.amazonaws.com is not trusted");
  await aws.invoke("iam", "DetachRolePolicy", {
    RoleName: `${CLUSTER}-nodeRole`,
    PolicyArn: "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
  });
  // The network plug-in's policy allows it as well.
  await aws.invoke("iam", "DetachRolePolicy", {
    RoleName: `${CLUSTER}-nodeRole`,
    PolicyArn: "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy",
  });
  expect(role(`${CLUSTER}-nodeRole`)).toContain("UnauthorizedOperation");
});
