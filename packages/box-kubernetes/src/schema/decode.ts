import { InvalidField, Quantity } from "@inlay/resources";
import {
  goStruct,
  goTypeText,
  packageAndName,
  type GoField,
  type GoStruct,
  type GoType,
  type SpecialName,
} from "./go-types.ts";

/** What came of decoding a body. Unknown fields are dropped and listed; `error` is the first that could not be decoded at all. */
export interface Decoded {
  readonly object: { [key: string]: unknown };
  /** `unknown field "spec.bogus"`, in the order of the document. */
  readonly unknownFields: readonly string[];
  /** `json: cannot unmarshal …`: the wording of Go's decoder. */
  readonly error: string | undefined;
}

/**
 * An object as the real server holds it after decoding JSON into the Go struct and encoding it again: unknown fields gone, quantities and
 * times canonical, empty optional fields gone, mandatory ones present, fields in declaration order.
 */
export function decodeAs(type: GoStruct, value: Readonly<Record<string, unknown>>, wording: Wording = "json"): Decoded {
  const decoder = new Decoder(wording);
  const object = decoder.struct(type, value, "") as { [key: string]: unknown };
  return { object, unknownFields: decoder.unknown, error: decoder.error };
}

/** The same for `metadata` of a custom resource, which is decoded on its own. */
export function decodeMetadata(value: unknown): Decoded {
  const decoder = new Decoder();
  const type = goStruct("apis/meta/v1.ObjectMeta");
  const object = decoder.value(type, value, "metadata", undefined) as { [key: string]: unknown };
  return { object, unknownFields: decoder.unknown, error: decoder.error };
}

interface Context {
  readonly struct: GoStruct;
  /** JSON names from the root, without indices, as Go's decoder reports. */
  readonly path: string;
}

/** Errors as Go's JSON decoder words them, or as its converter from maps does (after a strategic merge patch). */
export type Wording = "json" | "unstructured";

class Decoder {
  readonly unknown: string[] = [];
  error: string | undefined;
  readonly #wording: Wording;

  constructor(wording: Wording = "json") {
    this.#wording = wording;
  }

  struct(type: GoStruct, value: Readonly<Record<string, unknown>>, path: string, goPath = ""): Record<string, unknown> {
    const found = new Map<string, unknown>();
    const places = placesOf(type);
    const isRoot = path === "" && goPath === "";
    for (const key of Object.keys(value)) {
      const field = type.json.get(key);
      const raw = value[key];
      if (!field) {
        if (!(isRoot && (key === "apiVersion" || key === "kind")))
          this.unknown.push(`unknown field "${join(path, key)}"`);
        continue;
      }
      const context = { struct: type, path: join(goPath, key) };
      found.set(key, this.value(field.type, raw, join(path, key), context));
    }
    const out: Record<string, unknown> = {};
    if (isRoot) {
      if (value["kind"] !== undefined) out["kind"] = value["kind"];
      if (value["apiVersion"] !== undefined) out["apiVersion"] = value["apiVersion"];
    }
    for (const { name, field, isMandatory } of places) {
      const decoded = found.get(name);
      if (decoded !== undefined && !isEmpty(field, decoded)) out[name] = decoded;
      else if (isMandatory) out[name] = zeroOf(field.type);
    }
    return out;
  }

  /** Undefined and null both stand for Go's zero value. */
  value(type: GoType, value: unknown, path: string, context: Context | undefined): unknown {
    if (value === null || value === undefined) return undefined;
    switch (type.kind) {
      case "pointer":
        return this.value(type.to, value, path, context);
      case "scalar":
        return this.#scalar(type.scalar, type, value, context);
      case "bytes":
        return this.#bytes(value, context);
      case "list":
        if (!Array.isArray(value)) return this.#mismatch(type, value, context);
        return value.map((item: unknown, index) => {
          const decoded = this.value(type.items, item, `${path}[${index}]`, context);
          return decoded === undefined ? zeroOf(type.items) : decoded;
        });
      case "map": {
        if (!isObject(value)) return this.#mismatch(type, value, context);
        const out: Record<string, unknown> = {};
        for (const key of Object.keys(value).sort()) {
          const decoded = this.value(type.values, value[key], join(path, key), context);
          setOwn(out, key, decoded === undefined ? zeroOf(type.values) : decoded);
        }
        return out;
      }
      case "struct":
        if (!isObject(value)) return this.#mismatch(type, value, context);
        return this.struct(type, value, path, context?.path ?? "");
      case "special":
        return this.#special(type.special, value, path, context);
    }
  }

  #scalar(scalar: string, type: GoType, value: unknown, context: Context | undefined): unknown {
    switch (scalar) {
      case "string":
        return typeof value === "string" ? value : this.#mismatch(type, value, context);
      case "bool":
        return typeof value === "boolean" ? value : this.#mismatch(type, value, context);
      case "float64":
        return typeof value === "number" ? value : this.#mismatch(type, value, context);
      default: {
        if (typeof value !== "number") return this.#mismatch(type, value, context);
        const limit = scalar === "int32" ? 2 ** 31 : 2 ** 63;
        if (!Number.isInteger(value) || value >= limit || value < -limit)
          return this.#mismatch(type, value, context, `number ${value}`);
        return value;
      }
    }
  }

  #bytes(value: unknown, context: Context | undefined): unknown {
    if (typeof value !== "string") return this.#mismatch({ kind: "bytes" }, value, context);
    const text = value.replaceAll(/[\r\n]/g, "");
    const bad = badBase64(text);
    if (bad !== undefined) return this.#fail(`illegal base64 data at input byte ${bad}`);
    return text;
  }

  #special(special: SpecialName, value: unknown, path: string, context: Context | undefined): unknown {
    switch (special) {
      case "Quantity":
        return this.#quantity(value);
      case "Time":
      case "MicroTime":
        if (typeof value !== "string")
          return this.#fail(`json: cannot unmarshal ${jsonType(value)} into Go value of type string`);
        return this.#time(value, special === "MicroTime");
      case "Duration":
        return typeof value === "string"
          ? value
          : this.#fail(`json: cannot unmarshal ${jsonType(value)} into Go value of type string`);
      case "IntOrString":
        if (typeof value === "string") return value;
        if (typeof value !== "number")
          return this.#fail(`json: cannot unmarshal ${jsonType(value)} into Go value of type int32`);
        if (!Number.isInteger(value) || value >= 2 ** 31 || value < -(2 ** 31))
          return this.#fail(`json: cannot unmarshal number ${value} into Go value of type int32`);
        return value;
      case "FieldsV1":
      case "RawExtension":
      case "JSON":
        return value;
      case "JSONSchemaPropsOrArray":
        return Array.isArray(value)
          ? value.map((item, index) =>
              this.value(goStruct("apiextensions/v1.JSONSchemaProps"), item, `${path}[${index}]`, context),
            )
          : this.value(goStruct("apiextensions/v1.JSONSchemaProps"), value, path, context);
      case "JSONSchemaPropsOrBool":
        return typeof value === "boolean"
          ? value
          : this.value(goStruct("apiextensions/v1.JSONSchemaProps"), value, path, context);
      case "JSONSchemaPropsOrStringArray":
        return Array.isArray(value)
          ? value
          : this.value(goStruct("apiextensions/v1.JSONSchemaProps"), value, path, context);
    }
  }

  #quantity(value: unknown): unknown {
    if (typeof value !== "string" && typeof value !== "number") return this.#fail(QUANTITY_FORMAT_ERROR);
    const text = String(value).trim();
    if (text === "") return this.#fail(QUANTITY_FORMAT_ERROR);
    try {
      return Quantity.parse(text, "").toString();
    } catch (error) {
      if (!(error instanceof InvalidField)) throw error;
      return this.#fail(
        /^[+-]?[0-9.]+[eEinumkKMGTP]*[-+]?[0-9]*$/.test(text)
          ? "unable to parse quantity's suffix"
          : QUANTITY_FORMAT_ERROR,
      );
    }
  }

  #time(text: string, micro: boolean): unknown {
    const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.exec(text);
    const parsed = match ? Date.parse(text) : Number.NaN;
    if (!match || Number.isNaN(parsed)) {
      const layout = micro ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00";
      const rest = restOfBadTime(text);
      return this.#fail(
        `parsing time ${JSON.stringify(text)} as "${layout}": cannot parse ${JSON.stringify(rest.text)} as ${JSON.stringify(rest.as)}`,
      );
    }
    const seconds = new Date(Math.floor(parsed / 1000) * 1000).toISOString().slice(0, 19);
    return micro ? `${seconds}.${(match[7] ?? ".").slice(1, 7).padEnd(6, "0")}Z` : `${seconds}Z`;
  }

  #mismatch(type: GoType, value: unknown, context: Context | undefined, what = jsonType(value)): undefined {
    if (this.#wording === "unstructured") return this.#fail(conversionError(type, value));
    const where =
      context === undefined
        ? "Go value"
        : `Go struct field ${packageAndName(context.struct.name).split(".")[1]}.${context.path}`;
    return this.#fail(`json: cannot unmarshal ${what} into ${where} of type ${goTypeText(type)}`);
  }

  #fail(message: string): undefined {
    this.error ??= message;
    return undefined;
  }
}

function conversionError(type: GoType, value: unknown): string {
  const from = Array.isArray(value)
    ? "slice"
    : typeof value === "number"
      ? Number.isInteger(value)
        ? "int64"
        : "float64"
      : typeof value === "boolean"
        ? "bool"
        : typeof value === "string"
          ? "string"
          : "map";
  switch (type.kind) {
    case "list":
    case "bytes":
      return `cannot restore slice from ${from}`;
    case "map":
      return `cannot restore map from ${from}`;
    case "struct":
      return `cannot restore struct from: ${from}`;
    case "scalar":
      return typeof value === "number" && type.scalar !== "bool"
        ? `cannot convert ${from} to ${goTypeText(type)}`
        : `unrecognized type: ${type.scalar}`;
    case "pointer":
    case "special":
      return `unrecognized type: ${goTypeText(type)}`;
  }
}

const QUANTITY_FORMAT_ERROR =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

/** Go's omitempty: false, 0, "", nil, empty lists and maps (the store does not tell them from nil); structs are never empty. */
function isEmpty(field: GoField, value: unknown): boolean {
  if (field.type.kind === "pointer" || field.type.kind === "struct" || field.type.kind === "special") return false;
  if (value === "" || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}

interface Place {
  readonly name: string;
  readonly field: GoField;
  /** Go writes the field's zero value when it is not set. */
  readonly isMandatory: boolean;
}

const allPlaces = new WeakMap<GoStruct, readonly Place[]>();

/** The fields of a struct, in declaration order. */
function placesOf(struct: GoStruct): readonly Place[] {
  let places = allPlaces.get(struct);
  if (!places) {
    places = Array.from(struct.json, ([name, field]) => {
      const { kind } = field.type;
      return { name, field, isMandatory: !field.omitEmpty || kind === "struct" || kind === "special" };
    });
    allPlaces.set(struct, places);
  }
  return places;
}

function zeroOf(type: GoType): unknown {
  switch (type.kind) {
    case "scalar":
      return type.scalar === "string" ? "" : type.scalar === "bool" ? false : 0;
    case "struct":
      return zeroStruct(type);
    case "special":
      return type.special === "Quantity"
        ? "0"
        : type.special === "IntOrString"
          ? 0
          : type.special === "Duration"
            ? "0s"
            : null;
    case "bytes":
    case "list":
    case "map":
    case "pointer":
      return null;
  }
}

function zeroStruct(type: GoStruct): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const { name, field, isMandatory } of placesOf(type)) if (isMandatory) out[name] = zeroOf(field.type);
  return out;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Sets a key from outside: `__proto__` is a key like any other. */
export function setOwn(target: object, key: string, value: unknown): void {
  if (key === "__proto__")
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else (target as Record<string, unknown>)[key] = value;
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  return value === null ? "null" : typeof value;
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

/** Index of the first byte that is not base64, as Go's decoder counts. */
function badBase64(text: string): number | undefined {
  const bad = /[^A-Za-z0-9+/=]/.exec(text);
  if (bad) return bad.index;
  const padding = text.indexOf("=");
  if (text.length % 4 !== 0) return padding >= 0 ? padding : text.length;
  if (padding >= 0 && !/^={1,2}$/.test(text.slice(padding))) return padding;
  return undefined;
}

/** Where Go's time.Parse stops, near enough for its message. */
function restOfBadTime(text: string): { readonly text: string; readonly as: string } {
  const parts: readonly (readonly [RegExp, string])[] = [
    [/^\d{4}/, "2006"], [/^-/, "-"], [/^\d{2}/, "01"], [/^-/, "-"], [/^\d{2}/, "02"], [/^T/, "T"],
    [/^\d{2}/, "15"], [/^:/, ":"], [/^\d{2}/, "04"], [/^:/, ":"], [/^\d{2}(\.\d+)?/, "05"], [/^(Z|[+-]\d{2}:\d{2})/, "Z07:00"],
  ]; // prettier-ignore
  let rest = text;
  for (const [pattern, as] of parts) {
    const match = pattern.exec(rest);
    if (!match) return { text: rest, as };
    rest = rest.slice(match[0].length);
  }
  return { text: rest, as: "" };
}
