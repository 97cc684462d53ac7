import { goStruct } from "../schema/go-types.ts";
import { schemaOfStruct } from "../schema/built-in-schema.ts";
import type { ResourceDefinition } from "../schema/resource-definition.ts";
import type { Schema } from "../schema/schema.ts";
import { fieldDescription } from "./field-descriptions.ts";
import { KIND_DESCRIPTIONS } from "./descriptions.ts";
import { componentName, LIST_META, OBJECT_META, reference } from "./names.ts";

type Json = Record<string, unknown>;

const API_VERSION = "APIVersion is the version of the schema that this object follows, with its group.";
const KIND = "Kind names what this object is: the endpoint that takes it.";

/** `components.schemas`: the kinds, their lists, and every type that they use. */
export function componentsOf(definitions: readonly ResourceDefinition[]): Json {
  const out: Json = {};
  for (const definition of definitions) {
    const name = componentName(definition);
    const identity = [{ group: definition.group, kind: definition.kind, version: definition.version }];
    out[name] = kindComponent(definition, identity, out);
    out[`${name}List`] = {
      type: "object",
      description: `${definition.kind}List is a list of ${definition.resource}.`,
      required: ["items"],
      properties: {
        apiVersion: { type: "string", description: API_VERSION },
        items: { type: "array", items: reference(name) },
        kind: { type: "string", description: KIND },
        metadata: reference(LIST_META),
      },
      "x-kubernetes-group-version-kind": [{ ...identity[0], kind: definition.listKind }],
    };
  }
  for (const type of ["ObjectMeta", "ListMeta", "DeleteOptions"])
    component(schemaOfStruct(goStruct(`apis/meta/v1.${type}`)), out);
  return out;
}

function kindComponent(definition: ResourceDefinition, identity: readonly object[], out: Json): Json {
  const { schema, custom } = definition;
  const properties: Json = {};
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    properties[name] = described(definition.kind, name, convert(property, out), !custom);
  properties["apiVersion"] = { type: "string", description: API_VERSION };
  properties["kind"] = { type: "string", description: KIND };
  properties["metadata"] = withDescription(reference(OBJECT_META), "Standard object's metadata.");
  const { properties: _properties, typeName: _typeName, ...rest } = schema;
  return {
    ...(custom ? convert(rest, out) : { type: "object", ...(schema.required ? { required: schema.required } : {}) }),
    description:
      schema.description ??
      KIND_DESCRIPTIONS[definition.kind] ??
      `${definition.kind} of ${definition.group || "the core group"}.`,
    properties: sorted(properties),
    "x-kubernetes-group-version-kind": identity,
  };
}

/** Built-in structs become components of their own, so that recursive types end. */
function component(schema: Schema, out: Json): void {
  const name = schema.typeName;
  if (name === undefined || out[name] !== undefined) return;
  const made: Json = { type: "object" };
  out[name] = made;
  const properties: Json = {};
  const type = name.split(".").at(-1) ?? "";
  for (const [key, property] of Object.entries(schema.properties ?? {}))
    properties[key] = described(type, key, convert(property, out), true);
  made["properties"] = sorted(properties);
  if (schema.required) made["required"] = schema.required;
  if (schema["x-kubernetes-map-type"]) made["x-kubernetes-map-type"] = schema["x-kubernetes-map-type"];
}

function convert(schema: Schema, out: Json): Json {
  if (schema.typeName !== undefined && schema.type === "object" && schema.properties) {
    component(base(schema), out);
    const { typeName, properties: _p, required: _r, type: _t, "x-kubernetes-map-type": _m, ...extra } = schema;
    return Object.keys(extra).length === 0 ? reference(typeName) : { allOf: [reference(typeName)], ...extra };
  }
  if (schema.typeName !== undefined) return scalarComponent(schema);
  const { properties, items, additionalProperties, allOf, anyOf, oneOf, not, ...rest } = schema;
  const made: Json = { ...rest };
  if (properties) made["properties"] = sorted(mapped(properties, out));
  if (items) made["items"] = convert(items, out);
  if (additionalProperties !== undefined)
    made["additionalProperties"] =
      typeof additionalProperties === "boolean" ? additionalProperties : convert(additionalProperties, out);
  for (const [name, list] of Object.entries({ allOf, anyOf, oneOf }))
    if (list) made[name] = list.map((each) => convert(each, out));
  if (not) made["not"] = convert(not, out);
  return made;
}

/** Types with a wire form of their own: quantities, times, int-or-string. */
function scalarComponent(schema: Schema): Json {
  const { typeName: _typeName, "x-kubernetes-int-or-string": intOrString, ...rest } = schema;
  if (intOrString === true) return { ...rest, oneOf: [{ type: "integer" }, { type: "string" }] };
  return { ...rest };
}

/** A field may carry merge keys of its own beside the type's schema. */
function base(schema: Schema): Schema {
  const { typeName, type, properties, required } = schema;
  const mapType = schema["x-kubernetes-map-type"];
  return {
    ...(typeName === undefined ? {} : { typeName }),
    ...(type === undefined ? {} : { type }),
    ...(properties ? { properties } : {}),
    ...(required ? { required } : {}),
    ...(mapType ? { "x-kubernetes-map-type": mapType } : {}),
  };
}

function mapped(properties: Readonly<Record<string, Schema>>, out: Json): Json {
  return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, convert(property, out)]));
}

/** With a line on what the field is for, where there is one and the schema has none itself. */
function described(type: string, field: string, property: Json, isBuiltIn: boolean): Json {
  const description = isBuiltIn && property["description"] === undefined ? fieldDescription(type, field) : undefined;
  if (description === undefined) return property;
  return "$ref" in property ? withDescription(property, description) : { ...property, description };
}

function withDescription(ref: object, description: string): Json {
  return { allOf: [ref], default: {}, description };
}

function sorted(properties: Json): Json {
  return Object.fromEntries(Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1)));
}
