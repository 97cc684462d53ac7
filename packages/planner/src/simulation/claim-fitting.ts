import { portsConflict, type HostPort } from "../cluster/host-ports.ts";
import { isEmpty, type Bitset } from "../instance-types/bitset.ts";
import type { SubnetAddresses } from "../placement-rules/subnet-addresses.ts";
import type { PodVariant } from "../pods/pod-class.ts";
import { Requirement } from "../requirements/requirement.ts";
import type { RequirementSet } from "../requirements/requirement-set.ts";
import type { DomainPreference, OpenPlace, TopologyVerdict } from "../topology/open-place.ts";
import type { TopologyCounts } from "../topology/topology-counts.ts";
import { relaxMinValues, unmetMinValues } from "./min-values.ts";
import type { UsablePool } from "./node-pool.ts";
import { someTypeFits, typesThatFit, type OpenClaim } from "./open-claim.ts";
import type { Reservations } from "./reservations.ts";
import type { World } from "./world.ts";

/** What a claim becomes when a pod joins it. */
export interface ClaimFit {
  readonly requirements: RequirementSet;
  readonly reservations: ReadonlySet<string> | undefined;
  readonly minValuesRelaxed: boolean;
}

/** What a simulation has kept count of so far. */
interface Kept {
  readonly topology: TopologyCounts;
  readonly reservations: Reservations;
  readonly addresses: SubnetAddresses | undefined;
  /** When a reservation is full, go on with other capacity. */
  readonly reservedFallback: boolean;
}

/** Whether pods fit on claims that are open (autoscaler.md §3.6). Changes nothing. */
export class ClaimFitting {
  readonly #world: World;
  readonly #topology: TopologyCounts;
  readonly #reservations: Reservations;
  readonly #addresses: SubnetAddresses | undefined;
  readonly #reservedFallback: boolean;
  readonly #poolVerdicts: boolean[][] = [];
  readonly #scratch: Float64Array;

  constructor(world: World, { topology, reservations, addresses, reservedFallback }: Kept) {
    this.#world = world;
    this.#topology = topology;
    this.#reservations = reservations;
    this.#addresses = addresses;
    this.#reservedFallback = reservedFallback;
    this.#scratch = new Float64Array(world.axis.names.length);
  }

  /** Whether the variant can join the claim, and what the claim becomes. */
  fit(variant: PodVariant, claim: OpenClaim): ClaimFit | "never" | "not-now" | "deferred" {
    const { pool } = claim;
    const { podClass } = variant;
    if (!this.poolAdmits(variant, pool)) return "never";
    if (podClass.hostPorts.length > 0 && portsConflict(podClass.hostPorts, claim.hostPorts)) return "never";
    const wanted = this.#world.space.narrow(claim.requirements, variant.asked);
    if (!wanted) return "never";
    const asked = this.#addresses ? this.#addresses.narrow(pool, claim.index, wanted, claim.pods.length + 1) : wanted;
    if (!asked) return "not-now";
    const requests = this.#sum(claim.requests, podClass.requests);
    const ports = podClass.hostPorts.length > 0 ? [...claim.hostPorts, ...podClass.hostPorts] : claim.hostPorts;
    if (!this.#fits(pool, asked, claim.allowed, requests, ports)) return asked === wanted ? "never" : "not-now";
    let worst: "never" | "not-now" | "deferred" = "never";
    for (const term of podClass.volumeTerms.length > 0 ? podClass.volumeTerms : [undefined]) {
      const placed: RequirementSet | null = term
        ? this.#world.space.narrow(asked, withoutHostname(this.#world, term))
        : asked;
      if (!placed) continue;
      const ruled: TopologyVerdict = this.#topology.rules(variant)
        ? this.#topology.onClaim(variant, this.placeOf(claim, placed), this.#preference(variant, claim, pool))
        : placed;
      if (typeof ruled === "string") {
        if (ruled === "not-now") worst = ruled;
        continue;
      }
      if (ruled !== asked && !this.#fits(pool, ruled, claim.allowed, requests, ports)) {
        worst = "not-now";
        continue;
      }
      if (ruled.hasMinValues || this.#reservations.exist) {
        const fit = this.#checkTypes(pool, ruled, claim, requests, ports);
        if (typeof fit !== "string") return fit;
        worst = fit === "deferred" ? fit : worst;
        continue;
      }
      return { requirements: ruled, reservations: undefined, minValuesRelaxed: false };
    }
    return worst;
  }

  /** minValues and reservations look at the set of types that would be left. */
  #checkTypes(
    pool: UsablePool,
    requirements: RequirementSet,
    claim: Pick<OpenClaim, "allowed" | "reservations" | "pods">,
    requests: Float64Array,
    ports: readonly HostPort[],
  ): ClaimFit | "never" | "deferred" {
    const types = typesThatFit(pool, requirements, claim.allowed, requests, ports, portsConflict);
    if (isEmpty(types)) return "never";
    let set = requirements;
    let minValuesRelaxed = false;
    if (set.hasMinValues) {
      const unmet = unmetMinValues(set, pool.catalogue, types);
      if (unmet.size > 0) {
        if (this.#world.policy.minValuesPolicy === "Strict" || claim.pods.length > 0) return "never";
        set = relaxMinValues(set, unmet, this.#world.space);
        minValuesRelaxed = true;
      }
    }
    let reservations: ReadonlySet<string> | undefined;
    if (this.#reservations.exist) {
      const { some, free } = this.#reservations.compatible(pool.catalogue, types, set, claim.reservations);
      if (!this.#reservedFallback) {
        if (some && free.size === 0) return "deferred";
        if (claim.reservations.size > 0 && free.size === 0) return "deferred";
      }
      reservations = free;
    }
    return { requirements: set, reservations, minValuesRelaxed };
  }

  #fits(
    pool: UsablePool,
    set: RequirementSet,
    allowed: Bitset,
    requests: Float64Array,
    ports: readonly HostPort[],
  ): boolean {
    return someTypeFits(pool, set, allowed, requests, ports, portsConflict);
  }

  /** Taints of the pool, and that a node which does not exist yet has no name to ask for. */
  poolAdmits(variant: PodVariant, pool: UsablePool): boolean {
    const verdicts = (this.#poolVerdicts[variant.index] ??= []);
    return (verdicts[pool.index] ??=
      this.#world.untoleratedTaint(variant, pool.taints) === undefined && admitsNewNode(variant.hostname));
  }

  /** Valid until the next call. */
  #sum(a: Float64Array, b: Float64Array): Float64Array {
    const sum = this.#scratch;
    sum.set(a);
    for (let index = 0; index < b.length; index++) sum[index]! += b[index]!;
    return sum;
  }

  placeOf(claim: Pick<OpenClaim, "index" | "pool">, requirements: RequirementSet): OpenPlace {
    return { host: this.#world.nodes.length + claim.index, requirements, taints: claim.pool.taints };
  }

  /** Among equally good domains: where the claim would be cheapest, then by name. */
  #preference(variant: PodVariant, claim: OpenClaim, pool: UsablePool): DomainPreference {
    const { space } = this.#world;
    const price = (key: string, domain: string): number => {
      const narrowed = space.narrow(claim.requirements, space.intern([Requirement.of(key, "In", [domain])]));
      const set = narrowed && space.narrow(narrowed, variant.asked);
      if (!set) return Infinity;
      const requests = this.#sum(claim.requests, variant.podClass.requests);
      const types = typesThatFit(pool, set, claim.allowed, requests, claim.hostPorts, portsConflict);
      return pool.catalogue.cheapestPrice(set, types);
    };
    return (key, a, b) => price(key, a) - price(key, b) || (a < b ? -1 : a > b ? 1 : 0);
  }
}

/** A node that does not exist yet has no name that a pod could ask for. */
function admitsNewNode(hostname: Requirement | undefined): boolean {
  return hostname === undefined || hostname.complement || (hostname.absent && hostname.values.size === 0);
}

function withoutHostname(world: World, set: RequirementSet): RequirementSet {
  if (!set.byKey.has("kubernetes.io/hostname")) return set;
  return world.space.intern([...set.byKey.values()].filter(({ key }) => key !== "kubernetes.io/hostname"));
}
