import {
  tolerates,
  type DaemonSet,
  type Node,
  type NodeSelectorTerm,
  type PodTemplateSpec,
  type Toleration,
} from "@inlay/resources";
import { matchesNodeAffinity } from "../../scheduler/filters/node-filters.ts";

/** What daemon pods put up with beside what their template says (daemon/util.AddOrUpdateDaemonPodTolerations). */
const DAEMON_TOLERATIONS: readonly Toleration[] = [
  { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute" },
  { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute" },
  { key: "node.kubernetes.io/disk-pressure", operator: "Exists", effect: "NoSchedule" },
  { key: "node.kubernetes.io/memory-pressure", operator: "Exists", effect: "NoSchedule" },
  { key: "node.kubernetes.io/pid-pressure", operator: "Exists", effect: "NoSchedule" },
  { key: "node.kubernetes.io/unschedulable", operator: "Exists", effect: "NoSchedule" },
];
const NETWORK_UNAVAILABLE: Toleration = {
  key: "node.kubernetes.io/network-unavailable",
  operator: "Exists",
  effect: "NoSchedule",
};

export interface Placement {
  /** A pod is made for the node. */
  readonly shouldRun: boolean;
  /** A pod that is there may stay. */
  readonly mayStay: boolean;
}

export function daemonTolerations({ spec }: PodTemplateSpec): readonly Toleration[] {
  const added = spec.hostNetwork ? [...DAEMON_TOLERATIONS, NETWORK_UNAVAILABLE] : DAEMON_TOLERATIONS;
  const same = (a: Toleration, b: Toleration) => a.key === b.key && a.operator === b.operator && a.effect === b.effect;
  const own = (spec.tolerations ?? []).filter((toleration) => !added.some((each) => same(each, toleration)));
  return [...own, ...added];
}

/** Whether the set's pod belongs on the node: name, selector and affinity, taints. Capacity is the scheduler's business. */
export function placementOn({ spec }: DaemonSet, node: Node): Placement {
  const { template } = spec;
  const { name } = node.metadata;
  const wanted = template.spec.nodeName;
  const pod = { apiVersion: "v1", kind: "Pod" as const, metadata: NOBODY, spec: template.spec };
  if ((wanted && wanted !== name) || !matchesNodeAffinity(pod, { node, name }))
    return { shouldRun: false, mayStay: false };
  const tolerations = daemonTolerations(template);
  const kept = (node.spec.taints ?? []).filter(
    (taint) => taint.effect !== "PreferNoSchedule" && !tolerations.some((each) => tolerates(each, taint)),
  );
  return { shouldRun: kept.length === 0, mayStay: !kept.some(({ effect }) => effect === "NoExecute") };
}

const NOBODY = { name: "", uid: "", resourceVersion: "", creationTimestamp: "" };

/** The template bound to one node by required affinity to its name, so that the scheduler places it there and nowhere else. */
export function templateForNode(template: PodTemplateSpec, nodeName: string): PodTemplateSpec {
  const matchFields = [{ key: "metadata.name", operator: "In" as const, values: [nodeName] }];
  const { affinity } = template.spec;
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  const nodeSelectorTerms: readonly NodeSelectorTerm[] =
    terms && terms.length > 0 ? terms.map((term) => ({ ...term, matchFields })) : [{ matchFields }];
  return {
    ...template,
    spec: {
      ...template.spec,
      affinity: {
        ...affinity,
        nodeAffinity: {
          ...affinity?.nodeAffinity,
          requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms },
        },
      },
      tolerations: daemonTolerations(template),
    },
  };
}
