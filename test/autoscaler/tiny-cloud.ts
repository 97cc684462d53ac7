import { InsufficientCapacity, NodeClaimNotFound, type CloudInstance, type CloudProvider } from "@inlay/cloud";
import type { Kubernetes } from "@inlay/box-kubernetes";
import type { InstanceType } from "@inlay/planner";
import { TAINT_UNREGISTERED, type NodeClaim } from "@inlay/resources";

interface TinyInstance {
  readonly claimUid: string;
  readonly description: CloudInstance;
  readonly nodeName: string;
  state: "running" | "terminating" | "gone";
  stop: () => void;
}

const ZONE = "test-zone-1";
const GIB = 2 ** 30;

/** Twice the size, twice the price: 2, 4, 8 and 16 CPUs. */
const TYPES: readonly InstanceType[] = [2, 4, 8, 16].map((cpus) => ({
  name: `t.${cpus}`,
  requirements: [
    { key: "node.kubernetes.io/instance-type", operator: "In", values: [`t.${cpus}`] },
    { key: "kubernetes.io/arch", operator: "In", values: ["amd64"] },
    { key: "kubernetes.io/os", operator: "In", values: ["linux"] },
    { key: "topology.kubernetes.io/zone", operator: "In", values: [ZONE] },
    { key: "karpenter.sh/capacity-type", operator: "In", values: ["on-demand"] },
  ],
  offerings: [{ zone: ZONE, capacityType: "on-demand", pricePerHour: cpus * 0.05, available: true }],
  capacity: { cpu: cpus * 1_000, memory: cpus * 4 * GIB, pods: 58, "ephemeral-storage": 20 * GIB },
  overhead: { cpu: 80 },
}));

/**
 * A cloud in memory: its instances are machines of the box, with kubelets that register and run pods. It keeps count of what was launched and ended, and is
 * idempotent by claim uid, as the contract asks.
 */
export class TinyCloud implements CloudProvider {
  readonly name = "tiny";
  readonly nodeClassKinds = [{ group: "karpenter.k8s.aws", kind: "EC2NodeClass" }];
  readonly repairPolicies = [];
  readonly instances: TinyInstance[] = [];
  readonly #kubernetes: Kubernetes;
  /** Types that cannot be had at the moment. */
  readonly withoutCapacity = new Set<string>();
  /** Called in every create after the instance is there and before the answer. */
  beforeAnswer: () => Promise<void> = () => Promise.resolve();

  /** Called before a machine boots: a machine may take its time. */
  beforeBoot: () => Promise<void> = () => Promise.resolve();

  constructor(kubernetes: Kubernetes) {
    this.#kubernetes = kubernetes;
  }

  get running(): readonly TinyInstance[] {
    return this.instances.filter(({ state }) => state === "running");
  }

  async create(claim: NodeClaim, signal: AbortSignal): Promise<CloudInstance> {
    const known = this.instances.find(({ claimUid }) => claimUid === claim.metadata.uid);
    const instance = known ?? this.#launch(claim);
    await this.beforeAnswer();
    signal.throwIfAborted();
    return instance.description;
  }

  delete(claim: NodeClaim): Promise<void> {
    // A claim without a provider id may have been launched all the same.
    const instance = this.instances.find(({ claimUid }) => claimUid === claim.metadata.uid);
    if (!instance || instance.state === "gone") return Promise.reject(new NodeClaimNotFound("no such instance"));
    if (instance.state === "terminating") instance.state = "gone";
    else this.end(instance);
    return Promise.resolve();
  }

  get(providerID: string): Promise<CloudInstance> {
    const instance = this.instances.find(({ description }) => description.providerID === providerID);
    if (!instance || instance.state === "gone") return Promise.reject(new NodeClaimNotFound("no such instance"));
    return Promise.resolve({ ...instance.description, terminating: instance.state === "terminating" });
  }

  list(): Promise<readonly CloudInstance[]> {
    const alive = this.instances.filter(({ state }) => state !== "gone");
    return Promise.resolve(
      alive.map(({ description, state }) => ({ ...description, terminating: state === "terminating" })),
    );
  }

  instanceTypes(): Promise<readonly InstanceType[]> {
    if (this.withoutCapacity.size === 0) return Promise.resolve(TYPES);
    return Promise.resolve(
      TYPES.map((type) => ({
        ...type,
        offerings: type.offerings.map((each) => ({ ...each, available: !this.withoutCapacity.has(type.name) })),
      })),
    );
  }

  isDrifted(): Promise<string> {
    return Promise.resolve("");
  }

  /** Ends it as its owner might, behind the autoscaler's back. */
  end(instance: TinyInstance): void {
    instance.state = "terminating";
    instance.stop();
  }

  #launch(claim: NodeClaim): TinyInstance {
    const wanted = claim.spec.requirements.find(({ key }) => key === "node.kubernetes.io/instance-type")?.values ?? [];
    const type = TYPES.find(({ name }) => wanted.includes(name));
    if (!type || this.withoutCapacity.has(type.name)) {
      for (const name of wanted) this.withoutCapacity.add(name);
      throw new InsufficientCapacity(`no capacity for ${wanted.join(", ")}`);
    }
    const number = this.instances.length + 1;
    const nodeName = `ip-10-0-0-${number}.ec2.internal`;
    const providerID = `aws:///${ZONE}/i-${number}`;
    const amounts = (cpu: number) => ({
      cpu: `${cpu}m`,
      memory: String(type.capacity.memory),
      pods: String(type.capacity.pods),
      "ephemeral-storage": String(type.capacity["ephemeral-storage"]),
    });
    const labels = {
      "node.kubernetes.io/instance-type": type.name,
      "topology.kubernetes.io/zone": ZONE,
      "karpenter.sh/capacity-type": "on-demand",
      "kubernetes.io/arch": "amd64",
      "kubernetes.io/os": "linux",
    };
    const capacity = amounts(type.capacity.cpu!);
    const allocatable = amounts(type.capacity.cpu! - type.overhead.cpu!);
    const instance: TinyInstance = {
      claimUid: claim.metadata.uid,
      nodeName,
      state: "running",
      stop: () => {},
      description: {
        providerID,
        imageID: "image-1",
        instanceType: type.name,
        zone: ZONE,
        capacityType: "on-demand",
        labels,
        annotations: {},
        capacity,
        allocatable,
        nodeClaimName: claim.metadata.name,
        launchTime: new Date().toISOString(),
        terminating: false,
      },
    };
    this.instances.push(instance);
    void this.#boot(instance, claim, { ...labels, "kubernetes.io/hostname": nodeName });
    return instance;
  }

  async #boot(instance: TinyInstance, claim: NodeClaim, labels: Readonly<Record<string, string>>): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 150));
    await this.beforeBoot();
    if (instance.state !== "running") return;
    const { nodeName, description } = instance;
    const handle = await this.#kubernetes.kubelets.boot({
      nodeName,
      providerID: description.providerID,
      labels,
      taints: [TAINT_UNREGISTERED, ...(claim.spec.startupTaints ?? [])],
      addresses: [
        { type: "InternalIP", address: `10.0.0.${this.instances.indexOf(instance) + 1}` },
        { type: "Hostname", address: nodeName },
      ],
      capacity: description.capacity,
      allocatable: description.allocatable,
      nodeInfo: { kubeletVersion: "v1.32.9-eks-113cf36", architecture: "amd64", operatingSystem: "linux" },
      readyAfterMs: 100,
      podStartMs: 20,
    });
    instance.stop = () => handle.stop();
  }
}
