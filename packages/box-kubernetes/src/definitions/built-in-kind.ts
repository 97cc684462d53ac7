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
import { validateMetadataUpdate, validateNewMetadata } from "./validation/metadata.ts";
import { nameIsSubdomain } from "./validation/names.ts";
import { VALIDATIONS, type Validation } from "./validation/validations.ts";

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
  readonly warnings?: ResourceDefinition["warnings"];
}

export function definitionOf(kind: BuiltInKind): ResourceDefinition {
  const version = kind.version ?? "v1";
  const apiVersion = apiVersionOf({ group: kind.group, version });
  const strategy = kind.strategy ?? plainStrategy;
  const validation = VALIDATIONS[`${kind.group}/${kind.resource}`] ?? {};
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
    validateCreate: (object) => [
      ...validateNewMetadata(object, validation.nameRule ?? nameIsSubdomain, kind.namespaced),
      ...(validation.create?.(object) ?? []),
    ],
    validateUpdate: (object, old, subresource) => updateFaults(validation, object, old, subresource),
    ...(kind.warnings ? { warnings: kind.warnings } : {}),
  };
}

/** The registry judges metadata once for all kinds and once more in the kind's strategy, so that each fault is told twice. */
function updateFaults(
  validation: Validation,
  object: KubeObject,
  old: KubeObject,
  subresource: "" | "status",
): readonly FieldError[] {
  const metadata = validateMetadataUpdate(object, old);
  const rest =
    subresource === "status"
      ? []
      : ((validation.update ?? ((next: KubeObject) => validation.create?.(next)))(object, old) ?? []);
  return [...metadata, ...metadata, ...rest];
}
