import { tolerates, type Pod, type Taint } from "@inlay/resources";

/**
 * When a pod has to leave a node because of its NoExecute taints, in milliseconds since the epoch; Infinity: it may stay.
 * The shortest `tolerationSeconds` of the tolerations that are used counts, from the moment the taints were there.
 * @param since when they were there, milliseconds
 */
export function evictionTime(pod: Pod, taints: readonly Taint[], since: number): number {
  const tolerations = pod.spec.tolerations ?? [];
  let seconds = Infinity;
  for (const taint of taints) {
    const used = tolerations.filter((toleration) => tolerates(toleration, taint));
    if (used.length === 0) return since;
    for (const { tolerationSeconds } of used)
      if (tolerationSeconds !== undefined) seconds = Math.min(seconds, Math.max(0, tolerationSeconds));
  }
  return since + seconds * 1000;
}

export function noExecuteTaints(taints: readonly Taint[] | undefined): readonly Taint[] {
  return (taints ?? []).filter(({ effect }) => effect === "NoExecute");
}
