import type { KubeObject, RequirementWithMinValues } from "@inlay/resources";
import type { CapacityType } from "../instance-type.ts";
import { DEFAULT_POLICY, type Policy, type Snapshot } from "../snapshot.ts";
import { readKwokCatalogue, type KwokInstanceType, type KwokOffering } from "./kwok-catalogue.ts";
import { snapshotFromObjects } from "./snapshot-from-objects.ts";

/** A small cluster with the decision that Karpenter 1.14.1 made for it. */
export interface SchedulingCase {
  readonly name: string;
  readonly about: string;
  readonly options: Pick<Policy, "preferencePolicy" | "minValuesPolicy"> & { readonly reservedCapacity: boolean };
  /** File name of the catalogue. */
  readonly instanceTypes: string;
  readonly unavailableOfferings?: NonNullable<Snapshot["unavailableOfferings"]>;
  readonly extraOfferings?: readonly (KwokOffering & { readonly instanceType: string })[];
  /** Types that the provider offers to a pool; absent: all. */
  readonly nodePoolInstanceTypes?: Readonly<Record<string, readonly string[]>>;
  readonly objects: readonly KubeObject[];
  readonly upstream: RecordedResult;
}

/** What Karpenter decided, and how sure it was of it in ten runs. */
export interface RecordedResult {
  readonly newNodeClaims: readonly {
    readonly nodePool: string;
    readonly pods: readonly string[];
    readonly requests: Readonly<Record<string, string>>;
    readonly requirements: readonly RequirementWithMinValues[];
    readonly instanceTypes: readonly string[];
    readonly cheapest: {
      readonly instanceType: string;
      readonly zone: string;
      readonly capacityType: CapacityType;
      readonly price: number;
    };
    readonly minValuesRelaxed?: boolean;
  }[];
  readonly existingNodes: readonly { readonly name: string; readonly pods: readonly string[] }[];
  readonly unschedulable: readonly { readonly pod: string; readonly message: string; readonly stage: string }[];
  readonly totalHourlyPrice: number;
  readonly nodeClaimCount: number;
  readonly deterministic: boolean;
  readonly claimsStable: boolean;
  readonly varies?: {
    readonly totalHourlyPrice?: readonly [number, number];
    readonly nodeClaimCount?: readonly [number, number];
    readonly unschedulableVaries?: boolean;
    readonly unschedulableAlways?: readonly string[];
    readonly unschedulableEver?: readonly string[];
  };
  readonly violates?: readonly string[];
}

/** Claims of the recorded results keep so many types. */
const RECORDED_MAX_INSTANCE_TYPES = 600;
const RECORDED_NOW = "2026-11-01T12:00:00Z";

/** The snapshot and policy that a case stands for. */
export function readSchedulingCase(
  recorded: SchedulingCase,
  catalogue: readonly KwokInstanceType[],
): { readonly snapshot: Snapshot; readonly policy: Policy } {
  const types = readKwokCatalogue(catalogue, recorded.extraOfferings);
  const base = snapshotFromObjects(recorded.objects, RECORDED_NOW, types);
  const restricted = Object.entries(recorded.nodePoolInstanceTypes ?? {});
  const snapshot: Snapshot = {
    ...base,
    ...(recorded.unavailableOfferings && { unavailableOfferings: recorded.unavailableOfferings }),
    catalogues: {
      ...base.catalogues,
      ...Object.fromEntries(
        restricted.map(([pool, names]) => [`of ${pool}`, types.filter(({ name }) => names.includes(name))]),
      ),
    },
    catalogueOfNodePool: {
      ...base.catalogueOfNodePool,
      ...Object.fromEntries(restricted.map(([pool]) => [pool, `of ${pool}`])),
    },
  };
  return {
    snapshot,
    policy: { ...DEFAULT_POLICY, ...recorded.options, maxInstanceTypes: RECORDED_MAX_INSTANCE_TYPES },
  };
}
