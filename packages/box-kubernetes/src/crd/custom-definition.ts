import type { KubeObject } from "@inlay/resources";
import { carry, statusStrategy } from "../definitions/strategies.ts";
import { validateNewMetadata, validateMetadataUpdate } from "../definitions/validation/metadata.ts";
import { nameIsSubdomain } from "../definitions/validation/names.ts";
import type { FieldError } from "../schema/field-error.ts";
import { invalidValue } from "../schema/field-problems.ts";
import { at, isRecord, listAt, textAt } from "../schema/paths.ts";
import type { ResourceDefinition, ScaleDefinition, Subresource } from "../schema/resource-definition.ts";
import type { Schema } from "../schema/schema.ts";
import { validateRules } from "./cel/validate-rules.ts";
import type { Before } from "./correlation.ts";
import { applySchemaDefaults } from "./defaults.ts";
import { validateEmbedded } from "./embedded-resources.ts";
import { parseJsonPath } from "./json-path.ts";
import { validateListTypes } from "./list-types.ts";
import { tableOf } from "./printer-columns.ts";
import { validateScaleValues } from "./scale-values.ts";
import { structuralSchema } from "./structural-schema.ts";
import { validateValue } from "./validate-value.ts";

/** One definition for each version that a CustomResourceDefinition serves. Compiled rules are kept with the schema. */
export function customDefinitions(crd: KubeObject): readonly ResourceDefinition[] {
  return listAt(crd, "spec", "versions")
    .filter((version) => at(version, "served") === true)
    .map((version) => definitionOf(crd, version));
}

function definitionOf(crd: KubeObject, version: unknown): ResourceDefinition {
  const accepted = at(crd, "status", "acceptedNames");
  const names = isRecord(accepted) && textAt(accepted, "kind") !== "" ? accepted : at(crd, "spec", "names");
  const schema = structuralSchema(at(version, "schema", "openAPIV3Schema"));
  const subresources: Subresource[] = [];
  if (at(version, "subresources", "status") !== undefined) subresources.push("status");
  const scale = scaleOf(at(version, "subresources", "scale"));
  if (scale) subresources.push("scale");
  const kind = textAt(names, "kind");
  const isNamespaced = textAt(crd, "spec", "scope") === "Namespaced";
  const hasStatus = subresources.includes("status");
  const strategy = statusStrategy(undefined, ["metadata"]);
  const deprecation = deprecationOf(crd, version, kind);
  return {
    group: textAt(crd, "spec", "group"),
    version: textAt(version, "name"),
    resource: textAt(names, "plural"),
    kind,
    listKind: textAt(names, "listKind") || `${kind}List`,
    singular: textAt(names, "singular") || kind.toLowerCase(),
    shortNames: listAt(names, "shortNames").map(String),
    categories: listAt(names, "categories").map(String),
    namespaced: isNamespaced,
    subresources,
    ...(scale ? { scale } : {}),
    schema,
    custom: true,
    table: tableOf(version),
    fieldLabels: selectableFields(version),
    hasGeneration: true,
    applyDefaults: (object) => applySchemaDefaults(schema, object),
    prepareForCreate: (object) => {
      if (hasStatus) delete object["status"];
    },
    prepareForUpdate: (object, old, subresource) => {
      if (!hasStatus) return;
      if (subresource === "") carry(object, old, "status");
      else strategy.prepareForUpdate(object, old, subresource);
    },
    validateCreate: (object) => [
      ...validateKind(object, kind),
      ...validateNewMetadata(object, nameIsSubdomain, isNamespaced),
      ...judge(schema, object, undefined, scale),
    ],
    validateUpdate: (object, old, subresource) => [
      ...validateKind(object, kind),
      ...validateMetadataUpdate(object, old),
      ...(subresource === "status"
        ? judgeStatus(schema, object, old, scale)
        : judge(schema, object, { value: old }, scale)),
    ],
    ...(deprecation === undefined ? {} : { warnings: () => [deprecation] }),
  };
}

function validateKind(object: KubeObject, kind: string): readonly FieldError[] {
  return object.kind === kind ? [] : [invalidValue("kind", object.kind, `must be ${kind}`)];
}

function judge(
  schema: Schema,
  object: KubeObject,
  before: Before,
  scale: ScaleDefinition | undefined,
): readonly FieldError[] {
  const value = withoutMetadata(object);
  const old = before && isRecord(before.value) ? { value: withoutMetadata(before.value) } : undefined;
  const errors = [
    ...validateValue(withoutMetadataSchema(schema), value, "", old),
    ...(scale ? validateScaleValues(scale, object) : []),
    ...validateEmbedded(schema, value),
    ...validateListTypes(schema, value),
  ];
  return withRules(errors, () => validateRules(schema, object, before));
}

/** Through the status subresource only the status is held against the schema; rules see the whole object. */
function judgeStatus(
  schema: Schema,
  object: KubeObject,
  old: KubeObject,
  scale: ScaleDefinition | undefined,
): readonly FieldError[] {
  const status = at(object, "status");
  const statusSchema = schema.properties?.["status"];
  const errors = [
    ...(statusSchema && status !== undefined
      ? validateValue(statusSchema, status, "status", { value: at(old, "status") })
      : []),
    ...(scale ? validateScaleValues(scale, object) : []),
    ...(statusSchema && status !== undefined ? validateListTypes(statusSchema, status, "status") : []),
  ];
  return withRules(errors, () => validateRules(schema, object, { value: old }));
}

const BLOCKING: ReadonlySet<FieldError["reason"]> = new Set([
  "FieldValueNotSupported",
  "FieldValueRequired",
  "FieldValueTooLong",
  "FieldValueTooMany",
  "FieldValueTypeInvalid",
]);

/** Rules may rely on what the schema says, so they wait until an object has the right types and lengths. */
function withRules(errors: readonly FieldError[], rules: () => readonly FieldError[]): readonly FieldError[] {
  if (!errors.some((error) => BLOCKING.has(error.reason))) return [...errors, ...rules()];
  const detail =
    "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation";
  return [...errors, { reason: "FieldValueInvalid", field: "<nil>", message: `Invalid value: "null": ${detail}` }];
}

/** `metadata` is judged as metadata, not by the schema. */
function withoutMetadata(object: object): Record<string, unknown> {
  const { metadata: _metadata, kind: _kind, apiVersion: _apiVersion, ...rest } = object as Record<string, unknown>;
  return rest;
}

const bare = new WeakMap<Schema, Schema>();

function withoutMetadataSchema(schema: Schema): Schema {
  let found = bare.get(schema);
  if (!found) {
    const required = schema.required?.filter((name) => !["metadata", "kind", "apiVersion"].includes(name));
    const { metadata: _metadata, kind: _kind, apiVersion: _apiVersion, ...properties } = schema.properties ?? {};
    found = { ...schema, properties, ...(required ? { required } : {}) };
    bare.set(schema, found);
  }
  return found;
}

function scaleOf(scale: unknown): ScaleDefinition | undefined {
  if (!isRecord(scale)) return undefined;
  const selector = textAt(scale, "labelSelectorPath");
  return {
    specReplicasPath: textAt(scale, "specReplicasPath"),
    statusReplicasPath: textAt(scale, "statusReplicasPath"),
    ...(selector === "" ? {} : { labelSelectorPath: selector }),
  };
}

function selectableFields(version: unknown): ResourceDefinition["fieldLabels"] {
  return Object.fromEntries(
    listAt(version, "selectableFields").map((field) => {
      const path = textAt(field, "jsonPath");
      const parsed = parseJsonPath(path);
      return [
        path.replace(/^\./, ""),
        (object: KubeObject) => {
          const [value] = parsed.find(object);
          return value === undefined || value === null ? "" : String(value as string | number | boolean);
        },
      ];
    }),
  );
}

function deprecationOf(crd: KubeObject, version: unknown, kind: string): string | undefined {
  if (at(version, "deprecated") !== true) return undefined;
  const custom = at(version, "deprecationWarning");
  return typeof custom === "string"
    ? custom
    : `${textAt(crd, "spec", "group")}/${textAt(version, "name")} ${kind} is deprecated`;
}
