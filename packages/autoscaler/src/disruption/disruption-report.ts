import type { Logger } from "@inlay/kube";
import type { DisruptionCommand, DisruptionPlan } from "@inlay/planner";
import { LABEL_CAPACITY_TYPE, LABEL_NODEPOOL, type NodeClaim } from "@inlay/resources";
import { someOf } from "../logs/go-text.ts";
import type { Environment } from "../state/environment.ts";
import { nodesOfClaim } from "../state/managed.ts";
import { isTrue } from "../conditions/conditions.ts";
import type { CommandRecord } from "./command.ts";

const UNCONSOLIDATABLE_DEDUPE_MS = 15 * 60_000;
const BUDGET_DEDUPE_MS = 60_000;

const labels = ({
  decision,
  reason,
  consolidationType,
}: Pick<CommandRecord, "decision" | "reason" | "consolidationType">) => ({
  decision,
  reason: reason.toLowerCase(),
  consolidation_type: consolidationType,
});

/** Log lines, events and metrics of disruption: their wording stands here and nowhere else. */
export function disruptionReport({ events, metrics, caches }: Environment) {
  const onClaimAndNode = (
    claim: NodeClaim,
    event: { readonly reason: string; readonly claim: string; readonly node: string },
  ) => {
    events.record({ object: claim, type: "Normal", reason: event.reason, message: event.claim });
    for (const node of nodesOfClaim(claim, caches))
      events.record({ object: node, type: "Normal", reason: event.reason, message: event.node });
  };
  const summary = (command: DisruptionCommand): string => {
    const nodes = command.candidates.map(({ nodeName }) => nodeName).join(", ");
    const pools = [...new Set(command.candidates.map(({ nodePool }) => nodePool))].join(", ");
    const after = command.replacements.length > 0 ? ` -> [${command.replacements.length} replacement]` : "";
    return `${command.reason}: ${command.decision}: nodepools=[${pools}]: [${nodes}]${after} (savings: $${command.savingsPerHour.toFixed(2)})`;
  };
  const candidateEvent = (command: DisruptionCommand, reason: string, message: string) => {
    for (const { nodeClaim } of command.candidates) {
      const claim = caches.nodeClaims.get(nodeClaim);
      if (claim) onClaimAndNode(claim, { reason, claim: message, node: message });
    }
  };

  return {
    evaluated(plan: DisruptionPlan, seconds: number): void {
      const { reason = "", consolidationType = "" } = plan.command ?? {};
      metrics.schedulingDuration.observe({ controller: "disruption" }, seconds);
      metrics.evaluationDuration.observe(
        { reason: reason.toLowerCase(), consolidation_type: consolidationType },
        seconds,
      );
      for (const [eligible, count] of Object.entries(plan.eligibleNodes))
        metrics.eligibleNodes.set({ reason: eligible.toLowerCase() }, count);
      for (const [nodepool, allowed] of Object.entries(plan.allowedDisruptions))
        for (const [allowedReason, count] of Object.entries(allowed))
          metrics.allowedDisruptions.set({ nodepool, reason: allowedReason }, count);
      for (const refusal of plan.refusals) {
        const { reason: eventReason, message } = refusal;
        const dedupeMs = eventReason === "Unconsolidatable" ? UNCONSOLIDATABLE_DEDUPE_MS : undefined;
        const node = refusal.nodeName ? caches.nodes.get(refusal.nodeName) : undefined;
        const claim = refusal.nodeClaim ? caches.nodeClaims.get(refusal.nodeClaim) : undefined;
        // What is still on its way has no node that could be disrupted: its conditions tell how far it is.
        if (claim && !isTrue(claim, "Registered")) continue;
        const pool = refusal.nodePool && !node && !claim ? caches.nodePools.get(refusal.nodePool) : undefined;
        for (const object of [node, claim])
          if (object) events.record({ object, type: "Normal", reason: eventReason, message, dedupeMs });
        if (pool)
          events.record({ object: pool, type: "Normal", reason: eventReason, message, dedupeMs: BUDGET_DEDUPE_MS });
      }
    },
    candidate(command: DisruptionCommand): void {
      candidateEvent(command, "ConsolidationCandidate", `Consolidation candidate: ${summary(command)}`);
    },
    rejected(logger: Logger, command: DisruptionCommand, why: string): void {
      logger.debug("abandoning disruption attempt", { command: summary(command), reason: why });
      candidateEvent(command, "ConsolidationRejected", `Consolidation rejected: ${summary(command)}, reason: ${why}`);
      metrics.failedValidations.inc({ consolidation_type: command.consolidationType }, command.candidates.length);
    },
    started(logger: Logger, command: DisruptionCommand, record: CommandRecord): void {
      logger.info("disrupting node(s)", {
        "command-id": record.id,
        reason: command.reason.toLowerCase(),
        decision: command.decision,
        "disrupted-node-count": command.candidates.length,
        "replacement-node-count": command.replacements.length,
        "pod-count": command.candidates.reduce((sum, { pods }) => sum + pods.length, 0),
        "disrupted-nodes": command.candidates.map(({ nodeName, nodeClaim, capacityType, instanceType }) => ({
          Node: { name: nodeName },
          NodeClaim: { name: nodeClaim },
          "capacity-type": capacityType,
          "instance-type": instanceType,
        })),
        "replacement-nodes": command.replacements.map(({ cheapest, instanceTypes }) => ({
          "capacity-type": cheapest.capacityType,
          "instance-types": someOf(instanceTypes),
        })),
      });
      metrics.decisions.inc(labels(record));
    },
    launching(replacement: NodeClaim, record: CommandRecord): void {
      const message = `Launching NodeClaim: ${record.reason}`;
      events.record({ object: replacement, type: "Normal", reason: "DisruptionLaunching", message });
    },
    waiting(replacements: readonly NodeClaim[]): void {
      const message = "Waiting on readiness to continue disruption";
      for (const object of replacements)
        events.record({ object, type: "Normal", reason: "DisruptionWaitingReadiness", message });
    },
    terminating(claim: NodeClaim, record: CommandRecord): void {
      onClaimAndNode(claim, {
        reason: "DisruptionTerminating",
        claim: `Disrupting NodeClaim: ${record.reason}`,
        node: `Disrupting Node: ${record.reason}`,
      });
      metrics.nodeClaimsDisrupted.inc({
        reason: record.reason.toLowerCase(),
        nodepool: claim.metadata.labels?.[LABEL_NODEPOOL] ?? "",
        capacity_type: claim.metadata.labels?.[LABEL_CAPACITY_TYPE] ?? "",
      });
    },
    rolledBack(logger: Logger, record: CommandRecord, why: string): void {
      logger.error("failed to disrupt node(s)", why, {
        "command-id": record.id,
        nodeclaims: record.candidates.join(", "),
      });
      metrics.queueFailures.inc(labels(record));
    },
  };
}
