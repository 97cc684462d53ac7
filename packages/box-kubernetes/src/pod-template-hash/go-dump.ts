import {
  goTypeText,
  packageAndName,
  type GoField,
  type GoStruct,
  type GoType,
  type SpecialName,
} from "../schema/go-types.ts";
import { isRecord } from "../schema/paths.ts";
import { quantityDump } from "./quantity-dump.ts";

/**
 * A value of a Go type as go-spew's `%#v` prints it with sorted keys and without methods: all fields in declaration order, with their
 * types, nil pointers too. Empty lists and maps count as nil, as they do after a round trip through the store.
 */
export function dumpForHash(type: GoStruct, value: object): string {
  return `(${packageAndName(type.name)})${bare(type, value)}`;
}

function typed(type: GoType, value: unknown): string {
  if (type.kind === "pointer") {
    const target = `(*${typeText(type.to)})`;
    return value === undefined || value === null ? `${target}<nil>` : target + bare(type.to, value);
  }
  return `(${typeText(type)})${bare(type, value)}`;
}

function typeText(type: GoType): string {
  if (type.kind === "list" && type.name === undefined) return `[]${typeText(type.items)}`;
  if (type.kind === "map" && type.name === undefined) return `map[${typeText(type.key)}]${typeText(type.values)}`;
  return type.kind === "pointer" ? `*${typeText(type.to)}` : goTypeText(type);
}

/** Without the type in front. */
function bare(type: GoType, value: unknown): string {
  switch (type.kind) {
    case "scalar":
      if (type.scalar === "string") return typeof value === "string" ? value : "";
      if (type.scalar === "bool") return value === true ? "true" : "false";
      return String(typeof value === "number" ? value : 0);
    case "pointer":
      return value === undefined || value === null ? "<nil>" : `<*>${bare(type.to, value)}`;
    case "bytes":
      return typeof value === "string" && value !== "" ? `[${[...Buffer.from(value, "base64")].join(" ")}]` : "<nil>";
    case "list":
      if (!Array.isArray(value) || value.length === 0) return "<nil>";
      return `[${value.map((item: unknown) => bare(type.items, item)).join(" ")}]`;
    case "map": {
      if (!isRecord(value) || Object.keys(value).length === 0) return "<nil>";
      return `map[${Object.keys(value).sort().map((key) => `${key}:${bare(type.values, value[key])}`).join(" ")}]`; // prettier-ignore
    }
    case "struct":
      return structDump(type, isRecord(value) ? value : {});
    case "special":
      return specialDump(type.special, value);
  }
}

function specialDump(special: SpecialName, value: unknown): string {
  if (special === "Quantity") return quantityDump(typeof value === "string" ? value : undefined);
  if (special === "IntOrString")
    return typeof value === "string"
      ? `{Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)${value}}`
      : `{Type:(intstr.Type)0 IntVal:(int32)${typeof value === "number" ? value : 0} StrVal:(string)}`;
  // Times: in a template they are never set.
  return "{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}";
}

function structDump(type: GoStruct, value: Readonly<Record<string, unknown>>): string {
  return `{${type.fields.map((field) => `${field.goName}:${typed(field.type, field.inline ? value : valueOf(field, value))}`).join(" ")}}`;
}

function valueOf(field: GoField, value: Readonly<Record<string, unknown>>): unknown {
  return Object.hasOwn(value, field.name) ? value[field.name] : undefined;
}
