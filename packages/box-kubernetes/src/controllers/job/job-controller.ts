import { JOBS, PODS, rfc3339, type Job, type Pod } from "@inlay/resources";
import { canonicalJson } from "../../scheduler/cluster-state/canonical-json.ts";
import { controllerEvents, controllerQueue, type ControllerContext } from "../controller-context.ts";
import { keyOf } from "../informer/object-index.ts";
import { claimObjects, ownersConcerned, possibleAdopters } from "../ownership/claim-objects.ts";
import { podFromTemplate } from "../pods/pod-from-template.ts";
import { slowStart } from "../pods/slow-start.ts";
import { COMPLETION_INDEX } from "./completion-indexes.ts";
import { decideJob, finishedCondition, TRACKING } from "./job.ts";
import { unlessGone } from "../ownership/unless-gone.ts";

const NAME = "job-controller";
const TTL_NAME = "ttl-after-finished-controller";

/** Runs each Job's pods until enough have succeeded or too many have failed, and removes it after its time to live. */
export function startJobController(context: ControllerContext): void {
  const { indexes, clock } = context;
  const { jobs, pods } = indexes;
  const api = context.apiOf(NAME);
  const ttlApi = context.apiOf(TTL_NAME);
  const events = controllerEvents(context, NAME);
  const queue = controllerQueue(context, NAME, sync);

  jobs.onChange((_type, job) => queue.add(keyOf(job)));
  pods.onChange((type, pod, previous) => {
    for (const key of ownersConcerned("Job", pod, previous)) queue.add(key);
    if (type !== "DELETED") for (const owner of possibleAdopters(pod, jobs)) queue.add(keyOf(owner));
  });

  async function sync(key: string): Promise<void> {
    const job = jobs.get(key);
    if (!job) return;
    const own = await claimObjects(job, job.spec.selector, { api, resource: PODS, index: pods });
    if (finishedCondition(job) || job.metadata.deletionTimestamp !== undefined) {
      for (const pod of own) await release(pod);
      return removeWhenExpired(job, key);
    }
    const now = clock.now();
    const decision = decideJob({ job, pods: own }, now, rfc3339(now));
    if (decision.againInMs < Infinity) queue.addAfter(key, decision.againInMs);
    if (canonicalJson(decision.status) !== canonicalJson(job.status ?? {})) await writeStatus(job, decision.status);
    for (const pod of decision.release) await release(pod);
    for (const pod of decision.delete) await remove(job, pod);
    const waiting = [...decision.create];
    await slowStart(waiting.length, () => create(job, waiting.shift()));
  }

  async function writeStatus(job: Job, status: Job["status"]): Promise<void> {
    const updated = await api.update<Job>(JOBS, { ...job, status }, { subresource: "status" });
    const finished = finishedCondition(updated);
    if (finished?.type === "Complete") events.normal(job, "Completed", "Job completed");
    else if (finished) events.warning(job, finished.reason ?? "Failed", finished.message ?? "");
  }

  async function create(job: Job, index: number | undefined): Promise<void> {
    const finalizers = [TRACKING];
    const draft =
      index === undefined
        ? podFromTemplate(job, job.spec.template, { finalizers })
        : indexedPod(job, index, finalizers);
    const pod = await api.create<Pod>(PODS, draft);
    events.normal(job, "SuccessfulCreate", `Created pod: ${pod.metadata.name}`);
  }

  async function remove(job: Job, pod: Pod): Promise<void> {
    await unlessGone(api.delete(PODS, pod.metadata, { preconditions: { uid: pod.metadata.uid } }));
    events.normal(job, "SuccessfulDelete", `Deleted pod: ${pod.metadata.name}`);
  }

  async function release(pod: Pod): Promise<void> {
    const current = pods.get(keyOf(pod));
    if (current?.metadata.uid !== pod.metadata.uid || !current.metadata.finalizers?.includes(TRACKING)) return;
    const finalizers = current.metadata.finalizers.filter((finalizer) => finalizer !== TRACKING);
    const { uid, resourceVersion } = current.metadata;
    const patch = { metadata: { uid, resourceVersion, finalizers: finalizers.length > 0 ? finalizers : null } };
    await unlessGone(api.patch(PODS, current.metadata, "merge", patch));
  }

  async function removeWhenExpired(job: Job, key: string): Promise<void> {
    const ttl = job.spec.ttlSecondsAfterFinished;
    const finishedAt = finishedCondition(job)?.lastTransitionTime;
    if (ttl === undefined || !finishedAt || job.metadata.deletionTimestamp !== undefined) return;
    const left = Date.parse(finishedAt) + ttl * 1000 - clock.now();
    if (left > 0) return queue.addAfter(key, left);
    const { uid, resourceVersion } = job.metadata;
    const options = { propagationPolicy: "Foreground", preconditions: { uid, resourceVersion } } as const;
    await unlessGone(ttlApi.delete(JOBS, job.metadata, options));
  }
}

/** The pod knows its index by annotation, label and environment; its name tells it too. */
function indexedPod(job: Job, index: number, finalizers: readonly string[]) {
  const draft = podFromTemplate(job, job.spec.template, {
    finalizers,
    annotations: { [COMPLETION_INDEX]: String(index) },
    labels: { [COMPLETION_INDEX]: String(index) },
  });
  const fieldPath = `metadata.annotations['${COMPLETION_INDEX}']`;
  const containers = draft.spec.containers.map((container) =>
    container.env?.some(({ name }) => name === "JOB_COMPLETION_INDEX")
      ? container
      : {
          ...container,
          env: [...(container.env ?? []), { name: "JOB_COMPLETION_INDEX", valueFrom: { fieldRef: { fieldPath } } }],
        },
  );
  const { generateName: _default, ...metadata } = draft.metadata;
  return {
    ...draft,
    metadata: { ...metadata, generateName: `${job.metadata.name}-${index}-` },
    spec: { ...draft.spec, hostname: `${job.metadata.name}-${index}`, containers },
  };
}
