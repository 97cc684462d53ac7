import { randomUUID } from "node:crypto";
import type { InstanceState } from "../aws-simulation.ts";

/** Something that EC2 tells EventBridge. */
export type Ec2Event =
  | { readonly kind: "state-change"; readonly instanceId: string; readonly state: InstanceState }
  | { readonly kind: "spot-interruption" | "rebalance" | "scheduled-change"; readonly instanceId: string };

const DETAIL_TYPES = {
  "state-change": "EC2 Instance State-change Notification",
  "spot-interruption": "EC2 Spot Instance Interruption Warning",
  rebalance: "EC2 Instance Rebalance Recommendation",
  "scheduled-change": "AWS Health Event",
} as const;

/** The event as EventBridge delivers it to a queue. */
export function eventBridgeMessage(event: Ec2Event, accountId: string, region: string, time: string): string {
  const health = event.kind === "scheduled-change";
  return JSON.stringify({
    version: "0",
    id: randomUUID(),
    "detail-type": DETAIL_TYPES[event.kind],
    source: health ? "aws.health" : "aws.ec2",
    account: accountId,
    time,
    region,
    resources: health ? [event.instanceId] : [`arn:aws:ec2:${region}:${accountId}:instance/${event.instanceId}`],
    detail: detailOf(event),
  });
}

function detailOf(event: Ec2Event): Record<string, unknown> {
  switch (event.kind) {
    case "state-change":
      return { "instance-id": event.instanceId, state: event.state };
    case "spot-interruption":
      return { "instance-id": event.instanceId, "instance-action": "terminate" };
    case "rebalance":
      return { "instance-id": event.instanceId };
    case "scheduled-change":
      return {
        service: "EC2",
        eventTypeCategory: "scheduledChange",
        eventTypeCode: "AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED",
        affectedEntities: [{ entityValue: event.instanceId }],
      };
  }
}
