import { portsConflict, type HostPort } from "../cluster/host-ports.ts";
import type { VolumesByDriver } from "../cluster/storage.ts";
import { isEmpty, type Bitset } from "../instance-types/bitset.ts";
import type { PodVariant } from "../pods/pod-class.ts";
import type { RequirementSet } from "../requirements/requirement-set.ts";
import {
  TopologyCounts,
  type DomainPreference,
  type OpenPlace,
  type TopologyVerdict,
} from "../topology/topology-counts.ts";
import { SubnetAddresses } from "../placement-rules/subnet-addresses.ts";
import { Requirement } from "../requirements/requirement.ts";
import { ClaimOrder } from "./claim-order.ts";
import { ClaimsLeft } from "./claims-left.ts";
import { poolObstacle, type PoolObstacle } from "./pool-obstacle.ts";
import { relaxMinValues, unmetMinValues } from "./min-values.ts";
import { largestOf, typesWithinLimits, type UsablePool } from "./node-pool.ts";
import { someTypeFits, typesThatFit, type OpenClaim } from "./open-claim.ts";
import { inQueueOrder, type PendingPod } from "./pending-pod.ts";
import { Reservations } from "./reservations.ts";
import type { World } from "./world.ts";

/** What differs from the world as it stands. */
export interface Overlay {
  /** Nodes that are not there: leaving, or imagined away. */
  readonly gone: ReadonlySet<number>;
  /** Nodes that take no pods of certain nodes: what has just changed is no target for consolidation. */
  readonly closed?: { readonly nodes: ReadonlySet<number>; readonly toPodsFrom: ReadonlySet<number> };
  /** When a reservation is full, go on with other capacity (disruption) rather than wait for the next round (provisioning). */
  readonly reservedFallback?: boolean;
}

export interface SimulationResult {
  /** In queue order. */
  readonly queue: readonly PendingPod[];
  readonly claims: readonly OpenClaim[];
  /** Pods by node of the world. */
  readonly onNodes: ReadonlyMap<number, readonly PendingPod[]>;
  readonly failed: readonly FailedPod[];
  /** Whether a pod's place matters to nobody but itself: no topology rule asks for it or counts it. */
  readonly isFree: (variant: PodVariant) => boolean;
  /** The effort limit was reached. */
  readonly isCutShort: boolean;
  /** Pods that were not tried at all before. */
  readonly notTried: number;
  readonly effort: number;
}

export interface FailedPod {
  readonly pod: PendingPod;
  readonly message: string;
  /** What each pool has against it, in the order in which they are tried; empty for a deferred pod. */
  readonly obstacles: readonly PoolObstacle[];
  readonly deferred: boolean;
}

type Attempt = "placed" | "refused" | "deferred";

const NOT_TRIED_MESSAGE = "not tried yet: the effort for this plan was used up";
const NO_POOL_MESSAGE = "nodepool requirements filtered out all available instance types";
/** Reserved capacity is there but taken: the pod waits for the next round. */
const DEFERRED_MESSAGE =
  "one or more instance types with compatible reserved offerings are available, but could not be reserved";

/**
 * Finds places for pods: nodes first, then claims opened before, then a new claim of the first pool that will do
 * (autoscaler.md §3.4–3.6). One simulation serves provisioning, disruption and what-if; it reads the world and keeps what it
 * changes for itself.
 */
export class Simulation {
  readonly #world: World;
  readonly #overlay: Overlay;
  readonly #topology: TopologyCounts;
  readonly #reservations: Reservations;
  readonly #addresses: SubnetAddresses | undefined;
  readonly #claims: OpenClaim[] = [];
  readonly #order = new ClaimOrder();
  readonly #onNodes = new Map<number, PendingPod[]>();
  readonly #free = new Map<number, Float64Array>();
  readonly #portsTaken = new Map<number, HostPort[]>();
  readonly #volumesTaken = new Map<number, VolumesByDriver[]>();
  readonly #limits: { resources: Float64Array; nodes: number; types: Bitset | undefined }[];
  /** By variant: places that will refuse it for the rest of this simulation. */
  readonly #refusedNodes: boolean[][] = [];
  readonly #firstPlace: number[] = [];
  readonly #claimsLeft: ClaimsLeft[] = [];
  readonly #hopeless: number[] = [];
  readonly #poolVerdicts: boolean[][] = [];
  readonly #queue: readonly PendingPod[];
  readonly #scratch: Float64Array;
  #placements = 0;
  #effort = 0;

  constructor(world: World, overlay: Overlay, pods: readonly PendingPod[]) {
    this.#world = world;
    this.#overlay = overlay;
    this.#queue = inQueueOrder(pods, world.policy.queueOrder);
    this.#topology = new TopologyCounts(world, [...new Set(pods.map(({ podClass }) => podClass))]);
    for (const { podClass, from } of pods) if (from !== undefined) this.#topology.lift(podClass, from);
    this.#scratch = new Float64Array(world.axis.names.length);
    this.#reservations = new Reservations(world);
    if (world.policy.subnetAddresses) this.#addresses = new SubnetAddresses(world.snapshot, world.space);
    this.#limits = world.pools.map((pool) => ({ ...world.remainingLimits(pool, overlay.gone), types: undefined }));
  }

  /** Tries pods until a whole turn of the queue brings nothing new. */
  run(): SimulationResult {
    let waiting = [...this.#queue];
    const outcome = new Map<PendingPod, Attempt>();
    const limit = this.#world.policy.effortLimit ?? Infinity;
    let isCutShort = false;
    let progress = true;
    while (progress && !isCutShort && waiting.length > 0) {
      progress = false;
      const still: PendingPod[] = [];
      for (const pod of waiting) {
        if (this.#effort >= limit) {
          isCutShort = true;
          still.push(pod);
          continue;
        }
        const attempt = this.#place(pod);
        outcome.set(pod, attempt);
        if (attempt === "placed") progress = true;
        else still.push(pod);
      }
      waiting = still;
    }
    const explained = new Map<number, readonly PoolObstacle[]>();
    const failed = waiting.map((pod) => {
      if (!outcome.has(pod)) return { pod, message: NOT_TRIED_MESSAGE, obstacles: [], deferred: false };
      if (outcome.get(pod) === "deferred") return { pod, message: DEFERRED_MESSAGE, obstacles: [], deferred: true };
      const { index } = pod.podClass;
      const obstacles = explained.get(index) ?? this.#explain(pod);
      explained.set(index, obstacles);
      const message = obstacles.map((obstacle) => obstacle.message).join("; ");
      return { pod, message: message === "" ? NO_POOL_MESSAGE : message, obstacles, deferred: false };
    });
    return {
      queue: this.#queue,
      claims: this.#claims,
      onNodes: this.#onNodes,
      failed,
      isCutShort,
      notTried: waiting.filter((pod) => !outcome.has(pod)).length,
      isFree: (variant) => !this.#addresses && !this.#topology.concerns(variant),
      effort: this.#effort,
    };
  }

  #place(pod: PendingPod): Attempt {
    const { podClass } = pod;
    const kind = podClass.index * 2 + (this.#isRestricted(pod) ? 1 : 0);
    if (this.#hopeless[kind] === this.#placements) return "refused";
    for (const variant of podClass.variants) {
      const attempt = this.#offer(pod, variant);
      if (attempt === "placed") this.#placements++;
      if (attempt !== "refused") return attempt;
    }
    this.#hopeless[kind] = this.#placements;
    return "refused";
  }

  #offer(pod: PendingPod, variant: PodVariant): Attempt {
    if (this.#offerNodes(pod, variant) || this.#offerClaims(pod, variant)) return "placed";
    for (const pool of this.#poolsFor(variant)) {
      const attempt = this.#openClaim(pod, variant, pool);
      if (attempt !== "refused") return attempt;
    }
    return "refused";
  }

  /** Pools in the order in which they are asked for a new node. */
  #poolsFor(variant: PodVariant): readonly UsablePool[] {
    const { pools, policy } = this.#world;
    if (policy.equalWeightPools !== "price" || pools.length < 2) return pools;
    const price = new Map(pools.map((pool) => [pool, this.#priceOfNew(variant, pool)]));
    const weight = ({ nodePool }: UsablePool) => nodePool.spec.weight ?? 0;
    const difference = (a: number, b: number) => (a === b ? 0 : a - b);
    return [...pools].sort((a, b) => weight(b) - weight(a) || difference(price.get(a)!, price.get(b)!));
  }

  /** What a new node of the pool with only this pod costs; Infinity when there can be none. */
  #priceOfNew(variant: PodVariant, pool: UsablePool): number {
    this.#effort++;
    const claim = this.#emptyClaim(pool);
    const fit = claim && this.#tryClaim(variant, claim);
    if (!fit || typeof fit === "string") return Infinity;
    const { requests, hostPorts } = variant.podClass;
    const types = typesThatFit(pool, fit.requirements, claim.allowed, requests, hostPorts, portsConflict);
    return pool.catalogue.cheapestPrice(fit.requirements, types);
  }

  /** First fit in order. Places are those among the nodes that the variant fits on at all. */
  #offerNodes(pod: PendingPod, variant: PodVariant): boolean {
    const refused = (this.#refusedNodes[variant.index] ??= []);
    let place = this.#firstPlace[variant.index] ?? 0;
    let isFirst = true;
    for (let node; (node = this.#world.fittingNode(variant, place)) >= 0; place++) {
      if (refused[place]) continue;
      this.#effort++;
      const verdict = this.#tryNode(pod, variant, node);
      if (verdict === "never") {
        refused[place] = true;
        continue;
      }
      if (isFirst) this.#firstPlace[variant.index] = place;
      isFirst = false;
      if (verdict === "yes") {
        this.#putOnNode(pod, node);
        return true;
      }
    }
    if (isFirst) this.#firstPlace[variant.index] = place;
    return false;
  }

  #tryNode(pod: PendingPod, variant: PodVariant, node: number): "yes" | "never" | "not-now" {
    const world = this.#world;
    const { podClass } = variant;
    if (this.#overlay.gone.has(node)) return "never";
    const free = this.#free.get(node);
    if (free)
      for (let resource = 0; resource < podClass.requests.length; resource++)
        if (podClass.requests[resource]! > 0 && podClass.requests[resource]! > (free[resource] ?? 0)) return "never";
    if (podClass.hostPorts.length > 0 && portsConflict(podClass.hostPorts, this.#portsTaken.get(node) ?? []))
      return "never";
    const planned = this.#volumesTaken.get(node);
    if (planned && !world.hasRoomForVolumes(node, podClass.volumes, planned)) return "never";
    if (this.#overlay.closed?.nodes.has(node) && this.#isRestricted(pod)) return "not-now";
    return this.#topology.onNode(variant, node);
  }

  #isRestricted({ from }: PendingPod): boolean {
    return from !== undefined && (this.#overlay.closed?.toPodsFrom.has(from) ?? false);
  }

  #putOnNode(pod: PendingPod, node: number): void {
    const { podClass } = pod;
    let free = this.#free.get(node);
    if (!free) this.#free.set(node, (free = this.#world.free[node]!.slice()));
    for (let resource = 0; resource < podClass.requests.length; resource++)
      if (resource < free.length) free[resource]! -= podClass.requests[resource]!;
    append(this.#onNodes, node, pod);
    for (const port of podClass.hostPorts) append(this.#portsTaken, node, port);
    if (podClass.volumes.size > 0) append(this.#volumesTaken, node, podClass.volumes);
    this.#topology.recordOnNode(podClass, node);
  }

  #offerClaims(pod: PendingPod, variant: PodVariant): boolean {
    const left = (this.#claimsLeft[variant.index] ??= new ClaimsLeft());
    left.update(this.#claims.length);
    if (left.areFew) {
      if (left.count === 0) return false;
      for (const claim of left.sortedBy((each) => this.#order.placeOf(each)))
        if (this.#offerClaim(pod, variant, claim, left)) return true;
      return false;
    }
    let unseen = left.count;
    for (let place = 0; unseen > 0; place++) {
      const claim = this.#order.at(place);
      if (left.isRefused(claim)) continue;
      unseen--;
      if (this.#offerClaim(pod, variant, claim, left)) return true;
    }
    return false;
  }

  #offerClaim(pod: PendingPod, variant: PodVariant, index: number, left: ClaimsLeft): boolean {
    this.#effort++;
    const claim = this.#claims[index]!;
    const verdict = this.#tryClaim(variant, claim);
    if (verdict === "never") left.refuse(index);
    if (typeof verdict === "string") return false;
    this.#join(pod, variant, claim, verdict);
    this.#order.grow(index);
    return true;
  }

  #join(pod: PendingPod, variant: PodVariant, claim: OpenClaim, fit: ClaimFit): void {
    const { podClass } = pod;
    claim.requirements = fit.requirements;
    for (let resource = 0; resource < podClass.requests.length; resource++)
      claim.requests[resource]! += podClass.requests[resource]!;
    claim.pods.push(pod);
    claim.variants.push(variant);
    if (podClass.hostPorts.length > 0) claim.hostPorts = [...claim.hostPorts, ...podClass.hostPorts];
    if (fit.reservations) {
      this.#reservations.hold(claim.reservations, fit.reservations);
      claim.reservations = fit.reservations;
    }
    this.#addresses?.hold(claim.pool, claim.index, claim.requirements, claim.pods.length);
    this.#topology.recordOnClaim(podClass, this.#placeOf(claim, claim.requirements));
  }

  /** Whether the variant can join the claim, and what the claim becomes. */
  #tryClaim(variant: PodVariant, claim: OpenClaim): ClaimFit | "never" | "not-now" | "deferred" {
    const { pool } = claim;
    const { podClass } = variant;
    if (!this.#poolAdmits(variant, pool)) return "never";
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
        ? this.#topology.onClaim(variant, this.#placeOf(claim, placed), this.#preference(variant, claim, pool))
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
      if (!this.#overlay.reservedFallback) {
        if (some && free.size === 0) return "deferred";
        if (claim.reservations.size > 0 && free.size === 0) return "deferred";
      }
      reservations = free;
    }
    return { requirements: set, reservations, minValuesRelaxed };
  }

  #openClaim(pod: PendingPod, variant: PodVariant, pool: UsablePool): Attempt {
    this.#effort++;
    const claim = this.#emptyClaim(pool);
    if (!claim) return "refused";
    const fit = this.#tryClaim(variant, claim);
    if (typeof fit === "string") return fit === "deferred" ? fit : "refused";
    claim.minValuesRelaxed = fit.minValuesRelaxed;
    this.#join(pod, variant, claim, fit);
    this.#claims.push(claim);
    this.#order.open();
    this.#chargeLimits(claim);
    return "placed";
  }

  #emptyClaim(pool: UsablePool): OpenClaim | undefined {
    const limits = this.#limits[pool.index]!;
    if (limits.nodes <= 0) return undefined;
    const allowed = (limits.types ??= typesWithinLimits(pool, limits.resources));
    if (isEmpty(allowed)) return undefined;
    return {
      index: this.#claims.length,
      pool,
      allowed,
      requirements: pool.template,
      requests: new Float64Array(this.#world.axis.names.length),
      pods: [],
      variants: [],
      hostPorts: [],
      reservations: new Set(),
      minValuesRelaxed: false,
    };
  }

  /** The claim may become the largest of its types: that much is taken from the pool's limits. */
  #chargeLimits(claim: OpenClaim): void {
    const limits = this.#limits[claim.pool.index]!;
    limits.nodes--;
    if (!limits.resources.some(Number.isFinite)) return;
    const { pool, requirements, allowed, requests, hostPorts } = claim;
    const types = typesThatFit(pool, requirements, allowed, requests, hostPorts, portsConflict);
    for (let resource = 0; resource < limits.resources.length; resource++)
      if (limits.resources[resource] !== Infinity) limits.resources[resource]! -= largestOf(pool, types, resource);
    limits.types = undefined;
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
  #poolAdmits(variant: PodVariant, pool: UsablePool): boolean {
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

  #placeOf(claim: Pick<OpenClaim, "index" | "pool">, requirements: RequirementSet): OpenPlace {
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

  #explain(pod: PendingPod): readonly PoolObstacle[] {
    const variant = pod.podClass.variants.at(-1)!;
    return this.#world.pools.map((pool) => {
      const claim = this.#emptyClaim(pool);
      if (!claim) {
        const isFull = this.#limits[pool.index]!.nodes <= 0;
        const reason = isFull ? "node limits have been exhausted" : "all available instance types exceed limits";
        return { nodePool: pool.name, rule: "limit", message: `${reason} for nodepool (NodePool=${pool.name})` };
      }
      const place = this.#placeOf(claim, claim.requirements);
      const asked = this.#world.space.narrow(claim.requirements, variant.asked);
      const addresses = asked && this.#addresses?.obstacle(pool, asked);
      if (addresses && this.#poolAdmits(variant, pool))
        return { nodePool: pool.name, rule: "addresses", message: addresses };
      return poolObstacle(this.#world, variant, pool, claim.allowed, (requirements) =>
        this.#topology.obstacle(variant, { ...place, requirements }, "hostname-placeholder"),
      );
    });
  }
}

interface ClaimFit {
  readonly requirements: RequirementSet;
  readonly reservations: ReadonlySet<string> | undefined;
  readonly minValuesRelaxed: boolean;
}

/** A node that does not exist yet has no name that a pod could ask for. */
function admitsNewNode(hostname: Requirement | undefined): boolean {
  return hostname === undefined || hostname.complement || (hostname.absent && hostname.values.size === 0);
}

function withoutHostname(world: World, set: RequirementSet): RequirementSet {
  if (!set.byKey.has("kubernetes.io/hostname")) return set;
  return world.space.intern([...set.byKey.values()].filter(({ key }) => key !== "kubernetes.io/hostname"));
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
