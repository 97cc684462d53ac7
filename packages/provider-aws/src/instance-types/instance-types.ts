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
import type { Ec2Types } from "./ec2-types.ts";
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

/** Lists the region's types for node classes. Equal state gives the very same list, so that it can be compared by identity. */
export class InstanceTypes {
  readonly #types: Ec2Types;
  readonly #prices: PriceBook;
  readonly #unavailable: UnavailableOfferings;
  readonly #discovered: DiscoveredCapacity;
  readonly #options: CapacityOptions & { readonly region: string };
  readonly #lists = new Map<string, { readonly key: string; readonly list: readonly ResolvedInstanceType[] }>();

  constructor(
    types: Ec2Types,
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
    const subnets = nodeClass.status?.subnets ?? [];
    if (this.#types.types.size === 0) throw new InstanceTypesUnknown("EC2's instance types are not known yet");
    if (subnets.length === 0)
      throw new InstanceTypesUnknown(`EC2NodeClass ${nodeClass.metadata.name} has no subnets in its status yet`);
    const { uid } = nodeClass.metadata;
    const key = [
      this.#types.version,
      this.#prices.version,
      this.#unavailable.version,
      this.#discovered.version,
      JSON.stringify(relevantParts(nodeClass)),
    ].join("/");
    const known = this.#lists.get(uid);
    if (known?.key === key) return known.list;
    const list = [...this.#types.types.values()].map((facts) => this.#resolve(facts, nodeClass));
    this.#lists.set(uid, { key, list });
    return list;
  }

  forget(nodeClassUid: string): void {
    this.#lists.delete(nodeClassUid);
  }

  #resolve(facts: TypeFacts, nodeClass: EC2NodeClass): ResolvedInstanceType {
    const { spec } = nodeClass;
    const family = amiFamilyOf(spec);
    const capacity = capacityOf(
      facts,
      family,
      spec,
      this.#options,
      this.#discovered.memoryBytes(facts.name, nodeClass),
    );
    const overhead = overheadOf(facts, family, spec.kubelet, capacity);
    const labels = new Map(typeLabels(facts, family, this.#options.region));
    labels.set(LABEL_EC2NODECLASS, [nodeClass.metadata.name]);
    const offerings = this.#offerings(facts, nodeClass);
    const subnets = nodeClass.status?.subnets ?? [];
    const zones = new Set(offerings.map((offering) => offering.zone));
    labels.set(
      LABEL_ZONE,
      subnets
        .map((subnet) => subnet.zone)
        .filter((zone, index, all) => zones.has(zone) && all.indexOf(zone) === index)
        .sort(),
    );
    const zoneIds = subnets.flatMap((subnet) => (subnet.zoneID ? [subnet.zoneID] : []));
    if (zoneIds.length > 0) labels.set(LABEL_ZONE_ID, [...new Set(zoneIds)].sort());
    labels.set(
      LABEL_CAPACITY_TYPE,
      facts.usageClasses.filter((usage) => usage === "on-demand" || usage === "spot").sort(),
    );
    return {
      facts,
      labels,
      allocatable: floorAtZero(subtractAmounts(capacity, overhead)),
      instanceType: { name: facts.name, requirements: requirementsOf(labels), offerings, capacity, overhead },
    };
  }

  /** One offering per zone of the region and capacity type: unavailable ones too, so that the planner can say why. */
  #offerings(facts: TypeFacts, nodeClass: EC2NodeClass): readonly Offering[] {
    const subnets = nodeClass.status?.subnets ?? [];
    const compatible = isCompatible(facts, nodeClass);
    return this.#types.allZones.flatMap((zone) =>
      (["on-demand", "spot"] as const)
        .filter((capacityType) => facts.usageClasses.includes(capacityType))
        .flatMap((capacityType): readonly Offering[] => {
          const price = this.#price(facts.name, zone, capacityType);
          const inZone = subnets.filter((subnet) => subnet.zone === zone);
          const available =
            compatible &&
            price !== undefined &&
            this.#types.isOffered(facts.name, zone) &&
            inZone.some((subnet) => !this.#unavailable.isSubnetUnavailable(subnet.id)) &&
            !this.#unavailable.isUnavailable(facts.name, zone, capacityType);
          const zoneId = inZone.find((subnet) => subnet.zoneID)?.zoneID;
          return [
            {
              zone,
              capacityType,
              pricePerHour: price ?? 0,
              available,
              ...(zoneId === undefined ? {} : { labels: { [LABEL_ZONE_ID]: zoneId } }),
            },
          ];
        }),
    );
  }

  #price(instanceType: string, zone: string, capacityType: CapacityType): number | undefined {
    return capacityType === "spot" ? this.#prices.spot(instanceType, zone) : this.#prices.onDemand(instanceType);
  }
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
