import {
  LABEL_HOSTNAME,
  type NodeSelectorTerm,
  type PodAffinityTerm,
  type StringMap,
  type Toleration,
  type TopologySpreadConstraint,
} from "@inlay/resources";
import { hostPortsOf, type HostPort } from "../cluster/host-ports.ts";
import type { PodLike } from "../cluster/pod-lifecycle.ts";
import type { Storage, VolumesByDriver } from "../cluster/storage.ts";
import { Requirement } from "../requirements/requirement.ts";
import {
  labelRequirements,
  requirementsOf,
  type RequirementSet,
  type RequirementSpace,
} from "../requirements/requirement-set.ts";
import type { TopologyGroup, TopologyGroups } from "../topology/topology-group.ts";
import type { ResourceAxis } from "./resource-axis.ts";

/** Pods that nobody can tell apart but by name: they are planned alike. */
export interface PodClass {
  readonly index: number;
  readonly namespace: string;
  readonly labels: StringMap;
  readonly requests: Float64Array;
  readonly hostPorts: readonly HostPort[];
  readonly volumes: VolumesByDriver;
  /** Sets of requirements of its volumes, one of which the node must meet; empty when they do not matter. */
  readonly volumeTerms: readonly RequirementSet[];
  /** What the pod asks, then the same with one preference after the other given up (autoscaler.md §3.8). */
  readonly variants: readonly PodVariant[];
  /** Required anti-affinity, as it works against pods that come later. */
  readonly refusals: readonly TopologyGroup[];
}

export interface PodVariant {
  readonly podClass: PodClass;
  readonly level: number;
  /** Unique among all variants of a world. */
  readonly index: number;
  /** Requirements on the node, the heaviest preference included. */
  readonly asked: RequirementSet;
  /**
   * What its nodes must be, preferences aside: one of these; empty when it does not care. All required terms, also those that
   * were given up: a spread looks at the domains of each.
   */
  readonly alternatives: readonly RequirementSet[];
  /** What it asks of the node's name. */
  readonly hostname: Requirement | undefined;
  readonly tolerations: readonly Toleration[];
  /** Affinity first, then anti-affinity, then spreads. */
  readonly groups: readonly TopologyGroup[];
  /** What was given up last. */
  readonly relaxed: string | undefined;
}

export interface ClassingContext {
  readonly axis: ResourceAxis;
  readonly space: RequirementSpace;
  readonly groups: TopologyGroups;
  readonly storage: Storage;
  readonly ignorePreferences: boolean;
  /** Whether some pool has a PreferNoSchedule taint: only then is tolerating it a relaxation. */
  readonly softTaints: boolean;
}

interface Asked {
  readonly required: readonly NodeSelectorTerm[];
  readonly preferredNodes: readonly { readonly weight: number; readonly preference: NodeSelectorTerm }[];
  readonly preferredPods: readonly { readonly weight: number; readonly podAffinityTerm: PodAffinityTerm }[];
  readonly preferredApart: readonly { readonly weight: number; readonly podAffinityTerm: PodAffinityTerm }[];
  readonly spreads: readonly TopologySpreadConstraint[];
  readonly tolerations: readonly Toleration[];
}

const SOFT_TAINTS: Toleration = { operator: "Exists", effect: "PreferNoSchedule" };

/** Sorts pods into classes; the text of what matters about a pod is its class. */
export class PodClasses {
  readonly all: PodClass[] = [];
  variantCount = 0;
  readonly #byText = new Map<string, PodClass>();
  readonly #context: ClassingContext;

  constructor(context: ClassingContext) {
    this.#context = context;
  }

  of(pod: PodLike): PodClass {
    const text = textOf(pod);
    let known = this.#byText.get(text);
    if (!known) {
      known = this.#create(pod);
      this.all.push(known);
      this.#byText.set(text, known);
    }
    return known;
  }

  #create(pod: PodLike): PodClass {
    const { axis, space, storage, groups } = this.#context;
    const identity = { namespace: pod.metadata.namespace ?? "default", labels: pod.metadata.labels ?? {} };
    const apart = pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    const variants: PodVariant[] = [];
    const podClass: PodClass = {
      index: this.all.length,
      ...identity,
      requests: axis.vector(axis.requestsOf(pod)),
      hostPorts: hostPortsOf(pod.spec),
      volumes: storage.volumesOf(pod),
      volumeTerms: storage.alternativesOf(pod).map((term) => space.intern(term)),
      variants,
      refusals: apart.map((term) => groups.affinity("inverse", term.topologyKey, [term], identity)),
    };
    let asked: readonly [Asked, string | undefined] | undefined = [
      firstAsked(pod, this.#context.ignorePreferences),
      undefined,
    ];
    while (asked) {
      variants.push(this.#variant(podClass, pod, asked[0], asked[1], variants.length));
      asked = relax(asked[0], this.#context.softTaints);
    }
    return podClass;
  }

  #variant(podClass: PodClass, pod: PodLike, asked: Asked, relaxed: string | undefined, level: number): PodVariant {
    const { space, groups } = this.#context;
    const selector = labelRequirements(pod.spec.nodeSelector ?? {});
    const term = asked.required[0] ? requirementsOf(asked.required[0].matchExpressions ?? []) : [];
    const preferred = asked.preferredNodes[0]
      ? requirementsOf(asked.preferredNodes[0].preference.matchExpressions ?? [])
      : [];
    const all = space.intern([...selector, ...preferred, ...term]);
    const withoutName = (requirements: readonly Requirement[]) =>
      space.intern(requirements.filter(({ key }) => key !== LABEL_HOSTNAME));
    const nodes = this.#alternatives(pod, selector);
    const together = pod.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    const apart = pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    const rules = [
      ...together.map(({ topologyKey }) => groups.affinity("affinity", topologyKey, together, podClass)),
      ...asked.preferredPods.map(({ podAffinityTerm: each }) =>
        groups.affinity("affinity", each.topologyKey, [each], podClass),
      ),
      ...[...apart, ...asked.preferredApart.map((each) => each.podAffinityTerm)].map((each) =>
        groups.affinity("anti-affinity", each.topologyKey, [each], podClass),
      ),
      ...asked.spreads.map((constraint) => groups.spread(constraint, podClass, nodes, asked.tolerations)),
    ];
    return {
      podClass,
      level,
      index: this.variantCount++,
      asked: withoutName([...selector, ...preferred, ...term]),
      alternatives: nodes,
      hostname: all.byKey.get(LABEL_HOSTNAME),
      tolerations: asked.tolerations,
      groups: [...new Set(rules)],
      relaxed,
    };
  }

  #alternatives(pod: PodLike, selector: readonly Requirement[]): readonly RequirementSet[] {
    const terms =
      pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
    if (terms.length === 0 && selector.length === 0) return [];
    return (terms.length > 0 ? terms : [{}]).map((term) =>
      this.#context.space.intern(
        [...selector, ...requirementsOf(term.matchExpressions ?? [])].filter(({ key }) => key !== LABEL_HOSTNAME),
      ),
    );
  }
}

function firstAsked(pod: PodLike, ignorePreferences: boolean): Asked {
  const { affinity, topologySpreadConstraints = [], tolerations = [] } = pod.spec;
  const preferred = <T extends { readonly weight: number }>(terms: readonly T[] | undefined): readonly T[] =>
    ignorePreferences || !terms ? [] : [...terms].sort((a, b) => b.weight - a.weight);
  return {
    required: affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [],
    preferredNodes: preferred(affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
    preferredPods: preferred(affinity?.podAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
    preferredApart: preferred(affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
    spreads: topologySpreadConstraints.filter(
      (constraint) => !ignorePreferences || constraint.whenUnsatisfiable === "DoNotSchedule",
    ),
    tolerations,
  };
}

/** Gives up one thing, in Karpenter's order; undefined when nothing is left to give up. */
function relax(asked: Asked, softTaints: boolean): readonly [Asked, string] | undefined {
  if (asked.required.length > 1)
    return [{ ...asked, required: asked.required.slice(1) }, "a required node affinity term"];
  if (asked.preferredPods.length > 0)
    return [{ ...asked, preferredPods: asked.preferredPods.slice(1) }, "a preferred pod affinity term"];
  if (asked.preferredApart.length > 0)
    return [{ ...asked, preferredApart: asked.preferredApart.slice(1) }, "a preferred pod anti-affinity term"];
  if (asked.preferredNodes.length > 0)
    return [{ ...asked, preferredNodes: asked.preferredNodes.slice(1) }, "a preferred node affinity term"];
  const soft = asked.spreads.findIndex((constraint) => constraint.whenUnsatisfiable === "ScheduleAnyway");
  if (soft >= 0)
    return [{ ...asked, spreads: asked.spreads.filter((_, index) => index !== soft) }, "a soft topology spread"];
  const tolerated = (each: Toleration) => each.operator === "Exists" && !each.key && each.effect === "PreferNoSchedule";
  if (softTaints && !asked.tolerations.some(tolerated))
    return [{ ...asked, tolerations: [...asked.tolerations, SOFT_TAINTS] }, "PreferNoSchedule taints"];
  return undefined;
}

/** Names of volumes' claims tell pods apart; names of the pods themselves do not, unless an ephemeral volume is named after them. */
function textOf(pod: PodLike): string {
  const { spec, metadata } = pod;
  const ephemeral = spec.volumes?.some((volume) => volume.ephemeral) ? metadata.name : "";
  const resources = (spec.containers as readonly { readonly resources?: unknown; readonly ports?: unknown }[]).map(
    (container) => (container.ports ? [container.resources, container.ports] : container.resources),
  );
  return JSON.stringify([
    metadata.namespace,
    metadata.labels,
    resources,
    spec.initContainers,
    spec.nodeSelector,
    spec.affinity,
    spec.tolerations,
    spec.topologySpreadConstraints,
    spec.volumes?.filter((volume) => volume.persistentVolumeClaim ?? volume.ephemeral),
    spec.overhead,
    spec.resources,
    ephemeral,
    ephemeral && spec.nodeName,
    pod.status?.containerStatuses?.map((status) => status.resources ?? status.allocatedResources),
  ]);
}
