import { DAEMON_SETS, PODS, type DaemonSet, type Node, type Pod } from "@inlay/resources";
import { canonicalJson } from "../../scheduler/cluster-state/canonical-json.ts";
import { matters } from "../../scheduler/queue/hints.ts";
import { controllerEvents, controllerQueue, type ControllerContext } from "../controller-context.ts";
import { keyOf } from "../informer/object-index.ts";
import { claimObjects, ownersConcerned, possibleAdopters } from "../ownership/claim-objects.ts";
import { podFromTemplate } from "../pods/pod-from-template.ts";
import { slowStart } from "../pods/slow-start.ts";
import { hashLabelOf, presentRevision, pruneRevisions, REVISION_HASH } from "../revisions/controller-revisions.ts";
import { templateForNode } from "./daemon-placement.ts";
import { daemonSetStatus, decideDaemons, type DaemonSetObservation } from "./daemon-set.ts";
import { unlessGone } from "../ownership/unless-gone.ts";
import { gatheringMs } from "../work-queue/gathering.ts";
import { controllerOf } from "../ownership/owner-references.ts";

const NAME = "daemon-set-controller";
const COMPONENT = "daemonset-controller";
const TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";
/** A pod that keeps failing is made again no sooner than this, doubling up to 15 minutes. */
const FAILED_BACKOFF_MS = 1_000;
const LONGEST_FAILED_BACKOFF_MS = 15 * 60_000;

/** Keeps one pod of each DaemonSet on each node that it belongs on, ready or not. */
export function startDaemonSetController(context: ControllerContext): void {
  const { indexes, clock } = context;
  const { daemonSets, pods, nodes, revisions } = indexes;
  const api = context.apiOf(NAME);
  const events = controllerEvents(context, NAME, COMPONENT);
  const queue = controllerQueue(context, NAME, sync);
  /** By set and node. */
  const backoffs = new Map<string, { delayMs: number; until: number }>();

  daemonSets.onChange((_type, daemonSet) => queue.add(keyOf(daemonSet)));
  pods.onChange((type, pod, previous) => {
    const gatherMs = gatheringMs(pods.countBy("controller", controllerOf(pod)?.uid ?? ""));
    for (const key of ownersConcerned("DaemonSet", pod, previous)) queue.addAfter(key, gatherMs);
    if (type !== "DELETED") for (const owner of possibleAdopters(pod, daemonSets)) queue.add(keyOf(owner));
  });
  nodes.onChange((type, node: Node, previous) => {
    if (type !== "DELETED" && !matters(node, previous)) return;
    for (const daemonSet of daemonSets.all()) queue.add(keyOf(daemonSet));
  });

  async function sync(key: string): Promise<void> {
    const daemonSet = daemonSets.get(key);
    if (!daemonSet) return;
    const kept = revisions.by("controller", daemonSet.metadata.uid);
    const hash = hashLabelOf(await presentRevision(api, daemonSet, kept))!;
    const own = await claimObjects(daemonSet, daemonSet.spec.selector, { api, resource: PODS, index: pods });
    const observed = observe(daemonSet, own, hash);
    const decision = decideDaemons(observed, clock.now());
    for (const pod of decision.failed) await removeFailed(daemonSet, pod, key);
    for (const pod of decision.delete) await remove(daemonSet, pod);
    await createAll(daemonSet, decision.create, hash);
    await updateStatus(key, hash);
    await pruneRevisions(api, daemonSet, kept, new Set([hash, ...own.map(hashLabelOf)]));
  }

  function observe(daemonSet: DaemonSet, own: readonly Pod[], hash: string): DaemonSetObservation {
    const byNode = Map.groupBy(own, targetNode);
    return { daemonSet, nodes: [...nodes.all()], podsOn: (nodeName) => byNode.get(nodeName) ?? [], hash };
  }

  async function createAll(daemonSet: DaemonSet, nodeNames: readonly string[], hash: string): Promise<void> {
    const waiting = [...nodeNames];
    try {
      await slowStart(waiting.length, () => create(daemonSet, waiting.shift()!, hash));
    } catch (error) {
      events.warning(
        daemonSet,
        "FailedCreate",
        `Error creating: ${error instanceof Error ? error.message : String(error)}`,
      );
      throw error;
    }
  }

  async function create(daemonSet: DaemonSet, nodeName: string, hash: string): Promise<void> {
    const generation = daemonSet.metadata.annotations?.[TEMPLATE_GENERATION];
    const labels = {
      [REVISION_HASH]: hash,
      ...(generation === undefined ? {} : { "pod-template-generation": generation }),
    };
    const template = templateForNode(daemonSet.spec.template, nodeName);
    const pod = await api.create<Pod>(PODS, podFromTemplate(daemonSet, template, { labels }));
    events.normal(daemonSet, "SuccessfulCreate", `Created pod: ${pod.metadata.name}`);
  }

  async function removeFailed(daemonSet: DaemonSet, pod: Pod, key: string): Promise<void> {
    const backoffKey = `${key}/${targetNode(pod)}`;
    const now = clock.now();
    const backoff = backoffs.get(backoffKey);
    if (backoff && now < backoff.until) return queue.addAfter(key, backoff.until - now);
    const delayMs = backoff ? Math.min(LONGEST_FAILED_BACKOFF_MS, backoff.delayMs * 2) : FAILED_BACKOFF_MS;
    backoffs.set(backoffKey, { delayMs, until: now + delayMs });
    const text = `Found failed daemon pod ${keyOf(pod)} on node ${targetNode(pod)}, will try to kill it`;
    events.warning(daemonSet, "FailedDaemonPod", text);
    await remove(daemonSet, pod);
  }

  async function remove(daemonSet: DaemonSet, pod: Pod): Promise<void> {
    await unlessGone(api.delete(PODS, pod.metadata, { preconditions: { uid: pod.metadata.uid } }));
    events.normal(daemonSet, "SuccessfulDelete", `Deleted pod: ${pod.metadata.name}`);
  }

  async function updateStatus(key: string, hash: string): Promise<void> {
    const daemonSet = daemonSets.get(key);
    if (!daemonSet) return;
    const observed = observe(daemonSet, pods.by("controller", daemonSet.metadata.uid), hash);
    const { status, againInMs } = daemonSetStatus(observed, clock.now());
    if (againInMs < Infinity) queue.addAfter(key, againInMs);
    if (canonicalJson(daemonSet.status ?? {}) !== canonicalJson(status))
      await api.update<DaemonSet>(DAEMON_SETS, { ...daemonSet, status }, { subresource: "status" });
  }
}

/** The node that a daemon pod is on, or is meant for while it is not scheduled. */
function targetNode(pod: Pod): string {
  if (pod.spec.nodeName) return pod.spec.nodeName;
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  for (const term of required?.nodeSelectorTerms ?? [])
    for (const { key, values } of term.matchFields ?? []) if (key === "metadata.name" && values?.[0]) return values[0];
  return "";
}
