import { Schedule, type Job, type KubeObject } from "@inlay/resources";
import { finishedCondition } from "../job/job.ts";

/** batch/v1 CronJob. */
export interface CronJob extends KubeObject {
  readonly spec: {
    readonly schedule: string;
    readonly timeZone?: string;
    readonly startingDeadlineSeconds?: number;
    readonly concurrencyPolicy?: "Allow" | "Forbid" | "Replace";
    readonly suspend?: boolean;
    readonly jobTemplate: {
      readonly metadata?: Partial<KubeObject["metadata"]>;
      readonly spec: Job["spec"];
    };
    readonly successfulJobsHistoryLimit?: number;
    readonly failedJobsHistoryLimit?: number;
  };
  readonly status?: {
    readonly active?: readonly ObjectReference[];
    readonly lastScheduleTime?: string;
    readonly lastSuccessfulTime?: string;
  };
}

export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly resourceVersion?: string;
}

/** What a CronJob wants done now. */
export interface CronDecision {
  /** The time for which a job is due, in milliseconds; undefined: none. */
  readonly due: number | undefined;
  /** Running jobs that the new one replaces. */
  readonly replace: readonly Job[];
  /** What an event tells of a job that is not made, or of many that were missed. */
  readonly told?: { readonly reason: string; readonly message: string; readonly type: "Normal" | "Warning" };
  /** Finished jobs beyond the history limits, the oldest first. */
  readonly forget: readonly Job[];
  /** Milliseconds until there is something to do again; Infinity: never by itself. */
  readonly againInMs: number;
}

/** More than this many times missed in a row are told of. */
const MANY = 100;
const TOO_MANY = {
  type: "Warning",
  reason: "TooManyMissedTimes",
  message: "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew",
} as const;
const EVERY = /^@every\s+(\S+)$/;
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** The times of a CronJob: five cron fields in its time zone, or `@every 1h30m` from its creation on. @throws InvalidField */
export function timesOf({ spec, metadata }: CronJob): (afterMs: number) => number | undefined {
  const every = EVERY.exec(spec.schedule)?.[1];
  if (every === undefined) {
    const schedule = Schedule.parse(spec.schedule, "spec.schedule", spec.timeZone);
    return (afterMs) => schedule.next(afterMs);
  }
  const parts = [...every.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  const periodMs = Math.max(
    1_000,
    parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit!]!, 0),
  );
  const begin = Date.parse(metadata.creationTimestamp);
  return (afterMs) => begin + (Math.floor((afterMs - begin) / periodMs) + 1) * periodMs;
}

/** @param jobs those that the CronJob has made. @param now milliseconds */
export function decideCronJob(cronJob: CronJob, jobs: readonly Job[], now: number): CronDecision {
  const forget = surplusHistory(cronJob, jobs);
  const idle = { due: undefined, replace: [], forget } as const;
  if (cronJob.metadata.deletionTimestamp !== undefined || cronJob.spec.suspend) return { ...idle, againInMs: Infinity };
  const next = timesOf(cronJob);
  const againInMs = Math.max(0, (next(now) ?? Infinity) - now);
  const { due, missed } = latestDue(cronJob, next, now);
  if (due === undefined) return { ...idle, againInMs };
  const tooLate = cronJob.spec.startingDeadlineSeconds;
  if (tooLate !== undefined && due + tooLate * 1000 < now) {
    const message = `Missed scheduled time to start a job: ${goTime(due)}`;
    return { ...idle, againInMs, told: { type: "Warning", reason: "MissSchedule", message } };
  }
  const running = jobs.filter((job) => !finishedCondition(job));
  const { concurrencyPolicy = "Allow" } = cronJob.spec;
  if (running.length > 0 && concurrencyPolicy === "Forbid") {
    const message = "Not starting job because prior execution is running and concurrency policy is Forbid";
    return { ...idle, againInMs, told: { type: "Normal", reason: "JobAlreadyActive", message } };
  }
  return {
    due,
    replace: concurrencyPolicy === "Replace" ? running : [],
    forget,
    againInMs,
    ...(missed > MANY && { told: TOO_MANY }),
  };
}

/** The last time that has come since the last job, and how many have passed; what came before the starting deadline is let go. */
function latestDue(cronJob: CronJob, next: (after: number) => number | undefined, now: number) {
  const { lastScheduleTime } = cronJob.status ?? {};
  let earliest = Date.parse(lastScheduleTime ?? cronJob.metadata.creationTimestamp);
  const deadline = cronJob.spec.startingDeadlineSeconds;
  if (deadline !== undefined) earliest = Math.max(earliest, now - deadline * 1000);
  let due: number | undefined;
  let missed = 0;
  for (let time = next(earliest); time !== undefined && time <= now; time = next(time)) {
    // After a long sleep not each of them is looked at.
    if (++missed > MANY && due !== undefined)
      return { due: lastBetween(next, now - 2 * (time - due), now) ?? time, missed };
    due = time;
  }
  return { due, missed };
}

function lastBetween(next: (after: number) => number | undefined, from: number, until: number): number | undefined {
  let last: number | undefined;
  for (let time = next(from); time !== undefined && time <= until; time = next(time)) last = time;
  return last;
}

function surplusHistory({ spec }: CronJob, jobs: readonly Job[]): readonly Job[] {
  const { successfulJobsHistoryLimit: good = 3, failedJobsHistoryLimit: bad = 1 } = spec;
  const ended = (type: string) =>
    jobs
      .filter((job) => job.status?.conditions?.some((each) => each.type === type && each.status === "True"))
      .sort((a, b) => (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1));
  const surplus = (list: readonly Job[], kept: number) => list.slice(0, Math.max(0, list.length - kept));
  return [...surplus(ended("Complete"), good), ...surplus(ended("Failed"), bad)];
}

/** As Go prints a time. */
function goTime(ms: number): string {
  return new Date(ms).toUTCString();
}

/** The name tells the minute, so that one time never gets two jobs. @example jobNameFor(cronJob, Date.UTC(2026, 0, 1)) // "nightly-29453760" */
export function jobNameFor({ metadata }: CronJob, dueMs: number): string {
  return `${metadata.name}-${Math.floor(dueMs / 60_000)}`;
}
