import { PODS, REPLICA_SETS, rfc3339, type Pod, type ReplicaSet } from "@inlay/resources";
import { ApiError } from "../../api/api-error.ts";
import { controllerEvents, controllerQueue, type ControllerContext } from "../controller-context.ts";
import { keyOf } from "../informer/object-index.ts";
import { claimObjects, ownersConcerned, possibleAdopters } from "../ownership/claim-objects.ts";
import { controllerOf } from "../ownership/owner-references.ts";
import { podFromTemplate } from "../pods/pod-from-template.ts";
import { isActive, isTerminal } from "../pods/pod-state.ts";
import { slowStart } from "../pods/slow-start.ts";
import { BURST, decideReplicas, decideReplicaSetStatus, type ReplicaSetIntent } from "./replica-set.ts";
import { unlessGone } from "../ownership/unless-gone.ts";
import { gatheringMs } from "../work-queue/gathering.ts";

const NAME = "replicaset-controller";

type Failure = { readonly reason: "FailedCreate" | "FailedDelete"; readonly message: string; readonly error: unknown };

/** Keeps each ReplicaSet at its number of pods. */
export function startReplicaSetController(context: ControllerContext): void {
  const { indexes, clock } = context;
  const { pods, replicaSets } = indexes;
  const api = context.apiOf(NAME);
  const events = controllerEvents(context, NAME);
  const queue = controllerQueue(context, NAME, sync);

  replicaSets.onChange((_type, replicaSet, previous) => {
    // What was written here a moment ago is no news.
    const ownStatus = previous?.status !== replicaSet.status && replicaSet.spec === previous?.spec;
    if (!ownStatus || replicaSet.status?.observedGeneration !== replicaSet.metadata.generation)
      queue.add(keyOf(replicaSet));
  });
  pods.onChange((type, pod, previous) => {
    const gatherMs = gatheringMs(pods.countBy("controller", controllerOf(pod)?.uid ?? ""));
    for (const key of ownersConcerned("ReplicaSet", pod, previous)) queue.addAfter(key, gatherMs);
    if (type !== "DELETED") for (const set of possibleAdopters(pod, replicaSets)) queue.add(keyOf(set));
  });

  async function sync(key: string): Promise<void> {
    const replicaSet = replicaSets.get(key);
    if (!replicaSet) return;
    const { selector } = replicaSet.spec;
    const claim = { api, resource: PODS, index: pods, mayAdopt: (pod: Pod) => !isTerminal(pod) };
    const own = await claimObjects(replicaSet, selector, claim);
    const intent = decideReplicas({ replicaSet, pods: own, relatedOnNode: relatedOnNode(replicaSet) }, clock.now());
    const failure = intent && (await act(replicaSet, intent));
    await updateStatus(key, failure);
    if (failure) throw failure.error;
    // The rest of a large change does not wait for what is gathered.
    if (intent && (intent.kind === "create" ? intent.count : intent.pods.length) === BURST) queue.add(key);
  }

  /** Pods on a node that belong to the same owner, be it through another set of the same Deployment. Counted when first asked. */
  function relatedOnNode(replicaSet: ReplicaSet): (nodeName: string) => number {
    let counts: Map<string, number> | undefined;
    return (nodeName) => (counts ??= countRelated(replicaSet)).get(nodeName) ?? 0;
  }

  function countRelated(replicaSet: ReplicaSet): Map<string, number> {
    const owner = controllerOf(replicaSet);
    const counts = new Map<string, number>();
    for (const set of owner ? replicaSets.by("controller", owner.uid) : [replicaSet])
      for (const pod of pods.by("controller", set.metadata.uid))
        if (pod.spec.nodeName && isActive(pod)) counts.set(pod.spec.nodeName, (counts.get(pod.spec.nodeName) ?? 0) + 1);
    return counts;
  }

  async function act(replicaSet: ReplicaSet, intent: ReplicaSetIntent): Promise<Failure | undefined> {
    if (intent.kind === "create") {
      try {
        await slowStart(intent.count, () => createPod(replicaSet));
        return undefined;
      } catch (error) {
        // A namespace that is going away needs no more pods.
        if (isNamespaceTerminating(error)) return undefined;
        const message = error instanceof Error ? error.message : String(error);
        events.warning(replicaSet, "FailedCreate", `Error creating: ${message}`);
        return { reason: "FailedCreate", message, error };
      }
    }
    const results = await Promise.allSettled(intent.pods.map((pod) => deletePod(replicaSet, pod)));
    const failed = results.find((result) => result.status === "rejected");
    return failed && { reason: "FailedDelete", message: String(failed.reason), error: failed.reason };
  }

  async function createPod(replicaSet: ReplicaSet): Promise<void> {
    const pod = await api.create<Pod>(PODS, podFromTemplate(replicaSet, replicaSet.spec.template));
    events.normal(replicaSet, "SuccessfulCreate", `Created pod: ${pod.metadata.name}`);
  }

  async function deletePod(replicaSet: ReplicaSet, pod: Pod): Promise<void> {
    await unlessGone(api.delete(PODS, pod.metadata, { preconditions: { uid: pod.metadata.uid } }));
    events.normal(replicaSet, "SuccessfulDelete", `Deleted pod: ${pod.metadata.name}`);
  }

  async function updateStatus(key: string, failure: Failure | undefined): Promise<void> {
    const replicaSet = replicaSets.get(key);
    if (!replicaSet) return;
    const own = pods.by("controller", replicaSet.metadata.uid);
    const reported = failure && { reason: failure.reason, message: failure.message };
    const now = clock.now();
    const decision = decideReplicaSetStatus({ replicaSet, pods: own }, reported, now, rfc3339(now));
    if (decision.againInMs < Infinity) queue.addAfter(key, decision.againInMs);
    if (decision.status)
      await api.update<ReplicaSet>(REPLICA_SETS, { ...replicaSet, status: decision.status }, { subresource: "status" });
  }
}

export function isNamespaceTerminating(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    error.code === "Forbidden" &&
    (error.details?.causes ?? []).some(({ reason }) => reason === "NamespaceTerminating")
  );
}
