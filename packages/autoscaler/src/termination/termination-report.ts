import type { Logger } from "@inlay/kube";
import {
  LABEL_NODEPOOL,
  LABEL_ZONE,
  rfc3339,
  TAINT_DISRUPTED,
  type Node,
  type NodeClaim,
  type Pod,
  type VolumeAttachment,
} from "@inlay/resources";
import { someOf } from "../logs/go-text.ts";
import type { Environment } from "../state/environment.ts";

/** Log lines, events and metrics of a node's end: their wording stands here and nowhere else. */
export function terminationReport({ events, metrics, clock }: Pick<Environment, "events" | "metrics" | "clock">) {
  const claimField = (claim: NodeClaim | undefined) => ({ NodeClaim: { name: claim?.metadata.name ?? "" } });
  return {
    tainted(logger: Logger, claim: NodeClaim | undefined): void {
      logger.info("tainted node", {
        ...claimField(claim),
        "taint.Key": TAINT_DISRUPTED.key,
        "taint.Value": TAINT_DISRUPTED.value ?? "",
        "taint.Effect": TAINT_DISRUPTED.effect,
      });
    },
    draining(node: Node, waiting: readonly Pod[]): void {
      if (waiting.length === 0) return;
      const message = `Failed to drain node, ${waiting.length} pods are waiting to be evicted`;
      events.record({ object: node, type: "Warning", reason: "FailedDraining", message, dedupeValues: ["waiting"] });
    },
    timeRunsOut(node: Node, claim: NodeClaim, terminationMs: number): void {
      const message = `All pods will be deleted by ${rfc3339(terminationMs)}`;
      for (const object of [node, claim])
        events.record({ object, type: "Warning", reason: "TerminationGracePeriodExpiring", message });
    },
    forced(pod: Pod, node: Node, graceSeconds: number): void {
      const message = `Deleting the pod to accommodate the terminationTime of node ${node.metadata.name}: its ${graceSeconds} seconds of grace are what is left, budgets and do-not-disrupt do not count any more`;
      events.record({ object: pod, type: "Normal", reason: "Disrupted", message, dedupeValues: [pod.metadata.uid] });
    },
    drained(claim: NodeClaim): void {
      metrics.nodesDrained.inc({ nodepool: claim.metadata.labels?.[LABEL_NODEPOOL] ?? "" });
    },
    awaitingDetachment(node: Node, attachments: readonly VolumeAttachment[]): void {
      const names = someOf(attachments.map(({ metadata }) => metadata.name));
      const message = `Awaiting deletion of bound volumeattachments (${names})`;
      events.record({ object: node, type: "Normal", reason: "AwaitingVolumeDetachment", message });
    },
    deleted(logger: Logger, node: Node, claim: NodeClaim | undefined): void {
      logger.info("deleted node", claimField(claim));
      const nodepool = node.metadata.labels?.[LABEL_NODEPOOL] ?? "";
      metrics.nodesTerminated.inc({ nodepool, zone: node.metadata.labels?.[LABEL_ZONE] ?? "" });
      const since = Date.parse(node.metadata.deletionTimestamp ?? "");
      if (!Number.isFinite(since)) return;
      metrics.nodeTermination.observe({ nodepool }, Math.max(0, clock.now() - since) / 1_000);
      metrics.nodeLifetime.observe(
        { nodepool },
        Math.max(0, since - Date.parse(node.metadata.creationTimestamp)) / 1_000,
      );
    },
  };
}
