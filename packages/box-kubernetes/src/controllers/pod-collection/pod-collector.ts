import { PODS, rfc3339, type Pod } from "@inlay/resources";
import { controllerQueue, type ControllerContext } from "../controller-context.ts";
import { keyOf } from "../informer/object-index.ts";
import { unlessGone } from "../ownership/unless-gone.ts";
import { isTerminal, isTerminating } from "../pods/pod-state.ts";

const NAME = "pod-garbage-collector";
/** A node may come back under the same name: its pods are spared for this long. */
const QUARANTINE_MS = 40_000;
/** Finished pods beyond this are deleted, the oldest first (terminated-pod-gc-threshold). */
const FINISHED_KEPT = 12_500;
const SWEEP_MS = 20_000;

/** Deletes the pods of nodes that are gone, pods that were deleted before they had a node, and old finished ones. */
export function startPodCollector(context: ControllerContext): void {
  const { indexes, clock, signal } = context;
  const { pods, nodes } = indexes;
  const api = context.apiOf(NAME);
  const lost = controllerQueue(context, NAME, collectFrom);
  const unscheduled = controllerQueue(context, NAME, collectUnscheduled);
  let finished = 0;

  nodes.onChange((type, node) => {
    if (type === "DELETED") lost.addAfter(node.metadata.name, QUARANTINE_MS);
  });
  pods.onChange((type, pod, previous) => {
    finished += Number(type !== "DELETED" && isTerminal(pod)) - Number(previous !== undefined && isTerminal(previous));
    if (type === "DELETED") return;
    const { nodeName } = pod.spec;
    if (nodeName && !previous?.spec.nodeName && !nodes.get(nodeName)) lost.addAfter(nodeName, QUARANTINE_MS);
    if (!nodeName && isTerminating(pod)) unscheduled.add(keyOf(pod));
  });

  async function collectFrom(nodeName: string): Promise<void> {
    if (nodes.get(nodeName)) return;
    for (const pod of pods.by("node", nodeName)) await collectOrphan(pod);
  }

  async function collectOrphan(pod: Pod): Promise<void> {
    const { uid } = pod.metadata;
    if (!isTerminal(pod)) {
      const condition = {
        type: "DisruptionTarget",
        status: "True",
        reason: "DeletionByPodGC",
        message: "PodGC: node no longer exists",
        lastTransitionTime: rfc3339(clock.now()),
      };
      const patch = { metadata: { uid }, status: { phase: "Failed", conditions: [condition] } };
      await unlessGone(api.patch(PODS, pod.metadata, "strategic", patch, { subresource: "status" }));
    }
    await force(pod);
  }

  async function collectUnscheduled(key: string): Promise<void> {
    const pod = pods.get(key);
    if (pod && !pod.spec.nodeName && isTerminating(pod)) await force(pod);
  }

  async function force({ metadata }: Pod): Promise<void> {
    await unlessGone(api.delete(PODS, metadata, { gracePeriodSeconds: 0, preconditions: { uid: metadata.uid } }));
  }

  let cancelSweep = clock.after(SWEEP_MS, sweep);
  signal.addEventListener("abort", () => cancelSweep(), { once: true });

  function sweep(): void {
    if (finished > FINISHED_KEPT) void collectFinished(finished - FINISHED_KEPT);
    cancelSweep = clock.after(SWEEP_MS, sweep);
  }

  async function collectFinished(surplus: number): Promise<void> {
    const oldest = [...pods.all()]
      .filter((pod) => isTerminal(pod) && !isTerminating(pod))
      .sort((a, b) => (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1));
    for (const pod of oldest.slice(0, surplus))
      await force(pod).catch((error: unknown) => context.onFailure(NAME, keyOf(pod), error));
  }
}
