import type { CapacityType, InstanceType, Offering } from "@inlay/planner";
import type { EC2NodeClass, ResourceAmounts } from "@inlay/resources";
import { LABEL_CAPACITY_TYPE, LABEL_EC2NODECLASS, LABEL_ZONE, LABEL_ZONE_ID, subtractAmounts } from "@inlay/resources";
import { amiFamilyOf } from "../images/ami-family.ts";
import type { LabelValues } from "../labels/label-values.ts";
import { requirementsOf } from "../labels/label-values.ts";
import type { UnavailableOfferings } from "../offerings/unavailable-offerings.ts";
import type { PriceBook } from "../pricing/price-book.ts";
import { capacityOf } from "./capacity.ts";
import type { CapacityOptions } from "./capacity.ts";
import type { DiscoveredCapacity } from "./discovered-capacity.ts";
import type { RegionTypes } from "./ec2-types.ts";
import { overheadOf } from "./overhead.ts";
import type { TypeFacts } from "./type-facts.ts";
import { typeLabels } from "./type-labels.ts";

/** An instance type as a node class gets it, with what launching needs beside the planner's view. */
export interface ResolvedInstanceType {
  readonly facts: TypeFacts;
  /** Labels that do not depend on the offering. */
  readonly labels: LabelValues;
  readonly instanceType: InstanceType;
  readonly allocatable: ResourceAmounts;
}

/** The types cannot be listed yet. */
export class InstanceTypesUnknown extends Error {
  readonly code = "INSTANCE_TYPES_UNKNOWN";
}

/** What of a list does not depend on prices and capacity, which change far more often. */
interface Hardware {
  readonly key: string;
  readonly types: readonly Omit<ResolvedInstanceType, "instanceType">[];
  readonly bare: readonly Omit<InstanceType, "offerings">[];
}

/** Lists the region's types for node classes. Equal state gives the very same list, so that it can be compared by identity. */
export class InstanceTypes {
  readonly #types: RegionTypes;
  readonly #prices: PriceBook;
  readonly #unavailable: UnavailableOfferings;
  readonly #discovered: DiscoveredCapacity;
  readonly #options: CapacityOptions & { readonly region: string };
  /** By uid of the node class. */
  readonly #hardware = new Map<string, Hardware>();
  readonly #lists = new Map<string, { readonly key: string; readonly list: readonly ResolvedInstanceType[] }>();

  constructor(
    types: RegionTypes,
    prices: PriceBook,
    unavailable: UnavailableOfferings,
    discovered: DiscoveredCapacity,
    options: CapacityOptions & { readonly region: string },
  ) {
    this.#types = types;
    this.#prices = prices;
    this.#unavailable = unavailable;
    this.#discovered = discovered;
    this.#options = options;
  }

  /** Every type, also those without an available offering. @throws InstanceTypesUnknown */
  list(nodeClass: EC2NodeClass): readonly ResolvedInstanceType[] {
    const { uid, name } = nodeClass.metadata;
    if (this.#types.types.size === 0) throw new InstanceTypesUnknown("EC2's instance types are not known yet");
    if ((nodeClass.status?.subnets ?? []).length === 0)
      throw new InstanceTypesUnknown(`EC2NodeClass ${name} has no subnets in its status yet`);
    const hardware = this.#hardwareOf(nodeClass);
    const key = `${hardware.key}/${this.#prices.version}/${this.#unavailable.version}`;
    const known = this.#lists.get(uid);
    if (known?.key === key) return known.list;
    const subnets = this.#subnetsByZone(nodeClass);
    const list = hardware.types.map((type, index) => ({
      ...type,
      instanceType: { ...hardware.bare[index]!, offerings: this.#offerings(type.facts, nodeClass, subnets) },
    }));
    this.#lists.set(uid, { key, list });
    return list;
  }

  forget(nodeClassUid: string): void {
    this.#lists.delete(nodeClassUid);
    this.#hardware.delete(nodeClassUid);
  }

  #hardwareOf(nodeClass: EC2NodeClass): Hardware {
    const { uid } = nodeClass.metadata;
    const key = `${this.#types.version}/${this.#discovered.version}/${JSON.stringify(relevantParts(nodeClass))}`;
    const known = this.#hardware.get(uid);
    if (known?.key === key) return known;
    const { spec } = nodeClass;
    const family = amiFamilyOf(spec);
    const memoryOf = this.#discovered.ofNodeClass(nodeClass);
    const placement = this.#placementLabels(nodeClass);
    const resolved = [...this.#types.types.values()].map((facts) => {
      const capacity = capacityOf(facts, family, spec, this.#options, memoryOf(facts.name));
      const overhead = overheadOf(facts, family, spec.kubelet, capacity);
      const labels = new Map([
        ...typeLabels(facts, family, this.#options.region),
        ...placement,
        [LABEL_CAPACITY_TYPE, CAPACITY_TYPES.filter((usage) => facts.usageClasses.includes(usage))],
      ]);
      return {
        type: { facts, labels, allocatable: floorAtZero(subtractAmounts(capacity, overhead)) },
        bare: { name: facts.name, requirements: requirementsOf(labels), capacity, overhead },
      };
    });
    const hardware = { key, types: resolved.map(({ type }) => type), bare: resolved.map(({ bare }) => bare) };
    this.#hardware.set(uid, hardware);
    return hardware;
  }

  /** Labels that follow from the class's subnets. */
  #placementLabels(nodeClass: EC2NodeClass): readonly (readonly [string, readonly string[]])[] {
    const subnets = nodeClass.status?.subnets ?? [];
    const zones = this.#types.allZones.filter((zone) => subnets.some((subnet) => subnet.zone === zone));
    const zoneIds = [...new Set(subnets.flatMap((subnet) => subnet.zoneID ?? []))].sort();
    return [
      [LABEL_EC2NODECLASS, [nodeClass.metadata.name]],
      [LABEL_ZONE, zones],
      ...(zoneIds.length > 0 ? [[LABEL_ZONE_ID, zoneIds] as const] : []),
    ];
  }

  /** For each zone: its id, and whether a subnet of it can take a node. */
  #subnetsByZone({ status }: EC2NodeClass): ReadonlyMap<string, ZoneFacts> {
    const zones = new Map<string, ZoneFacts>();
    for (const { id, zone, zoneID } of status?.subnets ?? []) {
      const usable = !this.#unavailable.isSubnetUnavailable(id) || (zones.get(zone)?.usable ?? false);
      const labels = zones.get(zone)?.labels ?? (zoneID ? { [LABEL_ZONE_ID]: zoneID } : undefined);
      zones.set(zone, { usable, labels });
    }
    return zones;
  }

  /** One offering per zone of the region and capacity type: unavailable ones too, so that the planner can say why. */
  #offerings(facts: TypeFacts, nodeClass: EC2NodeClass, zones: ReadonlyMap<string, ZoneFacts>): readonly Offering[] {
    const compatible = isCompatible(facts, nodeClass);
    const offerings: Offering[] = [];
    for (const zone of this.#types.allZones) {
      const place = zones.get(zone);
      const offered = compatible && place?.usable === true && this.#types.isOffered(facts.name, zone);
      for (const capacityType of CAPACITY_TYPES) {
        if (!facts.usageClasses.includes(capacityType)) continue;
        const price = this.#price(facts.name, zone, capacityType);
        offerings.push({
          zone,
          capacityType,
          pricePerHour: price ?? 0,
          available: offered && price !== undefined && !this.#unavailable.isUnavailable(facts.name, zone, capacityType),
          ...(place?.labels ? { labels: place.labels } : {}),
        });
      }
    }
    return offerings;
  }

  #price(instanceType: string, zone: string, capacityType: CapacityType): number | undefined {
    return capacityType === "spot" ? this.#prices.spot(instanceType, zone) : this.#prices.onDemand(instanceType);
  }
}

const CAPACITY_TYPES = ["on-demand", "spot"] as const;

interface ZoneFacts {
  readonly usable: boolean;
  readonly labels: Readonly<Record<string, string>> | undefined;
}

/** A1 machines cannot run Amazon Linux 2023. */
function isCompatible(facts: TypeFacts, nodeClass: EC2NodeClass): boolean {
  return !(facts.name.startsWith("a1.") && amiFamilyOf(nodeClass.spec).name === "AL2023");
}

/** Everything of a node class that changes what its types look like. */
function relevantParts({ spec, status, metadata }: EC2NodeClass): unknown {
  return {
    name: metadata.name,
    family: amiFamilyOf(spec).name,
    kubelet: spec.kubelet,
    disks: spec.blockDeviceMappings,
    instanceStorePolicy: spec.instanceStorePolicy,
    subnets: status?.subnets,
    amis: status?.amis?.map((ami) => ami.id),
  };
}

function floorAtZero(amounts: ResourceAmounts): ResourceAmounts {
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, Math.max(0, amount)]));
}
