import {
  amountsOf,
  EPHEMERAL_TAINT_PREFIX,
  EPHEMERAL_TAINTS,
  FINALIZER_TERMINATION,
  LABEL_INITIALIZED,
  LABEL_REGISTERED,
  type Node,
  type NodeClaim,
  type Taint,
} from "@inlay/resources";
import { conditionOf, isTrue, type ConditionChange } from "../conditions/conditions.ts";
import { isReady } from "../state/pods.ts";

export interface ObservedClaim {
  readonly claim: NodeClaim;
  /** Those with the claim's provider id. */
  readonly nodes: readonly Node[];
  /** How long the current state of Launched and of Registered has lasted; steps of the clock do not count. */
  readonly launchAgeMs: number;
  readonly registrationAgeMs: number;
}

/** The next step of a claim that is to live. One at a time: each changes the claim, and the change brings us back here. */
export type LifecycleIntent =
  | { readonly kind: "adopt" }
  | { readonly kind: "launch" }
  | { readonly kind: "register"; readonly node: Node; readonly unregisteredTaintMissing: boolean }
  | { readonly kind: "initialize"; readonly node: Node }
  | { readonly kind: "report"; readonly condition: ConditionChange; readonly requeueAfterMs?: number }
  | { readonly kind: "giveUp"; readonly reason: "launch_timeout" | "registration_timeout" }
  | { readonly kind: "rest" };

export const LAUNCH_TIMEOUT_MS = 5 * 60_000;
export const REGISTRATION_TIMEOUT_MS = 15 * 60_000;

export function decideLifecycle(observed: ObservedClaim): LifecycleIntent {
  const { claim } = observed;
  if (!claim.metadata.finalizers?.includes(FINALIZER_TERMINATION)) return { kind: "adopt" };
  if (!isTrue(claim, "Launched")) {
    return observed.launchAgeMs >= LAUNCH_TIMEOUT_MS
      ? { kind: "giveUp", reason: "launch_timeout" }
      : { kind: "launch" };
  }
  if (!isTrue(claim, "Registered")) return decideRegistration(observed);
  if (!isTrue(claim, "Initialized")) return decideInitialization(observed);
  return { kind: "rest" };
}

function decideRegistration({ claim, nodes, registrationAgeMs }: ObservedClaim): LifecycleIntent {
  const [node, second] = nodes;
  const expired = registrationAgeMs >= REGISTRATION_TIMEOUT_MS;
  const requeueAfterMs = Math.max(1_000, REGISTRATION_TIMEOUT_MS - registrationAgeMs);
  if (second || conditionOf(claim, "Registered")?.status === "False") {
    if (expired) return { kind: "giveUp", reason: "registration_timeout" };
    const message = "Invariant violated, matched multiple nodes";
    const condition = { type: "Registered", status: "False", reason: "MultipleNodesFound", message } as const;
    return { kind: "report", condition, requeueAfterMs };
  }
  if (node) {
    const unregisteredTaintMissing =
      node.metadata.labels?.[LABEL_REGISTERED] === undefined &&
      !(node.spec.taints ?? []).some(({ key }) => key === "karpenter.sh/unregistered");
    return { kind: "register", node, unregisteredTaintMissing };
  }
  if (expired) return { kind: "giveUp", reason: "registration_timeout" };
  const message = "Node not registered with cluster";
  const condition = { type: "Registered", status: "Unknown", reason: "NodeNotFound", message } as const;
  return { kind: "report", condition, requeueAfterMs };
}

function decideInitialization({ claim, nodes }: ObservedClaim): LifecycleIntent {
  const waiting = (reason: string, message: string): LifecycleIntent => ({
    kind: "report",
    condition: { type: "Initialized", status: "Unknown", reason, message },
  });
  const [node] = nodes;
  if (!node) return waiting("NodeNotFound", "Node not registered with cluster");
  if (node.metadata.labels?.[LABEL_INITIALIZED] === "true") return { kind: "initialize", node };
  if (!isReady(node)) return waiting("NodeNotReady", "Node status is NotReady");
  const startup = (claim.spec.startupTaints ?? []).find((taint) => hasTaint(node, taint));
  if (startup) return waiting("StartupTaintsExist", `StartupTaint "${taintText(startup)}" still exists`);
  const ephemeral = (node.spec.taints ?? []).find(isEphemeral);
  if (ephemeral)
    return waiting("KnownEphemeralTaintsExist", `KnownEphemeralTaint "${taintText(ephemeral)}" still exists`);
  const resource = missingResource(claim, node);
  if (resource) return waiting("ResourceNotRegistered", `Resource "${resource}" was requested but not registered`);
  return { kind: "initialize", node };
}

const hasTaint = (node: Node, taint: Taint): boolean =>
  (node.spec.taints ?? []).some(
    ({ key, value, effect }) => key === taint.key && effect === taint.effect && (value ?? "") === (taint.value ?? ""),
  );

function isEphemeral(taint: Taint): boolean {
  return (
    taint.key.startsWith(EPHEMERAL_TAINT_PREFIX) ||
    EPHEMERAL_TAINTS.some(
      ({ key, value, effect }) => key === taint.key && effect === taint.effect && (value ?? "") === (taint.value ?? ""),
    )
  );
}

const taintText = ({ key, value, effect }: Taint): string => `${key}${value ? `=${value}` : ""}:${effect}`;

/** A resource that was asked for and that the node does not offer (yet): a device plugin has not spoken. */
function missingResource(claim: NodeClaim, node: Node): string | undefined {
  const requested = amountsOf(claim.spec.resources?.requests, "spec.resources.requests");
  const allocatable = amountsOf(node.status?.allocatable, "status.allocatable");
  return Object.keys(requested).find((name) => requested[name]! > 0 && !((allocatable[name] ?? 0) > 0));
}
