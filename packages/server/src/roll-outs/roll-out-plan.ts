import type { Problem } from "@inlay/profiles";

/** Values or manifests that a cluster has in place of those of the profile's layer. */
export type PackOverride = {
  /** The layer's name in the profile. */
  readonly name: string;
  readonly tag?: string;
  readonly type?: string;
  readonly values?: string;
  readonly manifests?: readonly { readonly name: string; readonly content?: string }[];
};

/** One profile of a selection, as Palette's `PATCH …/profiles` lists it. */
export type ProfileSelection = {
  readonly uid: string;
  /** Uid of an attached profile that this one takes the place of: another version of it. */
  readonly replaceWithProfile?: string;
  readonly variables?: readonly { readonly name: string; readonly value: string }[];
  readonly packValues?: readonly PackOverride[];
};

/** What is to become of a cluster's profiles. Attached profiles that are not named stay as they are. */
export type RollOutSelection = {
  readonly profiles: readonly ProfileSelection[];
  /** Uids of attached profiles that go. */
  readonly detached: readonly string[];
};

type Change = "added" | "changed" | "removed";

/** A rendered object that differs, against what the last roll-out left and against what the cluster holds. */
export type PlannedObject = {
  readonly change: Change;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** The layer that brings it, or brought it. */
  readonly layer: string;
  /** YAML; secrets' values are masked. */
  readonly before?: string;
  readonly after?: string;
};

/** What applying a selection would do. Equal content has an equal `hash`; an approval carries it. */
export type RollOutPlan = {
  readonly hash: string;
  readonly objects: readonly PlannedObject[];
  readonly iam: readonly {
    readonly change: Change;
    readonly kind: string;
    readonly name: string;
    readonly detail?: string;
  }[];
  /** Machines that get replaced, with the reason. */
  readonly nodes: readonly { readonly pool: string; readonly name: string; readonly reason: string }[];
  readonly podsMoved: number;
  /** Budgets that let no pod on those machines go now. */
  readonly budgets: readonly { readonly namespace: string; readonly name: string; readonly reason: string }[];
  /** Estimated, in seconds. */
  readonly seconds: number;
  /** Dollars an hour of the cluster's machines; absent: not known. */
  readonly hourlyRateBefore?: number;
  readonly hourlyRateAfter?: number;
  /** Dollars that the machines cost that run side by side while nodes roll; absent: not known. */
  readonly extraCost?: number;
  readonly repave: {
    readonly isRequired: boolean;
    /** Every node group rolls. */
    readonly isFull: boolean;
    readonly reasons: readonly {
      readonly code: string;
      readonly message: string;
      readonly layer: string;
      readonly field: string;
    }[];
  };
  readonly warnings: readonly string[];
  /** Errors keep it from being run. */
  readonly problems: readonly Problem[];
};
