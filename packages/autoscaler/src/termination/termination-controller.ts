import { isCloudError } from "@inlay/cloud";
import { isNotFound, type ControllerDefinition, type Logger, type ReconcileResult } from "@inlay/kube";
import {
  FINALIZER_TERMINATION,
  LABEL_EXCLUDE_LOAD_BALANCERS,
  PODS,
  TAINT_DISRUPTED,
  type Node,
  type NodeClaim,
} from "@inlay/resources";
import { conditionOf, type ConditionChange } from "../conditions/conditions.ts";
import type { Environment } from "../state/environment.ts";
import { claimsOfNode, isManagedClaim } from "../state/managed.ts";
import { isReady } from "../state/pods.ts";
import { deleteNodeClaim, patchNode, patchNodeClaimStatus } from "../state/writes.ts";
import type { Drain } from "./decide-drain.ts";
import { decideTermination, type ObservedNode, type TerminationIntent } from "./decide-termination.ts";
import type { EvictionQueue } from "./eviction-queue.ts";
import { terminationReport } from "./termination-report.ts";
import { blockingAttachments, volumeOfClaimIn } from "./volumes.ts";

const DRAIN_POLL_MS = 1_000;
const INSTANCE_POLL_MS = 5_000;
/** How often the cloud is asked whether the instance of a silent node still exists. */
const GONE_CHECK_MS = 10_000;

/**
 * Takes a node out of service: taint, drain, volumes, instance, finalizer (§6). Every step can be read off the objects, so that whoever comes after a
 * kill goes on where they stand. Watches nodes, and the pods and attachments on those that leave.
 */
export function terminationController(environment: Environment, evictions: EvictionQueue): ControllerDefinition {
  const { caches, clock, client } = environment;
  const provider = environment.provider("node.termination");
  const report = terminationReport(environment);
  const goneCheckedAt = new Map<string, number>();
  return {
    name: "node.termination",
    forKind: { group: "", kind: "Node" },
    concurrency: 100,
    backoff: { baseMs: 100, maxMs: 10_000 },
    sources(enqueue) {
      const leaving = (node: Node | undefined) => {
        if (node?.metadata.deletionTimestamp) enqueue(node.metadata.name);
      };
      const ends = [
        caches.nodes.onChange(({ type, object }) => {
          if (type === "deleted") goneCheckedAt.delete(object.metadata.uid);
          else leaving(object);
        }),
        caches.pods.onChange(({ object }) => leaving(caches.nodes.get(object.spec.nodeName ?? ""))),
        caches.volumeAttachments.onChange(({ object }) => leaving(caches.nodes.get(object.spec.nodeName))),
        caches.nodeClaims.onChange(({ object }) => leaving(caches.nodes.get(object.status?.nodeName ?? ""))),
      ];
      for (const node of caches.nodes.all()) leaving(node);
      return () => ends.forEach((end) => end());
    },
    async reconcile(name, { logger, signal }) {
      const node = caches.nodes.get(name);
      if (!node?.metadata.deletionTimestamp) return;
      const claims = claimsOfNode(node, caches);
      if (claims.length > 0 && !claims.some((claim) => isManagedClaim(claim, provider))) return;
      const observed = observe(node, claims[0]);
      const intent = decideTermination(observed, clock.now());
      if (intent.kind === "rest") return;
      if (!isReady(node) && (await isInstanceGone(node, signal))) return letGo(observed, logger, signal);
      return act(observed, intent, logger, signal);
    },
  };

  function observe(node: Node, claim: NodeClaim | undefined): ObservedNode {
    const pods = caches.pods.byIndex("node", node.metadata.name);
    const attachments = caches.volumeAttachments.byIndex("node", node.metadata.name);
    const blocking = blockingAttachments(attachments, pods, volumeOfClaimIn(caches));
    return { node, claim, pods, attachments: blocking };
  }

  async function act(
    observed: ObservedNode,
    intent: TerminationIntent,
    logger: Logger,
    signal: AbortSignal,
  ): Promise<ReconcileResult | void> {
    const { node, claim } = observed;
    switch (intent.kind) {
      case "rest":
        return;
      case "deleteClaim":
        await deleteNodeClaim(environment, intent.claim, signal);
        return;
      case "taint": {
        const others = (node.spec.taints ?? []).filter(({ key }) => key !== TAINT_DISRUPTED.key);
        const patch = {
          metadata: { labels: { [LABEL_EXCLUDE_LOAD_BALANCERS]: "karpenter" } },
          spec: { taints: [...others, TAINT_DISRUPTED] },
        };
        await patchNode(environment, node, patch, signal);
        report.tainted(logger, claim);
        return { requeueAfterMs: 1 };
      }
      case "drain":
        await drain(observed, intent.drain, intent.terminationMs, signal);
        return { requeueAfterMs: DRAIN_POLL_MS };
      case "awaitDetachment": {
        const detaching = { type: "VolumesDetached", status: "Unknown", reason: "AwaitingVolumeDetachment" } as const;
        await setConditions(claim, [{ type: "Drained", status: "True" }, detaching], signal);
        report.awaitingDetachment(node, intent.attachments);
        return { requeueAfterMs: DRAIN_POLL_MS };
      }
      case "endInstance":
        return endInstance(observed, intent.claim, intent.detachment, logger, signal);
      case "letGo":
        return letGo(observed, logger, signal);
    }
  }

  async function drain(
    { node, claim }: ObservedNode,
    { waiting, evict, deleteNow }: Drain,
    terminationMs: number | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    await setConditions(claim, [{ type: "Drained", status: "Unknown", reason: "Draining" }], signal);
    if (claim && terminationMs !== undefined) report.timeRunsOut(node, claim, terminationMs);
    report.draining(node, waiting);
    const reason = claim
      ? (conditionOf(claim, "DisruptionReason")?.reason ?? "Forceful Termination")
      : "Forceful Termination";
    for (const pod of evict) evictions.add(pod, node, reason);
    await Promise.all(
      deleteNow.map(async ({ pod, graceSeconds }) => {
        report.forced(pod, node, graceSeconds);
        const { name, namespace, uid } = pod.metadata;
        await client
          .delete(PODS, { name, namespace }, { gracePeriodSeconds: graceSeconds, preconditions: { uid }, signal })
          .catch((error: unknown) => {
            if (!isNotFound(error)) throw error;
          });
      }),
    );
  }

  async function endInstance(
    observed: ObservedNode,
    claim: NodeClaim,
    detachment: "done" | "timedOut",
    logger: Logger,
    signal: AbortSignal,
  ): Promise<ReconcileResult | void> {
    const volumes: ConditionChange =
      detachment === "done"
        ? { type: "VolumesDetached", status: "True" }
        : { type: "VolumesDetached", status: "False", reason: "TerminationGracePeriodElapsed" };
    const wasDrained = conditionOf(claim, "Drained")?.status === "True";
    const settled = await setConditions(claim, [{ type: "Drained", status: "True" }, volumes], signal);
    if (!wasDrained) report.drained(claim);
    try {
      await provider.delete(claim, signal);
    } catch (error) {
      if (isCloudError(error, "NODE_CLAIM_NOT_FOUND")) return letGo(observed, logger, signal);
      throw error;
    }
    await setConditions(settled, [{ type: "InstanceTerminating", status: "True" }], signal);
    return { requeueAfterMs: INSTANCE_POLL_MS };
  }

  async function setConditions(
    claim: NodeClaim | undefined,
    conditions: readonly ConditionChange[],
    signal: AbortSignal,
  ) {
    return claim && patchNodeClaimStatus(environment, claim, { conditions }, signal);
  }

  /** A node that does not answer may have lost its instance: then there is nothing to drain. */
  async function isInstanceGone(node: Node, signal: AbortSignal): Promise<boolean> {
    const { providerID } = node.spec;
    const last = goneCheckedAt.get(node.metadata.uid) ?? -Infinity;
    if (!providerID || performance.now() - last < GONE_CHECK_MS) return false;
    goneCheckedAt.set(node.metadata.uid, performance.now());
    try {
      await provider.get(providerID, signal);
      return false;
    } catch (error) {
      if (isCloudError(error, "NODE_CLAIM_NOT_FOUND")) return true;
      throw error;
    }
  }

  async function letGo({ node, claim }: ObservedNode, logger: Logger, signal: AbortSignal): Promise<void> {
    const finalizers = (node.metadata.finalizers ?? []).filter((finalizer) => finalizer !== FINALIZER_TERMINATION);
    await patchNode(environment, node, { metadata: { finalizers } }, signal);
    report.deleted(logger, node, claim);
  }
}
