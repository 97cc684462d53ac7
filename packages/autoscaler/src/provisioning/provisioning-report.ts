import type { Logger } from "@inlay/kube";
import type { ProvisioningPlan } from "@inlay/planner";
import type { NodeClaim, Pod } from "@inlay/resources";
import { goDuration, someOf } from "../logs/go-text.ts";
import type { Environment } from "../state/environment.ts";

const FAILED_SCHEDULING_DEDUPE_MS = 5 * 60_000;
const NO_TYPES_DEDUPE_MS = 60_000;
/** Nominations are many and say little each. */
const NOMINATION_LIMIT = { perSecond: 5, burst: 10 };

/** Log lines, events and metrics of provisioning: their wording stands here and nowhere else. */
export function provisioningReport({ events, metrics, caches, clock }: Environment) {
  /** What was told of each subject, so that a standing failure is one line and not one every ten seconds. */
  const told = new Map<string, { readonly text: string; readonly at: number }>();
  const isNews = (subject: string, text: string): boolean => {
    const last = told.get(subject);
    if (last?.text === text && clock.now() - last.at < FAILED_SCHEDULING_DEDUPE_MS) return false;
    told.delete(subject);
    told.set(subject, { text, at: clock.now() });
    if (told.size > 10_000) told.delete(told.keys().next().value!);
    return true;
  };
  const podOf = (key: string): Pod | undefined => {
    const slash = key.indexOf("/");
    return caches.pods.get(key.slice(slash + 1), key.slice(0, slash));
  };
  const nominated = (podKeys: readonly string[], target: string) => {
    for (const key of podKeys) {
      const pod = podOf(key);
      // Pods of leaving nodes run still: they are promised a place when they are pending.
      if (!pod || pod.spec.nodeName) continue;
      const message = `Pod should schedule on: ${target}`;
      events.record({ object: pod, type: "Normal", reason: "Nominated", message, limit: NOMINATION_LIMIT });
    }
  };

  return {
    planned(logger: Logger, plan: ProvisioningPlan, durationMs: number): void {
      metrics.schedulingDuration.observe({ controller: "provisioner" }, durationMs / 1_000);
      metrics.unschedulablePods.set(
        { controller: "provisioner" },
        plan.unschedulable.filter(({ stage }) => stage === "scheduling").length,
      );
      metrics.ignoredPods.set({}, plan.unschedulable.filter(({ stage }) => stage === "validation").length);
      for (const { nodePool, reason } of plan.skippedNodePools) {
        const withoutTypes = reason.includes("filtered out all available instance types");
        if (isNews(`pool/${nodePool}`, reason)) {
          const fields = { NodePool: { name: nodePool } };
          if (reason === "is not ready")
            logger.error("ignoring nodepool, not ready", `see kubectl describe nodepool ${nodePool}`, fields);
          else if (withoutTypes) logger.info("skipping, nodepool requirements filtered out all instance types", fields);
          else logger.info(`skipping, nodepool ${reason}`, fields);
        }
        const pool = caches.nodePools.get(nodePool);
        if (pool && withoutTypes) {
          const message = "NodePool requirements filtered out all compatible available instance types";
          const dedupeMs = NO_TYPES_DEDUPE_MS;
          events.record({ object: pool, type: "Warning", reason: "NoCompatibleInstanceTypes", message, dedupeMs });
        }
      }
      for (const { pod: key, message, stage } of plan.unschedulable) {
        const pod = podOf(key);
        if (message === "" || !pod) continue;
        if (stage !== "deferred" && isNews(`pod/${pod.metadata.uid}`, message)) {
          const { name, namespace } = pod.metadata;
          logger.error("could not schedule pod", message, { Pod: { name, namespace } });
        }
        events.record({
          object: pod,
          type: "Warning",
          reason: "FailedScheduling",
          message: `Failed to schedule pod, ${message}`,
          dedupeMs: FAILED_SCHEDULING_DEDUPE_MS,
        });
      }
      if (plan.newNodeClaims.length === 0) return;
      logger.info("found provisionable pod(s)", { Pods: someOf(plan.pods), duration: goDuration(durationMs) });
      logger.info("computed new nodeclaim(s) to fit pod(s)", {
        nodeclaims: plan.newNodeClaims.length,
        pods: plan.newNodeClaims.reduce((sum, { pods }) => sum + pods.length, 0),
      });
      const unready = plan.existingNodes.filter(({ initialized, pods }) => !initialized && pods.length > 0);
      if (unready.length === 0) return;
      logger.info("computed unready node(s) will fit pod(s)", {
        nodes: unready.length,
        pods: unready.reduce((sum, { pods }) => sum + pods.length, 0),
      });
    },
    existingNodesNominated(plan: Pick<ProvisioningPlan, "existingNodes">): void {
      for (const { name, nodeClaim, pods } of plan.existingNodes) {
        const isClaim = caches.nodes.get(name) === undefined;
        const parts = [nodeClaim ? `nodeclaim/${nodeClaim}` : "", isClaim ? "" : `node/${name}`];
        nominated(pods, parts.filter((part) => part !== "").join(", ") || `nodeclaim/${name}`);
      }
    },
    claimNominated(claim: NodeClaim, pods: readonly string[]): void {
      nominated(pods, `nodeclaim/${claim.metadata.name}`);
    },
    notCreated(logger: Logger, nodePool: string, error: unknown): void {
      logger.error("creating nodeclaim", error, { NodePool: { name: nodePool } });
    },
  };
}
