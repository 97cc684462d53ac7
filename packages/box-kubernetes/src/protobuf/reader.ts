/** Bytes that are not the protobuf they should be. */
export class ProtobufError extends Error {
  readonly code = "PROTOBUF_INVALID";
}

export type WireValue =
  | { readonly wire: "varint"; readonly value: bigint }
  | { readonly wire: "fixed64" | "fixed32" | "bytes"; readonly bytes: Uint8Array };

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** The fields of one message, in the order of the wire. Lengths are checked against what is there before anything is read. */
export function* fieldsOf(bytes: Uint8Array): Generator<readonly [number: number, value: WireValue]> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) throw new ProtobufError("unexpected EOF");
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new ProtobufError("integer overflow");
  };
  const take = (length: number): Uint8Array => {
    if (length > bytes.length - at) throw new ProtobufError("unexpected EOF");
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = varint();
    const number = Number(tag >> 3n);
    if (number <= 0 || number > 0x1fff_ffff) throw new ProtobufError(`illegal tag ${number}`);
    switch (Number(tag & 7n)) {
      case VARINT:
        yield [number, { wire: "varint", value: varint() }];
        break;
      case BYTES: {
        const length = varint();
        if (length > BigInt(bytes.length - at)) throw new ProtobufError("unexpected EOF");
        yield [number, { wire: "bytes", bytes: take(Number(length)) }];
        break;
      }
      case FIXED64:
        yield [number, { wire: "fixed64", bytes: take(8) }];
        break;
      case FIXED32:
        yield [number, { wire: "fixed32", bytes: take(4) }];
        break;
      default:
        throw new ProtobufError(`illegal wireType ${Number(tag & 7n)}`);
    }
  }
}
