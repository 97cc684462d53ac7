import type { Condition, Job, Pod } from "@inlay/resources";
import { isActive, isReady, isTerminating } from "../pods/pod-state.ts";
import { completionIndexOf, formatIndexes, parseIndexes } from "./completion-indexes.ts";

/** Keeps a pod until its end has been counted. */
export const TRACKING = "batch.kubernetes.io/job-tracking";

interface Uncounted {
  readonly succeeded?: readonly string[];
  readonly failed?: readonly string[];
}

export type JobStatus = NonNullable<Job["status"]> & {
  readonly uncountedTerminatedPods?: Uncounted;
  readonly completedIndexes?: string;
  readonly terminating?: number;
};

export interface JobObservation {
  readonly job: Job;
  readonly pods: readonly Pod[];
}

export interface JobDecision {
  /** What the status becomes; before any finalizer is removed. */
  readonly status: JobStatus;
  /** Counted pods: their finalizer goes once the status is written. */
  readonly release: readonly Pod[];
  readonly delete: readonly Pod[];
  /** Completion indexes of the pods to create; undefined for a pod of a job that is not Indexed. */
  readonly create: readonly (number | undefined)[];
  /** When there is more to do without any event, in milliseconds from now. */
  readonly againInMs: number;
}

const FAILURE_BACKOFF_MS = 10_000;
const LONGEST_FAILURE_BACKOFF_MS = 10 * 60_000;
/** Pods made in one sync, at most. */
const BURST = 500;

export function finishedCondition({ status }: Job): Condition | undefined {
  return status?.conditions?.find(
    ({ type, status: value }) => (type === "Complete" || type === "Failed") && value === "True",
  );
}

/** Fails like a failed pod: also one that was deleted before it had succeeded. */
function hasFailed(pod: Pod): boolean {
  return pod.status?.phase === "Failed" || (isTerminating(pod) && pod.status?.phase !== "Succeeded");
}

/** The next step of a Job that has not finished. @param now milliseconds @param time the same, RFC 3339 */
export function decideJob({ job, pods }: JobObservation, now: number, time: string): JobDecision {
  const tally = count(job, pods);
  const active = pods.filter(isActive);
  const start = job.spec.suspend ? undefined : (job.status?.startTime ?? time);
  const verdict = judge(job, tally, active, start, now, pods);
  const conditions = nextConditions(job, verdict, time);
  const stop = verdict !== undefined || Boolean(job.spec.suspend);
  const backoffMs = stop ? 0 : untilRetryMs(pods, tally.failed, now);
  const create = stop || backoffMs > 0 ? [] : missing(job, tally, active);
  const deadlineMs =
    start && job.spec.activeDeadlineSeconds
      ? Date.parse(start) + job.spec.activeDeadlineSeconds * 1000 - now
      : Infinity;
  const surplus = stop ? active : surplusOf(job, tally, active);
  const settled = tally.release.length === 0;
  const status: JobStatus = {
    ...(start ? { startTime: start } : {}),
    ...(active.length > 0 ? { active: active.length } : {}),
    ready: active.filter(isReady).length,
    ...counted("terminating", pods.filter(isTerminating).length),
    ...counted("succeeded", tally.countedSucceeded),
    ...counted("failed", tally.countedFailed),
    ...(job.spec.completionMode === "Indexed" && tally.indexes.size > 0
      ? { completedIndexes: formatIndexes(tally.indexes) }
      : {}),
    uncountedTerminatedPods: tally.uncounted,
    // A job is not declared finished before all of its pods are counted.
    ...(settled && verdict?.type === "Complete" ? { completionTime: time } : {}),
    ...(conditions.length > 0 ? { conditions: settled ? conditions : (job.status?.conditions ?? []) } : {}),
  };
  return {
    status,
    release: tally.release,
    delete: surplus,
    create,
    againInMs: Math.min(backoffMs > 0 ? backoffMs : Infinity, verdict || deadlineMs <= 0 ? Infinity : deadlineMs),
  };
}

function counted<K extends string>(key: K, value: number): Partial<Record<K, number>> {
  return value > 0 ? ({ [key]: value } as Record<K, number>) : {};
}

interface Tally {
  readonly succeeded: number;
  readonly failed: number;
  /** Without those whose finalizer is still on. */
  readonly countedSucceeded: number;
  readonly countedFailed: number;
  readonly uncounted: Uncounted;
  readonly release: readonly Pod[];
  readonly indexes: ReadonlySet<number>;
}

function count(job: Job, pods: readonly Pod[]): Tally {
  const status: JobStatus = job.status ?? {};
  const { succeeded: before = [], failed: failedBefore = [] } = status.uncountedTerminatedPods ?? {};
  const held = new Map(
    pods.filter(({ metadata }) => metadata.finalizers?.includes(TRACKING)).map((pod) => [pod.metadata.uid, pod]),
  );
  const ended = [...held.values()];
  const done = ended.filter((pod) => pod.status?.phase === "Succeeded");
  const failed = ended.filter(hasFailed);
  const goneSucceeded = before.filter((uid) => !held.has(uid)).length;
  const goneFailed = failedBefore.filter((uid) => !held.has(uid)).length;
  const countedFailed = (status.failed ?? 0) + goneFailed;
  const indexed = job.spec.completionMode === "Indexed";
  const indexes = new Set(parseIndexes(status.completedIndexes));
  for (const pod of done) {
    const index = completionIndexOf(pod);
    if (index !== undefined && index < (job.spec.completions ?? 0)) indexes.add(index);
  }
  const countedSucceeded = (status.succeeded ?? 0) + goneSucceeded;
  return {
    succeeded: indexed ? indexes.size : countedSucceeded + done.length,
    failed: countedFailed + failed.length,
    countedSucceeded,
    countedFailed,
    uncounted: {
      ...(done.length > 0 ? { succeeded: done.map(({ metadata }) => metadata.uid) } : {}),
      ...(failed.length > 0 ? { failed: failed.map(({ metadata }) => metadata.uid) } : {}),
    },
    release: [...done, ...failed],
    indexes,
  };
}

type Verdict = { readonly type: "Complete" | "Failed"; readonly reason: string; readonly message: string };

function judge(
  job: Job,
  tally: Tally,
  active: readonly Pod[],
  start: string | undefined,
  now: number,
  pods: readonly Pod[],
): Verdict | undefined {
  const { backoffLimit = 6, activeDeadlineSeconds, completions, template } = job.spec;
  const restarts =
    template.spec.restartPolicy === "OnFailure" ? pods.reduce((sum, pod) => sum + restartsOf(pod), 0) : 0;
  if (tally.failed > backoffLimit || (restarts > 0 && restarts >= backoffLimit))
    return {
      type: "Failed",
      reason: "BackoffLimitExceeded",
      message: "Job has reached the specified backoff limit",
    };
  if (start && activeDeadlineSeconds !== undefined && now >= Date.parse(start) + activeDeadlineSeconds * 1000)
    return {
      type: "Failed",
      reason: "DeadlineExceeded",
      message: "Job was active longer than specified deadline",
    };
  const reached = completions == null ? tally.succeeded > 0 && active.length === 0 : tally.succeeded >= completions;
  if (reached && !job.spec.suspend)
    return {
      type: "Complete",
      reason: "CompletionsReached",
      message: "Reached expected number of succeeded pods",
    };
  return undefined;
}

function restartsOf(pod: Pod): number {
  const statuses = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])];
  return statuses.reduce((sum, { restartCount }) => sum + restartCount, 0);
}

function nextConditions(job: Job, verdict: Verdict | undefined, time: string): readonly Condition[] {
  const conditions = [...(job.status?.conditions ?? [])] as Condition[];
  const put = (condition: Condition) => {
    const index = conditions.findIndex(({ type }) => type === condition.type);
    if (conditions[index]?.status === condition.status) return;
    const next = { ...condition, lastProbeTime: time, lastTransitionTime: time };
    if (index < 0) conditions.push(next);
    else conditions[index] = next;
  };
  if (verdict) {
    const { type, reason, message } = verdict;
    put({ type: type === "Complete" ? "SuccessCriteriaMet" : "FailureTarget", status: "True", reason, message });
    put({ type, status: "True", reason, message });
  } else if (job.spec.suspend)
    put({ type: "Suspended", status: "True", reason: "JobSuspended", message: "Job suspended" });
  else if (conditions.some(({ type }) => type === "Suspended"))
    put({ type: "Suspended", status: "False", reason: "JobResumed", message: "Job resumed" });
  return conditions;
}

/** After a failure the next pod waits 10 s, doubling with each failure up to 10 minutes. */
function untilRetryMs(pods: readonly Pod[], failed: number, now: number): number {
  if (failed === 0) return 0;
  const ends = pods.filter(hasFailed).map(endOf);
  if (ends.length === 0) return 0;
  const backoff = Math.min(LONGEST_FAILURE_BACKOFF_MS, FAILURE_BACKOFF_MS * 2 ** (failed - 1));
  return Math.max(0, Math.max(...ends) + backoff - now);
}

function endOf(pod: Pod): number {
  const ends = (pod.status?.containerStatuses ?? [])
    .map(({ state }) => state?.terminated?.finishedAt)
    .filter((time) => time !== undefined)
    .map((time) => Date.parse(time));
  return ends.length > 0
    ? Math.max(...ends)
    : Date.parse(pod.metadata.deletionTimestamp ?? pod.metadata.creationTimestamp);
}

function wantedActive(job: Job, tally: Tally): number {
  const { parallelism = 1, completions } = job.spec;
  // A work queue has no number of completions: once a pod has succeeded no more are started.
  if (completions == null) return tally.succeeded > 0 ? 0 : parallelism;
  return Math.min(parallelism, Math.max(0, completions - tally.succeeded));
}

function missing(job: Job, tally: Tally, active: readonly Pod[]): readonly (number | undefined)[] {
  const count = Math.min(BURST, wantedActive(job, tally) - active.length);
  if (count <= 0) return [];
  if (job.spec.completionMode !== "Indexed") return Array.from({ length: count }, () => undefined);
  const taken = new Set([...tally.indexes, ...active.map(completionIndexOf)]);
  const free: number[] = [];
  for (let index = 0; index < (job.spec.completions ?? 0) && free.length < count; index++)
    if (!taken.has(index)) free.push(index);
  return free;
}

/** More pods than `parallelism` allows: the ones that are not ready go first. A work queue's pods end by themselves. */
function surplusOf(job: Job, tally: Tally, active: readonly Pod[]): readonly Pod[] {
  const limit = job.spec.completions == null ? (job.spec.parallelism ?? 1) : wantedActive(job, tally);
  return active
    .toSorted((a, b) => Number(isReady(a)) - Number(isReady(b)))
    .slice(0, Math.max(0, active.length - limit));
}
