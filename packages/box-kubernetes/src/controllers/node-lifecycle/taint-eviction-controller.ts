import { PODS, rfc3339, type Node, type Pod } from "@inlay/resources";
import { controllerEvents, controllerQueue, type ControllerContext } from "../controller-context.ts";
import { keyOf } from "../informer/object-index.ts";
import { unlessGone } from "../ownership/unless-gone.ts";
import { withCondition } from "../pods/pod-state.ts";
import { evictionTime, noExecuteTaints } from "./taint-eviction.ts";

const NAME = "node-controller";
const COMPONENT = "taint-eviction-controller";

/** Deletes pods that do not, or no longer, tolerate the NoExecute taints of their node. */
export function startTaintEviction(context: ControllerContext): void {
  const { indexes, clock } = context;
  const { pods, nodes } = indexes;
  const api = context.apiOf(NAME);
  const events = controllerEvents(context, NAME, COMPONENT);
  const queue = controllerQueue(context, COMPONENT, evict, 20);
  /** When a pod was first seen beside its node's NoExecute taints; a change of the taints does not start it anew. */
  const since = new Map<string, number>();

  nodes.onChange((type, node, previous) => {
    const before = noExecuteTaints(previous?.spec.taints);
    const taints = type === "DELETED" ? [] : noExecuteTaints(node.spec.taints);
    if (before.length + taints.length === 0 || (previous && previous.spec.taints === node.spec.taints)) return;
    for (const pod of pods.by("node", node.metadata.name)) queue.add(keyOf(pod));
  });
  pods.onChange((type, pod, previous) => {
    if (type === "DELETED") since.delete(pod.metadata.uid);
    else if (pod.spec.nodeName && (!previous?.spec.nodeName || previous.spec.tolerations !== pod.spec.tolerations)) {
      if (noExecuteTaints(nodes.get(pod.spec.nodeName)?.spec.taints).length > 0) queue.add(keyOf(pod));
    }
  });

  async function evict(key: string): Promise<void> {
    const pod = pods.get(key);
    const node = pod?.spec.nodeName ? nodes.get(pod.spec.nodeName) : undefined;
    if (!pod || !node || pod.metadata.deletionTimestamp !== undefined) return;
    const at = deadline(pod, node);
    if (at === Infinity) return cancel(pod);
    const left = at - clock.now();
    if (left > 0) return queue.addAfter(key, left);
    await remove(pod);
  }

  function deadline(pod: Pod, node: Node): number {
    const taints = noExecuteTaints(node.spec.taints);
    if (taints.length === 0) return Infinity;
    const { uid } = pod.metadata;
    const start = since.get(uid) ?? clock.now();
    since.set(uid, start);
    return evictionTime(pod, taints, start);
  }

  function cancel(pod: Pod): void {
    if (since.delete(pod.metadata.uid))
      events.normal(pod, "TaintManagerEviction", `Cancelling deletion of Pod ${keyOf(pod)}`);
  }

  async function remove(pod: Pod): Promise<void> {
    events.normal(pod, "TaintManagerEviction", `Marking for deletion Pod ${keyOf(pod)}`);
    const condition = {
      type: "DisruptionTarget",
      status: "True",
      reason: "DeletionByTaintManager",
      message: "Taint manager: deleting due to NoExecute taint",
    } as const;
    const { uid } = pod.metadata;
    const time = rfc3339(clock.now());
    if (withCondition(pod.status?.conditions, condition, time)) {
      const patch = { metadata: { uid }, status: { conditions: [{ ...condition, lastTransitionTime: time }] } };
      await unlessGone(api.patch(PODS, pod.metadata, "strategic", patch, { subresource: "status" }));
    }
    await unlessGone(api.delete(PODS, pod.metadata, { preconditions: { uid } }));
  }
}
