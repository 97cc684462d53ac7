import type { KubeObject, ResourceRef } from "@inlay/resources";
import type { FieldError } from "./field-error.ts";
import type { Schema } from "./schema.ts";

/** An object while it is on its way in: admission may change it. */
export type Mutable = { [key: string]: unknown };

/** All members of an object, also those that its type does not name. */
export function membersOf(object: object): Mutable {
  return object as Mutable;
}

export interface TableColumn {
  readonly name: string;
  readonly type: "string" | "integer" | "number" | "boolean" | "date";
  readonly format: string;
  readonly description: string;
  /** 0 is always shown, 1 with `-o wide` only. */
  readonly priority: number;
}

/** How a kind looks in `kubectl get`: the server's Table. */
export interface TableDefinition {
  readonly columns: readonly TableColumn[];
  /** @param now milliseconds, for ages. */
  readonly cells: (object: KubeObject, now: number) => readonly unknown[];
}

export type Subresource = "status" | "scale";

/** Reads and writes `autoscaling/v1 Scale` of a kind. Paths as in a CRD: `.spec.replicas`. */
export interface ScaleDefinition {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  /** Absent: the Scale has no selector. */
  readonly labelSelectorPath?: string;
}

/**
 * Everything that the API server has to know of one resource at one version. Built-in resources have theirs in code; a CRD's is
 * made when the CRD is established. Pure: no clock, no store.
 */
export interface ResourceDefinition extends ResourceRef {
  readonly kind: string;
  readonly listKind: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** Absent: all of create, delete, deletecollection, get, list, patch, update, watch. */
  readonly verbs?: readonly string[];
  readonly subresources: readonly Subresource[];
  readonly scale?: ScaleDefinition;
  readonly schema: Schema;
  /** True for custom resources: merge patches instead of strategic ones, pruning, CEL. */
  readonly custom: boolean;
  readonly table: TableDefinition;
  /** Field selectors beside metadata.name and metadata.namespace. */
  readonly fieldLabels: Readonly<Record<string, (object: KubeObject) => string>>;
  /** Whether `metadata.generation` counts spec changes. */
  readonly hasGeneration: boolean;
  /** Fills in defaults, in place, as the decoder of the real server does. Runs on every write. */
  readonly applyDefaults: (object: Mutable) => void;
  /** What the registry's strategy does to a new object: drops status, fills what only a create fills. In place. */
  readonly prepareForCreate: (object: Mutable) => void;
  /** The same for an update through the main resource (keeps the old status) or through `status` (keeps everything else). */
  readonly prepareForUpdate: (object: Mutable, old: KubeObject, subresource: "" | "status") => void;
  readonly validateCreate: (object: KubeObject) => readonly FieldError[];
  readonly validateUpdate: (object: KubeObject, old: KubeObject, subresource: "" | "status") => readonly FieldError[];
  /** `Warning: …` headers for this object. */
  readonly warnings?: (object: KubeObject, old: KubeObject | undefined) => readonly string[];
}
