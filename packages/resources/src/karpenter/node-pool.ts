import type { ResourceList } from "../core/pod.ts";
import type { Condition, KubeObject, StringMap } from "../meta/object-meta.ts";
import type { NodeSelectorRequirement } from "../scheduling/selectors.ts";
import type { Taint } from "../scheduling/taints.ts";

/** A node selector requirement that may also ask for a number of distinct values (flexibility). */
export interface RequirementWithMinValues extends NodeSelectorRequirement {
  readonly minValues?: number;
}

export interface NodeClassRef {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

export interface DisruptionBudget {
  /** `10%` or `3`. */
  readonly nodes: string;
  readonly reasons?: readonly ("Underutilized" | "Empty" | "Drifted")[];
  /** Cron in UTC, or a nickname such as `@daily`. */
  readonly schedule?: string;
  readonly duration?: string;
}

export interface NodePool extends KubeObject {
  readonly kind: "NodePool";
  readonly spec: {
    readonly template: {
      readonly metadata?: { readonly labels?: StringMap; readonly annotations?: StringMap };
      readonly spec: {
        readonly nodeClassRef: NodeClassRef;
        readonly requirements: readonly RequirementWithMinValues[];
        readonly taints?: readonly Taint[];
        readonly startupTaints?: readonly Taint[];
        readonly terminationGracePeriod?: string;
        /** Duration or `Never`; the CRD defaults it to `720h`. */
        readonly expireAfter?: string;
      };
    };
    readonly disruption?: {
      /** Duration or `Never`. */
      readonly consolidateAfter?: string;
      readonly consolidationPolicy?: "WhenEmpty" | "WhenEmptyOrUnderutilized" | "Balanced";
      readonly budgets?: readonly DisruptionBudget[];
    };
    readonly limits?: ResourceList;
    readonly weight?: number;
    readonly replicas?: number;
  };
  readonly status?: {
    readonly resources?: ResourceList;
    readonly nodes?: number;
    readonly nodeClassObservedGeneration?: number;
    readonly conditions?: readonly Condition[];
  };
}
