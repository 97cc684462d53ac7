/** What a message of the queue asks for. */
export type InterruptionKind =
  | "spot_interrupted"
  | "rebalance_recommendation"
  | "scheduled_change"
  | "instance_stopped"
  | "instance_terminated"
  | "capacity_reservation_interrupted"
  | "no_op";

export interface InterruptionMessage {
  readonly kind: InterruptionKind;
  readonly instanceIds: readonly string[];
  /** When the event happened, milliseconds; undefined where the message does not say. */
  readonly at: number | undefined;
}

/** A message that is not JSON, or not an object. */
export class MessageUnreadable extends Error {
  readonly code = "MESSAGE_UNREADABLE";
}

interface Event {
  readonly version?: unknown;
  readonly source?: unknown;
  readonly "detail-type"?: unknown;
  readonly time?: unknown;
  readonly detail?: {
    readonly "instance-id"?: unknown;
    readonly state?: unknown;
    readonly service?: unknown;
    readonly eventTypeCategory?: unknown;
    readonly affectedEntities?: readonly { readonly entityValue?: unknown }[];
  };
}

const STATES: Readonly<Record<string, InterruptionKind>> = {
  stopping: "instance_stopped",
  stopped: "instance_stopped",
  "shutting-down": "instance_terminated",
  terminated: "instance_terminated",
};

/** Reads an EventBridge event. What is not known is a no-op. @throws MessageUnreadable */
export function parseInterruption(body: string | undefined): InterruptionMessage {
  const noOp: InterruptionMessage = { kind: "no_op", instanceIds: [], at: undefined };
  if (!body) return noOp;
  const event = parseEvent(body);
  if (event.version !== "0") return noOp;
  const parsed = Date.parse(String(event.time));
  const at = Number.isNaN(parsed) ? undefined : parsed;
  const instanceId = event.detail?.["instance-id"];
  const about = (kind: InterruptionKind | undefined): InterruptionMessage =>
    kind && typeof instanceId === "string" ? { kind, instanceIds: [instanceId], at } : noOp;
  switch (`${String(event.source)}/${String(event["detail-type"])}`) {
    case "aws.ec2/EC2 Spot Instance Interruption Warning":
      return about("spot_interrupted");
    case "aws.ec2/EC2 Instance Rebalance Recommendation":
      return about("rebalance_recommendation");
    case "aws.ec2/EC2 Capacity Reservation Instance Interruption Warning":
      return about("capacity_reservation_interrupted");
    case "aws.ec2/EC2 Instance State-change Notification":
      return about(STATES[String(event.detail?.state)]);
    case "aws.health/AWS Health Event": {
      if (event.detail?.service !== "EC2" || event.detail.eventTypeCategory !== "scheduledChange") return noOp;
      const instanceIds = (event.detail.affectedEntities ?? []).flatMap(({ entityValue }) =>
        typeof entityValue === "string" ? [entityValue] : [],
      );
      return { kind: "scheduled_change", instanceIds, at };
    }
    default:
      return noOp;
  }
}

function parseEvent(body: string): Event {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (cause) {
    throw new MessageUnreadable("the message is not JSON", { cause });
  }
  if (typeof value !== "object" || value === null) throw new MessageUnreadable("the message is no JSON object");
  return value;
}
