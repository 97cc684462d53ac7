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
  const object = decoder.struct(type, value);
  return { object, unknownFields: decoder.unknown, error: decoder.error };
}

/** The same for `metadata` of a custom resource, which is decoded on its own. */
export function decodeMetadata(value: unknown): Decoded {
  const decoder = new Decoder("json", ["metadata"]);
  const type = goStruct("apis/meta/v1.ObjectMeta");
  const object = decoder.value(type, value) as { [key: string]: unknown };
  return { object, unknownFields: decoder.unknown, error: decoder.error };
}

/** Errors as Go's JSON decoder words them, or as its converter from maps does (after a strategic merge patch). */
export type Wording = "json" | "unstructured";

/** Times and quantities repeat: most of those in an object were met before. */
const REMEMBERED = 4_096;
const times = new Map<string, string>();
const quantities = new Map<string, string>();

function remember(known: Map<string, string>, given: string, canonical: string): string {
  if (known.size >= REMEMBERED) known.clear();
  if (given.length <= 64) known.set(given, canonical);
  return canonical;
}

/** Where it is is kept on stacks and put into words only for what is wrong: nearly every field is right. */
class Decoder {
  readonly unknown: string[] = [];
  error: string | undefined;
  readonly #wording: Wording;
  /** Names and indices from the root. */
  readonly #path: (string | number)[];
  /** The structs around, and the names of their fields on the way: without indices and keys of maps, as Go's decoder reports. */
  readonly #structs: GoStruct[] = [];
  readonly #names: string[] = [];

  constructor(wording: Wording = "json", path: readonly string[] = []) {
    this.#wording = wording;
    this.#path = [...path];
  }

  struct(type: GoStruct, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const { places, byName } = layoutOf(type);
    const found: unknown[] = [];
    const isRoot = this.#path.length === 0;
    for (const key in value) {
      if (!Object.hasOwn(value, key)) continue;
      const place = byName.get(key);
      if (!place) {
        if (!(isRoot && (key === "apiVersion" || key === "kind")))
          this.unknown.push(`unknown field "${pathText([...this.#path, key])}"`);
        continue;
      }
      this.#path.push(key);
      this.#structs.push(type);
      this.#names.push(key);
      found[place.index] = this.value(place.field.type, value[key]);
      this.#path.pop();
      this.#structs.pop();
      this.#names.pop();
    }
    const out: Record<string, unknown> = {};
    if (isRoot) {
      if (value["kind"] !== undefined) out["kind"] = value["kind"];
      if (value["apiVersion"] !== undefined) out["apiVersion"] = value["apiVersion"];
    }
    for (const { name, field, index, isMandatory } of places) {
      const decoded = found[index];
      if (decoded !== undefined && !isEmpty(field, decoded)) out[name] = decoded;
      else if (isMandatory) out[name] = zeroOf(field.type);
    }
    return out;
  }

  /** Undefined and null both stand for Go's zero value. */
  value(type: GoType, value: unknown): unknown {
    if (value === null || value === undefined) return undefined;
    switch (type.kind) {
      case "pointer":
        return this.value(type.to, value);
      case "scalar":
        return this.#scalar(type.scalar, type, value);
      case "bytes":
        return this.#bytes(value);
      case "list":
        return Array.isArray(value) ? this.#list(type.items, value) : this.#mismatch(type, value);
      case "map": {
        if (!isObject(value)) return this.#mismatch(type, value);
        const out: Record<string, unknown> = {};
        for (const key of Object.keys(value).sort()) {
          this.#path.push(key);
          const decoded = this.value(type.values, value[key]);
          this.#path.pop();
          setOwn(out, key, decoded === undefined ? zeroOf(type.values) : decoded);
        }
        return out;
      }
      case "struct":
        return isObject(value) ? this.struct(type, value) : this.#mismatch(type, value);
      case "special":
        return this.#special(type.special, value);
    }
  }

  #list(items: GoType, values: readonly unknown[]): unknown[] {
    return values.map((item, index) => {
      this.#path.push(index);
      const decoded = this.value(items, item);
      this.#path.pop();
      return decoded === undefined ? zeroOf(items) : decoded;
    });
  }

  #scalar(scalar: string, type: GoType, value: unknown): unknown {
    switch (scalar) {
      case "string":
        return typeof value === "string" ? value : this.#mismatch(type, value);
      case "bool":
        return typeof value === "boolean" ? value : this.#mismatch(type, value);
      case "float64":
        return typeof value === "number" ? value : this.#mismatch(type, value);
      default: {
        if (typeof value !== "number") return this.#mismatch(type, value);
        const limit = scalar === "int32" ? 2 ** 31 : 2 ** 63;
        if (!Number.isInteger(value) || value >= limit || value < -limit)
          return this.#mismatch(type, value, `number ${value}`);
        return value;
      }
    }
  }

  #bytes(value: unknown): unknown {
    if (typeof value !== "string") return this.#mismatch({ kind: "bytes" }, value);
    const text = value.replaceAll(/[\r\n]/g, "");
    const bad = badBase64(text);
    if (bad !== undefined) return this.#fail(`illegal base64 data at input byte ${bad}`);
    return text;
  }

  #special(special: SpecialName, value: unknown): unknown {
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
      case "JSONSchemaPropsOrArray": {
        const type = goStruct("apiextensions/v1.JSONSchemaProps");
        if (!Array.isArray(value)) return this.value(type, value);
        return value.map((item, index) => {
          this.#path.push(index);
          const decoded = this.value(type, item);
          this.#path.pop();
          return decoded;
        });
      }
      case "JSONSchemaPropsOrBool":
        return typeof value === "boolean" ? value : this.value(goStruct("apiextensions/v1.JSONSchemaProps"), value);
      case "JSONSchemaPropsOrStringArray":
        return Array.isArray(value) ? value : this.value(goStruct("apiextensions/v1.JSONSchemaProps"), value);
    }
  }

  #quantity(value: unknown): unknown {
    if (typeof value !== "string" && typeof value !== "number") return this.#fail(QUANTITY_FORMAT_ERROR);
    const given = String(value);
    const known = quantities.get(given);
    if (known !== undefined) return known;
    const text = given.trim();
    if (text === "") return this.#fail(QUANTITY_FORMAT_ERROR);
    try {
      return remember(quantities, given, Quantity.parse(text, "").toString());
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
    const known = micro ? undefined : times.get(text);
    if (known !== undefined) return known;
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
    if (micro) return `${seconds}.${(match[7] ?? ".").slice(1, 7).padEnd(6, "0")}Z`;
    return remember(times, text, `${seconds}Z`);
  }

  #mismatch(type: GoType, value: unknown, what = jsonType(value)): undefined {
    if (this.#wording === "unstructured") return this.#fail(conversionError(type, value));
    const struct = this.#structs.at(-1);
    const where = struct
      ? `Go struct field ${packageAndName(struct.name).split(".")[1]}.${this.#names.join(".")}`
      : "Go value";
    return this.#fail(`json: cannot unmarshal ${what} into ${where} of type ${goTypeText(type)}`);
  }

  #fail(message: string): undefined {
    this.error ??= message;
    return undefined;
  }
}

/** @example pathText(["spec", "containers", 0, "image"]) // "spec.containers[0].image" */
function pathText(path: readonly (string | number)[]): string {
  let text = "";
  for (const step of path)
    if (typeof step === "number") text += `[${step}]`;
    else text += text === "" ? step : `.${step}`;
  return text;
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
  if (!isObject(value)) return false;
  for (const key in value) if (Object.hasOwn(value, key)) return false;
  return true;
}

interface Place {
  readonly name: string;
  readonly field: GoField;
  readonly index: number;
  /** Go writes the field's zero value when it is not set. */
  readonly isMandatory: boolean;
}

/** The fields of a struct, in declaration order, and by name. */
interface Layout {
  readonly places: readonly Place[];
  readonly byName: ReadonlyMap<string, Place>;
}

const layouts = new WeakMap<GoStruct, Layout>();

function layoutOf(struct: GoStruct): Layout {
  let layout = layouts.get(struct);
  if (!layout) {
    const places = Array.from(struct.json, ([name, field], index) => {
      const { kind } = field.type;
      return { name, field, index, isMandatory: !field.omitEmpty || kind === "struct" || kind === "special" };
    });
    layout = { places, byName: new Map(places.map((place) => [place.name, place])) };
    layouts.set(struct, layout);
  }
  return layout;
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
  for (const { name, field, isMandatory } of layoutOf(type).places) if (isMandatory) out[name] = zeroOf(field.type);
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
