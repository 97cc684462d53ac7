import {
  addAmounts,
  amountsOf,
  LABEL_ARCH,
  LABEL_CAPACITY_TYPE,
  LABEL_INSTANCE_TYPE,
  LABEL_OS,
  LABEL_ZONE,
  type RequirementWithMinValues,
  type ResourceList,
} from "@inlay/resources";
import type { CapacityType, InstanceType, Offering } from "../instance-type.ts";
import { LABEL_RESERVATION_ID } from "../requirements/well-known-labels.ts";

/** An instance type as Karpenter's kwok provider reads it, with overhead and labels added. */
export interface KwokInstanceType {
  readonly name: string;
  readonly architecture: string;
  readonly operatingSystems: readonly string[];
  readonly resources: ResourceList;
  /** Absent: 100m cpu and 10Mi memory, kwok's default. */
  readonly overhead?: Readonly<Record<"kubeReserved" | "systemReserved" | "evictionThreshold", ResourceList>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly offerings: readonly KwokOffering[];
}

export interface KwokOffering {
  readonly Price: number;
  readonly Available: boolean;
  readonly ReservationCapacity?: number;
  readonly Requirements: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/** Reads a catalogue: a label that only some types have is `DoesNotExist` for the others. */
export function readKwokCatalogue(
  types: readonly KwokInstanceType[],
  extraOfferings: readonly (KwokOffering & { readonly instanceType: string })[] = [],
): InstanceType[] {
  const labelKeys = [...new Set(types.flatMap(({ labels }) => Object.keys(labels ?? {})))].sort();
  return types.map((type) => {
    const offerings = [...type.offerings, ...extraOfferings.filter((each) => each.instanceType === type.name)].map(
      readOffering,
    );
    const overhead = type.overhead ?? {
      kubeReserved: { cpu: "100m", memory: "10Mi" },
      systemReserved: {},
      evictionThreshold: {},
    };
    return {
      name: type.name,
      requirements: requirementsOf(type, offerings, labelKeys),
      offerings,
      capacity: { pods: 110, ...amountsOf(type.resources) },
      overhead: addAmounts(...Object.values(overhead).map((list) => amountsOf(list))),
    };
  });
}

function readOffering(offering: KwokOffering): Offering {
  const labels = Object.fromEntries(offering.Requirements.map(({ key, values }) => [key, values?.[0] ?? ""]));
  const { [LABEL_ZONE]: zone = "", [LABEL_CAPACITY_TYPE]: capacityType = "on-demand", ...others } = labels;
  return {
    zone,
    capacityType: capacityType as CapacityType,
    pricePerHour: offering.Price,
    available: offering.Available,
    ...(Object.keys(others).length > 0 && { labels: others }),
    ...(offering.ReservationCapacity !== undefined && { reservationCapacity: offering.ReservationCapacity }),
  };
}

function requirementsOf(
  type: KwokInstanceType,
  offerings: readonly Offering[],
  labelKeys: readonly string[],
): RequirementWithMinValues[] {
  const within = (key: string, values: readonly string[]): RequirementWithMinValues => ({
    key,
    operator: "In",
    values: [...new Set(values)],
  });
  const reservations = offerings.flatMap(({ labels }) => labels?.[LABEL_RESERVATION_ID] ?? []);
  return [
    within(LABEL_INSTANCE_TYPE, [type.name]),
    within(LABEL_ARCH, [type.architecture]),
    within(LABEL_OS, type.operatingSystems),
    within(
      LABEL_ZONE,
      offerings.map(({ zone }) => zone),
    ),
    within(
      LABEL_CAPACITY_TYPE,
      offerings.map(({ capacityType }) => capacityType),
    ),
    ...(reservations.length > 0 ? [within(LABEL_RESERVATION_ID, reservations)] : []),
    ...labelKeys.map((key): RequirementWithMinValues => {
      const value = type.labels?.[key];
      return value === undefined ? { key, operator: "DoesNotExist" } : within(key, [value]);
    }),
  ];
}
