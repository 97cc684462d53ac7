import { isCloudError } from "@inlay/cloud";
import type { ControllerDefinition, Logger, ReconcileResult } from "@inlay/kube";
import {
  ANNOTATION_TERMINATION_TIMESTAMP,
  FINALIZER_TERMINATION,
  KARPENTER_GROUP,
  LABEL_INITIALIZED,
  type NodeClaim,
} from "@inlay/resources";
import { conditionOf } from "../conditions/conditions.ts";
import type { RegistrationHealth } from "../node-pool/registration-health.ts";
import type { Environment } from "../state/environment.ts";
import { isManagedClaim, nodesOfClaim } from "../state/managed.ts";
import { deleteNode, deleteNodeClaim, patchNode, patchNodeClaim, patchNodeClaimStatus } from "../state/writes.ts";
import { decideFinalization, type FinalizationIntent } from "./decide-finalization.ts";
import { decideLifecycle, type LifecycleIntent, type ObservedClaim } from "./decide-lifecycle.ts";
import { launch } from "./launch.ts";
import { lifecycleReport } from "./lifecycle-report.ts";
import { registrationPatch } from "./register.ts";

const INSTANCE_POLL_MS = 5_000;

/**
 * Brings a node claim from the object to a node that pods can use, and back (§4.1 of Karpenter's behaviour). Watches node claims, and the
 * nodes that carry their provider ids.
 */
export function lifecycleController(environment: Environment, health: RegistrationHealth): ControllerDefinition {
  const { caches, ages } = environment;
  const provider = environment.provider("nodeclaim.lifecycle");
  const report = lifecycleReport(environment);
  return {
    name: "nodeclaim.lifecycle",
    forKind: { group: KARPENTER_GROUP, kind: "NodeClaim" },
    concurrency: Math.max(100, Math.min(1_000, environment.options.cpuRequests)),
    backoff: { baseMs: 1_000, maxMs: 60_000 },
    sources(enqueue) {
      const ends = [
        caches.nodeClaims.onChange(({ type, object }) => {
          if (type === "deleted") ages.forget(object.metadata.uid);
          else enqueue(object.metadata.name);
        }),
        caches.nodes.onChange(({ object }) => {
          if (!object.spec.providerID) return;
          for (const claim of caches.nodeClaims.byIndex("providerID", object.spec.providerID))
            enqueue(claim.metadata.name);
        }),
      ];
      for (const claim of caches.nodeClaims.all()) enqueue(claim.metadata.name);
      return () => ends.forEach((end) => end());
    },
    async reconcile(name, { logger, signal }) {
      const claim = caches.nodeClaims.get(name);
      if (!claim || !isManagedClaim(claim, provider)) return;
      const nodes = nodesOfClaim(claim, caches);
      if (claim.metadata.deletionTimestamp) return finalize(claim, decideFinalization(claim, nodes), logger, signal);
      return live(claim, decideLifecycle({ claim, nodes, ...stateAges(claim) }), logger, signal);
    },
  };

  function stateAges(claim: NodeClaim): Pick<ObservedClaim, "launchAgeMs" | "registrationAgeMs"> {
    const since = (type: string) =>
      Date.parse(conditionOf(claim, type)?.lastTransitionTime ?? claim.metadata.creationTimestamp);
    return {
      launchAgeMs: ages.age(`${claim.metadata.uid}/Launched`, since("Launched")),
      registrationAgeMs: ages.age(`${claim.metadata.uid}/Registered`, since("Registered")),
    };
  }

  async function live(
    claim: NodeClaim,
    intent: LifecycleIntent,
    logger: Logger,
    signal: AbortSignal,
  ): Promise<ReconcileResult> {
    switch (intent.kind) {
      case "adopt": {
        const finalizers = [...(claim.metadata.finalizers ?? []), FINALIZER_TERMINATION];
        await patchNodeClaim(environment, claim, { metadata: { finalizers } }, signal);
        return {};
      }
      case "launch":
        return launch(environment, claim, report, logger, signal);
      case "register": {
        if (intent.unregisteredTaintMissing) report.unregisteredTaintMissing(logger, claim);
        const patch = registrationPatch(claim, intent.node);
        if (patch) await patchNode(environment, intent.node, patch, signal);
        const registered = { conditions: [{ type: "Registered", status: "True" }] as const };
        const fields = { nodeName: intent.node.metadata.name };
        const after = await patchNodeClaimStatus(environment, claim, { ...registered, fields }, signal);
        report.registered(logger, after, intent.node);
        await health.record(claim, true, signal);
        return {};
      }
      case "initialize": {
        if (intent.node.metadata.labels?.[LABEL_INITIALIZED] !== "true") {
          await patchNode(environment, intent.node, { metadata: { labels: { [LABEL_INITIALIZED]: "true" } } }, signal);
        }
        const initialized = { conditions: [{ type: "Initialized", status: "True" }] as const };
        const after = await patchNodeClaimStatus(environment, claim, initialized, signal);
        report.initialized(logger, after, intent.node);
        return {};
      }
      case "report":
        await patchNodeClaimStatus(environment, claim, { conditions: [intent.condition] }, signal);
        return { requeueAfterMs: intent.requeueAfterMs };
      case "giveUp":
        await deleteNodeClaim(environment, claim, signal);
        report.gaveUp(logger, claim, intent.reason);
        await health.record(claim, false, signal);
        return {};
      case "rest":
        return {};
    }
  }

  async function finalize(
    claim: NodeClaim,
    intent: FinalizationIntent,
    logger: Logger,
    signal: AbortSignal,
  ): Promise<ReconcileResult> {
    switch (intent.kind) {
      case "rest":
      case "awaitNodes":
        return {};
      case "annotate": {
        const annotations = { [ANNOTATION_TERMINATION_TIMESTAMP]: intent.terminationTimestamp };
        await patchNodeClaim(environment, claim, { metadata: { annotations } }, signal);
        report.annotated(logger, intent.terminationTimestamp);
        return {};
      }
      case "deleteNodes":
        await Promise.all(intent.nodes.map((node) => deleteNode(environment, node, signal)));
        return {};
      case "endInstance":
        return endInstance(claim, logger, signal);
    }
  }

  async function endInstance(claim: NodeClaim, logger: Logger, signal: AbortSignal): Promise<ReconcileResult> {
    try {
      await provider.delete(claim, signal);
    } catch (error) {
      if (!isCloudError(error, "NODE_CLAIM_NOT_FOUND")) throw error;
      const since = Date.parse(conditionOf(claim, "InstanceTerminating")?.lastTransitionTime ?? "");
      if (Number.isFinite(since)) report.instanceEnded(claim, Math.max(0, environment.clock.now() - since));
      return letGo(claim, logger, signal);
    }
    await patchNodeClaimStatus(
      environment,
      claim,
      { conditions: [{ type: "InstanceTerminating", status: "True" }] },
      signal,
    );
    return { requeueAfterMs: INSTANCE_POLL_MS };
  }

  async function letGo(claim: NodeClaim, logger: Logger, signal: AbortSignal): Promise<ReconcileResult> {
    const finalizers = (claim.metadata.finalizers ?? []).filter((finalizer) => finalizer !== FINALIZER_TERMINATION);
    await patchNodeClaim(environment, claim, { metadata: { finalizers } }, signal);
    report.deleted(logger, claim);
    return {};
  }
}
