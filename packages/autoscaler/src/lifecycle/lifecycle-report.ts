import { errorText, type Logger } from "@inlay/kube";
import {
  LABEL_CAPACITY_TYPE,
  LABEL_INSTANCE_TYPE,
  LABEL_NODEPOOL,
  LABEL_ZONE,
  type Node,
  type NodeClaim,
} from "@inlay/resources";
import { resourcesField } from "../logs/go-text.ts";
import type { Environment } from "../state/environment.ts";

const label = (claim: NodeClaim, key: string): string => claim.metadata.labels?.[key] ?? "";

/** Log lines, events and metrics of a claim's life: their wording stands here and nowhere else. */
export function lifecycleReport({ events, metrics, clock }: Pick<Environment, "events" | "metrics" | "clock">) {
  const disrupted = (claim: NodeClaim, reason: string) =>
    metrics.nodeClaimsDisrupted.inc({
      reason,
      nodepool: label(claim, LABEL_NODEPOOL),
      capacity_type: label(claim, LABEL_CAPACITY_TYPE),
    });
  return {
    launched(logger: Logger, claim: NodeClaim): void {
      logger.info("launched nodeclaim", {
        "provider-id": claim.status?.providerID ?? "",
        "instance-type": label(claim, LABEL_INSTANCE_TYPE),
        zone: label(claim, LABEL_ZONE),
        "capacity-type": label(claim, LABEL_CAPACITY_TYPE),
        allocatable: resourcesField(claim.status?.allocatable),
      });
    },
    insufficientCapacity(logger: Logger, claim: NodeClaim, error: unknown): void {
      logger.error("failed launching nodeclaim", error);
      const message = `NodeClaim ${claim.metadata.name} event: ${truncated(errorText(error))}`;
      events.record({ object: claim, type: "Warning", reason: "InsufficientCapacityError", message });
      disrupted(claim, "insufficient_capacity");
    },
    nodeClassNotReady(logger: Logger, claim: NodeClaim, error: unknown): void {
      logger.error("failed launching nodeclaim", error);
      disrupted(claim, "nodeclass_not_ready");
    },
    registered(logger: Logger, claim: NodeClaim, node: Node): void {
      logger.info("registered nodeclaim", {
        "provider-id": claim.status?.providerID ?? "",
        Node: { name: node.metadata.name },
      });
      metrics.nodesCreated.inc({ nodepool: label(claim, LABEL_NODEPOOL), zone: label(claim, LABEL_ZONE) });
    },
    unregisteredTaintMissing(logger: Logger, claim: NodeClaim): void {
      const text = "missing required startup taint, karpenter.sh/unregistered, the nodes may be scheduled to too early";
      logger.error("node claim registration error", text);
      const message = `NodeClaim ${claim.metadata.name} event: ${text}`;
      events.record({ object: claim, type: "Warning", reason: "UnregisteredTaintMissing", message });
    },
    initialized(logger: Logger, claim: NodeClaim, node: Node): void {
      logger.info("initialized nodeclaim", {
        "provider-id": claim.status?.providerID ?? "",
        Node: { name: node.metadata.name },
        allocatable: resourcesField(node.status?.allocatable),
      });
    },
    gaveUp(logger: Logger, claim: NodeClaim, reason: "launch_timeout" | "registration_timeout"): void {
      logger.debug("terminating due to timeout", { timeout: reason === "launch_timeout" ? "5m0s" : "15m0s", reason });
      disrupted(claim, reason);
    },
    annotated(logger: Logger, terminationTimestamp: string): void {
      logger.info("annotated nodeclaim", { "karpenter.sh/nodeclaim-termination-timestamp": terminationTimestamp });
    },
    instanceEnded(claim: NodeClaim, sinceMs: number): void {
      metrics.instanceTermination.observe({ nodepool: label(claim, LABEL_NODEPOOL) }, sinceMs / 1_000);
    },
    deleted(logger: Logger, claim: NodeClaim): void {
      logger.info("deleted nodeclaim", {
        "provider-id": claim.status?.providerID ?? "",
        Node: { name: claim.status?.nodeName ?? "" },
      });
      const nodepool = label(claim, LABEL_NODEPOOL);
      const since = Date.parse(claim.metadata.deletionTimestamp ?? "");
      if (Number.isFinite(since))
        metrics.claimTermination.observe({ nodepool }, Math.max(0, clock.now() - since) / 1_000);
      metrics.nodeClaimsTerminated.inc({
        nodepool,
        capacity_type: label(claim, LABEL_CAPACITY_TYPE),
        zone: label(claim, LABEL_ZONE),
      });
    },
  };
}

/** Conditions and events are read by people: as much of a cloud's message as Karpenter shows. */
export const truncated = (message: string): string => (message.length > 300 ? `${message.slice(0, 300)}...` : message);
