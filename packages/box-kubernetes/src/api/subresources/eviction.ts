import { matchesSelector, rfc3339, type Pod, type PodDisruptionBudget } from "@inlay/resources";
import type { Mutable, ResourceDefinition } from "../../schema/resource-definition.ts";
import { StaleObject } from "../../store/store-event.ts";
import { ApiError } from "../api-error.ts";
import type { DeleteOptions, ObjectKey } from "../api.ts";
import { badRequest, notFound, plainFailure } from "../failures.ts";
import type { Machinery, WriteContext } from "../machinery.ts";
import { deleteObject } from "../writes/delete-object.ts";
import { textOf } from "../writes/object-metadata.ts";

const STORED_PODS = "/pods";
const STORED_BUDGETS = "policy/poddisruptionbudgets";
const BLOCKED = "Cannot evict pod as it would violate the pod's disruption budget.";
/** More pods than this in `disruptedPods` mean that the budget's controller does not keep up. */
const MAX_DISRUPTED_PODS = 2000;
const ATTEMPTS = 10;

/** A `policy/v1 Eviction`, as a client sends it. */
export interface Eviction {
  readonly metadata?: Mutable;
  readonly deleteOptions?: DeleteOptions & { readonly dryRun?: readonly string[] };
}

/**
 * Deletes a pod if its disruption budget allows it, and takes the disruption from the budget first (pkg/registry/core/pod/storage
 * EvictionREST).
 *
 * @throws ApiError 429 while the budget forbids it; 500 when two budgets cover the pod.
 */
export async function evictPod(
  machinery: Machinery,
  key: ObjectKey,
  { metadata = {}, deleteOptions = {} }: Eviction,
  context: WriteContext,
): Promise<void> {
  if (textOf(metadata["name"]) !== key.name) throw badRequest("name in URL does not match name in Eviction object");
  const { store, registry } = machinery;
  const definition = registry.get("", "v1", "pods") as ResourceDefinition;
  const pod = store.get(STORED_PODS, key.namespace ?? "", key.name) as Pod | undefined;
  if (!pod) throw notFound(definition, key.name);
  const dryRun = context.dryRun || (deleteOptions.dryRun ?? []).length > 0;
  const { uid } = deleteOptions.preconditions ?? {};
  if (!isFreeToGo(pod) && (uid === undefined || uid === pod.metadata.uid)) takeDisruption(machinery, pod, dryRun);
  await deleteObject(machinery, definition, key, deleteOptions, { ...context, dryRun });
}

/** Budgets do not protect what has ended, has not begun, or is leaving already. */
function isFreeToGo({ metadata, status }: Pod): boolean {
  return (
    ["Succeeded", "Failed", "Pending"].includes(status?.phase ?? "Pending") || metadata.deletionTimestamp !== undefined
  );
}

function takeDisruption({ store, clock }: Machinery, pod: Pod, dryRun: boolean): void {
  for (let attempt = 1; ; attempt++) {
    const budget = budgetOf(store.list(STORED_BUDGETS, pod.metadata.namespace) as readonly PodDisruptionBudget[], pod);
    if (!budget) return;
    if (!isReady(pod) && goesUnhealthy(budget)) return;
    const next = afterDisruption(budget, pod, clock.now());
    try {
      if (!dryRun) store.update(STORED_BUDGETS, next, budget);
      return;
    } catch (error) {
      if (!(error instanceof StaleObject) || attempt === ATTEMPTS) throw error;
    }
  }
}

function budgetOf(budgets: readonly PodDisruptionBudget[], pod: Pod): PodDisruptionBudget | undefined {
  const covering = budgets.filter(({ spec }) => matchesSelector(spec.selector, pod.metadata.labels));
  if (covering.length > 1)
    throw plainFailure(
      "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
    );
  return covering[0];
}

/** An unready pod may go when the policy says so, or when the budget is healthy without it. */
function goesUnhealthy({ spec, status }: PodDisruptionBudget): boolean {
  if (spec.unhealthyPodEvictionPolicy === "AlwaysAllow") return true;
  return status !== undefined && status.desiredHealthy > 0 && status.currentHealthy >= status.desiredHealthy;
}

function isReady({ status }: Pod): boolean {
  return (status?.conditions ?? []).some((condition) => condition.type === "Ready" && condition.status === "True");
}

function afterDisruption(budget: PodDisruptionBudget, pod: Pod, now: number): PodDisruptionBudget {
  const { metadata, status } = budget;
  const { name, generation = 0 } = metadata;
  if (!status || (status.observedGeneration ?? 0) < generation)
    throw tooManyRequests(`The disruption budget ${name} is still being processed by the server.`, 10);
  if (status.disruptionsAllowed < 0)
    throw new ApiError(403, "Forbidden", "pdb disruptions allowed is negative", { name, kind: "poddisruptionbudgets" });
  if (Object.keys(status.disruptedPods ?? {}).length > MAX_DISRUPTED_PODS)
    throw new ApiError(
      403,
      "Forbidden",
      "DisruptedPods map too big - too many evictions not confirmed by PDB controller",
      {
        name,
        kind: "poddisruptionbudgets",
      },
    );
  if (status.disruptionsAllowed === 0)
    throw tooManyRequests(
      `The disruption budget ${name} needs ${status.desiredHealthy} healthy pods and has ${status.currentHealthy} currently`,
    );
  const disruptedPods = { ...status.disruptedPods, [pod.metadata.name]: rfc3339(now) };
  return { ...budget, status: { ...status, disruptionsAllowed: status.disruptionsAllowed - 1, disruptedPods } };
}

function tooManyRequests(message: string, retryAfterSeconds?: number): ApiError {
  const causes = [{ reason: "DisruptionBudget", message }];
  return new ApiError(429, "TooManyRequests", BLOCKED, { causes, ...(retryAfterSeconds && { retryAfterSeconds }) });
}
