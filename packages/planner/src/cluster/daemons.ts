import { firstUntolerated, type DaemonSet, type Pod, type Taint } from "@inlay/resources";
import { addAll, emptyBits, hasBit, membersOf, setBit, type Bitset } from "../instance-types/bitset.ts";
import type { Catalogue } from "../instance-types/catalogue.ts";
import type { ResourceAxis } from "../pods/resource-axis.ts";
import { LABEL_HOSTNAME } from "@inlay/resources";
import {
  labelRequirements,
  requirementsOf,
  type RequirementSet,
  type RequirementSpace,
} from "../requirements/requirement-set.ts";
import { nodeMeets } from "../topology/domains.ts";
import { hostPortsOf, type HostPort } from "./host-ports.ts";
import { isTerminal } from "./pod-lifecycle.ts";

/** What a DaemonSet will put on each node that it runs on. */
export interface Daemon {
  readonly name: string;
  readonly requests: Float64Array;
  readonly hostPorts: readonly HostPort[];
  /** OR terms: it runs where one of them holds. */
  readonly terms: readonly RequirementSet[];
  readonly tolerations: NonNullable<Pod["spec"]["tolerations"]>;
}

/** Types on which the same daemons run, and what these take. */
export interface DaemonGroup {
  readonly types: Bitset;
  readonly overhead: Float64Array;
  readonly hostPorts: readonly HostPort[];
}

/**
 * Measures each DaemonSet by its newest live pod, or by its template; limits stand in for requests that are missing. Where it
 * may run is read from the template: a live pod's affinity names its node.
 */
export function daemonsOf(
  daemonSets: readonly DaemonSet[],
  pods: readonly Pod[],
  axis: ResourceAxis,
  space: RequirementSpace,
): Daemon[] {
  const newest = new Map<string, Pod>();
  for (const pod of pods) {
    if (isTerminal(pod)) continue;
    for (const owner of pod.metadata.ownerReferences ?? []) {
      if (owner.kind !== "DaemonSet") continue;
      const key = `${pod.metadata.namespace ?? "default"}/${owner.name}`;
      const present = newest.get(key);
      if (!present || isNewer(pod, present)) newest.set(key, pod);
    }
  }
  return daemonSets
    .map((daemonSet) => {
      const name = `${daemonSet.metadata.namespace ?? "default"}/${daemonSet.metadata.name}`;
      const template = daemonSet.spec.template.spec;
      const live = newest.get(name)?.spec ?? template;
      const selector = labelRequirements(template.nodeSelector ?? {});
      const terms = template.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
      const withTerm = (expressions: readonly Parameters<typeof requirementsOf>[0][number][]) =>
        space.intern([...selector, ...requirementsOf(expressions)].filter(({ key }) => key !== LABEL_HOSTNAME));
      return {
        name,
        requests: axis.vector(axis.requestsOf({ spec: limitsAsRequests(live) })),
        hostPorts: hostPortsOf(live),
        terms: terms?.length ? terms.map((term) => withTerm(term.matchExpressions ?? [])) : [withTerm([])],
        tolerations: [...(live.tolerations ?? []), { operator: "Exists", effect: "PreferNoSchedule" } as const],
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Whether the daemon runs on a node with these properties. */
export function runsOn(daemon: Daemon, taints: readonly Taint[], node: RequirementSet): boolean {
  return !firstUntolerated(taints, daemon.tolerations) && daemon.terms.some((term) => nodeMeets(node, term));
}

/** Groups a pool's types by the daemons that would run on them. */
export function daemonGroupsOf(
  daemons: readonly Daemon[],
  taints: readonly Taint[],
  template: RequirementSet,
  catalogue: Catalogue,
  types: Bitset,
  space: RequirementSpace,
): DaemonGroup[] {
  const tolerant = daemons.filter((daemon) => !firstUntolerated(taints, daemon.tolerations));
  const runsWhere = tolerant.map((daemon) => {
    const bits = emptyBits(catalogue.size);
    for (const term of daemon.terms) {
      const node = space.narrow(template, term);
      if (node) addAll(bits, catalogue.possible(node));
    }
    return bits;
  });
  const groups = new Map<string, { types: Bitset; daemons: Daemon[] }>();
  for (const type of membersOf(types)) {
    const running = tolerant.filter((_, index) => hasBit(runsWhere[index]!, type));
    const key = running.map(({ name }) => name).join(",");
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { types: emptyBits(catalogue.size), daemons: running }));
    setBit(group.types, type);
  }
  const sum = (running: readonly Daemon[]) => {
    const total = new Float64Array(catalogue.axis.names.length);
    for (const { requests } of running) requests.forEach((amount, index) => (total[index]! += amount));
    return total;
  };
  return [...groups.values()].map(({ types: bits, daemons: running }) => ({
    types: bits,
    overhead: sum(running),
    hostPorts: running.flatMap(({ hostPorts }) => hostPorts),
  }));
}

function isNewer(a: Pod, b: Pod): boolean {
  if (a.metadata.creationTimestamp !== b.metadata.creationTimestamp)
    return a.metadata.creationTimestamp > b.metadata.creationTimestamp;
  return a.metadata.uid > b.metadata.uid;
}

function limitsAsRequests(spec: Pod["spec"]): Pod["spec"] {
  const fill = (container: Pod["spec"]["containers"][number]) =>
    container.resources?.limits
      ? { ...container, resources: { requests: { ...container.resources.limits, ...container.resources.requests } } }
      : container;
  return {
    ...spec,
    containers: spec.containers.map(fill),
    ...(spec.initContainers && { initContainers: spec.initContainers.map(fill) }),
  };
}
