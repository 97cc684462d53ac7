import type { QuotaFamily } from "./ec2/vcpu-quota.ts";
import type { IncomingMessage, ServerResponse } from "node:http";

export type AwsService = "ec2" | "iam" | "sts" | "ssm" | "eks" | "pricing" | "sqs";

/** Who calls: an access key that this simulation issued. */
export interface Principal {
  readonly accessKeyId: string;
  /** `arn:aws:iam::123456789012:user/admin`, `arn:aws:sts::…:assumed-role/ROLE/SESSION`, or the account root. */
  readonly arn: string;
  readonly accountId: string;
}

/** One AWS call, as faults match it and the ledger keeps it. */
export interface AwsCall {
  readonly service: AwsService;
  readonly operation: string;
  /** The decoded input. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly principal: Principal;
  readonly userAgent: string;
}

export type AwsVerdict =
  | { readonly kind: "pass" }
  | { readonly kind: "error"; readonly status: number; readonly code: string; readonly message: string }
  /** Closes the connection without an answer. */
  | { readonly kind: "cut" };

/** Stands around every call; faults are played here. May take its time (delay, hang until released). */
export interface AwsCallGate {
  before(call: AwsCall, signal: AbortSignal): Promise<AwsVerdict>;
  /** After the effect, before the answer. */
  after(call: AwsCall, signal: AbortSignal): Promise<AwsVerdict>;
}

export type InstanceState = "pending" | "running" | "shutting-down" | "terminated" | "stopping" | "stopped";

/** What a machine has to know of its instance. */
export interface Instance {
  readonly instanceId: string;
  readonly instanceType: string;
  readonly imageId: string;
  readonly zone: string;
  readonly zoneId: string;
  readonly subnetId: string;
  readonly privateIp: string;
  /** `ip-10-0-1-2.ec2.internal`. */
  readonly privateDnsName: string;
  readonly state: InstanceState;
  readonly capacityType: "on-demand" | "spot";
  readonly launchTime: string;
  /** Decoded user data. */
  readonly userData: string;
  /** ARN of the role in its instance profile. */
  readonly roleArn: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly rootVolumeGiB: number;
}

/** One line of the ledger: a call that was answered, with what it changed. */
export interface LedgerEntry {
  readonly sequence: number;
  /** RFC 3339 with milliseconds. */
  readonly time: string;
  readonly service: AwsService;
  readonly operation: string;
  readonly principalArn: string;
  /** Error code, or undefined when it succeeded. */
  readonly error?: string;
  /** Ids that it created, started or ended. */
  readonly resources: readonly string[];
  readonly clientToken?: string;
}

/** An AWS account and region in memory, behind real wire protocols. */
export interface AwsSimulation {
  /** Answers one HTTP request of any of the services; SigV4 is checked. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** The same operations without the wire, for the box's own set-up; runs as the account root, recorded in the ledger. */
  invoke<Output = Record<string, unknown>>(
    service: AwsService,
    operation: string,
    input: Record<string, unknown>,
  ): Promise<Output>;
  /** Called with every change of an instance's state, after it happened, and with nothing else. Returns what ends it. */
  onInstanceState(listener: (instance: Instance) => void): () => void;
  instance(instanceId: string): Instance | undefined;
  instances(): readonly Instance[];
  /** Names of all types that EC2 has here. */
  instanceTypes(): readonly string[];
  /** Names of the region's zones. */
  zones(): readonly string[];
  ledger(since?: number): readonly LedgerEntry[];
  /** `count` undefined: unlimited again. Capacity of a type in a zone for one capacity type. */
  setCapacity(instanceType: string, zone: string, capacityType: "on-demand" | "spot", count: number | undefined): void;
  /** vCPUs of a family that may run at once; undefined: no limit again. */
  setQuota(family: QuotaFamily, capacityType: "on-demand" | "spot", vcpus: number | undefined): void;
  /** The latest releases of the EKS-optimized images. */
  latestRelease(kind: "al2023" | "bottlerocket"): string;
  /** AWS publishes a release of the EKS-optimized images: `20261201` (Amazon Linux 2023) or `1.53.0` (Bottlerocket). */
  publishRelease(release: string): void;
  /** USD per hour; undefined: the catalogue's again. `zone` for spot only. */
  setPrice(
    instanceType: string,
    capacityType: "on-demand" | "spot",
    pricePerHour: number | undefined,
    zone?: string,
  ): void;
  /** Sends the EventBridge message of the kind to the queues that listen, and plays what follows on AWS. */
  interrupt(instanceId: string, kind: "spot-interruption" | "rebalance" | "scheduled-change"): void;
  /** Long-lived keys for a user or for the account root. */
  issueAccessKey(arn: string): { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Who a presigned `sts GetCallerIdentity` URL (an EKS token) speaks for, or why it is refused. */
  verifyPresignedIdentity(url: string, clusterName: string): { readonly arn: string } | { readonly refused: string };
  /** Everything, for `--data`; `restore` in the options takes it back. */
  save(): unknown;
  close(): Promise<void>;
}
