import type { KubeClient } from "@inlay/kube";
import { matchesSelector, PODS, type KubeObject, type LabelSelector, type Pod } from "@inlay/resources";

/** What keeps the pods of a workload from running, in the words of the scheduler or the kubelet; undefined: nothing shows. */
export async function podTrouble(
  kube: KubeClient,
  object: KubeObject,
  signal: AbortSignal,
): Promise<{ readonly pod: string; readonly message: string; readonly fix: string } | undefined> {
  const { selector } = ((object as KubeObject & { readonly spec?: unknown }).spec ?? {}) as {
    readonly selector?: LabelSelector;
  };
  const { namespace } = object.metadata;
  if (!selector || namespace === undefined || !("matchLabels" in selector || "matchExpressions" in selector))
    return undefined;
  const { items } = await kube.list<Pod>(PODS, { namespace, signal });
  const name = (pod: Pod): string => `${namespace}/${pod.metadata.name}`;
  for (const pod of items.filter(({ metadata }) => matchesSelector(selector, metadata.labels))) {
    const { name: podName } = pod.metadata;
    const unscheduled = pod.status?.conditions?.find(
      ({ type, status }) => type === "PodScheduled" && status === "False",
    );
    if (unscheduled?.message)
      return {
        pod: name(pod),
        message: unscheduled.message,
        fix: "give it a node that it fits on, or change what it asks for (requests, affinity, tolerations)",
      };
    for (const { state, lastState } of pod.status?.containerStatuses ?? []) {
      const waits = state?.waiting;
      if (!waits?.reason || ["ContainerCreating", "PodInitializing"].includes(waits.reason)) continue;
      const last = lastState?.terminated;
      const ended = last ? ` (ended with ${last.exitCode}${last.message ? `: ${last.message.trim()}` : ""})` : "";
      return {
        pod: name(pod),
        message: `${waits.reason}${waits.message ? `: ${waits.message}` : ""}${ended}`,
        fix: /Image/.test(waits.reason)
          ? "correct the image's name, or give the nodes the right to pull it"
          : `see why it ends: kubectl logs ${podName} --namespace ${namespace} --previous`,
      };
    }
  }
  return undefined;
}
