import { kubernetesVersion, type AwsSimulation, type Instance } from "@inlay/box-aws";
import type { Api, Machine, User } from "@inlay/box-kubernetes";
import { NODES, type Clock, type Node, type StringMap } from "@inlay/resources";
import { BootClockwork, type BootTimes } from "./boot-times.ts";
import { nodeResources } from "./capacity.ts";
import { MachineConsole } from "./console.ts";
import { Ec2Facts } from "./ec2-facts.ts";
import { kernelVersion, nodeAddresses, nodeInfo, systemLabels, type NodeFacts } from "./node-labels.ts";
import { readUserData } from "./user-data/user-data.ts";
import { UserDataRefused, type BootConfig } from "./user-data/boot-config.ts";

/** A kubelet that runs for a machine. */
interface RunningKubelet {
  stop(): Promise<void> | void;
}

export interface MachineParkOptions {
  readonly aws: AwsSimulation;
  /** As the cloud node controller, which deletes nodes whose instance is gone. */
  readonly api: Api;
  readonly clock: Clock;
  readonly clockwork: BootClockwork;
  /** What times are divided by. */
  readonly speed: number;
  readonly region: string;
  readonly clusterName: string;
  readonly apiServerEndpoint: string;
  /** Base64. */
  readonly certificateAuthority: string;
  /** Who a machine with this role is to the cluster; undefined: it is refused. */
  readonly admits: (roleArn: string | undefined, nodeName: string) => User | undefined;
  /** Why a machine with this role has no credentials to ask with; undefined: it has. */
  readonly withoutCredentials?: (roleArn: string | undefined) => string | undefined;
  /** Told once of each machine that the cluster refuses, with the reason. */
  readonly onRefused: (instance: Instance, why: string) => void;
  /** Told when a machine's console has changed. */
  readonly onConsole: (instanceId: string) => void;
  readonly startKubelet: (machine: Machine) => Promise<RunningKubelet>;
}

interface ParkedMachine {
  readonly console: MachineConsole;
  readonly off: AbortController;
  kubelet: RunningKubelet | undefined;
  /** Why the cluster refuses it right now. */
  refusal?: string | undefined;
}

const KUBELET_RETRY_MS = 7_000;
/** The cloud node controller looks at its nodes every five seconds. */
const CLOUD_LOOK_MS = 5_000;
const FIX =
  "Add it to mapRoles with the username system:node:{{EC2PrivateDNSName}} and the groups system:bootstrappers and system:nodes, or make an access entry of the type EC2_LINUX for it; this machine keeps asking.";
const AT_ONCE: BootTimes = { registrationMs: 0, readyMs: 0, podStartMs: 0 };

/**
 * Turns EC2 instances into nodes: a running instance boots, reads its user data and joins; one that shuts down stops its kubelet; when it
 * is terminated its node is deleted. What goes wrong on the way stands on the machine's console, and nowhere else, as in real life.
 */
export class MachinePark {
  readonly #options: MachineParkOptions;
  readonly #facts: Ec2Facts;
  readonly #machines = new Map<string, ParkedMachine>();
  readonly #closed = new AbortController();
  #unsubscribe: () => void = () => undefined;
  /** Machines that come up while the box starts have been up for long: they join at once. */
  #starting = true;

  constructor(options: MachineParkOptions) {
    this.#options = options;
    this.#facts = new Ec2Facts(options.aws);
  }

  /**
   * Boots the machines that run, without letting anybody wait for them.
   * @param expected how many more the node groups are starting right now. @returns when all have joined or failed.
   */
  async start(expected: number, deadlineMs: number): Promise<void> {
    const { aws, clock } = this.#options;
    this.#unsubscribe = aws.onInstanceState((instance) => this.#changed(instance));
    await Promise.all(
      aws
        .instances()
        .filter((instance) => this.#isUp(instance))
        .map((instance) => this.#powerOn(instance)),
    );
    const deadline = clock.now() + deadlineMs;
    while (clock.now() < deadline && this.#joined() < expected) await clock.sleep(20, this.#closed.signal);
    this.#starting = false;
    await this.#forgetNodes(new Set(aws.instances().filter(isThere).map(providerIdOf)));
  }

  /** While the box starts nobody waits for EC2 either. */
  #isUp({ state }: Instance): boolean {
    return state === "running" || (this.#starting && state === "pending");
  }

  #joined(): number {
    return [...this.#machines.values()].filter((machine) => machine.kubelet !== undefined).length;
  }

  /** Lines of a machine's console; undefined when there is no such instance. */
  console(instanceId: string): readonly string[] | undefined {
    return this.#machines.get(instanceId)?.console.lines;
  }

  /** Why the cluster refuses a machine; undefined: it does not. */
  refusal(instanceId: string): string | undefined {
    return this.#machines.get(instanceId)?.refusal;
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    this.#closed.abort();
    for (const machine of this.#machines.values()) machine.off.abort();
    await Promise.allSettled([...this.#machines.values()].map(async (machine) => machine.kubelet?.stop()));
  }

  #changed(instance: Instance): void {
    const machine = this.#machines.get(instance.instanceId);
    if (this.#isUp(instance) && !machine) void this.#powerOn(instance);
    if (instance.state === "running" || instance.state === "pending") return;
    machine?.off.abort();
    if (instance.state === "stopped") this.#machines.delete(instance.instanceId);
    if (machine?.kubelet) {
      machine.console.print("systemd: Stopping kubelet.service - Kubernetes Kubelet");
      void machine.kubelet.stop();
      machine.kubelet = undefined;
    }
    if (instance.state === "terminated") void this.#deleteNodeSoon(instance);
  }

  async #powerOn(instance: Instance): Promise<void> {
    const times = this.#starting ? AT_ONCE : this.#options.clockwork.next();
    const machine: ParkedMachine = {
      console: new MachineConsole(this.#options.clock, () => this.#options.onConsole(instance.instanceId)),
      off: new AbortController(),
      kubelet: undefined,
    };
    this.#machines.set(instance.instanceId, machine);
    try {
      await this.#boot(instance, machine, times);
    } catch (error) {
      if (machine.off.signal.aborted) return;
      machine.console.print(error instanceof Error ? error.message : String(error));
      machine.console.print(
        "systemd: kubelet.service: Failed with result 'exit-code'. This machine does not join a cluster.",
      );
    }
  }

  async #boot(instance: Instance, machine: ParkedMachine, times: BootTimes): Promise<void> {
    const { clock, clusterName, apiServerEndpoint, certificateAuthority } = this.#options;
    const { console, off } = machine;
    console.print(`Linux version ${kernelVersion("amd64")}`);
    await clock.sleep(times.registrationMs / 2, off.signal);
    console.print("cloud-init: running modules for final: user data");
    const config = await this.#bootConfig(instance);
    console.print(`nodeadm: joining cluster ${config.clusterName} at ${config.apiServerEndpoint}`);
    await clock.sleep(times.registrationMs / 2, off.signal);
    if (config.apiServerEndpoint !== apiServerEndpoint)
      throw new UserDataRefused(
        `kubelet: dial ${config.apiServerEndpoint}: connection refused: no API server answers there`,
      );
    if (config.certificateAuthority !== certificateAuthority)
      throw new UserDataRefused(
        "kubelet: tls: failed to verify certificate: x509: certificate signed by unknown authority",
      );
    if (config.clusterName !== clusterName)
      throw new UserDataRefused(
        `kubelet: Unauthorized: the token is for cluster "${config.clusterName}", this is "${clusterName}"`,
      );
    await this.#untilAdmitted(instance, machine);
    const kubelet = await this.#options.startKubelet(await this.#machineOf(instance, config, times));
    if (off.signal.aborted) return void kubelet.stop();
    machine.kubelet = kubelet;
    console.print(`kubelet: Successfully registered node ${instance.privateDnsName}`);
  }

  async #bootConfig(instance: Instance): Promise<BootConfig> {
    const nodeGroup = instance.tags["eks:nodegroup-name"];
    if (nodeGroup !== undefined && instance.userData.trim() === "") return this.#managedConfig(instance, nodeGroup);
    const family = await this.#facts.imageFamily(instance.imageId);
    if (!family)
      throw new UserDataRefused(
        `this box's machines start from EKS images of Amazon Linux 2023 and 2 and of Bottlerocket; ${instance.imageId} is none`,
      );
    return readUserData(instance.userData, family);
  }

  /** What EKS itself tells the machines of a managed node group. */
  #managedConfig(instance: Instance, nodeGroup: string): BootConfig {
    const { clusterName, apiServerEndpoint, certificateAuthority } = this.#options;
    const labels: StringMap = {
      "eks.amazonaws.com/capacityType": instance.capacityType === "spot" ? "SPOT" : "ON_DEMAND",
      "eks.amazonaws.com/nodegroup": nodeGroup,
      "eks.amazonaws.com/nodegroup-image": instance.imageId,
    };
    return {
      clusterName,
      apiServerEndpoint,
      certificateAuthority,
      labels,
      taints: [],
      kubeReserved: {},
      systemReserved: {},
      evictionHard: {},
      instanceStore: false,
    };
  }

  /** A kubelet keeps asking: the role may be mapped later. */
  async #untilAdmitted(instance: Instance, machine: ParkedMachine): Promise<void> {
    let told = false;
    while ((machine.refusal = this.#whyRefused(instance)) !== undefined) {
      if (!told) this.#options.onRefused(instance, machine.refusal);
      told = true;
      machine.console.print(machine.refusal);
      await this.#options.clock.sleep(KUBELET_RETRY_MS / this.#options.speed, machine.off.signal);
    }
  }

  #whyRefused({ roleArn, privateDnsName }: Instance): string | undefined {
    const { withoutCredentials, admits } = this.#options;
    const refusal = withoutCredentials?.(roleArn);
    if (refusal !== undefined || admits(roleArn, privateDnsName)) return refusal;
    return `kubelet: Unable to register node with API server: Unauthorized: ${roleArn ?? "an instance without a role"} is mapped to no user: neither mapRoles of kube-system/aws-auth nor an EKS access entry names it. ${FIX}`;
  }

  async #machineOf(instance: Instance, config: BootConfig, times: BootTimes): Promise<Machine> {
    const hardware = await this.#facts.hardware(instance.instanceType);
    const version = await this.#facts.imageVersion(instance.imageId);
    const facts: NodeFacts = {
      nodeName: instance.privateDnsName,
      privateIp: instance.privateIp,
      instanceType: instance.instanceType,
      region: this.#options.region,
      zone: instance.zone,
      zoneId: instance.zoneId,
      architecture: hardware.architecture,
    };
    return {
      nodeName: facts.nodeName,
      providerID: providerIdOf(instance),
      labels: { ...systemLabels(facts), ...config.labels },
      taints: config.taints,
      addresses: nodeAddresses(facts),
      ...nodeResources(hardware, instance.rootVolumeGiB, config),
      nodeInfo: nodeInfo(instance.instanceId, hardware.architecture, kubernetesVersion(version)),
      readyAfterMs: times.readyMs,
      podStartMs: times.podStartMs,
    };
  }

  async #deleteNodeSoon(instance: Instance): Promise<void> {
    const { clock, speed } = this.#options;
    await clock.sleep(CLOUD_LOOK_MS / speed, this.#closed.signal).catch(() => undefined);
    if (this.#closed.signal.aborted) return;
    await this.#deleteNode(instance.privateDnsName, providerIdOf(instance));
  }

  /** Nodes whose instance ended while this process was away. */
  async #forgetNodes(providerIds: ReadonlySet<string>): Promise<void> {
    const lost = this.#options.api
      .list<Node>(NODES)
      .filter((node) => node.spec.providerID && !providerIds.has(node.spec.providerID));
    await Promise.all(lost.map((node) => this.#deleteNode(node.metadata.name, node.spec.providerID!)));
  }

  async #deleteNode(name: string, providerID: string): Promise<void> {
    const node = this.#options.api.get<Node>(NODES, { name });
    if (node?.spec.providerID !== providerID || node.metadata.deletionTimestamp) return;
    await this.#options.api
      .delete(NODES, { name }, { preconditions: { uid: node.metadata.uid } })
      .catch(() => undefined);
  }
}

const isThere = (instance: Instance) => instance.state !== "terminated";

function providerIdOf(instance: Instance): string {
  return `aws:///${instance.zone}/${instance.instanceId}`;
}
