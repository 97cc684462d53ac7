import { once } from "node:events";
import { constants, createDeflate, createInflate, type Deflate, type Inflate } from "node:zlib";
import { HEADER_DICTIONARY } from "./header-dictionary.ts";

/** Header blocks of one connection: each side is one zlib stream from the first to the last. */
export class HeaderCodec {
  readonly #inflate: Inflate = createInflate({ dictionary: HEADER_DICTIONARY, flush: constants.Z_SYNC_FLUSH });
  readonly #deflate: Deflate = createDeflate({ dictionary: HEADER_DICTIONARY, flush: constants.Z_SYNC_FLUSH });

  /** Names come in lower case. Blocks must be read one after the other. */
  async read(block: Buffer): Promise<ReadonlyMap<string, string>> {
    const text = await through(this.#inflate, block);
    const headers = new Map<string, string>();
    let position = 4;
    const next = (): string => {
      const length = text.readUInt32BE(position);
      position += 4 + length;
      return text.toString("utf8", position - length, position);
    };
    for (let left = text.readUInt32BE(0); left > 0; left--) {
      const name = next();
      headers.set(name, next());
    }
    return headers;
  }

  write(headers: ReadonlyMap<string, string>): Promise<Buffer> {
    const pieces = [uint32(headers.size)];
    for (const text of [...headers].flat()) pieces.push(uint32(Buffer.byteLength(text)), Buffer.from(text));
    return through(this.#deflate, Buffer.concat(pieces));
  }

  close(): void {
    this.#inflate.destroy();
    this.#deflate.destroy();
  }
}

async function through(stream: Inflate | Deflate, input: Buffer): Promise<Buffer> {
  const output: Buffer[] = [];
  const collect = (chunk: Buffer) => output.push(chunk);
  stream.on("data", collect);
  try {
    await Promise.race([
      new Promise<void>((resolve, reject) => stream.write(input, (error) => (error ? reject(error) : resolve()))),
      once(stream, "close").then(() => {
        throw new Error("the SPDY connection has ended");
      }),
    ]);
  } finally {
    stream.off("data", collect);
  }
  return Buffer.concat(output);
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value);
  return buffer;
}
