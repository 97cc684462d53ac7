import { firstUntolerated, type Pod, type ResourceAmounts, type Taint } from "@inlay/resources";
import { daemonsOf, runsOn, type Daemon } from "../cluster/daemons.ts";
import { PodBudgets } from "../cluster/disruption-budgets-of-pods.ts";
import { hostPortsOf, portsConflict, type HostPort } from "../cluster/host-ports.ts";
import { isOwnedByDaemonSet, isTerminal } from "../cluster/pod-lifecycle.ts";
import { Storage, type VolumesByDriver } from "../cluster/storage.ts";
import { stateNodesOf, type StateNode } from "../cluster/state-node.ts";
import { Catalogue } from "../instance-types/catalogue.ts";
import { PodClasses, type PodVariant } from "../pods/pod-class.ts";
import { withAddedSpreads } from "../placement-rules/added-spreads.ts";
import { ResourceAxis } from "../pods/resource-axis.ts";
import { readableObjects, type UnreadableObject } from "../reading/readable-objects.ts";
import { RequirementSpace, type RequirementSet } from "../requirements/requirement-set.ts";
import { labelRulesOf, type LabelRules } from "../requirements/well-known-labels.ts";
import type { Policy, Snapshot } from "../snapshot.ts";
import { AttachedVolumes } from "../cluster/attached-volumes.ts";
import { BoundPods } from "../topology/bound-pods.ts";
import { domainsOfPool } from "../topology/pool-domains.ts";
import { DomainNames, nodeMeets, passesFilter, universeOf, type DomainSource } from "../topology/domains.ts";
import { TopologyGroups, type TopologyGroup } from "../topology/topology-group.ts";
import { withPodCap } from "../placement-rules/pods-per-node.ts";
import { addCapacity, remainingLimits, usablePools, type RemainingLimits, type UsablePool } from "./node-pool.ts";

/** Pods per domain before anything is planned. For hostnames a domain is a node's place in `nodes`. */
export interface BaseCounts {
  readonly counts: Int32Array;
  /** Domains that the group knows; empty for hostnames, where every node is one. */
  readonly domains: ReadonlySet<number>;
}

/** A snapshot, compiled: everything that simulations share and none of them changes. Parts are made when first asked for. */
export class World {
  readonly snapshot: Snapshot;
  /** Objects that were left out of `snapshot`. */
  readonly unreadable: readonly UnreadableObject[];
  readonly policy: Policy;
  readonly nowMs: number;
  readonly axis = new ResourceAxis();
  readonly space: RequirementSpace;
  readonly labelRules: LabelRules;
  readonly groups: TopologyGroups;
  readonly classes: PodClasses;
  readonly storage: Storage;
  readonly podBudgets: PodBudgets;
  /** Pools that can make nodes, in the order in which they are tried. */
  readonly pools: readonly UsablePool[];
  readonly skippedNodePools: readonly { readonly nodePool: string; readonly reason: string }[];
  readonly catalogues: ReadonlyMap<string, Catalogue>;
  readonly nodes: readonly StateNode[];
  readonly nodeRequirements: readonly RequirementSet[];
  /** Room beside bound pods and the daemons that are still to come. */
  readonly free: readonly Float64Array[];
  readonly podsOnNode: readonly (readonly Pod[])[];
  readonly portsOnNode: readonly (readonly HostPort[])[];
  readonly nodeIndexByName: ReadonlyMap<string, number>;
  readonly #bound: BoundPods;
  readonly #attached: AttachedVolumes;
  readonly #base: BaseCounts[] = [];
  readonly #domainNames = new Map<string, DomainNames>();
  readonly #sources: DomainSource[];
  readonly #fitting: { readonly nodes: number[]; scanned: number }[] = [];
  readonly #limits: RemainingLimits[] = [];

  /** @throws UnreadableSnapshot */
  constructor(given: Snapshot, policy: Policy) {
    const { snapshot: readable, unreadable } = readableObjects(given);
    const snapshot = { ...readable, pods: withAddedSpreads(readable.pods, policy) };
    this.snapshot = snapshot;
    this.unreadable = unreadable;
    this.policy = policy;
    this.nowMs = Date.parse(snapshot.now);
    this.labelRules = labelRulesOf(snapshot.catalogues, snapshot.nodePools);
    this.space = new RequirementSpace(this.labelRules.wellKnown);
    this.storage = new Storage(snapshot);
    this.podBudgets = new PodBudgets(snapshot.podDisruptionBudgets);
    this.groups = new TopologyGroups(
      new Map(snapshot.namespaces.map(({ metadata }) => [metadata.name, metadata.labels ?? {}])),
    );
    this.classes = new PodClasses({
      axis: this.axis,
      space: this.space,
      groups: this.groups,
      storage: this.storage,
      ignorePreferences: policy.preferencePolicy === "Ignore",
      softTaints: snapshot.nodePools.some(({ spec }) =>
        spec.template.spec.taints?.some(({ effect }) => effect === "PreferNoSchedule"),
      ),
    });
    const daemons = daemonsOf(snapshot.daemonSets, snapshot.pods, this.axis, this.space);
    for (const { spec } of snapshot.nodePools)
      for (const name in spec.limits) if (name !== "nodes") this.axis.indexOf(name);
    this.catalogues = new Map(
      Object.entries(snapshot.catalogues).map(([id, types]) => [
        id,
        new Catalogue(withPodCap(types, policy.maxPodsPerNode), this.space, this.axis, snapshot.unavailableOfferings),
      ]),
    );
    const { pools, skipped } = usablePools(snapshot, this.catalogues, {
      space: this.space,
      axis: this.axis,
      daemons,
      bestEffortMinValues: policy.minValuesPolicy === "BestEffort",
    });
    this.pools = pools;
    this.skippedNodePools = skipped;
    this.nodes = stateNodesOf(snapshot, this.axis);
    this.nodeIndexByName = new Map(
      this.nodes.flatMap((node, index) => (node.node ? [[node.node.metadata.name, index] as const] : [])),
    );
    this.nodeRequirements = this.#internNodes();
    const onNode = this.nodes.map((): Pod[] => []);
    for (const pod of snapshot.pods) {
      const node = pod.spec.nodeName ? this.nodeIndexByName.get(pod.spec.nodeName) : undefined;
      if (node !== undefined) onNode[node]!.push(pod);
    }
    this.podsOnNode = onNode;
    this.#bound = new BoundPods(this.groups);
    this.#attached = new AttachedVolumes(
      this.storage,
      this.nodes.map(({ name }) => name),
      onNode,
    );
    const occupancy = this.nodes.map((_, index) => this.#occupy(index, daemons));
    this.free = occupancy.map(({ free }) => free);
    this.portsOnNode = occupancy.map(({ ports }) => ports);
    this.#sources = [...pools.map(domainsOfPool), ...this.#nodeSources()];
  }

  /**
   * The nodes to which the variant could go as they stand (taints, labels, room, ports, attach limits; topology aside), in order.
   * Found as far as asked: -1 beyond the last. A simulation only ever takes from the room of nodes, so it need not look at others.
   */
  fittingNode(variant: PodVariant, place: number): number {
    const fitting = (this.#fitting[variant.index] ??= { nodes: [], scanned: 0 });
    while (fitting.nodes.length <= place && fitting.scanned < this.nodes.length) {
      const node = fitting.scanned++;
      if (this.nodeObstacle(variant, node) === undefined) fitting.nodes.push(node);
    }
    return fitting.nodes[place] ?? -1;
  }

  /** What is left of a pool's limits beside the nodes that stay. */
  remainingLimits(pool: UsablePool, gone: ReadonlySet<number>): RemainingLimits {
    const all = (this.#limits[pool.index] ??= remainingLimits(pool, this.nodes));
    const resources = all.resources.slice();
    let nodes = all.nodes;
    for (const index of gone) {
      const node = this.nodes[index]!;
      if (node.nodePool !== pool.name) continue;
      nodes++;
      addCapacity(pool, node, resources);
    }
    return { resources, nodes };
  }

  /** What keeps the variant off the node as it stands, in Karpenter's words. */
  nodeObstacle(variant: PodVariant, node: number): string | undefined {
    const state = this.nodes[node]!;
    const { podClass } = variant;
    const free = this.free[node]!;
    for (let resource = 0; resource < podClass.requests.length; resource++)
      if (podClass.requests[resource]! > 0 && podClass.requests[resource]! > (free[resource] ?? 0))
        return "exceeds node resources";
    const taint = this.untoleratedTaint(variant, state.taints);
    if (taint) return taint;
    if (!nodeMeets(this.nodeRequirements[node]!, variant.asked) || !(variant.hostname?.has(state.hostname) ?? true))
      return "incompatible requirements";
    const terms = podClass.volumeTerms;
    if (terms.length > 0 && !terms.some((term) => this.#meetsVolumeTerm(node, term)))
      return "incompatible volume requirements";
    if (podClass.hostPorts.length > 0 && portsConflict(podClass.hostPorts, this.portsOnNode[node]!))
      return "checking host port usage";
    if (!this.hasRoomForVolumes(node, podClass.volumes, [])) return "would exceed node volume limits";
    return undefined;
  }

  /** Every taint must be tolerated, PreferNoSchedule too: giving that up is a relaxation. */
  untoleratedTaint(variant: PodVariant, taints: readonly Taint[]): string | undefined {
    const taint = firstUntolerated(taints, variant.tolerations);
    if (taint)
      return `did not tolerate taint (taint=${taint.key}${taint.value ? `=${taint.value}` : ""}:${taint.effect})`;
    return undefined;
  }

  hasRoomForVolumes(node: number, volumes: VolumesByDriver, planned: readonly VolumesByDriver[]): boolean {
    return this.#attached.hasRoomFor(node, volumes, planned);
  }

  domainNames(key: string): DomainNames {
    let names = this.#domainNames.get(key);
    if (!names) this.#domainNames.set(key, (names = new DomainNames()));
    return names;
  }

  /** The node's domain of a label, as a number of `domainNames`; -1 when it has none. */
  nodeDomain(node: number, key: string): number {
    const value = this.nodeRequirements[node]!.byKey.get(key)?.single;
    return value === undefined ? -1 : this.domainNames(key).indexOf(value);
  }

  baseCounts(group: TopologyGroup): BaseCounts {
    return (this.#base[group.index] ??= this.#count(group));
  }

  /** Whether the node takes part in the group's counts. */
  takesPart(group: TopologyGroup, node: number): boolean {
    const { affinity, tolerations } = group.filter;
    if (!affinity && !tolerations) return true;
    return passesFilter(group.filter, this.nodeRequirements[node]!, this.nodes[node]!.taints, false, this.space);
  }

  #count(group: TopologyGroup): BaseCounts {
    const names = this.domainNames(group.key);
    const domains = group.isHostname ? new Set<number>() : universeOf(group, this.#sources, names, this.space);
    const tally = new Map<number, number>();
    for (const node of this.#bound.nodesCountedBy(group, (each) => this.takesPart(group, each))) {
      const domain = group.isHostname ? node : this.nodeDomain(node, group.key);
      if (domain >= 0) tally.set(domain, (tally.get(domain) ?? 0) + 1);
    }
    const counts = new Int32Array(group.isHostname ? this.nodes.length : names.names.length);
    for (const [domain, pods] of tally) counts[domain] = pods;
    if (!group.isHostname) for (const domain of tally.keys()) domains.add(domain);
    return { counts, domains };
  }

  #internNodes(): RequirementSet[] {
    const known = new Map<string, RequirementSet>();
    return this.nodes.map((node) => {
      if (node.launching) return this.space.intern(node.requirements);
      let text = "";
      for (const { key, single } of node.requirements) text += `${key}=${single};`;
      let set = known.get(text);
      if (!set) known.set(text, (set = this.space.intern(node.requirements)));
      return set;
    });
  }

  #occupy(index: number, daemons: readonly Daemon[]) {
    const node = this.nodes[index]!;
    const free = this.axis.vector(node.allocatable);
    const pods = this.axis.indexOf("pods");
    free[pods] = Math.min(free[pods]!, this.policy.maxPodsPerNode ?? Infinity);
    const daemonLeft = new Float64Array(this.axis.names.length);
    for (const daemon of daemons)
      if (runsOn(daemon, node.taints, this.nodeRequirements[index]!))
        daemon.requests.forEach((amount, resource) => (daemonLeft[resource]! += amount));
    const ports: HostPort[] = [];
    for (const pod of this.podsOnNode[index]!) {
      if (isTerminal(pod)) continue;
      const requests = this.#requestsOf(pod);
      const isDaemon = isOwnedByDaemonSet(pod);
      for (const name in requests) {
        const resource = this.axis.indexOf(name);
        if (resource < free.length) free[resource]! -= requests[name]!;
        if (isDaemon && resource < daemonLeft.length) daemonLeft[resource]! -= requests[name]!;
      }
      ports.push(...hostPortsOf(pod.spec));
      this.#bound.add(pod, index);
    }
    for (let resource = 0; resource < free.length; resource++)
      free[resource]! -= Math.max(0, daemonLeft[resource] ?? 0);
    return { free, ports };
  }

  /** A running pod whose requests cannot be read takes nothing but its place; the API server would not have let it in. */
  #requestsOf(pod: Pod): ResourceAmounts {
    try {
      return this.axis.requestsOf(pod);
    } catch {
      return { pods: 1 };
    }
  }

  #meetsVolumeTerm(node: number, term: RequirementSet): boolean {
    const hostname = term.byKey.get("kubernetes.io/hostname");
    if (!hostname) return nodeMeets(this.nodeRequirements[node]!, term);
    if (!hostname.has(this.nodes[node]!.hostname)) return false;
    const rest = this.space.intern([...term.byKey.values()].filter((requirement) => requirement !== hostname));
    return nodeMeets(this.nodeRequirements[node]!, rest);
  }

  /** Nodes that stay are domains as well; many of them are alike. */
  #nodeSources(): DomainSource[] {
    const known = new Map<string, DomainSource>();
    this.nodes.forEach((node, index) => {
      if (node.leaving) return;
      const requirements = this.nodeRequirements[index]!;
      const key = `${requirements.id} ${node.taints.map((taint) => `${taint.key}=${taint.value ?? ""}:${taint.effect}`).join(",")}`;
      if (known.has(key)) return;
      known.set(key, {
        taints: node.taints,
        requirements,
        open: false,
        domainsOf: (label) => {
          const value = requirements.byKey.get(label)?.single;
          return value === undefined ? [] : [value];
        },
      });
    });
    return [...known.values()];
  }
}
