import { apiVersionOf, type KubeObject } from "@inlay/resources";
import { goKind } from "../schema/go-types.ts";
import { schemaOfKind } from "../schema/built-in-schema.ts";
import type { FieldError } from "../schema/field-error.ts";
import type {
  Mutable,
  ResourceDefinition,
  ScaleDefinition,
  Subresource,
  TableDefinition,
} from "../schema/resource-definition.ts";
import { plainStrategy, type Strategy } from "./strategies.ts";

/** What is told of a built-in kind; the rest follows. */
export interface BuiltInKind {
  readonly group: string;
  /** `v1` unless told otherwise. */
  readonly version?: string;
  readonly resource: string;
  readonly kind: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly namespaced: boolean;
  readonly verbs?: readonly string[];
  readonly subresources?: readonly Subresource[];
  readonly scale?: ScaleDefinition;
  readonly table: TableDefinition;
  readonly fieldLabels?: ResourceDefinition["fieldLabels"];
  readonly hasGeneration?: boolean;
  readonly applyDefaults?: (object: Mutable) => void;
  readonly strategy?: Strategy;
  readonly validateCreate?: (object: KubeObject) => readonly FieldError[];
  readonly validateUpdate?: (object: KubeObject, old: KubeObject, subresource: "" | "status") => readonly FieldError[];
  readonly warnings?: ResourceDefinition["warnings"];
}

const nothingWrong = (): readonly FieldError[] => [];

export function definitionOf(kind: BuiltInKind): ResourceDefinition {
  const version = kind.version ?? "v1";
  const apiVersion = apiVersionOf({ group: kind.group, version });
  const strategy = kind.strategy ?? plainStrategy;
  if (!goKind(apiVersion, kind.kind)) throw new Error(`no Go type for ${apiVersion} ${kind.kind}`);
  return {
    group: kind.group,
    version,
    resource: kind.resource,
    kind: kind.kind,
    listKind: `${kind.kind}List`,
    singular: kind.kind.toLowerCase(),
    shortNames: kind.shortNames ?? [],
    categories: kind.categories ?? [],
    namespaced: kind.namespaced,
    ...(kind.verbs ? { verbs: kind.verbs } : {}),
    subresources: kind.subresources ?? [],
    ...(kind.scale ? { scale: kind.scale } : {}),
    get schema() {
      return schemaOfKind(apiVersion, kind.kind);
    },
    custom: false,
    table: kind.table,
    fieldLabels: kind.fieldLabels ?? {},
    hasGeneration: kind.hasGeneration ?? false,
    applyDefaults: kind.applyDefaults ?? (() => {}),
    prepareForCreate: strategy.prepareForCreate,
    prepareForUpdate: strategy.prepareForUpdate,
    validateCreate: kind.validateCreate ?? nothingWrong,
    validateUpdate: kind.validateUpdate ?? nothingWrong,
    ...(kind.warnings ? { warnings: kind.warnings } : {}),
  };
}
