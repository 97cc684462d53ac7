import type { Pod } from "@inlay/resources";
import { isTerminal, podKeyOf } from "../cluster/pod-lifecycle.ts";
import type { PodKey, UnschedulablePod } from "../plan.ts";

/** Names of a pod's group, as a label or an annotation: coscheduling (new and old), Volcano and kube-batch, Kueue. */
const GROUP_KEYS = [
  "scheduling.x-k8s.io/pod-group",
  "pod-group.scheduling.sigs.k8s.io",
  "pod-group.scheduling.sigs.k8s.io/name",
  "scheduling.volcano.sh/group-name",
  "scheduling.k8s.io/group-name",
  "scheduling.k8s.io/pod-group",
  "kueue.x-k8s.io/pod-group-name",
];
/** How many pods the group has when it is complete. */
const SIZE_KEYS = ["kueue.x-k8s.io/pod-group-total-count", "pod-group.scheduling.sigs.k8s.io/min-available"];

/** Pods that are only of use together. */
export interface PodGroup {
  /** `namespace/name`. */
  readonly name: string;
  /** Those that exist and have not ended, running ones included. */
  readonly pods: readonly PodKey[];
  /** Pods that must exist before any is planned. */
  readonly size: number;
}

/** Groups by pod. */
export function podGroupsOf(pods: readonly Pod[]): ReadonlyMap<PodKey, PodGroup> {
  const found = new Map<string, { name: string; pods: PodKey[]; size: number }>();
  for (const pod of pods) {
    const group = textOf(pod, GROUP_KEYS);
    if (group === undefined || isTerminal(pod)) continue;
    const name = `${pod.metadata.namespace ?? "default"}/${group}`;
    const known = found.get(name) ?? { name, pods: [], size: 0 };
    known.pods.push(podKeyOf(pod));
    const size = Number(textOf(pod, SIZE_KEYS));
    if (Number.isInteger(size) && size > known.size) known.size = size;
    found.set(name, known);
  }
  return new Map([...found.values()].flatMap((group) => group.pods.map((pod) => [pod, group] as const)));
}

function textOf({ metadata }: Pod, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const text = metadata.labels?.[key] ?? metadata.annotations?.[key];
    if (text) return text;
  }
  return undefined;
}

interface Outcome {
  readonly unschedulable: readonly UnschedulablePod[];
}

/**
 * Plans until every group is placed whole or not at all. Where several groups are placed in part they may stand in each other's way:
 * the first in the queue is tried once more without the others.
 *
 * @param queue pods that wait, in queue order.
 * @param plan what becomes of the pods when the held ones are left out of the round.
 * @returns the last plan, and the pods that were held back with their reason.
 */
export function planWholeGroups<T extends Outcome>(
  groups: ReadonlyMap<PodKey, PodGroup>,
  queue: readonly PodKey[],
  refused: readonly UnschedulablePod[],
  plan: (held: ReadonlySet<PodKey>) => T,
): { readonly plan: T; readonly held: readonly UnschedulablePod[] } {
  const reasons = new Map<PodGroup, string>();
  const waiting = new Set(queue);
  const hold = (group: PodGroup, reason: string) => reasons.set(group, `pod group ${group.name}: ${reason}`);
  for (const group of new Set(queue.flatMap((pod) => groups.get(pod) ?? [])))
    if (group.pods.length < group.size) hold(group, `${group.pods.length} of ${group.size} pods exist`);
  for (const { pod } of refused) {
    const group = groups.get(pod);
    if (group) hold(group, `${pod} cannot be planned for`);
  }
  for (;;) {
    const held = new Set([...reasons.keys()].flatMap(({ pods }) => pods).filter((pod) => waiting.has(pod)));
    const result = plan(held);
    const without = new Map(result.unschedulable.map(({ pod, message }) => [pod, message]));
    const broken = [...new Set(queue.flatMap((pod) => (without.has(pod) ? (groups.get(pod) ?? []) : [])))].filter(
      (group) => !reasons.has(group),
    );
    if (broken.length === 0)
      return {
        plan: result,
        held: [...held].map((pod) => ({ pod, stage: "scheduling", message: reasons.get(groups.get(pod)!)! })),
      };
    for (const group of broken.length > 1 ? broken.slice(1) : broken) {
      const lacking = group.pods.filter((pod) => without.has(pod));
      hold(
        group,
        `${lacking.length} of ${group.pods.length} pods have no place, so none is placed (${lacking[0]}: ${without.get(lacking[0]!)})`,
      );
    }
  }
}
