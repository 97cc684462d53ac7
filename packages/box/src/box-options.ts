import type { BoxRecord } from "./run-folder/run-folder.ts";

export interface BoxOptions {
  /** Tells boxes apart that run side by side. */
  readonly name: string;
  /** Keeps objects, instances, ports, CA and keys across starts; absent: nothing is kept. */
  readonly dataFolder?: string;
  /** Divides the machines' times; 1 is realistic. */
  readonly speed: number;
  /** Seed of everything that is left to chance. */
  readonly seed: number;
  /** Port of the Kubernetes API; AWS and the control API get the next two. Absent: free ports. */
  readonly port?: number;
  /**
   * Whether Karpenter, its roles, policy and tags are there when the box starts; they are, unless this is `false`: then the cluster is as the
   * reference page finds it, and `referencePool` has no effect.
   */
  readonly karpenter?: boolean;
  /** Whether the reference page's NodePool and EC2NodeClass are applied. */
  readonly referencePool: boolean;
  /** What is started where a pod runs the controller's image. */
  readonly controller: readonly [file: string, ...args: string[]];
  /** Where run folders are; the user's state folder by default. */
  readonly runFolder?: string;
  /** Ends a start that is under way: what has been started is closed, and the start rejects with the reason. */
  readonly signal?: AbortSignal;
  /** Told what is being done while the box starts. */
  readonly onStep: (step: string) => void;
  /** Told of failures inside of the box that are nobody's call. */
  readonly onTrouble: (error: unknown) => void;
}

/** A node as the start screen shows it. */
export interface BoxNode {
  readonly name: string;
  readonly instanceType: string;
  /** False of the nodes that the controller made at an earlier start. */
  readonly inNodeGroup: boolean;
}

/** A box that runs. */
export interface Box {
  readonly record: BoxRecord;
  readonly account: string;
  readonly nodeGroup: string;
  readonly nodes: readonly BoxNode[];
  /** Resolves when a pod of the Deployment karpenter is ready, with the seconds since the box's start. */
  whenControllerReady(signal: AbortSignal): Promise<number>;
  /** For another server on loopback beside it: certificate and key (PEM), signed by the cluster's CA, and that CA. */
  serverCertificate(): Promise<{ readonly certificate: string; readonly key: string; readonly authority: string }>;
  /** Ends everything: processes first, then servers. Never rejects, may be called twice. */
  close(): Promise<void>;
}

export const CLUSTER_NAME = "my-eks-cluster";
export const REGION = "us-east-1";
export const ACCOUNT_ID = "123456789012";
