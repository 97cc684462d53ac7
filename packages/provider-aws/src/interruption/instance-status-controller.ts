import type { AwsClients, Filter } from "@inlay/aws";
import { everyPage, isUnauthorizedAtAws } from "@inlay/aws";
import type { EventRecorder, KubeClient, Logger, ObjectCache, SingletonDefinition } from "@inlay/kube";
import { isNotFound } from "@inlay/kube";
import type { Clock, NodeClaim } from "@inlay/resources";
import { ANNOTATION_TERMINATION_TIMESTAMP, NODE_CLAIMS, rfc3339 } from "@inlay/resources";
import { instanceIdOf } from "../instances/instance-facts.ts";
import type { ProviderMetrics } from "../metrics/provider-metrics.ts";

const PERIOD_MS = 60_000;
/** Denied: nothing is asked again until the controller is restarted with another policy. */
const NEVER_MS = 365 * 86_400_000;
/** A failed check counts once it has lasted so long. */
const IMPAIRED_FOR_MS = 120_000;

const EVENT_CODES = ["instance-reboot", "system-reboot", "system-maintenance", "instance-retirement", "instance-stop"];

type Category = "instance_status" | "system_status" | "event_status";

const QUERIES: readonly (readonly [Category, Filter])[] = [
  ["instance_status", { Name: "instance-status.status", Values: ["impaired"] }],
  ["system_status", { Name: "system-status.status", Values: ["impaired"] }],
  ["event_status", { Name: "event.code", Values: EVENT_CODES }],
];

export interface InstanceStatusParts {
  readonly aws: AwsClients;
  readonly kube: KubeClient;
  readonly clock: Clock;
  readonly events: EventRecorder;
  readonly metrics: ProviderMetrics;
  readonly nodeClaims: ObjectCache<NodeClaim>;
}

/** Deletes claims whose instances EC2 reports as impaired, at once; those with a scheduled event are drained. */
export function instanceStatusController(parts: InstanceStatusParts): SingletonDefinition {
  const { aws, clock, metrics, nodeClaims } = parts;
  /** Counted until they recover: `i-…/category`. */
  let counted = new Set<string>();
  return {
    name: "interruption.instancestatus",
    reconcile: async ({ logger, signal }) => {
      const unhealthy = new Map<string, Category>();
      try {
        for (const [category, filter] of QUERIES)
          for (const id of await unhealthyInstances(aws, category, filter, clock.now(), signal))
            if (!unhealthy.has(id)) unhealthy.set(id, category);
      } catch (error) {
        signal.throwIfAborted();
        if (isUnauthorizedAtAws(error)) {
          logger.error(
            "not allowed to call ec2:DescribeInstanceStatus: instance status checks are off until restart",
            error,
          );
          return { requeueAfterMs: NEVER_MS };
        }
        logger.error("failed reading instance status", error);
        return { requeueAfterMs: PERIOD_MS };
      }
      const now = new Set<string>();
      for (const claim of nodeClaims.all()) {
        const id = instanceIdOf(claim.status?.providerID ?? "");
        const category = id && unhealthy.get(id);
        if (!category) continue;
        now.add(`${id}/${category}`);
        if (!counted.has(`${id}/${category}`)) metrics.unhealthyInstances.inc({ category });
        await remove(claim, category, parts, logger, signal);
      }
      counted = now;
      return { requeueAfterMs: PERIOD_MS };
    },
  };
}

async function unhealthyInstances(
  aws: AwsClients,
  category: Category,
  filter: Filter,
  now: number,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const statuses = await everyPage(async (token) => {
    const page = await aws.call(
      "ec2",
      "DescribeInstanceStatus",
      { Filters: [filter], ...(token === undefined ? {} : { NextToken: token }) },
      { signal },
    );
    return { items: page.InstanceStatuses ?? [], next: page.NextToken };
  });
  return statuses.flatMap(({ InstanceId, InstanceStatus, SystemStatus }) => {
    if (!InstanceId) return [];
    if (category === "event_status") return [InstanceId];
    const details = (category === "instance_status" ? InstanceStatus : SystemStatus)?.Details ?? [];
    const lasting = details.some(
      ({ Status, ImpairedSince }) => Status === "failed" && now - (ImpairedSince?.getTime() ?? now) >= IMPAIRED_FOR_MS,
    );
    return lasting ? [InstanceId] : [];
  });
}

async function remove(
  claim: NodeClaim,
  category: Category,
  { kube, clock, events }: InstanceStatusParts,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  if (claim.metadata.deletionTimestamp) return;
  const key = { name: claim.metadata.name };
  try {
    if (category !== "event_status" && claim.metadata.annotations?.[ANNOTATION_TERMINATION_TIMESTAMP] === undefined)
      await kube.mergePatch<NodeClaim>(
        NODE_CLAIMS,
        key,
        { metadata: { annotations: { [ANNOTATION_TERMINATION_TIMESTAMP]: rfc3339(clock.now()) } } },
        { signal },
      );
    await kube.delete(NODE_CLAIMS, key, { preconditions: { uid: claim.metadata.uid }, signal });
    events.record({
      object: claim,
      type: "Warning",
      reason: "InstanceUnhealthy",
      message: "An unhealthy warning was triggered",
    });
    logger.info("initiating delete of unhealthy instance", { NodeClaim: key, category });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
