import { Quantity, rfc3339 } from "@inlay/resources";
import { setOwn } from "../schema/decode.ts";
import { goKind, type GoField, type GoMap, type GoStruct, type GoType, type SpecialName } from "../schema/go-types.ts";
import { fieldsOf, ProtobufError, type WireValue } from "./reader.ts";

/** `k8s\0`: how every protobuf object of Kubernetes begins. */
const MAGIC = [0x6b, 0x38, 0x73, 0x00];
const DEEPEST = 100;

export interface DecodedProtobuf {
  readonly apiVersion: string;
  readonly kind: string;
  readonly [field: string]: unknown;
}

export { ProtobufError };

/**
 * The object of an `application/vnd.kubernetes.protobuf` body, as if it had been sent as JSON. Protobuf writes zero values of plain
 * fields always: those that Go would leave out of JSON are dropped. Fields that nobody knows are skipped.
 *
 * @throws ProtobufError for bytes that are not such a body, and for kinds that are not built in.
 */
export function decodeProtobuf(bytes: Uint8Array): DecodedProtobuf {
  if (bytes.length < MAGIC.length || MAGIC.some((byte, index) => bytes[index] !== byte))
    throw new ProtobufError("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
  let apiVersion = "";
  let kind = "";
  let raw: Uint8Array = new Uint8Array();
  for (const [number, value] of fieldsOf(bytes.subarray(MAGIC.length))) {
    if (number === 1)
      for (const [field, text] of fieldsOf(bytesOf(value)))
        if (field === 1) apiVersion = textOf(text);
        else if (field === 2) kind = textOf(text);
    if (number === 2) raw = bytesOf(value);
  }
  const type = goKind(apiVersion, kind) ?? optionsKind(kind);
  if (!type) throw new ProtobufError(`no kind "${kind}" is registered for version "${apiVersion}"`);
  return { apiVersion, kind, ...message(type, raw, 0) };
}

/** DeleteOptions and its like are known in every group. */
function optionsKind(kind: string): GoStruct | undefined {
  return kind.endsWith("Options") ? goKind("v1", kind) : undefined;
}

function message(type: GoStruct, bytes: Uint8Array, depth: number): Record<string, unknown> {
  if (depth > DEEPEST) throw new ProtobufError("message is nested too deeply");
  const byNumber = fieldsByNumber(type);
  const out: Record<string, unknown> = {};
  for (const [number, wire] of fieldsOf(bytes)) {
    const field = byNumber.get(number);
    if (!field) continue;
    if (field.inline) {
      if (field.type.kind === "struct") Object.assign(out, message(field.type, bytesOf(wire), depth + 1));
    } else add(out, field, wire, depth + 1);
  }
  for (const field of type.fields) {
    if (field.inline || field.number === 0) continue;
    const value = out[field.name];
    if (value !== undefined && field.omitEmpty && isZero(field.type, value)) delete out[field.name];
  }
  return out;
}

const numberCache = new WeakMap<GoStruct, ReadonlyMap<number, GoField>>();

function fieldsByNumber(type: GoStruct): ReadonlyMap<number, GoField> {
  let map = numberCache.get(type);
  if (!map) {
    map = new Map(type.fields.filter((f) => f.number > 0).map((f) => [f.number, f]));
    numberCache.set(type, map);
  }
  return map;
}

/** Repeated fields come once per element, maps once per entry. */
function add(out: Record<string, unknown>, field: GoField, wire: WireValue, depth: number): void {
  const { type } = field;
  if (type.kind === "list") {
    const list = (out[field.name] ??= []) as unknown[];
    if (type.items.kind === "scalar" && type.items.scalar !== "string" && wire.wire === "bytes")
      for (const packed of packedVarints(wire.bytes)) list.push(scalar(type.items.scalar, packed));
    else list.push(value(type.items, wire, depth));
  } else if (type.kind === "map") {
    const map = (out[field.name] ??= {}) as Record<string, unknown>;
    const [key, entry] = mapEntry(type, bytesOf(wire), depth);
    setOwn(map, key, entry);
  } else out[field.name] = value(type, wire, depth);
}

function mapEntry(type: GoMap, bytes: Uint8Array, depth: number): readonly [string, unknown] {
  let key = "";
  let entry: unknown;
  for (const [number, wire] of fieldsOf(bytes))
    if (number === 1) key = textOf(wire);
    else if (number === 2) entry = value(type.values, wire, depth);
  return [key, entry ?? emptyOf(type.values)];
}

function emptyOf(type: GoType): unknown {
  if (type.kind === "scalar") return type.scalar === "string" ? "" : 0;
  if (type.kind === "special" && type.special === "Quantity") return "0";
  return type.kind === "bytes" ? "" : type.kind === "list" ? [] : {};
}

function value(type: GoType, wire: WireValue, depth: number): unknown {
  switch (type.kind) {
    case "pointer":
      return value(type.to, wire, depth);
    case "scalar":
      return type.scalar === "string" ? textOf(wire) : scalar(type.scalar, wire);
    case "bytes":
      return Buffer.from(bytesOf(wire)).toString("base64");
    case "struct":
      return message(type, bytesOf(wire), depth);
    case "special":
      return special(type.special, bytesOf(wire));
    case "list": {
      // A named list (an ExtraValue, say) is a message of its own with the items in field 1.
      const items: unknown[] = [];
      for (const [number, item] of fieldsOf(bytesOf(wire)))
        if (number === 1) items.push(value(type.items, item, depth + 1));
      return items;
    }
    case "map":
      throw new ProtobufError("a map in a list");
  }
}

function scalar(name: string, wire: WireValue): unknown {
  if (name === "float64") {
    const bytes = bytesOfWidth(wire, "fixed64");
    return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0, true);
  }
  const number = varintOf(wire);
  if (name === "bool") return number !== 0n;
  return Number(name === "int32" ? BigInt.asIntN(32, number) : BigInt.asIntN(64, number));
}

function* packedVarints(bytes: Uint8Array): Generator<WireValue> {
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (shift > 70n) throw new ProtobufError("integer overflow");
    if (byte >= 0x80) continue;
    yield { wire: "varint", value };
    value = 0n;
    shift = 0n;
  }
  if (shift > 0n) throw new ProtobufError("unexpected EOF");
}

function special(name: SpecialName, bytes: Uint8Array): unknown {
  switch (name) {
    case "Quantity": {
      const text = firstText(bytes);
      return text === "" ? "0" : canonicalQuantity(text);
    }
    case "Time":
    case "MicroTime":
      return timeOf(bytes, name === "MicroTime");
    case "Duration":
      return firstText(bytes);
    case "IntOrString":
      return intOrString(bytes);
    case "FieldsV1":
    case "RawExtension":
    case "JSON":
      return rawJson(bytes);
    case "JSONSchemaPropsOrArray":
    case "JSONSchemaPropsOrBool":
    case "JSONSchemaPropsOrStringArray":
      throw new ProtobufError("CustomResourceDefinitions are taken as JSON only");
  }
}

function canonicalQuantity(text: string): string {
  try {
    return Quantity.parse(text, "").toString();
  } catch {
    return text;
  }
}

function firstText(bytes: Uint8Array): string {
  let text = "";
  for (const [number, wire] of fieldsOf(bytes)) if (number === 1) text = textOf(wire);
  return text;
}

/** Seconds and nanoseconds; no bytes at all are Go's zero time. */
function timeOf(bytes: Uint8Array, micro: boolean): string | null {
  if (bytes.length === 0) return null;
  let seconds = 0;
  let nanos = 0;
  for (const [number, wire] of fieldsOf(bytes))
    if (number === 1) seconds = Number(BigInt.asIntN(64, varintOf(wire)));
    else if (number === 2) nanos = Number(BigInt.asIntN(32, varintOf(wire)));
  if (Math.abs(seconds) > 8.64e12) throw new ProtobufError("time out of range");
  const text = rfc3339(seconds * 1000);
  return micro ? `${text.slice(0, -1)}.${String(Math.trunc(nanos / 1000)).padStart(6, "0")}Z` : text;
}

function intOrString(bytes: Uint8Array): number | string {
  let isText = false;
  let number = 0;
  let text = "";
  for (const [field, wire] of fieldsOf(bytes))
    if (field === 1) isText = varintOf(wire) === 1n;
    else if (field === 2) number = Number(BigInt.asIntN(32, varintOf(wire)));
    else if (field === 3) text = textOf(wire);
  return isText ? text : number;
}

function rawJson(bytes: Uint8Array): unknown {
  const text = firstText(bytes);
  if (text === "") return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ProtobufError("embedded JSON is invalid");
  }
}

function isZero(type: GoType, value: unknown): boolean {
  if (value === null) return true;
  if (type.kind === "scalar" || type.kind === "bytes") return value === "" || value === 0 || value === false;
  return false;
}

function bytesOf(wire: WireValue): Uint8Array {
  if (wire.wire !== "bytes") throw new ProtobufError(`wrong wireType ${wire.wire}`);
  return wire.bytes;
}

function bytesOfWidth(wire: WireValue, width: "fixed64"): Uint8Array {
  if (wire.wire !== width) throw new ProtobufError(`wrong wireType ${wire.wire}`);
  return wire.bytes;
}

function varintOf(wire: WireValue): bigint {
  if (wire.wire !== "varint") throw new ProtobufError(`wrong wireType ${wire.wire}`);
  return wire.value;
}

const utf8 = new TextDecoder("utf-8");

function textOf(wire: WireValue): string {
  return utf8.decode(bytesOf(wire));
}
