import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import {
  EC2_NODE_CLASSES,
  EVENTS,
  NODE_CLAIMS,
  type Condition,
  type EC2NodeClass,
  type Event,
  type NodeClaim,
} from "@inlay/resources";
import { until } from "../support/wait.ts";
import { cloudCluster, CLUSTER_NAME, type CloudCluster, type RunningProvider } from "./cloud-cluster.ts";

let cluster: CloudCluster;
let running: RunningProvider;

beforeAll(async () => {
  cluster = await cloudCluster();
  running = await cluster.start();
});
afterEach(() => {
  cluster.onAwsCall = () => undefined;
});
afterAll(() => cluster.close());

const get = (name: string) => cluster.client.get<EC2NodeClass>(EC2_NODE_CLASSES, { name });

function condition(name: string, type: string, status: Condition["status"]): Promise<Condition> {
  return until(`${type}=${status} of ${name}`, async () => {
    const { status: found } = await get(name);
    const one = found?.conditions?.find((each) => each.type === type);
    if (one?.status !== status) throw new Error(JSON.stringify(found?.conditions));
    return one;
  });
}

test("tags that match no subnet are told, with what to do; correcting them makes the class ready", async () => {
  await cluster.nodeClass("no-subnets", { subnetSelectorTerms: [{ tags: { team: "nobody" } }] });
  expect(await condition("no-subnets", "SubnetsReady", "False")).toMatchObject({
    reason: "SubnetsNotFound",
    message: expect.stringMatching(/did not match any Subnets.*"team":"nobody".*spec\.subnetSelectorTerms/),
  });
  expect(await condition("no-subnets", "Ready", "False")).toMatchObject({ reason: "UnhealthyDependents" });
  const subnetSelectorTerms = [{ tags: { "karpenter.sh/discovery": CLUSTER_NAME } }];
  await cluster.client.mergePatch(EC2_NODE_CLASSES, { name: "no-subnets" }, { spec: { subnetSelectorTerms } });
  expect(await condition("no-subnets", "Ready", "True")).toMatchObject({ observedGeneration: 2 });
});

test("security groups that do not exist are told", async () => {
  await cluster.nodeClass("no-groups", { securityGroupSelectorTerms: [{ name: "no-such-group" }] });
  expect(await condition("no-groups", "SecurityGroupsReady", "False")).toMatchObject({
    reason: "SecurityGroupsNotFound",
  });
});

test("an alias that was never released is told", async () => {
  await cluster.nodeClass("no-image", { amiSelectorTerms: [{ alias: "al2023@v20010101" }] });
  expect(await condition("no-image", "AMIsReady", "False")).toMatchObject({
    reason: "AMINotFound",
    message: expect.stringContaining("al2023@v20010101"),
  });
});

test("a role that does not exist is told where one looks", async () => {
  await cluster.nodeClass("no-role", { role: "no-such-role" });
  expect(await condition("no-role", "InstanceProfileReady", "Unknown")).toMatchObject({
    reason: "ResolutionFailed",
    message: expect.stringContaining("no-such-role"),
  });
});

test("a launch that would be forbidden is told before anybody needs a node", async () => {
  cluster.onAwsCall = (call, when) =>
    call.operation === "RunInstances" && when === "before"
      ? {
          kind: "error",
          status: 403,
          code: "UnauthorizedOperation",
          message: "You are not authorized to run instances",
        }
      : undefined;
  await cluster.nodeClass("forbidden", { tags: { forbidden: "true" } });
  expect(await condition("forbidden", "ValidationSucceeded", "False")).toMatchObject({
    reason: "RunInstancesAuthCheckFailed",
    message: expect.stringMatching(
      /You are not authorized to run instances.*allow this action in the IAM policy of the controller/s,
    ),
  });
});

test("images come by id, name and parameter too, and bottlerocket by alias", async () => {
  await cluster.nodeClass("bottlerocket", { amiSelectorTerms: [{ alias: "bottlerocket@latest" }] });
  await condition("bottlerocket", "Ready", "True");
  const { status } = await get("bottlerocket");
  const id = status?.amis?.[0]?.id;
  await cluster.nodeClass("by-id", { amiFamily: "Bottlerocket", amiSelectorTerms: [{ id }] });
  await condition("by-id", "Ready", "True");
  expect((await get("by-id")).status?.amis?.map((image) => image.id)).toEqual([id]);
  const name = "amazon-eks-node-al2023-x86_64-standard-1.32-*";
  await cluster.nodeClass("by-name", { amiFamily: "AL2023", amiSelectorTerms: [{ name }] });
  await condition("by-name", "Ready", "True");
  expect((await get("by-name")).status?.amis).toHaveLength(1);
});

test("fields without effect are named, and do not keep the class from being ready", async () => {
  await cluster.nodeClass("inert", { placementGroupSelector: { name: "racks" } });
  expect(await condition("inert", "InertFields", "True")).toMatchObject({
    reason: "NoEffectYet",
    message: expect.stringContaining("spec.placementGroupSelector"),
  });
  await condition("inert", "Ready", "True");
});

test("a deleted class waits for its claims, then takes profile and launch templates along", async () => {
  await cluster.nodeClass("leaving");
  await condition("leaving", "Ready", "True");
  const { metadata, status } = await get("leaving");
  const claim = await cluster.nodeClaim("leaving");
  const { providerID } = await running.provider.create(claim, running.signal);
  await cluster.client.delete(EC2_NODE_CLASSES, { name: "leaving" });
  await until("an event that says what it waits for", async () => {
    const { items } = await cluster.client.list<Event>(EVENTS);
    return items.some(
      ({ reason, involvedObject, message }) =>
        reason === "WaitingOnNodeClaimTermination" &&
        involvedObject.name === "leaving" &&
        message?.includes(claim.metadata.name),
    );
  });
  expect((await get("leaving")).metadata.deletionTimestamp).toBeDefined();
  await running.provider.delete({ ...claim, status: { providerID } }, running.signal);
  await cluster.client.delete(NODE_CLAIMS, { name: claim.metadata.name });
  await until("the class to be gone", () =>
    get("leaving").then(
      () => false,
      () => true,
    ),
  );
  const { InstanceProfiles } = await cluster.aws.invoke<{ InstanceProfiles: { InstanceProfileName: string }[] }>(
    "iam",
    "ListInstanceProfiles",
    { PathPrefix: `/karpenter/us-east-1/${CLUSTER_NAME}/${metadata.uid}/` },
  );
  expect(InstanceProfiles).toEqual([]);
  expect(status?.instanceProfile).toBeDefined();
  const { LaunchTemplates } = await cluster.aws.invoke<{ LaunchTemplates: unknown[] }>(
    "ec2",
    "DescribeLaunchTemplates",
    { Filters: [{ Name: "tag:karpenter.k8s.aws/ec2nodeclass", Values: ["leaving"] }] },
  );
  expect(LaunchTemplates).toEqual([]);
});

test("nodes of another controller's hash version are adopted: the class's hash is stamped on them", async () => {
  await cluster.nodeClass("adopting");
  const hashed = await until("a hash", async () => {
    const { metadata } = await get("adopting");
    return metadata.annotations?.["karpenter.k8s.aws/ec2nodeclass-hash"];
  });
  const claim = await cluster.nodeClaim("adopting");
  const annotate = (annotations: Record<string, string>) => ({ metadata: { annotations } });
  const version = "karpenter.k8s.aws/ec2nodeclass-hash-version";
  const old = annotate({ "karpenter.k8s.aws/ec2nodeclass-hash": "1", [version]: "v5" });
  await cluster.client.mergePatch(NODE_CLAIMS, { name: claim.metadata.name }, old);
  await cluster.client.mergePatch(EC2_NODE_CLASSES, { name: "adopting" }, annotate({ [version]: "v5" }));
  await until("the claim to be stamped", async () => {
    const { metadata } = await cluster.client.get<NodeClaim>(NODE_CLAIMS, { name: claim.metadata.name });
    return metadata.annotations?.["karpenter.k8s.aws/ec2nodeclass-hash"] === hashed;
  });
  await cluster.client.delete(NODE_CLAIMS, { name: claim.metadata.name });
});
