import type { AwsCall, AwsService } from "@inlay/box-aws";
import type { KubernetesCall } from "@inlay/box-kubernetes";
import { globMatches } from "./glob.ts";

/** What is done to a call. */
export type FaultEffect =
  | {
      readonly kind: "error";
      /** AWS error code or Kubernetes reason. */
      readonly code: string;
      readonly message: string;
      readonly status: number;
      readonly retryAfterSeconds?: number;
    }
  | { readonly kind: "delay"; readonly milliseconds: number }
  /** Holds the call until the fault is released or deleted. */
  | { readonly kind: "hang" }
  /** Closes the connection without an answer. */
  | { readonly kind: "cut" };

/** Which AWS calls; texts are globs with `*`, absent means any. */
export interface AwsMatch {
  readonly api: "aws";
  readonly service?: AwsService;
  readonly operation?: string;
  readonly principal?: string;
  readonly userAgent?: string;
  /** Words that all must stand somewhere in the decoded input, as globs over its JSON text: instance types, zones, ids. */
  readonly input?: readonly string[];
  /** Dry runs (`DryRun: true`) are left alone unless this says otherwise. */
  readonly dryRun?: boolean;
}

/** Which Kubernetes calls; texts are globs with `*`, absent means any. */
export interface KubernetesMatch {
  readonly api: "kubernetes";
  readonly verb?: readonly KubernetesCall["verb"][];
  readonly group?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly user?: string;
  readonly userAgent?: string;
}

export interface Fault {
  readonly id: string;
  readonly match: AwsMatch | KubernetesMatch;
  /** Before the call has had its effect, or after it and before the answer. */
  readonly when: "before" | "after";
  readonly effect: FaultEffect;
  /** How many calls it is played on; undefined: all. */
  readonly times?: number;
}

export function matchesAwsCall(match: AwsMatch, call: AwsCall): boolean {
  const input = JSON.stringify(call.input);
  return (
    (match.service === undefined || match.service === call.service) &&
    globMatches(match.operation, call.operation) &&
    globMatches(match.principal, call.principal.arn) &&
    globMatches(match.userAgent, call.userAgent) &&
    (match.input ?? []).every((word) => globMatches(`*${word}*`, input)) &&
    Boolean(match.dryRun) === (call.input["DryRun"] === true)
  );
}

export function matchesKubernetesCall(match: KubernetesMatch, call: KubernetesCall): boolean {
  return (
    (match.verb === undefined || match.verb.includes(call.verb)) &&
    globMatches(match.group, call.group) &&
    globMatches(match.resource, call.resource) &&
    globMatches(match.subresource ?? "", call.subresource) &&
    globMatches(match.namespace, call.namespace) &&
    globMatches(match.name, call.name) &&
    globMatches(match.user, call.user.name) &&
    globMatches(match.userAgent, call.userAgent)
  );
}
