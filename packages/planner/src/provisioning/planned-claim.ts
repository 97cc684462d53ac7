import {
  ANNOTATION_MIN_VALUES_RELAXED,
  ANNOTATION_NODEPOOL_HASH,
  ANNOTATION_NODEPOOL_HASH_VERSION,
  LABEL_CAPACITY_TYPE,
  LABEL_INITIALIZED,
  LABEL_INSTANCE_TYPE,
  LABEL_NODEPOOL,
  LABEL_REGISTERED,
  resourceListOf,
  type RequirementWithMinValues,
  type ResourceAmounts,
  type StringMap,
} from "@inlay/resources";
import type { DaemonGroup } from "../cluster/daemons.ts";
import { portsConflict } from "../cluster/host-ports.ts";
import { bitsKey, hasBit } from "../instance-types/bitset.ts";
import type { PlannedNodeClaim } from "../plan.ts";
import { Requirement } from "../requirements/requirement.ts";
import type { RequirementSet } from "../requirements/requirement-set.ts";
import { labelRestriction, LABEL_RESERVATION_ID } from "../requirements/well-known-labels.ts";
import { minValuesMessage, orderByPrice, truncateTypes, unmetMinValues } from "../simulation/min-values.ts";
import { nodeClassLabel } from "../simulation/node-pool.ts";
import { typesThatFit, type OpenClaim } from "../simulation/open-claim.ts";
import type { World } from "../simulation/world.ts";
import { contentId } from "./content-id.ts";

/** Columns that every axis has, in their order; the others are told in name order. */
const USUAL_RESOURCES = 4;

/** Part of a simulation, not of the object. */
const SIMULATED: ReadonlySet<string> = new Set([LABEL_REGISTERED, LABEL_INITIALIZED, "kubernetes.io/hostname"]);

/** Turns open claims into node claims to create: types cheapest first, at most as many as a launch may name. */
export class ClaimFinisher {
  readonly #world: World;
  readonly #notReserved: RequirementSet;
  readonly #lists = new Map<string, readonly number[]>();
  readonly #narrowed = new WeakMap<readonly number[], { readonly from: RequirementSet; readonly to: RequirementSet }>();
  readonly #specs = new WeakMap<readonly number[], FinishedTypes>();

  constructor(world: World) {
    this.#world = world;
    this.#notReserved = world.space.intern([Requirement.of(LABEL_CAPACITY_TYPE, "In", ["on-demand", "spot"])]);
  }

  /** What the claim may be in the end: reserved capacity if it holds reservations, none otherwise. */
  requirementsOf(claim: OpenClaim): RequirementSet {
    const { space } = this.#world;
    if (claim.reservations.size === 0) return this.#withoutReserved(claim);
    return space.intern([
      ...claim.requirements.byKey.values(),
      Requirement.of(LABEL_CAPACITY_TYPE, "In", ["reserved"]),
      Requirement.of(LABEL_RESERVATION_ID, "In", [...claim.reservations]),
    ]);
  }

  /** A pool that names no capacity type takes those that its types are offered in. */
  #withoutReserved(claim: OpenClaim): RequirementSet {
    const { space } = this.#world;
    const set = space.narrow(claim.requirements, this.#notReserved) ?? claim.requirements;
    if (claim.requirements.byKey.has(LABEL_CAPACITY_TYPE)) return set;
    const types = this.typesOf(claim, set);
    const known = this.#narrowed.get(types);
    if (known?.from === set) return known.to;
    const offered = new Set<string>();
    for (const type of types)
      for (const { capacityType } of claim.pool.catalogue.types[type]!.offerings)
        if (capacityType !== "reserved") offered.add(capacityType);
    const to = space.intern([...set.byKey.values(), Requirement.of(LABEL_CAPACITY_TYPE, "In", [...offered])]);
    this.#narrowed.set(types, { from: set, to });
    return to;
  }

  /** Every type that fits, cheapest first. */
  typesOf(claim: OpenClaim, requirements: RequirementSet): readonly number[] {
    const types = typesThatFit(claim.pool, requirements, claim.allowed, claim.requests, claim.hostPorts, portsConflict);
    const key = `${claim.pool.index}/${requirements.id}/${bitsKey(types)}`;
    let list = this.#lists.get(key);
    if (!list) this.#lists.set(key, (list = orderByPrice(claim.pool.catalogue, requirements, types)));
    return list;
  }

  /**
   * @param types cheapest first; all that fit unless the caller has narrowed them.
   * @returns the reason instead when truncation leaves too few values of a label with minValues.
   */
  finish(claim: OpenClaim, requirements: RequirementSet, types: readonly number[]): PlannedNodeClaim | string {
    const { catalogue, nodePool, template } = claim.pool;
    const finished = this.#finishTypes(claim, requirements, types);
    if (!finished)
      return `pod is not schedulable, truncating instance types: ${minValuesMessage(unmetMinValues(requirements, catalogue, types.slice(0, this.#world.policy.maxInstanceTypes)))}`;
    const requests = this.#requests(claim, finished);
    const pods = claim.pods.map(({ key }) => key).sort();
    const spec = nodePool.spec.template.spec;
    return {
      id: contentId(`${claim.pool.name}\n${nodePool.metadata.uid}\n${finished.id}\n${pods.join(",")}`),
      nodePool: claim.pool.name,
      pods,
      labels: finished.labels,
      annotations: this.#annotations(claim, template.hasMinValues),
      spec: {
        nodeClassRef: spec.nodeClassRef,
        requirements: finished.requirements,
        resources: { requests: resourceListOf(requests) },
        ...(spec.taints?.length && { taints: spec.taints }),
        ...(spec.startupTaints?.length && { startupTaints: spec.startupTaints }),
        ...(spec.terminationGracePeriod !== undefined && { terminationGracePeriod: spec.terminationGracePeriod }),
        ...(spec.expireAfter !== undefined && { expireAfter: spec.expireAfter }),
      },
      requests,
      instanceTypes: finished.names,
      cheapest: finished.cheapest,
      minValuesRelaxed: claim.minValuesRelaxed,
      preconditions: [{ kind: "NodePool", name: claim.pool.name, uid: nodePool.metadata.uid }],
    };
  }

  /** What claims with the same types and requirements have in common. */
  #finishTypes(claim: OpenClaim, requirements: RequirementSet, types: readonly number[]): FinishedTypes | undefined {
    const known = this.#specs.get(types);
    if (known?.from === requirements) return known;
    const { catalogue } = claim.pool;
    const kept = truncateTypes(requirements, catalogue, types, this.#world.policy.maxInstanceTypes);
    if (!kept || kept.length === 0) return undefined;
    const cheapest = catalogue.types[kept[0]!]!;
    const { zone, capacityType, pricePerHour } = catalogue.cheapestOffering(cheapest, requirements)!;
    const names = kept.map((type) => catalogue.types[type]!.name);
    const list = apiRequirements(requirements, names);
    const finished: FinishedTypes = {
      from: requirements,
      id: contentId(JSON.stringify(list)),
      daemons: claim.pool.daemonGroups.filter((group) => kept.some((type) => hasBit(group.types, type))),
      names,
      requirements: list,
      labels: this.#labels(claim, requirements),
      cheapest: { instanceType: cheapest.name, zone, capacityType, pricePerHour },
    };
    this.#specs.set(types, finished);
    return finished;
  }

  /** Pods, and the smallest share that daemons take on one of the types. */
  #requests(claim: OpenClaim, { daemons }: FinishedTypes): ResourceAmounts {
    const amounts: Record<string, number> = {};
    const { axis } = this.#world;
    const usual = axis.names.slice(0, USUAL_RESOURCES);
    for (const name of [...usual, ...axis.names.slice(USUAL_RESOURCES).sort()]) {
      const index = axis.indexOf(name);
      let overhead = Infinity;
      for (const group of daemons) overhead = Math.min(overhead, group.overhead[index] ?? 0);
      const amount = (claim.requests[index] ?? 0) + overhead;
      if (amount > 0) amounts[name] = amount;
    }
    return amounts;
  }

  /** The template's labels, and a value for each custom label that the requirements name values of. */
  #labels(claim: OpenClaim, requirements: RequirementSet): StringMap {
    const labels: Record<string, string> = {};
    for (const requirement of requirements.byKey.values()) {
      const { key } = requirement;
      if (requirement.complement || requirement.values.size === 0 || SIMULATED.has(key)) continue;
      if (this.#world.labelRules.wellKnown.has(key) || labelRestriction(key, this.#world.labelRules)) continue;
      labels[key] = [...requirement.values].sort()[0]!;
    }
    const [classKey, className] = nodeClassLabel(claim.pool.nodePool);
    return {
      ...labels,
      ...claim.pool.nodePool.spec.template.metadata?.labels,
      [LABEL_NODEPOOL]: claim.pool.name,
      [classKey]: className,
    };
  }

  #annotations(claim: OpenClaim, hasMinValues: boolean): StringMap {
    const pool = claim.pool.nodePool;
    const annotations: Record<string, string> = { ...pool.spec.template.metadata?.annotations };
    for (const key of [ANNOTATION_NODEPOOL_HASH, ANNOTATION_NODEPOOL_HASH_VERSION]) {
      const value = pool.metadata.annotations?.[key];
      if (value !== undefined) annotations[key] = value;
    }
    if (hasMinValues) annotations[ANNOTATION_MIN_VALUES_RELAXED] = String(claim.minValuesRelaxed);
    return annotations;
  }
}

interface FinishedTypes {
  readonly from: RequirementSet;
  readonly id: string;
  readonly daemons: readonly DaemonGroup[];
  readonly names: readonly string[];
  readonly requirements: readonly RequirementWithMinValues[];
  readonly labels: StringMap;
  readonly cheapest: PlannedNodeClaim["cheapest"];
}

/** Sorted by key; the instance types are named, cheapest first is the launch's business. */
function apiRequirements(requirements: RequirementSet, names: readonly string[]): RequirementWithMinValues[] {
  const minValues = requirements.byKey.get(LABEL_INSTANCE_TYPE)?.minValues;
  const types = Requirement.of(LABEL_INSTANCE_TYPE, "In", names, minValues);
  return [...requirements.byKey.values()]
    .filter(({ key }) => !SIMULATED.has(key) && key !== LABEL_INSTANCE_TYPE)
    .flatMap((requirement) => requirement.toApi())
    .concat(types.toApi())
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}
