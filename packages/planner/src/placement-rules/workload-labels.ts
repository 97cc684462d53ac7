import type { Pod, StringMap } from "@inlay/resources";

/** Labels that controllers give to single pods: they do not tell workloads apart. */
const LABELS_OF_ONE_POD = new Set([
  "statefulset.kubernetes.io/pod-name",
  "apps.kubernetes.io/pod-index",
  "batch.kubernetes.io/job-completion-index",
]);

/**
 * Labels that all pods of the pod's workload carry: a ReplicaSet's hold its `pod-template-hash`, a Job's its uid. Undefined for a
 * pod without controller or labels, and for daemons and static pods: they belong to their node.
 */
export function workloadLabels({ metadata }: Pick<Pod, "metadata">): StringMap | undefined {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  if (!owner || owner.kind === "DaemonSet" || owner.kind === "Node") return undefined;
  const labels = Object.entries(metadata.labels ?? {}).filter(([key]) => !LABELS_OF_ONE_POD.has(key));
  return labels.length === 0 ? undefined : Object.fromEntries(labels);
}

/** The pod's controller; undefined when it has none. */
export function controllerUid({ metadata }: Pick<Pod, "metadata">): string | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller)?.uid;
}
