/** DER, as far as certificates need it (ITU-T X.690): every value is tag, length, content. */

/** @param tag the first byte, class and form included. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.of(tag), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
  return Buffer.concat([Buffer.of(0x80 | bytes.length), bytes]);
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
export const set = (...parts: readonly Uint8Array[]): Buffer => der(0x31, ...parts);
/** A part that is told from others by its number, `[3]`. */
export const tagged = (number: number, ...parts: readonly Uint8Array[]): Buffer => der(0xa0 | number, ...parts);
export const octets = (content: Uint8Array): Buffer => der(0x04, content);
export const utf8 = (text: string): Buffer => der(0x0c, Buffer.from(text));
export const TRUE = der(0x01, Buffer.of(0xff));

/** An unsigned number, most significant byte first. */
export function integer(bytes: Uint8Array): Buffer {
  return der(0x02, ...((bytes[0] ?? 0) & 0x80 ? [Buffer.of(0)] : []), bytes);
}

/** @param unused bits at the end of the last byte that do not count. */
export function bits(content: Uint8Array, unused = 0): Buffer {
  return der(0x03, Buffer.of(unused), content);
}

/** @example objectId("2.5.4.3") // 06 03 55 04 03 */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}

/** UTCTime before 2050, GeneralizedTime after it (RFC 5280, 4.1.2.5). @param now milliseconds since the epoch */
export function time(now: number): Buffer {
  const digits = `${new Date(now).toISOString().replace(/\D/g, "").slice(0, 14)}Z`;
  const year = Number(digits.slice(0, 4));
  return year < 2050 ? der(0x17, Buffer.from(digits.slice(2))) : der(0x18, Buffer.from(digits));
}

/** The values that a sequence or set holds, each whole. */
export function partsOf(value: Buffer): readonly Buffer[] {
  const parts: Buffer[] = [];
  for (let at = spanOf(value, 0).content; at < value.length;) {
    const { end } = spanOf(value, at);
    parts.push(value.subarray(at, end));
    at = end;
  }
  return parts;
}

export function contentOf(value: Buffer): Buffer {
  return value.subarray(spanOf(value, 0).content);
}

function spanOf(bytes: Buffer, at: number): { readonly content: number; readonly end: number } {
  const short = bytes[at + 1] ?? 0;
  if (short < 0x80) return { content: at + 2, end: at + 2 + short };
  const size = short & 0x7f;
  const content = at + 2 + size;
  return { content, end: content + bytes.readUIntBE(at + 2, size) };
}
