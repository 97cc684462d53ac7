import { LABEL_HOSTNAME, type Pod, type TopologySpreadConstraint } from "@inlay/resources";
import { isTerminal } from "../cluster/pod-lifecycle.ts";
import type { Policy } from "../snapshot.ts";
import { controllerUid, workloadLabels } from "./workload-labels.ts";

/**
 * The pods with the spreads that policy adds: default constraints for those that have none of their own (as kube-scheduler's
 * `defaultConstraints`, over the pods of the same workload), and the most that one node may hold of a workload. The list itself
 * when policy adds nothing.
 */
export function withAddedSpreads(pods: readonly Pod[], policy: Policy): readonly Pod[] {
  const { defaultTopologySpread = [], maxWorkloadShare } = policy;
  if (defaultTopologySpread.length === 0 && maxWorkloadShare === undefined) return pods;
  const sizes = new Map<string, number>();
  for (const pod of pods) {
    const uid = controllerUid(pod);
    if (uid !== undefined && !isTerminal(pod)) sizes.set(uid, (sizes.get(uid) ?? 0) + 1);
  }
  return pods.map((pod) => {
    const matchLabels = workloadLabels(pod);
    if (!matchLabels) return pod;
    const own = pod.spec.topologySpreadConstraints ?? [];
    const added: TopologySpreadConstraint[] =
      own.length > 0 ? [] : defaultTopologySpread.map((each) => ({ ...each, labelSelector: { matchLabels } }));
    if (maxWorkloadShare !== undefined)
      added.push({
        maxSkew: largestPart(maxWorkloadShare, sizes.get(controllerUid(pod) ?? "") ?? 1),
        topologyKey: LABEL_HOSTNAME,
        whenUnsatisfiable: "DoNotSchedule",
        labelSelector: { matchLabels },
        nodeAffinityPolicy: "Ignore",
      });
    return added.length === 0 ? pod : { ...pod, spec: { ...pod.spec, topologySpreadConstraints: [...own, ...added] } };
  });
}

/** Pods that one node may hold of a workload; one is always allowed. */
function largestPart(share: number, pods: number): number {
  return Math.max(1, Math.floor(share * pods + 1e-9));
}
