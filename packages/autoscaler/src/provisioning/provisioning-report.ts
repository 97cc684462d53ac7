import type { Logger } from "@inlay/kube";
import type { ProvisioningPlan, Snapshot } from "@inlay/planner";
import type { NodeClaim, Pod } from "@inlay/resources";
import { goDuration, someOf } from "../logs/go-text.ts";
import type { Environment } from "../state/environment.ts";

const FAILED_SCHEDULING_DEDUPE_MS = 5 * 60_000;
const NO_TYPES_DEDUPE_MS = 60_000;
/** Nominations are many and say little each. */
const NOMINATION_LIMIT = { perSecond: 5, burst: 10 };

/** As much as the API server takes. */
const LONGEST_EVENT = 1_024;

type Observed = Pick<Environment, "events" | "metrics" | "clock"> & {
  readonly caches: {
    readonly [Name in "pods" | "nodes" | "nodePools"]: Pick<Environment["caches"][Name], "get">;
  };
};

/** Why there is no pool that nodes can be made from, or undefined when there is one. */
export function noDynamicPools(
  { skippedNodePools }: Pick<ProvisioningPlan, "skippedNodePools">,
  { nodePools }: Pick<Snapshot, "nodePools">,
): string | undefined {
  // Of these reasons a pool does not take part at all; of the others it would, had it a type to launch.
  const outside = skippedNodePools.filter(({ reason }) => reason.startsWith("is "));
  if (outside.length < nodePools.length) return undefined;
  if (nodePools.length === 0) return "there is no NodePool: create one";
  const [first] = outside.filter(({ reason }) => reason === "is not ready");
  const see = first ? `: see the conditions in kubectl describe nodepool ${first.nodePool}` : "";
  return `${outside.map(({ nodePool, reason }) => `nodepool ${nodePool} ${reason}`).join(", ")}${see}`;
}

/** An event's message with what to change; of the two the latter is told whole. */
export function withFix(message: string, fix: string | undefined): string {
  if (!fix) return message;
  const room = LONGEST_EVENT - fix.length - 2;
  const told = message.length <= room ? message : `${message.slice(0, room - 1)}…`;
  return `${told}. ${fix}`;
}

/** Log lines, events and metrics of provisioning: their wording stands here and nowhere else. */
export function provisioningReport({ events, metrics, caches, clock }: Observed) {
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
    /** @param noPools why no pool takes part. */
    planned(logger: Logger, plan: ProvisioningPlan, noPools: string | undefined, durationMs: number): void {
      metrics.schedulingDuration.observe({ controller: "provisioner" }, durationMs / 1_000);
      metrics.unschedulablePods.set(
        { controller: "provisioner" },
        plan.unschedulable.filter(({ stage }) => stage === "scheduling").length,
      );
      metrics.ignoredPods.set({}, plan.unschedulable.filter(({ stage }) => stage === "validation").length);
      if (noPools !== undefined && plan.pods.length > 0 && isNews("pools", noPools))
        logger.info("no dynamic nodepools found", { reason: noPools });
      for (const { nodePool, reason } of noPools === undefined ? plan.skippedNodePools : []) {
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
    /** @param fixes what to change, by pod; told after upstream's own words. */
    leftOver(
      logger: Logger,
      { unschedulable }: Pick<ProvisioningPlan, "unschedulable">,
      noPools: string | undefined,
      fixes: ReadonlyMap<string, string>,
    ): void {
      for (const { pod: key, message, stage } of unschedulable) {
        const pod = podOf(key);
        if (message === "" || !pod) continue;
        const fix = fixes.get(key);
        // Without a pool there is one line for all of them.
        const told =
          noPools !== undefined && stage === "scheduling" ? `no dynamic nodepools found, ${noPools}` : message;
        if (told === message && stage !== "deferred" && isNews(`pod/${pod.metadata.uid}`, message)) {
          const { name, namespace } = pod.metadata;
          const fields = { Pod: { name, namespace } };
          logger.error("could not schedule pod", fix ? `${message}. ${fix}` : message, fields);
        }
        events.record({
          object: pod,
          type: "Warning",
          reason: "FailedScheduling",
          message: withFix(`Failed to schedule pod, ${told}`, fix),
          dedupeMs: FAILED_SCHEDULING_DEDUPE_MS,
        });
      }
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
