import type { Condition, Deployment, ReplicaSet } from "@inlay/resources";
import { resolveFenceposts } from "./fenceposts.ts";
import { desiredOf, isComplete, replicasOf, type Sets } from "./rollout.ts";

export type DeploymentStatus = NonNullable<Deployment["status"]>;
/** Deployments say when a condition was last confirmed, too. */
export type DeploymentCondition = Condition & { readonly lastUpdateTime?: string };

const NO_DEADLINE = 2 ** 31 - 1;
const DONE = "NewReplicaSetAvailable";
const TIMED_OUT = "ProgressDeadlineExceeded";

/** @param now milliseconds @param time the same, RFC 3339 */
export function deploymentStatus(deployment: Deployment, sets: Sets, now: number, time: string): DeploymentStatus {
  const counts = countReplicas(deployment, sets);
  const before: readonly DeploymentCondition[] = deployment.status?.conditions ?? [];
  const conditions = before.filter(({ type }) => type !== "ReplicaFailure");
  const put = (condition: Condition, confirm = false) => {
    const index = conditions.findIndex(({ type }) => type === condition.type);
    const old = conditions[index];
    if (!confirm && old?.status === condition.status && old.reason === condition.reason) return;
    const lastTransitionTime = old?.status === condition.status ? old.lastTransitionTime : time;
    // One that has changed moves to the end, as the real controller writes them.
    if (old) conditions.splice(index, 1);
    conditions.push({ ...condition, lastUpdateTime: time, lastTransitionTime });
  };
  put(availability(deployment, counts));
  const progress = progressing(deployment, sets, counts, now);
  if (progress) put(progress, progress.reason === "ReplicaSetUpdated");
  const failure = [sets.current, ...sets.old]
    .flatMap((set) => set?.status?.conditions ?? [])
    .find(({ type, status }) => type === "ReplicaFailure" && status === "True");
  if (failure) put({ type: "ReplicaFailure", status: "True", reason: failure.reason, message: failure.message });
  const { collisionCount } = deployment.status ?? {};
  return { ...counts, ...(collisionCount === undefined ? {} : { collisionCount }), conditions };
}

function countReplicas(deployment: Deployment, { current, old }: Sets): DeploymentStatus {
  const all = current ? [...old, current] : old;
  const sum = (of: (set: ReplicaSet) => number | undefined) => all.reduce((total, set) => total + (of(set) ?? 0), 0);
  const available = sum((set) => set.status?.availableReplicas);
  const counts = {
    replicas: sum((set) => set.status?.replicas),
    updatedReplicas: current?.status?.replicas ?? 0,
    readyReplicas: sum((set) => set.status?.readyReplicas),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, sum(replicasOf) - available),
  };
  // Zeros are left out, as omitempty does.
  const present = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  return { observedGeneration: deployment.metadata.generation, ...present };
}

function availability(deployment: Deployment, { availableReplicas = 0 }: DeploymentStatus): Condition {
  const enough = desiredOf(deployment) - resolveFenceposts(deployment).maxUnavailable;
  return availableReplicas >= enough
    ? {
        type: "Available",
        status: "True",
        reason: "MinimumReplicasAvailable",
        message: "Deployment has minimum availability.",
      }
    : {
        type: "Available",
        status: "False",
        reason: "MinimumReplicasUnavailable",
        message: "Deployment does not have minimum availability.",
      };
}

function progressing(
  deployment: Deployment,
  { current }: Sets,
  counts: DeploymentStatus,
  now: number,
): Condition | undefined {
  if (!hasDeadline(deployment) || deployment.spec.paused) return undefined;
  const old = progressCondition(deployment);
  const done = (counts.replicas ?? 0) === (counts.updatedReplicas ?? 0) && old?.reason === DONE;
  if (done) return undefined;
  const what = current ? `ReplicaSet "${current.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
  const is = (status: "True" | "False", reason: string, text: string): Condition => ({
    type: "Progressing",
    status,
    reason,
    message: `${what} ${text}`,
  });
  if (isComplete(deployment, counts)) return is("True", DONE, "has successfully progressed.");
  if (hasProgressed(deployment.status ?? {}, counts)) return is("True", "ReplicaSetUpdated", "is progressing.");
  if (untilDeadlineMs(deployment, now) <= 0) return is("False", TIMED_OUT, "has timed out progressing.");
  return undefined;
}

function hasProgressed(old: DeploymentStatus, now: DeploymentStatus): boolean {
  const outdated = ({ replicas = 0, updatedReplicas = 0 }: DeploymentStatus) => replicas - updatedReplicas;
  return (
    (now.updatedReplicas ?? 0) > (old.updatedReplicas ?? 0) ||
    outdated(now) < outdated(old) ||
    (now.readyReplicas ?? 0) > (old.readyReplicas ?? 0) ||
    (now.availableReplicas ?? 0) > (old.availableReplicas ?? 0)
  );
}

export function hasDeadline({ spec }: Deployment): boolean {
  return (spec.progressDeadlineSeconds ?? NO_DEADLINE) !== NO_DEADLINE;
}

function progressCondition(deployment: Deployment): DeploymentCondition | undefined {
  return deployment.status?.conditions?.find(({ type }) => type === "Progressing");
}

/** Until a rollout without progress is given up; Infinity when none is under way. */
export function untilDeadlineMs(deployment: Deployment, now: number): number {
  const condition = progressCondition(deployment);
  if (!hasDeadline(deployment) || !condition?.lastUpdateTime) return Infinity;
  if (condition.reason === DONE || condition.reason === TIMED_OUT || condition.reason === "DeploymentPaused")
    return Infinity;
  return Date.parse(condition.lastUpdateTime) + deployment.spec.progressDeadlineSeconds! * 1000 - now;
}
