import { portsConflict } from "../cluster/host-ports.ts";
import { bitsKey, hasBit, type Bitset } from "../instance-types/bitset.ts";
import type { PodVariant } from "../pods/pod-class.ts";
import { largestOf, type UsablePool } from "../simulation/node-pool.ts";
import { typesThatFit, type OpenClaim } from "../simulation/open-claim.ts";
import type { SimulationResult } from "../simulation/simulation.ts";
import type { World } from "../simulation/world.ts";
import { claimsProblem, kindKey, type KindKey } from "./claims-problem.ts";
import { packByPrices } from "./pack-by-prices.ts";
import type { PackedNode, PlacedPod } from "./packed-node.ts";
import { PatternPacker } from "./pattern-packer.ts";

/** Prices are compared with this tolerance: sums of the same prices in another order are equal. */
const EPSILON = 1e-9;

/** Claims packed by price, and what is known of the least that their pods cost. */
export interface ImprovedPacking {
  readonly claims: readonly OpenClaim[];
  /** USD per hour; undefined unless it was proven on the way. */
  readonly bound: number | undefined;
  readonly effort: number;
  /** The effort was used up before there was nothing left to try. */
  readonly isCutShort: boolean;
}

/**
 * Packs the pods of a simulation's claims anew, by price, pool by pool: those whose place matters to nobody but themselves. The
 * others stay where they are. The result is never dearer; with equal price it has fewer nodes.
 *
 * @param effort work units to spend on improving the first packing, shared out by pods.
 */
export function improvePacking(world: World, result: SimulationResult, effort: number): ImprovedPacking {
  const claims: OpenClaim[] = [];
  const byPool = Map.groupBy(result.claims, (claim) => claim.pool);
  const all = podsOf(result.claims);
  let bound: number | undefined;
  let spent = 0;
  let isCutShort = false;
  for (const [pool, ofPool] of byPool) {
    const share = Math.floor((effort * podsOf(ofPool)) / all);
    const packed = canRepack(pool, ofPool) ? repack(world, pool, ofPool, result, share) : undefined;
    const isBetter = packed && comesFirst(packed.claims, ofPool) && isWithinLimits(world, pool, packed.claims);
    claims.push(...(isBetter ? packed.claims : ofPool));
    spent += packed?.effort ?? 0;
    isCutShort ||= packed?.isCutShort ?? false;
    if (byPool.size === 1) bound = packed?.bound;
  }
  return { claims, bound, effort: spent, isCutShort };
}

function podsOf(claims: readonly OpenClaim[]): number {
  return claims.reduce((sum, { pods }) => sum + pods.length, 0);
}

/** The price that a claim is expected to launch at; Infinity when no type fits it. */
export function claimPrice(claim: OpenClaim): number {
  return claim.pool.catalogue.cheapestPrice(claim.requirements, typesOf(claim));
}

function comesFirst(a: readonly OpenClaim[], b: readonly OpenClaim[]): boolean {
  const price = (claims: readonly OpenClaim[]) => claims.reduce((sum, claim) => sum + claimPrice(claim), 0);
  const difference = price(a) - price(b);
  if (Math.abs(difference) > EPSILON) return difference < 0;
  return a.length < b.length;
}

/** Rules about a claim's types as a whole are left to the simulation. */
function canRepack(pool: UsablePool, claims: readonly OpenClaim[]): boolean {
  return !pool.template.hasMinValues && claims.every(({ reservations }) => reservations.size === 0);
}

/** Whether the claims stay within the pool's limits, each taken as the largest type that it may become. */
function isWithinLimits(world: World, pool: UsablePool, claims: readonly OpenClaim[]): boolean {
  const gone = new Set(world.nodes.flatMap((node, index) => (node.leaving ? [index] : [])));
  const left = world.remainingLimits(pool, gone);
  if (left.nodes < claims.length) return false;
  if (!left.resources.some(Number.isFinite)) return true;
  const charged = new Map<string, readonly number[]>();
  for (const claim of claims) {
    const types = typesOf(claim);
    const key = bitsKey(types);
    const largest = charged.get(key) ?? [...left.resources.keys()].map((column) => largestOf(pool, types, column));
    charged.set(key, largest);
    largest.forEach((amount, column) => (left.resources[column]! -= amount));
  }
  return left.resources.every((amount) => amount >= 0);
}

function repack(
  world: World,
  pool: UsablePool,
  claims: readonly OpenClaim[],
  result: SimulationResult,
  effort: number,
): ImprovedPacking | undefined {
  const free = new Map<KindKey, { variant: PodVariant; pods: PlacedPod[] }>();
  const bound: OpenClaim[] = [];
  const known = new Map<PodVariant, { isFree: boolean; key: KindKey }>();
  for (const claim of claims) {
    const stays: number[] = [];
    claim.pods.forEach((pod, index) => {
      const variant = claim.variants[index]!;
      let kind = known.get(variant);
      if (!kind) known.set(variant, (kind = { isFree: isPackable(variant, result), key: kindKey(variant) }));
      if (!kind.isFree) {
        stays.push(index);
        return;
      }
      const item = free.get(kind.key);
      if (item) item.pods.push({ pod, variant });
      else free.set(kind.key, { variant, pods: [{ pod, variant }] });
    });
    if (stays.length > 0) bound.push(stays.length === claim.pods.length ? claim : withoutOthers(world, claim, stays));
  }
  const items = [...free.values()].sort((a, b) => (a.pods[0]!.pod.key < b.pods[0]!.pod.key ? -1 : 1));
  if (items.length === 0) return undefined;
  const packer = new PatternPacker(world, pool, items);
  const counts = items.map(({ pods }) => pods.length);
  const queues = items.map(({ pods }) => [...pods]);
  const kept = bound.map((claim) => fillUp(packer, claim, counts, queues));
  const packing = packByPrices(
    claimsProblem(world, claims),
    packer,
    items,
    counts,
    effort,
    world.policy.packingTolerance,
  );
  const made = packing.nodes.map((node) => claimOf(world, pool, node, queues));
  const isWhole = queues.every((queue) => queue.length === 0);
  const { bound: least, effort: spent, isCutShort } = packing;
  return isWhole ? { claims: [...kept, ...made], bound: least, effort: spent, isCutShort } : undefined;
}

function isPackable(variant: PodVariant, result: SimulationResult): boolean {
  const { hostPorts, volumeTerms } = variant.podClass;
  return hostPorts.length === 0 && volumeTerms.length === 0 && variant.hostname === undefined && result.isFree(variant);
}

/** The claim with only some of its pods: it may then be of a smaller type. What others asked of it is not taken back. */
function withoutOthers(world: World, claim: OpenClaim, stays: readonly number[]): OpenClaim {
  const requests = new Float64Array(world.axis.names.length);
  for (const index of stays)
    claim.variants[index]!.podClass.requests.forEach((amount, resource) => (requests[resource]! += amount));
  return {
    ...claim,
    requests,
    pods: stays.map((index) => claim.pods[index]!),
    variants: stays.map((index) => claim.variants[index]!),
  };
}

function fillUp(packer: PatternPacker, claim: OpenClaim, counts: number[], queues: readonly PlacedPod[][]): OpenClaim {
  const types = typesOf(claim);
  const type = claim.pool.catalogue.priceList(claim.requirements).order.find((each) => hasBit(types, each));
  const node = type === undefined ? undefined : packer.fill(claim.requirements, type, claim.requests, counts);
  return node ? withPods({ ...claim, requirements: node.requirements }, node, queues) : claim;
}

function claimOf(world: World, pool: UsablePool, node: PackedNode, queues: readonly PlacedPod[][]): OpenClaim {
  const empty: OpenClaim = {
    index: -1,
    pool,
    allowed: pool.types,
    requirements: node.requirements,
    requests: new Float64Array(world.axis.names.length),
    pods: [],
    variants: [],
    hostPorts: [],
    reservations: new Set(),
    minValuesRelaxed: false,
  };
  return withPods(empty, node, queues);
}

function withPods(claim: OpenClaim, node: PackedNode, queues: readonly PlacedPod[][]): OpenClaim {
  const requests = claim.requests.slice();
  const pods = [...claim.pods];
  const variants = [...claim.variants];
  for (const [kind, count] of node.counts) {
    for (const { pod, variant } of queues[kind]!.splice(0, count)) {
      pods.push(pod);
      variants.push(variant);
      variant.podClass.requests.forEach((amount, resource) => (requests[resource]! += amount));
    }
  }
  return { ...claim, requests, pods, variants };
}

function typesOf(claim: OpenClaim): Bitset {
  return typesThatFit(claim.pool, claim.requirements, claim.allowed, claim.requests, claim.hostPorts, portsConflict);
}
