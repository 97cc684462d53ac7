import { isDeepStrictEqual } from "node:util";
import type {
  ControllerDefinition,
  EventRecorder,
  KubeClient,
  ObjectCache,
  ReconcileContext,
  ReconcileResult,
} from "@inlay/kube";
import { isConflict, isNotFound } from "@inlay/kube";
import type { Clock, Condition, EC2NodeClass, NodeClaim } from "@inlay/resources";
import { EC2_NODE_CLASSES, FINALIZER_EC2NODECLASS, KARPENTER_AWS_GROUP } from "@inlay/resources";
import type { InstanceTypes } from "../instance-types/instance-types.ts";
import type { LaunchTemplates } from "../launch-template/launch-templates.ts";
import { conditionOf, mergeConditions, updated } from "./conditions.ts";
import type { ReadyPart, Verdict } from "./conditions.ts";
import { INERT_FIELDS_CONDITION, inertFieldsVerdict } from "./inert-fields.ts";
import { resolveStatus } from "./resolve-status.ts";
import type { ResolverParts } from "./resolve-status.ts";
import type { Validation } from "./validation.ts";

export interface NodeClassControllerParts extends ResolverParts {
  readonly kube: KubeClient;
  readonly clock: Clock;
  readonly events: EventRecorder;
  readonly nodeClasses: ObjectCache<EC2NodeClass>;
  readonly nodeClaims: ObjectCache<NodeClaim>;
  readonly instanceTypes: InstanceTypes;
  readonly launchTemplates: LaunchTemplates;
  readonly validation: Validation;
  readonly isolatedVpc: boolean;
}

const VALIDATION_PERIOD_MS = 10 * 60_000;
const UNDECIDED_RETRY_MS = 10_000;
const CONFLICT_RETRY_MS = 100;
const TERMINATION_RETRY_MS = 10 * 60_000;

/** Keeps a class's status true to its spec, and takes away what it made when it is deleted. */
export function nodeClassController(parts: NodeClassControllerParts): ControllerDefinition {
  const { nodeClasses, nodeClaims, validation, instanceTypes } = parts;
  return {
    name: "nodeclass",
    forKind: { group: KARPENTER_AWS_GROUP, kind: "EC2NodeClass" },
    concurrency: 10,
    // What AWS refuses it refuses for a while; a line for each try is noise.
    backoff: { baseMs: 1_000, maxMs: 5 * 60_000 },
    sources: (enqueue) => {
      const stops = [
        nodeClasses.onChange(({ object, previous }) => {
          // Status patches are ours: only what others change is news.
          const unchanged =
            previous?.metadata.generation === object.metadata.generation &&
            previous?.metadata.deletionTimestamp === object.metadata.deletionTimestamp &&
            previous?.metadata.finalizers?.length === object.metadata.finalizers?.length;
          if (!previous || !unchanged) enqueue(object.metadata.name);
        }),
        nodeClaims.onChange(({ type, object }) => {
          if (type === "deleted" && object.spec.nodeClassRef.kind === "EC2NodeClass")
            enqueue(object.spec.nodeClassRef.name);
        }),
      ];
      for (const nodeClass of nodeClasses.all()) enqueue(nodeClass.metadata.name);
      return () => stops.forEach((stop) => stop());
    },
    reconcile: async (name, context) => {
      const nodeClass = nodeClasses.get(name);
      if (!nodeClass) return;
      try {
        if (!nodeClass.metadata.deletionTimestamp) return await reconcileStatus(nodeClass, parts, context);
        const result = await finalize(nodeClass, parts, context);
        instanceTypes.forget(nodeClass.metadata.uid);
        validation.clear();
        return result;
      } catch (error) {
        if (isConflict(error)) return { requeueAfterMs: CONFLICT_RETRY_MS };
        if (!isNotFound(error)) throw error;
      }
    },
  };
}

async function reconcileStatus(
  original: EC2NodeClass,
  parts: NodeClassControllerParts,
  { logger, signal }: ReconcileContext,
): Promise<ReconcileResult> {
  const { kube, clock, nodeClasses, validation } = parts;
  const nodeClass = await ensureFinalizer(original, parts, signal);
  const resolutions = await resolveStatus(nodeClass, parts, logger, signal);
  const status = Object.assign({}, nodeClass.status, ...resolutions.map((resolution) => resolution.status));
  const verdicts: Partial<Record<ReadyPart, Verdict>> = {};
  for (const { part, verdict } of resolutions) verdicts[part] = verdict;
  let failure = resolutions.find((resolution) => resolution.error !== undefined)?.error;
  let requeueAfterMs = Math.min(...resolutions.map((resolution) => resolution.requeueAfterMs), VALIDATION_PERIOD_MS);
  try {
    const { verdict } = await validation.validate({ ...nodeClass, status }, verdicts, signal);
    if (verdict) verdicts.ValidationSucceeded = verdict;
    else requeueAfterMs = Math.min(requeueAfterMs, UNDECIDED_RETRY_MS);
  } catch (error) {
    signal.throwIfAborted();
    failure ??= error;
  }
  const conditions = conditionsOf(nodeClass, verdicts, clock.now());
  if (!isDeepStrictEqual({ ...status, conditions }, nodeClass.status)) {
    const patched = await kube.mergePatch<EC2NodeClass>(
      EC2_NODE_CLASSES,
      { name: nodeClass.metadata.name },
      { status: { ...status, conditions } },
      { subresource: "status", resourceVersion: nodeClass.metadata.resourceVersion, signal },
    );
    nodeClasses.observe(patched);
    reportTransitions(nodeClass, patched, parts);
  }
  // The status is written: what failed is tried again with the queue's backoff, and logged there.
  if (failure !== undefined) throw failure;
  return { requeueAfterMs };
}

function conditionsOf(
  nodeClass: EC2NodeClass,
  verdicts: Readonly<Partial<Record<ReadyPart, Verdict>>>,
  now: number,
): readonly Condition[] {
  const present = nodeClass.status?.conditions ?? [];
  const generation = nodeClass.metadata.generation ?? 0;
  const merged = mergeConditions(present, verdicts, generation, now);
  const inert = inertFieldsVerdict(nodeClass.spec);
  if (!inert) return merged;
  return [
    ...merged,
    updated(INERT_FIELDS_CONDITION, conditionOf(present, INERT_FIELDS_CONDITION), inert, generation, now),
  ];
}

/** One event for each condition that changed its status, as `kubectl describe` shows them. */
function reportTransitions(before: EC2NodeClass, after: EC2NodeClass, { events }: NodeClassControllerParts): void {
  for (const condition of after.status?.conditions ?? []) {
    const old = conditionOf(before.status?.conditions, condition.type);
    if (!old || old.status === condition.status) continue;
    const reason = condition.reason && condition.reason !== condition.type ? `, Reason: ${condition.reason}` : "";
    const message = condition.message ? `, Message: ${condition.message}` : "";
    events.record({
      object: after,
      type: "Normal",
      reason: condition.type,
      message: `Status condition transitioned, Type: ${condition.type}, Status: ${old.status} -> ${condition.status}${reason}${message}`,
    });
  }
}

async function ensureFinalizer(
  nodeClass: EC2NodeClass,
  { kube, nodeClasses }: NodeClassControllerParts,
  signal: AbortSignal,
): Promise<EC2NodeClass> {
  const { finalizers = [], name, resourceVersion } = nodeClass.metadata;
  if (finalizers.includes(FINALIZER_EC2NODECLASS)) return nodeClass;
  const patched = await kube.mergePatch<EC2NodeClass>(
    EC2_NODE_CLASSES,
    { name },
    { metadata: { finalizers: [...finalizers, FINALIZER_EC2NODECLASS] } },
    { resourceVersion, signal },
  );
  nodeClasses.observe(patched);
  return patched;
}

async function finalize(
  nodeClass: EC2NodeClass,
  parts: NodeClassControllerParts,
  { signal }: ReconcileContext,
): Promise<ReconcileResult> {
  const { finalizers = [], name, uid, resourceVersion } = nodeClass.metadata;
  if (!finalizers.includes(FINALIZER_EC2NODECLASS)) return {};
  const claims = parts.nodeClaims
    .all()
    .filter(({ spec }) => spec.nodeClassRef.kind === "EC2NodeClass" && spec.nodeClassRef.name === name);
  if (claims.length > 0) {
    const shown = claims.slice(0, 5).map((claim) => claim.metadata.name);
    const more = claims.length > shown.length ? ` and ${claims.length - shown.length} other(s)` : "";
    parts.events.record({
      object: nodeClass,
      type: "Normal",
      reason: "WaitingOnNodeClaimTermination",
      message: `Waiting on NodeClaim termination for ${shown.join(", ")}${more}`,
      dedupeMs: TERMINATION_RETRY_MS,
    });
    return { requeueAfterMs: TERMINATION_RETRY_MS };
  }
  if (!parts.isolatedVpc && nodeClass.spec.role !== undefined) {
    for (const profile of await parts.instanceProfiles.list(uid, signal))
      await parts.instanceProfiles.delete(profile, signal);
  }
  await parts.launchTemplates.deleteAllOf(name, signal);
  await parts.kube.mergePatch<EC2NodeClass>(
    EC2_NODE_CLASSES,
    { name },
    { metadata: { finalizers: finalizers.filter((finalizer) => finalizer !== FINALIZER_EC2NODECLASS) } },
    { resourceVersion, signal },
  );
  return {};
}
