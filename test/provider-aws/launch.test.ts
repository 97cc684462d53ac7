import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { NODE_CLAIMS, type EC2NodeClass, type NodeClaim, type NodePool } from "@inlay/resources";
import { until } from "../support/wait.ts";
import { cloudCluster, CLUSTER_NAME, type CloudCluster, type RunningProvider } from "./cloud-cluster.ts";

let cluster: CloudCluster;
let running: RunningProvider;
let nodeClass: EC2NodeClass;
let nodePool: NodePool;

beforeAll(async () => {
  cluster = await cloudCluster();
  running = await cluster.start();
  nodePool = await cluster.nodePool("default");
  nodeClass = await cluster.readyNodeClass();
});
afterEach(async () => {
  cluster.onAwsCall = () => undefined;
  for (const { instanceType, zone } of emptied) cluster.aws.setCapacity(instanceType, zone, "on-demand", undefined);
  emptied.clear();
  for (const claim of (await cluster.client.list<NodeClaim>(NODE_CLAIMS)).items)
    await cluster.client.delete(NODE_CLAIMS, { name: claim.metadata.name });
});
afterAll(() => cluster.close());

const emptied = new Set<{ readonly instanceType: string; readonly zone: string }>();
function takeCapacity(instanceType: string, ...zones: readonly string[]): void {
  for (const zone of zones) {
    cluster.aws.setCapacity(instanceType, zone, "on-demand", 0);
    emptied.add({ instanceType, zone });
  }
}
const ZONES = ["us-east-1a", "us-east-1b", "us-east-1c"];
const only = (type: string) => ({
  requirements: [
    { key: "karpenter.sh/capacity-type", operator: "In" as const, values: ["on-demand"] },
    { key: "node.kubernetes.io/instance-type", operator: "In" as const, values: [type] },
  ],
});
const create = (claim: NodeClaim, by = running) => by.provider.create(claim, by.signal);
const fleets = () => cluster.aws.ledger().filter(({ operation, error }) => operation === "CreateFleet" && !error);

test("the reference page's node class finds its subnets, groups, images and profile", () => {
  expect(nodeClass.status?.subnets?.map(({ zone }) => zone).sort()).toEqual(ZONES);
  expect(nodeClass.status?.securityGroups).toHaveLength(1);
  expect(nodeClass.status?.instanceProfile).toMatch(new RegExp(`^${CLUSTER_NAME}_\\d+$`));
  expect(nodeClass.status?.amis?.map(({ name }) => name)).toContain(
    "amazon-eks-node-al2023-x86_64-standard-1.32-v20250920",
  );
  expect(nodeClass.metadata.annotations).toMatchObject({ "karpenter.k8s.aws/ec2nodeclass-hash-version": "inlay-v1" });
});

test("the reference page's pool is offered c6a.2xlarge as the page shows it", async () => {
  const types = await running.provider.instanceTypes(nodePool, running.signal);
  const type = types.find(({ name }) => name === "c6a.2xlarge");
  const allocatable = Object.entries(type?.capacity ?? {}).map(([name, amount]) => [
    name,
    amount - (type?.overhead[name] ?? 0),
  ]);
  expect(Object.fromEntries(allocatable)).toMatchObject({
    cpu: 7910,
    pods: 58,
    "ephemeral-storage": 17 * 2 ** 30,
    "vpc.amazonaws.com/pod-eni": 38,
  });
  expect(type?.offerings.filter(({ capacityType }) => capacityType === "on-demand")).toEqual(
    ZONES.map((zone) => expect.objectContaining({ zone, pricePerHour: 0.306, available: true })),
  );
});

test("a claim gets one instance of its cheapest type, with everything that its node must know", async () => {
  const claim = await cluster.nodeClaim("default");
  const created = await create(claim);
  expect(created).toMatchObject({
    providerID: expect.stringMatching(/^aws:\/\/\/us-east-1[abc]\/i-[0-9a-f]{17}$/),
    instanceType: "c6a.2xlarge",
    capacityType: "on-demand",
    nodeClaimName: claim.metadata.name,
    allocatable: { cpu: "7910m", pods: "58", "ephemeral-storage": "17Gi", "vpc.amazonaws.com/pod-eni": "38" },
    labels: { "karpenter.k8s.aws/instance-family": "c6a", "kubernetes.io/arch": "amd64" },
    annotations: { "karpenter.k8s.aws/instance-profile-name": nodeClass.status?.instanceProfile },
  });
  const instance = instanceOf(created.providerID);
  expect(instance?.tags).toMatchObject({
    "karpenter.sh/nodepool": "default",
    "karpenter.sh/nodeclaim": claim.metadata.name,
    "karpenter.k8s.aws/ec2nodeclass": "default",
    "eks:eks-cluster-name": CLUSTER_NAME,
    [`kubernetes.io/cluster/${CLUSTER_NAME}`]: "owned",
  });
  expect(instance?.userData).toContain(`name: ${CLUSTER_NAME}`);
  expect(instance?.userData).toContain("maxPods: 58");
  expect(instance?.userData).toContain("karpenter.sh/unregistered");
  expect(instance?.userData).toContain("cidr: ");
});

test("an instance is found, listed, ended, and then gone", async () => {
  const claim = await cluster.nodeClaim("default");
  const { providerID } = await create(claim);
  const launched = { ...claim, status: { providerID } };
  const { provider, signal } = running;
  expect(await provider.get(providerID, signal)).toMatchObject({ providerID, terminating: false });
  expect((await provider.list(signal)).map((each) => each.providerID)).toContain(providerID);
  await provider.delete(launched, signal);
  await until("the instance to be gone", () =>
    provider.delete(launched, signal).then(
      () => undefined,
      (error: { code?: string }) => error.code === "NODE_CLAIM_NOT_FOUND",
    ),
  );
  running.passTime(61_000);
  await expect(provider.get(providerID, signal)).rejects.toMatchObject({ code: "NODE_CLAIM_NOT_FOUND" });
});

test("a lost answer is no second instance", async () => {
  const claim = await cluster.nodeClaim("default");
  let cuts = 0;
  cluster.onAwsCall = (call, when) =>
    call.operation === "CreateFleet" && when === "after" && cuts++ < 4 ? { kind: "cut" } : undefined;
  const instance = await until("the launch to succeed", () => create(claim).catch(() => undefined));
  expect(cuts).toBeGreaterThan(1);
  expect(instancesOf(claim).map(({ instanceId }) => instanceId)).toEqual([idOf(instance.providerID)]);
});

test("a controller killed before it wrote the status: the next one gets the same instance", async () => {
  const claim = await cluster.nodeClaim("default");
  const first = await create(claim);
  const next = await cluster.start();
  try {
    expect((await create(claim, next)).providerID).toBe(first.providerID);
  } finally {
    await next.stop();
  }
  expect(instancesOf(claim)).toHaveLength(1);
});

test("also when the request has changed meanwhile: the instance is found by its tags", async () => {
  const claim = await cluster.nodeClaim("default");
  const first = await create(claim);
  const next = await cluster.start();
  try {
    const changed = { ...claim, metadata: { ...claim.metadata, labels: { ...claim.metadata.labels, team: "a" } } };
    expect((await create(changed, next)).providerID).toBe(first.providerID);
    expect(next.log.map(({ message }) => message)).toContain("found the instance of an earlier launch");
  } finally {
    await next.stop();
  }
  expect(instancesOf(claim)).toHaveLength(1);
});

test("a claim deleted before it knew its instance takes the instance with it", async () => {
  const claim = await cluster.nodeClaim("default");
  const { providerID } = await create(claim);
  await running.provider.delete(claim, running.signal);
  await until(
    "the instance to end",
    () => instanceOf(providerID)?.state !== "running" && instanceOf(providerID)?.state !== "pending",
  );
  await until("nothing to be left", () =>
    running.provider.delete(claim, running.signal).then(
      () => undefined,
      (error: { code?: string }) => error.code === "NODE_CLAIM_NOT_FOUND",
    ),
  );
});

test("a zone without capacity is passed over in the same fleet and avoided afterwards", async () => {
  takeCapacity("c5a.4xlarge", "us-east-1a", "us-east-1b");
  const created = await create(await cluster.nodeClaim("default", only("c5a.4xlarge")));
  expect(created.zone).toBe("us-east-1c");
  const types = await running.provider.instanceTypes(nodePool, running.signal);
  const offerings = types.find(({ name }) => name === "c5a.4xlarge")?.offerings ?? [];
  const unavailable = offerings.filter((offering) => offering.capacityType === "on-demand" && !offering.available);
  expect(unavailable.every(({ zone }) => zone !== "us-east-1c")).toBe(true);
});

test("no capacity anywhere is missing capacity, until three minutes later", async () => {
  takeCapacity("m5zn.3xlarge", ...ZONES);
  const claim = await cluster.nodeClaim("default", only("m5zn.3xlarge"));
  await expect(create(claim)).rejects.toMatchObject({
    code: "INSUFFICIENT_CAPACITY",
    message: expect.stringContaining("InsufficientInstanceCapacity"),
  });
  const before = fleets().length;
  await expect(create(claim)).rejects.toMatchObject({
    message: "all requested instance types were unavailable during launch",
  });
  expect(fleets()).toHaveLength(before);
  for (const zone of ZONES) cluster.aws.setCapacity("m5zn.3xlarge", zone, "on-demand", undefined);
  running.passTime(181_000);
  await expect(create(claim)).resolves.toMatchObject({ instanceType: "m5zn.3xlarge" });
});

test("a launch that AWS forbids says so, and succeeds once it is allowed", async () => {
  const claim = await cluster.nodeClaim("default");
  cluster.onAwsCall = (call, when) =>
    call.operation === "CreateFleet" && when === "before"
      ? { kind: "error", status: 403, code: "UnauthorizedOperation", message: "You are not authorized" }
      : undefined;
  await expect(create(claim)).rejects.toMatchObject({ code: "CREATE_FAILED", conditionReason: "Unauthorized" });
  cluster.onAwsCall = () => undefined;
  await expect(create(claim)).resolves.toMatchObject({ instanceType: "c6a.2xlarge" });
});

test("a launch template that was deleted under our hands is made anew", async () => {
  await create(await cluster.nodeClaim("default"));
  const { LaunchTemplates } = await cluster.aws.invoke<{ LaunchTemplates: { LaunchTemplateName: string }[] }>(
    "ec2",
    "DescribeLaunchTemplates",
    {},
  );
  for (const { LaunchTemplateName } of LaunchTemplates)
    await cluster.aws.invoke("ec2", "DeleteLaunchTemplate", { LaunchTemplateName });
  await expect(create(await cluster.nodeClaim("default"))).resolves.toMatchObject({ instanceType: "c6a.2xlarge" });
});

test("a claim of spot or on-demand gets spot while spot is cheaper", async () => {
  const requirements = [
    { key: "karpenter.sh/capacity-type", operator: "In" as const, values: ["spot", "on-demand"] },
    { key: "node.kubernetes.io/instance-type", operator: "In" as const, values: ["c6a.2xlarge", "m6a.2xlarge"] },
  ];
  const created = await create(await cluster.nodeClaim("default", { requirements }));
  expect(created).toMatchObject({ capacityType: "spot", labels: { "karpenter.sh/capacity-type": "spot" } });
});

test("a node as its class wants it has not drifted; another image has", async () => {
  const claim = await cluster.nodeClaim("default");
  const { providerID, imageID, labels } = await create(claim);
  const launched = {
    ...claim,
    metadata: { ...claim.metadata, labels: { ...labels } },
    status: { providerID, imageID },
  };
  expect(await running.provider.isDrifted(launched, running.signal)).toBe("");
  const old = { ...launched, status: { providerID, imageID: "ami-0123" } };
  expect(await running.provider.isDrifted(old, running.signal)).toBe("AMIDrift");
});

const idOf = (providerID: string) => providerID.split("/").at(-1) ?? "";
const instanceOf = (providerID: string) => cluster.aws.instance(idOf(providerID));
const instancesOf = (claim: NodeClaim) =>
  cluster.launched().filter(({ tags }) => tags["karpenter.sh/nodeclaim"] === claim.metadata.name);
