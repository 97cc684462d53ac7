import type { GoField, GoStruct, GoType } from "../schema/go-types.ts";

/** A small encoder for tests: what a Go client sends for an object. */
export function encodeProtobuf(
  type: GoStruct,
  apiVersion: string,
  kind: string,
  object: Readonly<Record<string, unknown>>,
): Uint8Array {
  const meta = [...field(1, Buffer.from(apiVersion)), ...field(2, Buffer.from(kind))];
  return Uint8Array.from([0x6b, 0x38, 0x73, 0, ...field(1, meta), ...field(2, message(type, object))]);
}

function varint(value: bigint): number[] {
  const out: number[] = [];
  let rest = BigInt.asUintN(64, value);
  while (rest >= 0x80n) {
    out.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return [...out, Number(rest)];
}

function field(number: number, bytes: ArrayLike<number>): number[] {
  return [...varint(BigInt((number << 3) | 2)), ...varint(BigInt(bytes.length)), ...Array.from(bytes)];
}

function message(type: GoStruct, object: Readonly<Record<string, unknown>>): number[] {
  return type.fields.flatMap((each) => {
    if (each.number === 0) return [];
    if (each.inline) return each.type.kind === "struct" ? field(each.number, message(each.type, object)) : [];
    return one(each, object[each.name]);
  });
}

function one(each: GoField, value: unknown): number[] {
  const { type, number } = each;
  if (value === undefined || value === null) return [];
  if (type.kind === "list") return (value as unknown[]).flatMap((item) => single(number, type.items, item));
  if (type.kind === "map")
    return Object.entries(value as Record<string, unknown>).flatMap(([key, member]) =>
      field(number, [...field(1, Buffer.from(key)), ...single(2, type.values, member)]),
    );
  return single(number, type, value);
}

function single(number: number, type: GoType, value: unknown): number[] {
  switch (type.kind) {
    case "pointer":
      return single(number, type.to, value);
    case "scalar":
      if (type.scalar === "string") return field(number, Buffer.from(value as string));
      return [...varint(BigInt(number << 3)), ...varint(BigInt(value as number | boolean))];
    case "bytes":
      return field(number, Buffer.from(value as string, "base64"));
    case "struct":
      return field(number, message(type, value as Record<string, unknown>));
    case "special": {
      if (type.special === "Quantity") return field(number, field(1, Buffer.from(value as string)));
      if (type.special === "IntOrString")
        return field(
          number,
          typeof value === "number"
            ? [...varint(8n), 0, ...varint(16n), ...varint(BigInt(value))]
            : [...varint(8n), 1, ...field(3, Buffer.from(value as string))],
        );
      if (type.special === "Time" || type.special === "MicroTime") {
        const time = Date.parse(value as string);
        return field(number, [
          ...varint(8n),
          ...varint(BigInt(Math.floor(time / 1000))),
          ...varint(16n),
          ...varint(BigInt(time % 1000) * 1_000_000n),
        ]);
      }
      return field(number, field(1, Buffer.from(JSON.stringify(value))));
    }
    case "list":
    case "map":
      throw new Error(`no encoding for ${type.kind}`);
  }
}
