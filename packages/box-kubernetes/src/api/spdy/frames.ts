/** One frame of SPDY/3.1 (draft-mbelshe-httpbis-spdy-00, sections 2.2 and 2.6). */
export type Frame =
  | { readonly kind: "data"; readonly streamId: number; readonly isLast: boolean; readonly data: Buffer }
  | { readonly kind: "control"; readonly type: number; readonly flags: number; readonly payload: Buffer };

export const SYN_STREAM = 1;
export const SYN_REPLY = 2;
export const RST_STREAM = 3;
export const PING = 6;
export const GOAWAY = 7;

const FLAG_FIN = 1;
const HEADER_BYTES = 8;
const VERSION = 3;
/** No client of ours sends more at once. */
const LONGEST_FRAME_BYTES = 2 ** 22;

export function isLast(flags: number): boolean {
  return (flags & FLAG_FIN) !== 0;
}

/** Cuts a byte stream into frames. */
export class FrameReader {
  #buffered: Buffer = Buffer.alloc(0);

  /** The frames that are complete with this chunk. @throws Error for a frame beyond measure */
  read(chunk: Buffer): readonly Frame[] {
    this.#buffered = this.#buffered.length === 0 ? chunk : Buffer.concat([this.#buffered, chunk]);
    const frames: Frame[] = [];
    while (this.#buffered.length >= HEADER_BYTES) {
      const length = this.#buffered.readUIntBE(5, 3);
      if (length > LONGEST_FRAME_BYTES) throw new Error(`SPDY frame of ${length} bytes`);
      if (this.#buffered.length < HEADER_BYTES + length) break;
      frames.push(parse(this.#buffered.subarray(0, HEADER_BYTES + length)));
      this.#buffered = this.#buffered.subarray(HEADER_BYTES + length);
    }
    return frames;
  }
}

function parse(bytes: Buffer): Frame {
  const flags = bytes.readUInt8(4);
  const payload = bytes.subarray(HEADER_BYTES);
  const first = bytes.readUInt32BE(0);
  if (first < 2 ** 31) return { kind: "data", streamId: first, isLast: isLast(flags), data: payload };
  return { kind: "control", type: bytes.readUInt16BE(2), flags, payload };
}

export function dataFrame(streamId: number, data: Buffer, last: boolean): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(streamId, 0);
  header.writeUInt8(last ? FLAG_FIN : 0, 4);
  header.writeUIntBE(data.length, 5, 3);
  return Buffer.concat([header, data]);
}

export function controlFrame(type: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(0x8000 | VERSION, 0);
  header.writeUInt16BE(type, 2);
  header.writeUIntBE(payload.length, 5, 3);
  return Buffer.concat([header, payload]);
}
