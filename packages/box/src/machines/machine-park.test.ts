import { afterEach, beforeEach, expect, test } from "vitest";
import type { AwsSimulation, Instance, InstanceState } from "@inlay/box-aws";
import type { Api, Machine, User } from "@inlay/box-kubernetes";
import { systemClock, type Node } from "@inlay/resources";
import { BootClockwork } from "./boot-times.ts";
import { MachinePark } from "./machine-park.ts";

const NODE_CONFIG = `apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  cluster: { name: my-eks-cluster, apiServerEndpoint: "https://127.0.0.1:6443", certificateAuthority: Q0E=, cidr: 10.100.0.0/16 }
  kubelet:
    config: { maxPods: 58, registerWithTaints: [{ key: karpenter.sh/unregistered, effect: NoExecute }] }
    flags: ["--node-labels=karpenter.sh/nodepool=default"]
`;

const instanceOf = (more: Partial<Instance> = {}): Instance => ({
  instanceId: "i-0123456789abcdef0",
  instanceType: "c6a.2xlarge",
  imageId: "ami-1",
  zone: "us-east-1a",
  zoneId: "use1-az1",
  subnetId: "subnet-1",
  privateIp: "10.0.0.7",
  privateDnsName: "ip-10-0-0-7.ec2.internal",
  state: "running",
  capacityType: "on-demand",
  launchTime: "2026-01-01T00:00:00Z",
  userData: NODE_CONFIG,
  roleArn: "arn:aws:iam::1:role/node",
  tags: {},
  rootVolumeGiB: 20,
  ...more,
});

/** EC2 as far as machines see it. */
class FakeEc2 {
  readonly #instances = new Map<string, Instance>();
  #listener: (instance: Instance) => void = () => undefined;

  set(instance: Instance): void {
    this.#instances.set(instance.instanceId, instance);
    this.#listener(instance);
  }

  turn(instance: Instance, state: InstanceState): void {
    this.set({ ...instance, state });
  }

  readonly simulation = {
    instances: () => [...this.#instances.values()],
    onInstanceState: (listener: (instance: Instance) => void) => {
      this.#listener = listener;
      return () => (this.#listener = () => undefined);
    },
    invoke: async (_service: string, operation: string) =>
      operation === "DescribeImages"
        ? { Images: [{ Name: "amazon-eks-node-al2023-x86_64-standard-1.32-v20250920" }] }
        : {
            InstanceTypes: [
              {
                InstanceType: "c6a.2xlarge",
                VCpuInfo: { DefaultVCpus: 8 },
                MemoryInfo: { SizeInMiB: 16_384 },
                NetworkInfo: { MaximumNetworkInterfaces: 4, Ipv4AddressesPerInterface: 15 },
              },
            ],
          },
  } as unknown as AwsSimulation;
}

let ec2: FakeEc2;
let park: MachinePark;
let booted: Machine[];
let stopped: string[];
let deleted: string[];
let nodes: Node[];
let user: User | undefined;
let refused: string[];
let changedConsoles: Set<string>;

beforeEach(() => {
  ec2 = new FakeEc2();
  booted = [];
  stopped = [];
  deleted = [];
  nodes = [];
  refused = [];
  changedConsoles = new Set();
  user = { name: "system:node:ip-10-0-0-7.ec2.internal", groups: ["system:nodes"] };
  park = new MachinePark({
    aws: ec2.simulation,
    api: {
      list: () => nodes,
      get: (_resource: unknown, { name }: { name: string }) => nodes.find((node) => node.metadata.name === name),
      delete: async (_resource: unknown, { name }: { name: string }) => void deleted.push(name),
    } as unknown as Api,
    clock: systemClock,
    clockwork: new BootClockwork(1, 1e6),
    speed: 1e6,
    region: "us-east-1",
    clusterName: "my-eks-cluster",
    apiServerEndpoint: "https://127.0.0.1:6443",
    certificateAuthority: "Q0E=",
    admits: () => user,
    onRefused: ({ instanceId }, why) => void refused.push(`${instanceId}: ${why}`),
    onConsole: (id) => void changedConsoles.add(id),
    startKubelet: async (machine) => {
      booted.push(machine);
      return { stop: () => void stopped.push(machine.nodeName) };
    },
  });
});
afterEach(() => park.close());

const nodeOf = (instance: Instance): Node => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name: instance.privateDnsName, uid: "u", resourceVersion: "1", creationTimestamp: "" },
  spec: { providerID: `aws:///${instance.zone}/${instance.instanceId}` },
});
const consoleOf = (instance: Instance) => park.console(instance.instanceId)?.join("\n") ?? "";

test("a running instance boots and joins with what its user data says and what it is", async () => {
  await park.start(0, 5_000);
  ec2.set(instanceOf());
  await expect.poll(() => booted.length).toBe(1);
  expect(booted[0]).toMatchObject({
    nodeName: "ip-10-0-0-7.ec2.internal",
    providerID: "aws:///us-east-1a/i-0123456789abcdef0",
    labels: {
      "karpenter.sh/nodepool": "default",
      "kubernetes.io/hostname": "ip-10-0-0-7.ec2.internal",
      "node.kubernetes.io/instance-type": "c6a.2xlarge",
      "topology.k8s.aws/zone-id": "use1-az1",
      "topology.kubernetes.io/region": "us-east-1",
      "topology.kubernetes.io/zone": "us-east-1a",
    },
    taints: [{ key: "karpenter.sh/unregistered", effect: "NoExecute" }],
    allocatable: { cpu: "7910m", memory: "14967996Ki", pods: "58" },
    nodeInfo: { kubeletVersion: "v1.32.9-eks-113cf36" },
  });
  await expect.poll(() => consoleOf(instanceOf())).toContain("Successfully registered node");
  expect([...changedConsoles]).toEqual([instanceOf().instanceId]);
});

test("an instance of a managed node group without user data is told by EKS", async () => {
  ec2.set(instanceOf({ userData: "", tags: { "eks:nodegroup-name": "workers" } }));
  await park.start(0, 5_000);
  expect(booted[0]!.labels).toMatchObject({ "eks.amazonaws.com/nodegroup": "workers" });
  expect(booted[0]!.taints).toEqual([]);
});

test.each([
  [{ userData: "" }, "no user data"],
  [{ userData: "#!/bin/sh\n" }, "no NodeConfig"],
  [{ userData: NODE_CONFIG.replace("my-eks-cluster", "other") }, 'the token is for cluster "other"'],
  [{ userData: NODE_CONFIG.replace("6443", "6444") }, "connection refused"],
  [{ userData: NODE_CONFIG.replace("Q0E=", "WA==") }, "certificate signed by unknown authority"],
])("a machine that cannot join stays out, and its console says why: %#", async (change, why) => {
  await park.start(0, 5_000);
  ec2.set(instanceOf(change));
  await expect.poll(() => consoleOf(instanceOf())).toContain("does not join");
  expect(consoleOf(instanceOf())).toContain(why);
  expect(booted).toEqual([]);
});

test("a machine whose role is mapped nowhere joins once it is mapped", async () => {
  user = undefined;
  await park.start(0, 5_000);
  ec2.set(instanceOf());
  await expect
    .poll(() => consoleOf(instanceOf()))
    .toContain("Unauthorized: arn:aws:iam::1:role/node is mapped to no user");
  expect(refused).toEqual([expect.stringContaining("Add it to mapRoles")]);
  expect(booted).toEqual([]);
  user = { name: "node", groups: [] };
  await expect.poll(() => booted.length).toBe(1);
});

test("machines that come up while the box starts are there at once; later ones wait for EC2", async () => {
  ec2.set(instanceOf({ state: "pending" }));
  await park.start(1, 5_000);
  expect(booted).toHaveLength(1);
  ec2.set(instanceOf({ instanceId: "i-later", state: "pending" }));
  ec2.turn(instanceOf(), "running");
  expect(booted).toHaveLength(1);
  ec2.set(instanceOf({ instanceId: "i-later" }));
  await expect.poll(() => booted.length).toBe(2);
});

test("shutting down stops the kubelet; termination deletes the node, and no other one of that name", async () => {
  ec2.set(instanceOf());
  nodes = [nodeOf(instanceOf())];
  await park.start(0, 5_000);
  ec2.turn(instanceOf(), "shutting-down");
  expect(stopped).toEqual(["ip-10-0-0-7.ec2.internal"]);
  expect(deleted).toEqual([]);
  ec2.turn(instanceOf(), "terminated");
  await expect.poll(() => deleted).toEqual(["ip-10-0-0-7.ec2.internal"]);
  deleted = [];
  ec2.turn(instanceOf({ instanceId: "i-another" }), "terminated");
  await park.close();
  expect(deleted).toEqual([]);
});

test("an instance that is terminated while it boots never joins", async () => {
  user = undefined;
  await park.start(0, 5_000);
  ec2.set(instanceOf());
  await expect.poll(() => consoleOf(instanceOf())).toContain("Unauthorized");
  ec2.turn(instanceOf(), "shutting-down");
  user = { name: "node", groups: [] };
  ec2.set(instanceOf({ instanceId: "i-second" }));
  await expect.poll(() => booted.map((machine) => machine.providerID)).toEqual(["aws:///us-east-1a/i-second"]);
});

test("a node whose instance ended while the box was off is deleted at start", async () => {
  ec2.set(instanceOf({ state: "terminated" }));
  nodes = [nodeOf(instanceOf())];
  await park.start(0, 5_000);
  expect(deleted).toEqual(["ip-10-0-0-7.ec2.internal"]);
});
