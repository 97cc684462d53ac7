import { goKind, goStruct, type GoField, type GoStruct, type GoType } from "./go-types.ts";
import type { Schema } from "./schema.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const PACKAGES: readonly (readonly [prefix: string, openApi: string])[] = [
  ["apis/meta/", "io.k8s.apimachinery.pkg.apis.meta."],
  ["apiextensions/", "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions."],
  ["apiregistration/", "io.k8s.kube-aggregator.pkg.apis.apiregistration."],
  ["metrics/", "io.k8s.metrics.pkg.apis.metrics."],
];

const structSchemas = new Map<string, Schema>();
const kindSchemas = new Map<string, Schema>();
const goTypes = new WeakMap<Schema, GoStruct>();

/** The name that OpenAPI gives a Go type. @example openApiName("core/v1.PodSpec") // "io.k8s.api.core.v1.PodSpec" */
export function openApiName(goName: string): string {
  for (const [prefix, openApi] of PACKAGES) if (goName.startsWith(prefix)) return openApi + goName.slice(prefix.length);
  return `io.k8s.api.${goName.replaceAll("/", ".")}`;
}

/** The Go type behind a schema made here, found by its `typeName`; undefined for custom kinds. */
export function goTypeOfSchema(schema: Schema): GoStruct | undefined {
  let type = goTypes.get(schema);
  if (!type) {
    type = findGoType(schema.typeName);
    if (type) goTypes.set(schema, type);
  }
  return type;
}

function findGoType(name: string | undefined): GoStruct | undefined {
  if (name === undefined) return undefined;
  for (const [prefix, openApi] of PACKAGES)
    if (name.startsWith(openApi)) return goStruct(prefix + name.slice(openApi.length));
  const [group, ...rest] = name.slice("io.k8s.api.".length).split(".");
  return goStruct(`${group}/${rest.join(".")}`);
}

/** @throws when the kind is not built in. */
export function schemaOfKind(apiVersion: string, kind: string): Schema {
  const key = `${apiVersion}/${kind}`;
  let schema = kindSchemas.get(key);
  if (!schema) {
    const type = goKind(apiVersion, kind);
    if (!type) throw new Error(`no built-in kind ${key}`);
    const base = schemaOfStruct(type);
    schema = { ...base, properties: { apiVersion: { type: "string" }, kind: { type: "string" }, ...base.properties } };
    kindSchemas.set(key, schema);
  }
  return schema;
}

/** Schemas of recursive types (JSONSchemaProps) are cyclic: walk them along data only. */
export function schemaOfStruct(type: GoStruct): Schema {
  const known = structSchemas.get(type.name);
  if (known) return known;
  const schema: Writable<Schema> = { type: "object", typeName: openApiName(type.name) };
  structSchemas.set(type.name, schema);
  const properties: Record<string, Schema> = {};
  const required: string[] = [];
  for (const [name, field] of type.json) {
    properties[name] = schemaOfField(field);
    if (!field.omitEmpty && field.type.kind !== "struct") required.push(name);
  }
  schema.properties = properties;
  if (required.length > 0) schema.required = required;
  if (type.atomic) schema["x-kubernetes-map-type"] = "atomic";
  return schema;
}

function schemaOfField(field: GoField): Schema {
  const base = schemaOfType(field.type);
  const extra: Writable<Schema> = {};
  if (field.patchStrategies.length > 0) extra["x-kubernetes-patch-strategy"] = field.patchStrategies.join(",");
  if (field.patchMergeKey !== undefined) extra["x-kubernetes-patch-merge-key"] = field.patchMergeKey;
  if (base.type === "array") extra["x-kubernetes-list-type"] = field.listType ?? "atomic";
  if (field.listMapKeys !== undefined) extra["x-kubernetes-list-map-keys"] = field.listMapKeys;
  if (field.atomicMap) extra["x-kubernetes-map-type"] = "atomic";
  if (field.default !== undefined) extra.default = field.default;
  return Object.keys(extra).length === 0 ? base : { ...base, ...extra };
}

function schemaOfType(type: GoType): Schema {
  switch (type.kind) {
    case "scalar":
      return SCALAR_SCHEMAS[type.scalar]!;
    case "bytes":
      return { type: "string", format: "byte" };
    case "list":
      return { type: "array", items: schemaOfType(type.items), "x-kubernetes-list-type": "atomic" };
    case "map":
      return { type: "object", additionalProperties: schemaOfType(type.values) };
    case "pointer":
      return schemaOfType(type.to);
    case "struct":
      return schemaOfStruct(type);
    case "special":
      switch (type.special) {
        case "Quantity":
          return { type: "string", typeName: "io.k8s.apimachinery.pkg.api.resource.Quantity" };
        case "Time":
          return { type: "string", format: "date-time", typeName: "io.k8s.apimachinery.pkg.apis.meta.v1.Time" };
        case "MicroTime":
          return { type: "string", format: "date-time", typeName: "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime" };
        case "Duration":
          return { type: "string", typeName: "io.k8s.apimachinery.pkg.apis.meta.v1.Duration" };
        case "IntOrString":
          return {
            "x-kubernetes-int-or-string": true,
            format: "int-or-string",
            typeName: "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
          };
        case "RawExtension":
        case "FieldsV1":
          return { type: "object", "x-kubernetes-preserve-unknown-fields": true, "x-kubernetes-map-type": "atomic" };
        case "JSON":
        case "JSONSchemaPropsOrArray":
        case "JSONSchemaPropsOrBool":
        case "JSONSchemaPropsOrStringArray":
          return { "x-kubernetes-preserve-unknown-fields": true, "x-kubernetes-map-type": "atomic" };
      }
  }
}

const SCALAR_SCHEMAS: Readonly<Record<string, Schema>> = {
  string: { type: "string" },
  bool: { type: "boolean" },
  int32: { type: "integer", format: "int32" },
  int64: { type: "integer", format: "int64" },
  uint8: { type: "integer", format: "int32" },
  float64: { type: "number", format: "double" },
};
