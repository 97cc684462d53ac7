import { portsConflict } from "../cluster/host-ports.ts";
import { isEmpty } from "../instance-types/bitset.ts";
import { SubnetAddresses } from "../placement-rules/subnet-addresses.ts";
import type { PodVariant } from "../pods/pod-class.ts";
import { TopologyCounts } from "../topology/topology-counts.ts";
import { ClaimFitting, type ClaimFit } from "./claim-fitting.ts";
import { ClaimOrder } from "./claim-order.ts";
import { ClaimsLeft } from "./claims-left.ts";
import type { UsablePool } from "./node-pool.ts";
import { NodeRoom } from "./node-room.ts";
import { typesThatFit, type OpenClaim } from "./open-claim.ts";
import { inQueueOrder, type PendingPod } from "./pending-pod.ts";
import { PoolLimits } from "./pool-limits.ts";
import { poolObstacle, type PoolObstacle } from "./pool-obstacle.ts";
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
  readonly #fitting: ClaimFitting;
  readonly #room: NodeRoom;
  readonly #limits: PoolLimits;
  /** By variant: places that will refuse it for the rest of this simulation. */
  readonly #refusedNodes: boolean[][] = [];
  readonly #firstPlace: number[] = [];
  readonly #claimsLeft: ClaimsLeft[] = [];
  readonly #hopeless: number[] = [];
  readonly #queue: readonly PendingPod[];
  #placements = 0;
  #effort = 0;

  constructor(world: World, overlay: Overlay, pods: readonly PendingPod[]) {
    this.#world = world;
    this.#overlay = overlay;
    this.#queue = inQueueOrder(pods, world.policy.queueOrder);
    this.#topology = new TopologyCounts(world, [...new Set(pods.map(({ podClass }) => podClass))]);
    for (const { podClass, from } of pods) if (from !== undefined) this.#topology.lift(podClass, from);
    this.#reservations = new Reservations(world);
    if (world.policy.subnetAddresses) this.#addresses = new SubnetAddresses(world.snapshot, world.space);
    this.#room = new NodeRoom(world);
    this.#limits = new PoolLimits(world, overlay.gone);
    this.#fitting = new ClaimFitting(world, {
      topology: this.#topology,
      reservations: this.#reservations,
      addresses: this.#addresses,
      reservedFallback: overlay.reservedFallback ?? false,
    });
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
      onNodes: this.#room.onNodes,
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
    const fit = claim && this.#fitting.fit(variant, claim);
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
        this.#room.put(pod, node);
        this.#topology.recordOnNode(pod.podClass, node);
        return true;
      }
    }
    if (isFirst) this.#firstPlace[variant.index] = place;
    return false;
  }

  #tryNode(pod: PendingPod, variant: PodVariant, node: number): "yes" | "never" | "not-now" {
    if (this.#overlay.gone.has(node) || !this.#room.isLeftFor(variant.podClass, node)) return "never";
    if (this.#overlay.closed?.nodes.has(node) && this.#isRestricted(pod)) return "not-now";
    return this.#topology.onNode(variant, node);
  }

  #isRestricted({ from }: PendingPod): boolean {
    return from !== undefined && (this.#overlay.closed?.toPodsFrom.has(from) ?? false);
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
    const verdict = this.#fitting.fit(variant, claim);
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
    this.#topology.recordOnClaim(podClass, this.#fitting.placeOf(claim, claim.requirements));
  }

  #openClaim(pod: PendingPod, variant: PodVariant, pool: UsablePool): Attempt {
    this.#effort++;
    const claim = this.#emptyClaim(pool);
    if (!claim) return "refused";
    const fit = this.#fitting.fit(variant, claim);
    if (typeof fit === "string") return fit === "deferred" ? fit : "refused";
    claim.minValuesRelaxed = fit.minValuesRelaxed;
    this.#join(pod, variant, claim, fit);
    this.#claims.push(claim);
    this.#order.open();
    this.#limits.charge(claim);
    return "placed";
  }

  #emptyClaim(pool: UsablePool): OpenClaim | undefined {
    if (this.#limits.isOutOfNodes(pool)) return undefined;
    const allowed = this.#limits.typesWithin(pool);
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

  #explain(pod: PendingPod): readonly PoolObstacle[] {
    const variant = pod.podClass.variants.at(-1)!;
    return this.#world.pools.map((pool) => {
      const claim = this.#emptyClaim(pool);
      if (!claim) {
        const isFull = this.#limits.isOutOfNodes(pool);
        const reason = isFull ? "node limits have been exhausted" : "all available instance types exceed limits";
        return { nodePool: pool.name, rule: "limit", message: `${reason} for nodepool (NodePool=${pool.name})` };
      }
      const place = this.#fitting.placeOf(claim, claim.requirements);
      const asked = this.#world.space.narrow(claim.requirements, variant.asked);
      const addresses = asked && this.#addresses?.obstacle(pool, asked);
      if (addresses && this.#fitting.poolAdmits(variant, pool))
        return { nodePool: pool.name, rule: "addresses", message: addresses };
      return poolObstacle(this.#world, variant, pool, claim.allowed, (requirements) =>
        this.#topology.obstacle(variant, { ...place, requirements }, "hostname-placeholder"),
      );
    });
  }
}
