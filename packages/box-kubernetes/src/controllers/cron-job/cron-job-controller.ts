import { JOBS, rfc3339, type Draft, type Job, type ResourceRef } from "@inlay/resources";
import { ApiError } from "../../api/api-error.ts";
import { canonicalJson } from "../../scheduler/cluster-state/canonical-json.ts";
import { controllerEvents, controllerQueue, type ControllerContext } from "../controller-context.ts";
import { keyOf, ObjectIndex } from "../informer/object-index.ts";
import { finishedCondition } from "../job/job.ts";
import { controllerOf, controllerReference } from "../ownership/owner-references.ts";
import { unlessGone } from "../ownership/unless-gone.ts";
import { decideCronJob, jobNameFor, timesOf, type CronJob, type ObjectReference } from "./cron-job.ts";

const NAME = "cronjob-controller";
const CRON_JOBS: ResourceRef = { group: "batch", version: "v1", resource: "cronjobs" };
const SCHEDULED_AT = "batch.kubernetes.io/cronjob-scheduled-timestamp";

/** Makes a Job whenever a CronJob's time has come, and forgets the oldest. */
export function startCronJobController(context: ControllerContext): void {
  const { clock, indexes, signal } = context;
  const { jobs } = indexes;
  const api = context.apiOf(NAME);
  const events = controllerEvents(context, NAME);
  const cronJobs = new ObjectIndex<CronJob>(CRON_JOBS);
  const queue = controllerQueue(context, NAME, sync);

  cronJobs.onChange((_type, cronJob) => queue.add(keyOf(cronJob)));
  jobs.onChange((_type, job) => {
    const owner = controllerOf(job);
    if (owner?.kind === "CronJob") queue.add(`${job.metadata.namespace}/${owner.name}`);
  });
  cronJobs.start(api, signal);

  async function sync(key: string): Promise<void> {
    const cronJob = cronJobs.get(key);
    if (!cronJob) return;
    const own = jobs
      .by("namespace", cronJob.metadata.namespace ?? "")
      .filter((job) => controllerOf(job)?.uid === cronJob.metadata.uid);
    const status = settled(cronJob, own);
    const decision = tryDecide(cronJob, own);
    if (!decision) return writeStatus(cronJob, status);
    if (decision.againInMs < Infinity) queue.addAfter(key, decision.againInMs);
    for (const job of decision.forget) await remove(cronJob, job);
    const { told, due } = decision;
    if (told) events.record({ object: cronJob, ...told });
    if (due === undefined) return writeStatus(cronJob, status);
    for (const job of decision.replace) await remove(cronJob, job);
    const replaced = new Set(decision.replace.map((job) => job.metadata.uid));
    const job = await create(cronJob, due);
    const active = (status?.active ?? []).filter(({ uid }) => !replaced.has(uid));
    await writeStatus(cronJob, {
      ...status,
      lastScheduleTime: rfc3339(due),
      active: job ? [...active, referenceTo(job)] : active,
    });
  }

  function tryDecide(cronJob: CronJob, own: readonly Job[]) {
    try {
      timesOf(cronJob);
      return decideCronJob(cronJob, own, clock.now());
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const message = `invalid schedule: ${cronJob.spec.schedule} : ${text}`;
      events.record({ object: cronJob, type: "Warning", reason: "InvalidSchedule", message });
      return undefined;
    }
  }

  /** The status without jobs that have finished or gone. */
  function settled(cronJob: CronJob, own: readonly Job[]): NonNullable<CronJob["status"]> {
    const status = cronJob.status ?? {};
    const known = new Map(own.map((job) => [job.metadata.uid, job]));
    let last = status.lastSuccessfulTime;
    const active = (status.active ?? []).filter(({ uid, name }) => {
      const job = known.get(uid);
      const finished = job && finishedCondition(job);
      if (!job) events.normal(cronJob, "MissingJob", `Active job went missing: ${name}`);
      if (finished)
        events.normal(cronJob, "SawCompletedJob", `Saw completed job: ${name}, condition: ${finished.type}`);
      return job && !finished;
    });
    for (const { status: jobStatus } of own) {
      const completed = jobStatus?.completionTime;
      if (completed !== undefined && (last === undefined || completed > last)) last = completed;
    }
    return { ...status, active, ...(last !== undefined && { lastSuccessfulTime: last }) };
  }

  async function writeStatus(cronJob: CronJob, status: NonNullable<CronJob["status"]>): Promise<void> {
    const { active = [], ...rest } = status;
    const next = active.length > 0 ? status : rest;
    if (canonicalJson(next) === canonicalJson(cronJob.status ?? {})) return;
    await api.update<CronJob>(CRON_JOBS, { ...cronJob, status: next }, { subresource: "status" });
  }

  async function create(cronJob: CronJob, due: number): Promise<Job | undefined> {
    const { jobTemplate } = cronJob.spec;
    const name = jobNameFor(cronJob, due);
    const draft: Draft<Job> = {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: {
        name,
        namespace: cronJob.metadata.namespace,
        labels: { ...jobTemplate.metadata?.labels },
        annotations: { ...jobTemplate.metadata?.annotations, [SCHEDULED_AT]: rfc3339(due) },
        ownerReferences: [controllerReference(cronJob)],
      },
      spec: jobTemplate.spec,
    };
    try {
      const job = await api.create<Job>(JOBS, draft);
      events.normal(cronJob, "SuccessfulCreate", `Created job ${name}`);
      return job;
    } catch (error) {
      // Made before, and its status not written.
      if (error instanceof ApiError && error.code === "AlreadyExists")
        return api.get<Job>(JOBS, { namespace: cronJob.metadata.namespace ?? "", name });
      const message = error instanceof Error ? error.message : String(error);
      events.warning(cronJob, "FailedCreate", `Error creating job: ${message}`);
      throw error;
    }
  }

  async function remove(cronJob: CronJob, job: Job): Promise<void> {
    await unlessGone(api.delete(JOBS, job.metadata, { propagationPolicy: "Background" }));
    events.normal(cronJob, "SuccessfulDelete", `Deleted job ${job.metadata.name}`);
  }
}

function referenceTo({ metadata }: Job): ObjectReference {
  const { name, namespace = "", uid, resourceVersion } = metadata;
  return { apiVersion: "batch/v1", kind: "Job", name, namespace, uid, ...(resourceVersion && { resourceVersion }) };
}
