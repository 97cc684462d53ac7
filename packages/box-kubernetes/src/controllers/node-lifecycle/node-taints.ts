import type { Condition, Node, Taint } from "@inlay/resources";
import { conditionOf } from "../pods/pod-state.ts";

const NOT_READY = "node.kubernetes.io/not-ready";
const UNREACHABLE = "node.kubernetes.io/unreachable";
const UNSCHEDULABLE = "node.kubernetes.io/unschedulable";

/** Condition and the status of it that earns a NoSchedule taint (nodelifecycle.nodeConditionToTaintKeyStatusMap). */
const CONDITION_TAINTS: readonly (readonly [condition: string, status: Condition["status"], key: string])[] = [
  ["Ready", "False", NOT_READY],
  ["Ready", "Unknown", UNREACHABLE],
  ["MemoryPressure", "True", "node.kubernetes.io/memory-pressure"],
  ["DiskPressure", "True", "node.kubernetes.io/disk-pressure"],
  ["NetworkUnavailable", "True", "node.kubernetes.io/network-unavailable"],
  ["PIDPressure", "True", "node.kubernetes.io/pid-pressure"],
];
const MANAGED_KEYS: ReadonlySet<string> = new Set([...CONDITION_TAINTS.map(([, , key]) => key), UNSCHEDULABLE]);

/**
 * The node's taints as its conditions and `spec.unschedulable` would have them; undefined when they are so already.
 * @param evict whether NoExecute taints are given: not while no node at all is ready @param time RFC 3339
 */
export function decideTaints(node: Node, evict: boolean, time: string): readonly Taint[] | undefined {
  const present = node.spec.taints ?? [];
  const wanted = wantedTaints(node, evict, present);
  const managed = (taint: Taint) => MANAGED_KEYS.has(taint.key) && taint.effect !== "PreferNoSchedule";
  const same = (a: Taint, b: Taint) => a.key === b.key && a.effect === b.effect;
  const missing = wanted.filter((taint) => !present.some((each) => same(each, taint)));
  const kept = present.filter((taint) => !managed(taint) || wanted.some((each) => same(each, taint)));
  if (missing.length === 0 && kept.length === present.length) return undefined;
  return [...kept, ...missing.map((taint) => ({ ...taint, timeAdded: time }))];
}

function wantedTaints(node: Node, evict: boolean, present: readonly Taint[]): readonly Taint[] {
  const wanted: Taint[] = [];
  // Without any condition nothing is known of the node yet: the taint that it got on creation stays.
  if (!conditionOf(node, "Ready")) wanted.push(...present.filter(({ key }) => key === NOT_READY));
  for (const [type, status, key] of CONDITION_TAINTS)
    if (conditionOf(node, type)?.status === status) wanted.push({ key, effect: "NoSchedule" });
  if (node.spec.unschedulable) wanted.push({ key: UNSCHEDULABLE, effect: "NoSchedule" });
  const ready = conditionOf(node, "Ready")?.status;
  const noExecute = (key: string) => present.some((taint) => taint.key === key && taint.effect === "NoExecute");
  if (ready === "False" && (evict || noExecute(NOT_READY))) wanted.push({ key: NOT_READY, effect: "NoExecute" });
  if (ready === "Unknown" && (evict || noExecute(UNREACHABLE))) wanted.push({ key: UNREACHABLE, effect: "NoExecute" });
  return wanted;
}
