import { LABEL_CAPACITY_TYPE, LABEL_ZONE, subtractAmounts } from "@inlay/resources";
import type { CapacityType, InstanceType, Offering } from "../instance-type.ts";
import type { ResourceAxis } from "../pods/resource-axis.ts";
import type { Requirement } from "../requirements/requirement.ts";
import { requirementsOf, type RequirementSet, type RequirementSpace } from "../requirements/requirement-set.ts";
import { LABEL_RESERVATION_ID } from "../requirements/well-known-labels.ts";
import type { Snapshot } from "../snapshot.ts";
import { emptyBits, hasBit, keepCommon, setBit, type Bitset } from "./bitset.ts";

/** Prices of all types under some requirements: USD per hour of the cheapest offering, Infinity without one. */
export interface PriceList {
  readonly prices: Float64Array;
  /** Types with a price, cheapest first, ties by name. */
  readonly order: readonly number[];
  readonly offered: Bitset;
}

interface Column {
  /** Distinct amounts, ascending. */
  readonly amounts: Float64Array;
  /** Types that have at least the amount at the same place. */
  readonly having: readonly Bitset[];
}

/**
 * One catalogue compiled: a set of types is a bitset, a requirement is turned into one once, and what fits an amount of a
 * resource is read off a sorted column.
 */
export class Catalogue {
  readonly types: readonly InstanceType[];
  readonly size: number;
  readonly all: Bitset;
  readonly requirements: readonly RequirementSet[];
  readonly capacity: readonly Float64Array[];
  readonly allocatable: readonly Float64Array[];
  readonly #axis: ResourceAxis;
  readonly #columns: Column[] = [];
  readonly #byCapacity: (readonly number[])[] = [];
  readonly #byRequirement = new WeakMap<Requirement, Bitset>();
  readonly #admitted: Bitset[] = [];
  readonly #possible: Bitset[] = [];
  readonly #priceLists = new Map<string, PriceList>();
  readonly #priceListOf: PriceList[] = [];
  readonly #offeringKeys: readonly string[];
  readonly #unavailable: ReadonlySet<string>;

  constructor(
    types: readonly InstanceType[],
    space: RequirementSpace,
    axis: ResourceAxis,
    unavailable: Snapshot["unavailableOfferings"] = [],
  ) {
    this.types = [...types].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    this.size = types.length;
    this.all = emptyBits(this.size);
    for (let index = 0; index < this.size; index++) setBit(this.all, index);
    this.#axis = axis;
    this.requirements = this.types.map((type) => space.intern(readRequirements(type)));
    this.capacity = this.types.map((type) => axis.vector(type.capacity));
    this.allocatable = this.types.map((type) =>
      axis.vector(subtractAmounts(type.capacity, type.overhead)).map((amount) => Math.max(0, amount)),
    );
    const labels = new Set<string>();
    for (const type of this.types)
      for (const offering of type.offerings) for (const key in offering.labels) labels.add(key);
    this.#offeringKeys = [LABEL_ZONE, LABEL_CAPACITY_TYPE, ...[...labels].sort()];
    this.#unavailable = new Set(unavailable.map((o) => `${o.instanceType}/${o.zone}/${o.capacityType}`));
  }

  isAvailable(type: InstanceType, offering: Offering): boolean {
    if (!offering.available) return false;
    return (
      this.#unavailable.size === 0 || !this.#unavailable.has(`${type.name}/${offering.zone}/${offering.capacityType}`)
    );
  }

  /** Types that can be what the set says, whether they are offered or not. */
  possible(set: RequirementSet): Bitset {
    let bits = this.#possible[set.id];
    if (!bits) {
      bits = this.all.slice();
      for (const requirement of set.byKey.values()) keepCommon(bits, this.#matching(requirement));
      this.#possible[set.id] = bits;
    }
    return bits;
  }

  /** Types that can be what the set says and have an available offering for it. */
  admitted(set: RequirementSet): Bitset {
    let bits = this.#admitted[set.id];
    if (!bits) {
      bits = this.possible(set).slice();
      keepCommon(bits, this.priceList(set).offered);
      this.#admitted[set.id] = bits;
    }
    return bits;
  }

  /** Types that have at least this much of a resource. */
  having(resource: number, amount: number): Bitset | null {
    const column = (this.#columns[resource] ??= this.#column(resource));
    let low = 0;
    let high = column.amounts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (column.amounts[middle]! >= amount) high = middle;
      else low = middle + 1;
    }
    return column.having[low] ?? null;
  }

  priceList(set: RequirementSet): PriceList {
    let list = this.#priceListOf[set.id];
    if (!list) {
      const signature = this.#offeringKeys.map((key) => set.byKey.get(key)?.signature ?? "").join("\u0004");
      list = this.#priceLists.get(signature) ?? this.#makePriceList(set);
      this.#priceLists.set(signature, list);
      this.#priceListOf[set.id] = list;
    }
    return list;
  }

  /** Available offerings of a type that the set admits. */
  offerings(type: InstanceType, set: RequirementSet): Offering[] {
    return type.offerings.filter(
      (offering) => this.isAvailable(type, offering) && this.#offeringAdmitted(offering, set),
    );
  }

  /** The offering that a launch under these requirements is expected to get: cheapest, then zone, then capacity type. */
  cheapestOffering(type: InstanceType, set: RequirementSet): Offering | undefined {
    return this.offerings(type, set).reduce<Offering | undefined>(
      (best, offering) => (best === undefined || comesBefore(offering, best) ? offering : best),
      undefined,
    );
  }

  /**
   * The most that a launch may cost: the dearest offering of the capacity type that would be tried first
   * (reserved, then spot, then on-demand). Infinity without an offering.
   */
  worstLaunchPrice(type: InstanceType, set: RequirementSet): number {
    const offerings = this.offerings(type, set);
    for (const capacityType of ["reserved", "spot", "on-demand"] satisfies CapacityType[]) {
      const prices = offerings.filter((o) => o.capacityType === capacityType).map((o) => o.pricePerHour);
      if (prices.length > 0) return Math.max(...prices);
    }
    return Infinity;
  }

  cheapestPrice(set: RequirementSet, bits: Bitset): number {
    const { order, prices } = this.priceList(set);
    for (const index of order) if (hasBit(bits, index)) return prices[index]!;
    return Infinity;
  }

  /** Types by capacity of a resource, largest first. */
  byCapacity(resource: number): readonly number[] {
    return (this.#byCapacity[resource] ??= this.types
      .map((_, index) => index)
      .sort((a, b) => (this.capacity[b]![resource] ?? 0) - (this.capacity[a]![resource] ?? 0)));
  }

  #offeringAdmitted(offering: Offering, set: RequirementSet): boolean {
    for (const key of this.#offeringKeys) {
      const requirement = set.byKey.get(key);
      if (!requirement) continue;
      const value = offeringLabel(offering, key);
      // Only a reservation is something that an offering either has or lacks; other labels may simply not be told.
      if (value === undefined ? key === LABEL_RESERVATION_ID && !requirement.absent : !requirement.has(value))
        return false;
    }
    return true;
  }

  #makePriceList(set: RequirementSet): PriceList {
    const prices = new Float64Array(this.size).fill(Infinity);
    const offered = emptyBits(this.size);
    const order: number[] = [];
    for (let index = 0; index < this.size; index++) {
      const type = this.types[index]!;
      for (const offering of type.offerings)
        if (
          offering.pricePerHour < prices[index]! &&
          this.isAvailable(type, offering) &&
          this.#offeringAdmitted(offering, set)
        )
          prices[index] = offering.pricePerHour;
      if (prices[index] === Infinity) continue;
      setBit(offered, index);
      order.push(index);
    }
    order.sort((a, b) => prices[a]! - prices[b]! || a - b);
    return { prices, order, offered };
  }

  #matching(requirement: Requirement): Bitset {
    let bits = this.#byRequirement.get(requirement);
    if (!bits) {
      bits = emptyBits(this.size);
      for (let index = 0; index < this.size; index++) {
        const own = this.requirements[index]!.byKey.get(requirement.key);
        if (!own || own.overlaps(requirement)) setBit(bits, index);
      }
      this.#byRequirement.set(requirement, bits);
    }
    return bits;
  }

  #column(resource: number): Column {
    const amounts = this.allocatable.map((vector) => vector[resource] || 0);
    const distinct = Float64Array.from(new Set(amounts)).sort();
    const largestFirst = [...amounts.keys()].sort((a, b) => amounts[b]! - amounts[a]!);
    const having: Bitset[] = [];
    const bits = emptyBits(this.size);
    let next = 0;
    for (let place = distinct.length - 1; place >= 0; place--) {
      for (; next < this.size && amounts[largestFirst[next]!] === distinct[place]; next++)
        setBit(bits, largestFirst[next]!);
      having[place] = bits.slice();
    }
    return { amounts: distinct, having };
  }

  /** Whether some type of both sets has room for the amounts (and, added to them, the overhead). */
  someFits(a: Bitset, b: Bitset | null, amounts: Float64Array, overhead: Float64Array | null): boolean {
    const words = this.all.length;
    const limits: Bitset[] = [];
    for (let resource = 0; resource < amounts.length; resource++) {
      const needed = amounts[resource]! + (overhead?.[resource] ?? 0);
      if (needed <= 0) continue;
      const having = this.having(resource, needed);
      if (!having) return false;
      limits.push(having);
    }
    for (let word = 0; word < words; word++) {
      let rest = a[word]! & (b === null ? -1 : b[word]!);
      for (let k = 0; rest !== 0 && k < limits.length; k++) rest &= limits[k]![word]!;
      if (rest !== 0) return true;
    }
    return false;
  }

  /** Keeps the types that have room for the amounts and the overhead. */
  keepFitting(bits: Bitset, amounts: Float64Array, overhead: Float64Array | null): void {
    for (let resource = 0; resource < amounts.length; resource++) {
      const needed = amounts[resource]! + (overhead?.[resource] ?? 0);
      if (needed <= 0) continue;
      const having = this.having(resource, needed);
      if (having) keepCommon(bits, having);
      else bits.fill(0);
    }
  }

  get axis(): ResourceAxis {
    return this.#axis;
  }
}

/** Providers keep their types from plan to plan: what they require is read once. */
const readBefore = new WeakMap<InstanceType, readonly Requirement[]>();

function readRequirements(type: InstanceType): readonly Requirement[] {
  let read = readBefore.get(type);
  if (!read) readBefore.set(type, (read = requirementsOf(type.requirements)));
  return read;
}

export function offeringLabel(offering: Offering, key: string): string | undefined {
  if (key === LABEL_ZONE) return offering.zone;
  if (key === LABEL_CAPACITY_TYPE) return offering.capacityType;
  return offering.labels?.[key];
}

function comesBefore(a: Offering, b: Offering): boolean {
  if (a.pricePerHour !== b.pricePerHour) return a.pricePerHour < b.pricePerHour;
  if (a.zone !== b.zone) return a.zone < b.zone;
  return a.capacityType < b.capacityType;
}
