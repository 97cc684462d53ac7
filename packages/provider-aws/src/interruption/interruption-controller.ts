import type { AwsClients } from "@inlay/aws";
import type { EventRecorder, KubeClient, Logger, ObjectCache, SingletonDefinition } from "@inlay/kube";
import { isNotFound } from "@inlay/kube";
import type { Clock, KubeObject, Node, NodeClaim } from "@inlay/resources";
import { LABEL_CAPACITY_TYPE, LABEL_INSTANCE_TYPE, LABEL_ZONE, NODE_CLAIMS } from "@inlay/resources";
import { instanceIdOf } from "../instances/instance-facts.ts";
import type { ProviderMetrics } from "../metrics/provider-metrics.ts";
import type { UnavailableOfferings } from "../offerings/unavailable-offerings.ts";
import { parseInterruption } from "./message.ts";
import type { InterruptionKind, InterruptionMessage } from "./message.ts";

const RETRY_MS = 10_000;
const WAIT_SECONDS = 20;
const VISIBILITY_SECONDS = 20;
const MAX_MESSAGES = 10;
const RECEIVE_DEADLINE_MS = 40_000;

/** Event on claim and node for each kind: [reason, type, message]. */
const EVENTS: Readonly<Partial<Record<InterruptionKind, readonly [string, "Normal" | "Warning", string]>>> = {
  spot_interrupted: ["SpotInterrupted", "Warning", "Spot interruption warning was triggered"],
  rebalance_recommendation: ["SpotRebalanceRecommendation", "Normal", "Spot rebalance recommendation was triggered"],
  scheduled_change: ["InstanceUnhealthy", "Warning", "An unhealthy warning was triggered"],
  instance_stopped: ["InstanceStopping", "Warning", "Instance is stopping"],
  instance_terminated: ["InstanceTerminating", "Warning", "Instance is terminating"],
  capacity_reservation_interrupted: [
    "CapacityReservationInstanceInterrupted",
    "Warning",
    "Capacity reservation interruption warning was triggered",
  ],
};

export interface InterruptionParts {
  readonly aws: AwsClients;
  readonly kube: KubeClient;
  readonly clock: Clock;
  readonly events: EventRecorder;
  readonly metrics: ProviderMetrics;
  readonly unavailable: UnavailableOfferings;
  readonly nodeClaims: ObjectCache<NodeClaim>;
  readonly nodes: ObjectCache<Node>;
  readonly queueName: string;
}

/** Reads EC2's warnings from a queue and deletes the claims of machines that are about to go: core drains them in time. */
export function interruptionController(parts: InterruptionParts): SingletonDefinition {
  const { aws, metrics, queueName } = parts;
  let queueUrl: string | undefined;
  return {
    name: "interruption",
    reconcile: async ({ logger, signal }) => {
      try {
        queueUrl ??= (await aws.call("sqs", "GetQueueUrl", { QueueName: queueName }, { signal })).QueueUrl;
        const { Messages } = await aws.call(
          "sqs",
          "ReceiveMessage",
          {
            QueueUrl: queueUrl,
            MaxNumberOfMessages: MAX_MESSAGES,
            VisibilityTimeout: VISIBILITY_SECONDS,
            WaitTimeSeconds: WAIT_SECONDS,
          },
          { signal, deadlineMs: RECEIVE_DEADLINE_MS },
        );
        await Promise.all(
          (Messages ?? []).map(async ({ Body, ReceiptHandle }) => {
            // What fails is not deleted: the queue hands it out again.
            if (!(await handle(Body, parts, logger, signal))) return;
            await aws.call("sqs", "DeleteMessage", { QueueUrl: queueUrl, ReceiptHandle }, { signal });
            metrics.deletedMessages.inc();
          }),
        );
        return { requeueAfterMs: 0 };
      } catch (error) {
        signal.throwIfAborted();
        logger.error("failed polling the interruption queue", error, { queue: queueName });
        return { requeueAfterMs: RETRY_MS };
      }
    },
  };
}

/** Whether the message is dealt with. */
async function handle(
  body: string | undefined,
  parts: InterruptionParts,
  logger: Logger,
  signal: AbortSignal,
): Promise<boolean> {
  let message: InterruptionMessage;
  try {
    message = parseInterruption(body);
  } catch (error) {
    logger.error("failed parsing interruption message", error);
    return true;
  }
  parts.metrics.receivedMessages.inc({ message_type: message.kind });
  try {
    for (const claim of parts.nodeClaims.all())
      if (message.instanceIds.includes(instanceIdOf(claim.status?.providerID ?? "") ?? ""))
        await interrupt(claim, message.kind, parts, logger, signal);
  } catch (error) {
    signal.throwIfAborted();
    logger.error("failed handling interruption message", error, { messageKind: message.kind });
    return false;
  }
  if (message.at !== undefined)
    parts.metrics.messageQueueSeconds.observe({}, Math.max(0, parts.clock.now() - message.at) / 1000);
  return true;
}

async function interrupt(
  claim: NodeClaim,
  kind: InterruptionKind,
  { kube, events, unavailable, nodes }: InterruptionParts,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  const node = nodes.all().find(({ spec }) => spec.providerID === claim.status?.providerID);
  const record = (reason: string, type: "Normal" | "Warning", text: string) => {
    const objects: readonly (KubeObject | undefined)[] = [claim, node];
    for (const object of objects) if (object) events.record({ object, type, reason, message: text });
  };
  const event = EVENTS[kind];
  if (event) record(...event);
  if (kind === "rebalance_recommendation" || kind === "no_op") return;
  const labels = claim.metadata.labels ?? {};
  const [instanceType, zone] = [labels[LABEL_INSTANCE_TYPE], labels[LABEL_ZONE]];
  if (kind === "spot_interrupted" && labels[LABEL_CAPACITY_TYPE] === "spot" && instanceType && zone)
    unavailable.markOffering(instanceType, zone, "spot");
  if (claim.metadata.deletionTimestamp) return;
  try {
    const preconditions = { uid: claim.metadata.uid };
    await kube.delete(NODE_CLAIMS, { name: claim.metadata.name }, { preconditions, signal });
  } catch (error) {
    // Another message about the same machine was faster.
    if (isNotFound(error)) return;
    throw error;
  }
  logger.info("initiating delete from interruption message", {
    messageKind: kind,
    NodeClaim: { name: claim.metadata.name },
    action: "CordonAndDrain",
  });
  record("TerminatingOnInterruption", "Warning", "Interruption triggered termination for the NodeClaim");
}
