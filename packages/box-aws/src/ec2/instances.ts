import type { Instance, InstanceState } from "../aws-simulation.ts";
import { AwsError } from "../service/aws-error.ts";
import { hexId, lognormal, longId, type Random } from "../service/seeded-random.ts";
import type { Clock } from "../time/clock.ts";
import type { Ec2Event } from "./events.ts";
import type { LaunchTags } from "./launch.ts";
import type { Network, Subnet } from "./network.ts";
import type { Tags } from "./tags.ts";
import { zoneOf } from "./zones.ts";

/** Everything that a launch decided, checked already. */
export interface LaunchDecision {
  readonly instanceType: string;
  readonly imageId: string;
  readonly subnet: Subnet;
  readonly securityGroupIds: readonly string[];
  readonly capacityType: "on-demand" | "spot";
  /** Base64 as it was sent. */
  readonly userData: string;
  /** ARN of the instance profile, and of the role in it. */
  readonly profileArn: string | undefined;
  readonly roleArn: string | undefined;
  readonly rootVolumeGiB: number;
  readonly rootDeviceName: string;
  readonly architecture: string;
  readonly clientToken: string | undefined;
  readonly launchTemplate: { readonly id: string; readonly version: number } | undefined;
}

/** An instance as it is kept; `Instance` is what others see of it. */
export interface InstanceRecord extends Omit<LaunchDecision, "subnet"> {
  readonly instanceId: string;
  readonly reservationId: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly zone: string;
  readonly privateIp: string;
  readonly privateDnsName: string;
  readonly volumeId: string;
  readonly networkInterfaceId: string;
  readonly spotRequestId: string | undefined;
  /** Milliseconds since the epoch. */
  readonly launchedAt: number;
  /** Before this moment DescribeInstances does not show it: EC2 is eventually consistent. */
  readonly visibleFrom: number;
  state: InstanceState;
  terminatedAt?: number;
  /** When AWS takes a spot instance back, once it has said so. */
  reclaimAt?: number;
  stateReason?: { readonly Code: string; readonly Message: string };
  /** `User initiated (2026-11-24 14:00:00 GMT)` */
  stateTransitionReason: string;
  consoleOutput: string;
}

/** Median times on AWS, in milliseconds; speed divides them. */
const PENDING_MS = 2_000;
const SHUTTING_DOWN_MS = 38_000;
const CONSISTENCY_MS = 400;
/** Terminated instances stay visible for about an hour. */
const VISIBLE_AFTER_END_MS = 3_600_000;
const SPOT_NOTICE_MS = 120_000;

export interface InstancesParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly speed: number;
  readonly network: Network;
  readonly tags: Tags;
  readonly emit: (event: Ec2Event) => void;
}

/** The instances: their life from pending to terminated, and who is told of it. */
export class Instances {
  readonly #instances = new Map<string, InstanceRecord>();
  readonly #listeners = new Set<(instance: Instance) => void>();
  readonly #timers = new Map<string, () => void>();
  readonly #parts: InstancesParts;
  /** The machines of a fleet or group share one text: the last one is remembered. */
  #lastUserData = { base64: "", text: "" };

  constructor(parts: InstancesParts) {
    this.#parts = parts;
  }

  /** @throws AwsError InvalidInstanceID.NotFound; a new instance is not there yet for a moment. */
  require(instanceId: string): InstanceRecord {
    const found = this.#instances.get(instanceId);
    if (found && this.#isVisible(found)) return found;
    if (!/^i-[0-9a-f]{8,17}$/.test(instanceId))
      throw new AwsError("InvalidInstanceID.Malformed", `Invalid id: "${instanceId}"`);
    throw new AwsError("InvalidInstanceID.NotFound", `The instance ID '${instanceId}' does not exist`);
  }

  has(instanceId: string): boolean {
    return this.#instances.has(instanceId);
  }

  get(instanceId: string): Instance | undefined {
    const record = this.#instances.get(instanceId);
    return record && this.view(record);
  }

  /** Those that DescribeInstances may show now. */
  visible(): readonly InstanceRecord[] {
    return [...this.#instances.values()].filter((record) => this.#isVisible(record));
  }

  all(): readonly Instance[] {
    return [...this.#instances.values()].map((record) => this.view(record));
  }

  #isVisible(record: InstanceRecord): boolean {
    const now = this.#parts.clock.now();
    return (
      now >= record.visibleFrom &&
      (record.terminatedAt === undefined || now < record.terminatedAt + VISIBLE_AFTER_END_MS)
    );
  }

  onState(listener: (instance: Instance) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Starts one instance. @returns undefined when the subnet has no address left. */
  launch(decision: LaunchDecision, reservationId: string, tags: LaunchTags): InstanceRecord | undefined {
    const { clock, random, speed, network } = this.#parts;
    const privateIp = network.takeAddress(decision.subnet);
    if (privateIp === undefined) return undefined;
    const { subnet, ...rest } = decision;
    const record: InstanceRecord = {
      ...rest,
      instanceId: longId(random, "i"),
      reservationId,
      subnetId: subnet.subnetId,
      vpcId: subnet.vpcId,
      zone: subnet.zone,
      privateIp,
      privateDnsName: `ip-${privateIp.replaceAll(".", "-")}.ec2.internal`,
      volumeId: longId(random, "vol"),
      networkInterfaceId: longId(random, "eni"),
      spotRequestId: decision.capacityType === "spot" ? `sir-${hexId(random, 8)}` : undefined,
      launchedAt: Math.floor(clock.now() / 1000) * 1000,
      visibleFrom: clock.now() + CONSISTENCY_MS / speed,
      state: "pending",
      stateTransitionReason: "",
      consoleOutput: "",
    };
    this.#parts.tags.put(record.instanceId, tags.instance);
    this.#parts.tags.put(record.volumeId, tags.volume);
    this.#parts.tags.put(record.networkInterfaceId, tags["network-interface"]);
    if (record.spotRequestId !== undefined) this.#parts.tags.put(record.spotRequestId, tags["spot-instances-request"]);
    this.#instances.set(record.instanceId, record);
    this.#announce(record);
    this.#schedule(record);
    return record;
  }

  /** Ends an instance; ending it again changes nothing. @returns the state before. */
  terminate(record: InstanceRecord, reason: { readonly code: string; readonly message: string }): InstanceState {
    const before = record.state;
    if (before === "shutting-down" || before === "terminated") return before;
    const stamp = new Date(this.#parts.clock.now()).toISOString().replace("T", " ").slice(0, 19);
    record.stateReason = { Code: reason.code, Message: reason.message };
    record.stateTransitionReason = `${reason.code === "Client.UserInitiatedShutdown" ? "User initiated" : "Server.SpotInstanceTermination"} (${stamp} GMT)`;
    this.#cancel(record, "run");
    this.#cancel(record, "reclaim");
    this.#enter(record, "shutting-down");
    this.#schedule(record);
    return before;
  }

  /** Two minutes of notice, then AWS takes a spot instance back. */
  reclaimSpot(record: InstanceRecord): void {
    record.reclaimAt ??= this.#parts.clock.now() + SPOT_NOTICE_MS / this.#parts.speed;
    this.#schedule(record);
  }

  /** What comes next in the instance's life. */
  #schedule(record: InstanceRecord): void {
    const { random, speed, clock } = this.#parts;
    if (record.state === "pending")
      this.#after(record, "run", lognormal(random, PENDING_MS, 0.2) / speed, () => this.#enter(record, "running"));
    if (record.state === "shutting-down") {
      this.#after(record, "end", lognormal(random, SHUTTING_DOWN_MS, 0.15) / speed, () => {
        record.terminatedAt = clock.now();
        this.#parts.network.releaseAddress(this.#parts.network.subnet(record.subnetId), record.privateIp);
        this.#enter(record, "terminated");
        this.#forgetEnded();
      });
    } else if (record.reclaimAt !== undefined && record.state !== "terminated") {
      this.#after(record, "reclaim", Math.max(0, record.reclaimAt - clock.now()), () =>
        this.terminate(record, {
          code: "Server.SpotInstanceTermination",
          message: "Server.SpotInstanceTermination: Spot instance termination",
        }),
      );
    }
  }

  #after(record: InstanceRecord, step: "run" | "end" | "reclaim", milliseconds: number, then: () => void): void {
    const key = `${record.instanceId}/${step}`;
    this.#timers.get(key)?.();
    const cancel = this.#parts.clock.after(milliseconds, () => {
      this.#timers.delete(key);
      then();
    });
    this.#timers.set(key, cancel);
  }

  #cancel(record: InstanceRecord, step: "run" | "reclaim"): void {
    const key = `${record.instanceId}/${step}`;
    this.#timers.get(key)?.();
    this.#timers.delete(key);
  }

  /** Ended instances that nobody can see any more, with the tags of what belonged to them. */
  #forgetEnded(): void {
    for (const record of this.#instances.values()) {
      if (record.terminatedAt === undefined || this.#isVisible(record)) continue;
      this.#instances.delete(record.instanceId);
      for (const id of [record.instanceId, record.volumeId, record.networkInterfaceId, record.spotRequestId])
        if (id !== undefined) this.#parts.tags.forget(id);
    }
  }

  #enter(record: InstanceRecord, state: InstanceState): void {
    record.state = state;
    this.#announce(record);
  }

  #announce(record: InstanceRecord): void {
    this.#parts.emit({ kind: "state-change", instanceId: record.instanceId, state: record.state });
    const view = this.view(record);
    for (const listener of this.#listeners) listener(view);
  }

  view(record: InstanceRecord): Instance {
    return {
      instanceId: record.instanceId,
      instanceType: record.instanceType,
      imageId: record.imageId,
      zone: record.zone,
      zoneId: zoneOf(record.zone).id,
      subnetId: record.subnetId,
      privateIp: record.privateIp,
      privateDnsName: record.privateDnsName,
      state: record.state,
      capacityType: record.capacityType,
      launchTime: new Date(record.launchedAt).toISOString(),
      userData: this.#decoded(record.userData),
      roleArn: record.roleArn,
      tags: this.#parts.tags.record(record.instanceId),
      rootVolumeGiB: record.rootVolumeGiB,
    };
  }

  #decoded(base64: string): string {
    if (this.#lastUserData.base64 !== base64)
      this.#lastUserData = { base64, text: Buffer.from(base64, "base64").toString("utf8") };
    return this.#lastUserData.text;
  }

  close(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  save(): unknown {
    return [...this.#instances.values()];
  }

  restore(saved: unknown): void {
    for (const record of saved as InstanceRecord[]) {
      this.#instances.set(record.instanceId, record);
      this.#schedule(record);
    }
  }
}
