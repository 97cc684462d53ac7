import type { Principal } from "../aws-simulation.ts";

/** Decoded input and output in the shape of the AWS SDK: member names as in its documentation, timestamps as Date. */
export type Shape = Readonly<Record<string, unknown>>;

/** What an operation knows of the call beside its input. */
export interface OperationContext {
  readonly principal: Principal;
  readonly accountId: string;
  readonly region: string;
  readonly requestId: string;
  /** `http://127.0.0.1:4566`: how the client reached us. SQS queue URLs are built from it. */
  readonly endpoint: string;
  /** Fires when the client has gone. */
  readonly signal: AbortSignal;
  /** Puts ids that this call created, started or ended into its ledger line. */
  readonly touched: (...resourceIds: readonly string[]) => void;
}

/** Does what the operation does on AWS; throws AwsError when AWS would refuse. */
export type Operation = (input: Shape, context: OperationContext) => Shape | Promise<Shape>;

/** Operations by name. What is missing here answers UnsupportedOperation. */
export type OperationTable = Readonly<Record<string, Operation>>;
