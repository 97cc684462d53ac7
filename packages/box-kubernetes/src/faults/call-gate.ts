import type { User } from "../auth/user.ts";

/** One request to the Kubernetes API, as faults match it. */
export interface KubernetesCall {
  readonly verb: "get" | "list" | "watch" | "create" | "update" | "patch" | "delete" | "deletecollection";
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  /** `""` for collections and creates with generateName. */
  readonly name: string;
  readonly user: User;
  readonly userAgent: string;
}

/** What happens to a call. `cut` closes the connection without an answer. */
export type GateVerdict =
  | { readonly kind: "pass" }
  | {
      readonly kind: "error";
      readonly status: number;
      readonly reason: string;
      readonly message: string;
      readonly retryAfterSeconds?: number;
    }
  | { readonly kind: "cut" };

/**
 * Stands around every HTTP call; faults are played here. It may take its time (delay, hang until released); `signal` fires when the
 * client has gone.
 */
export interface KubernetesCallGate {
  before(call: KubernetesCall, signal: AbortSignal): Promise<GateVerdict>;
  /** After the effect, before the answer. */
  after(call: KubernetesCall, signal: AbortSignal): Promise<GateVerdict>;
}
