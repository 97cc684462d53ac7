import { beforeEach, expect, test } from "vitest";
import { type BoxAwsSimulation, createAwsSimulation, seedEksAccount } from "../index.ts";
import { manualClock } from "../time/test-clock.ts";

const CLUSTER = "my-eks-cluster";
const GROUP = { clusterName: CLUSTER, nodegroupName: "worker-pool-efgh" };
const MINUTE = 60_000;
let clock: ReturnType<typeof manualClock>;
let aws: BoxAwsSimulation;
let nodeRole: string;

beforeEach(async () => {
  clock = manualClock();
  aws = createAwsSimulation({ clock, seed: 7, speed: 1 });
  ({ nodeRoleArn: nodeRole } = await seedEksAccount(aws, { clusterName: CLUSTER }));
  aws.setClusterEndpoint(CLUSTER, { endpoint: "https://127.0.0.1:6443", certificateAuthority: "Q0E=" });
  aws.setClusterNodes(CLUSTER, {
    state: () => ({ kind: "ready" }),
    cordon: async () => undefined,
    evict: async () => [],
  });
  await pass(MINUTE);
});

async function pass(milliseconds: number): Promise<void> {
  for (let done = 0; done < milliseconds; done += 5_000) await clock.pass(5_000);
}

const eks = <T = Record<string, unknown>>(operation: string, input: object = {}) =>
  aws.invoke<T>("eks", operation, { name: CLUSTER, clusterName: CLUSTER, ...input });
interface Cluster {
  readonly version: string;
  readonly status: string;
  readonly accessConfig: { readonly authenticationMode: string };
}
const cluster = async () => (await eks<{ cluster: Cluster }>("DescribeCluster")).cluster;
const entries = async () => (await eks<{ accessEntries: readonly string[] }>("ListAccessEntries")).accessEntries;
const setMode = async (authenticationMode: string) => {
  await eks("UpdateClusterConfig", { accessConfig: { authenticationMode } });
  await pass(2 * MINUTE);
};

test("the version goes up by one minor at a time; node groups lag until they are updated themselves", async () => {
  await expect(eks("UpdateClusterVersion", { version: "1.32" })).rejects.toMatchObject({
    code: "InvalidParameterException",
  });
  await expect(eks("UpdateClusterVersion", { version: "1.31" })).rejects.toMatchObject({
    message: "Unsupported Kubernetes minor version update from 1.32 to 1.31",
  });
  await expect(eks("UpdateClusterVersion", { version: "1.50" })).rejects.toMatchObject({
    message: "unsupported Kubernetes version 1.50",
  });
  const { update } = await eks<{ update: { id: string } }>("UpdateClusterVersion", { version: "1.33" });
  expect(await cluster()).toMatchObject({ version: "1.32", status: "UPDATING" });
  await expect(eks("UpdateClusterVersion", { version: "1.33" })).rejects.toMatchObject({
    code: "ResourceInUseException",
  });
  await pass(9 * MINUTE);
  expect(await cluster()).toMatchObject({ version: "1.33", status: "ACTIVE" });
  expect(await eks("DescribeUpdate", { updateId: update.id })).toMatchObject({
    update: { status: "Successful", type: "VersionUpdate" },
  });
  const group = async () =>
    (await eks<{ nodegroup: { version: string; releaseVersion: string } }>("DescribeNodegroup", GROUP)).nodegroup;
  expect(await group()).toMatchObject({ version: "1.32", releaseVersion: "1.32.9-20250920" });
  await eks("UpdateNodegroupVersion", { ...GROUP, version: "1.33" });
  await pass(10 * MINUTE);
  expect(await group()).toMatchObject({ version: "1.33", releaseVersion: "1.33.5-20261105" });
});

test("a version update goes on after a restart", async () => {
  await eks("UpdateClusterVersion", { version: "1.33" });
  await pass(2 * MINUTE);
  const saved: unknown = JSON.parse(JSON.stringify(aws.save()));
  await aws.close();
  aws = createAwsSimulation({ clock, seed: 7, speed: 1, restore: saved });
  expect((await cluster()).version).toBe("1.32");
  await pass(7 * MINUTE);
  expect((await cluster()).version).toBe("1.33");
});

test("access entries are refused until the authentication mode allows them; there is no way back", async () => {
  expect((await cluster()).accessConfig.authenticationMode).toBe("CONFIG_MAP");
  await expect(entries()).rejects.toMatchObject({ code: "InvalidRequestException" });
  await setMode("API_AND_CONFIG_MAP");
  expect((await cluster()).accessConfig.authenticationMode).toBe("API_AND_CONFIG_MAP");
  await setMode("API");
  await expect(setMode("CONFIG_MAP")).rejects.toMatchObject({
    message: "Unsupported authentication mode update from API to CONFIG_MAP",
  });
});

test("EKS makes the access entry of a node group's role, and takes it away with the last group that has it", async () => {
  await setMode("API_AND_CONFIG_MAP");
  expect(await entries()).toEqual([nodeRole]);
  expect(aws.accessEntry(CLUSTER, nodeRole)).toMatchObject({ username: "system:node:{{EC2PrivateDNSName}}" });
  await eks("CreateNodegroup", { nodegroupName: "second", nodeRole, scalingConfig: { desiredSize: 1 } });
  await pass(2 * MINUTE);
  await eks("DeleteNodegroup", GROUP);
  await pass(5 * MINUTE);
  expect(await entries()).toEqual([nodeRole]);
  await eks("DeleteNodegroup", { nodegroupName: "second" });
  await pass(5 * MINUTE);
  expect(await entries()).toEqual([]);
});
