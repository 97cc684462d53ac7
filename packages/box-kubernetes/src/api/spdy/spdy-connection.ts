import { Duplex } from "node:stream";
import {
  controlFrame,
  dataFrame,
  FrameReader,
  isLast,
  PING,
  RST_STREAM,
  SYN_REPLY,
  SYN_STREAM,
  GOAWAY,
  type Frame,
} from "./frames.ts";
import { HeaderCodec } from "./header-codec.ts";

/** A stream that the client has opened. */
export class SpdyStream extends Duplex {
  readonly headers: ReadonlyMap<string, string>;
  readonly id: number;
  readonly #send: (frame: Buffer, done: (error?: Error | null) => void) => void;
  #wanted: (() => void) | undefined;

  constructor(
    id: number,
    headers: ReadonlyMap<string, string>,
    send: (frame: Buffer, done: (error?: Error | null) => void) => void,
  ) {
    super({ allowHalfOpen: true });
    this.id = id;
    this.headers = headers;
    this.#send = send;
  }

  override _read(): void {
    this.#wanted?.();
    this.#wanted = undefined;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#send(dataFrame(this.id, chunk, false), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#send(dataFrame(this.id, Buffer.alloc(0), true), done);
  }

  /** What the client has sent; resolves when there is room for more. */
  async deliver(data: Buffer): Promise<void> {
    if (data.length === 0 || this.destroyed || this.push(data)) return;
    await new Promise<void>((resolve) => {
      this.#wanted = resolve;
      this.once("close", resolve);
    });
  }
}

/**
 * The server's side of a SPDY/3.1 connection, as far as kubectl's port-forward needs it: streams that the client opens, data both
 * ways, pings. There is no flow control: the clients (moby/spdystream) have none.
 */
export class SpdyConnection {
  readonly #connection: Duplex;
  readonly #codec = new HeaderCodec();
  readonly #streams = new Map<number, SpdyStream>();
  readonly #onStream: (stream: SpdyStream) => void;

  constructor(connection: Duplex, onStream: (stream: SpdyStream) => void) {
    this.#connection = connection;
    this.#onStream = onStream;
    connection.on("error", () => connection.destroy());
  }

  /** Reads frames until the connection ends. */
  async run(): Promise<void> {
    const reader = new FrameReader();
    try {
      for await (const chunk of this.#connection as AsyncIterable<Buffer>)
        for (const frame of reader.read(chunk)) await this.#take(frame);
    } catch {
      // The other side is gone, or speaks another protocol: nothing is left to tell it.
    } finally {
      for (const stream of this.#streams.values()) stream.destroy();
      this.#codec.close();
      this.#connection.destroy();
    }
  }

  async #take(frame: Frame): Promise<void> {
    if (frame.kind === "data") {
      const stream = this.#streams.get(frame.streamId);
      await stream?.deliver(frame.data);
      if (frame.isLast) stream?.push(null);
      return;
    }
    const { type, flags, payload } = frame;
    if (type === SYN_STREAM) await this.#open(payload, isLast(flags));
    else if (type === RST_STREAM) this.#streams.get(payload.readUInt32BE(0))?.destroy();
    else if (type === PING) this.#connection.write(controlFrame(PING, payload));
    else if (type === GOAWAY) this.#connection.end();
  }

  async #open(payload: Buffer, isHalfClosed: boolean): Promise<void> {
    const id = payload.readUInt32BE(0) & 0x7fffffff;
    const headers = await this.#codec.read(payload.subarray(10));
    const stream = new SpdyStream(id, headers, (bytes, done) => {
      if (this.#connection.destroyed) done();
      else this.#connection.write(bytes, (error) => done(error ?? null));
    });
    this.#streams.set(id, stream);
    stream.once("close", () => this.#streams.delete(id));
    stream.on("error", () => stream.destroy());
    const streamId = Buffer.alloc(4);
    streamId.writeUInt32BE(id);
    const block = await this.#codec.write(new Map());
    this.#connection.write(controlFrame(SYN_REPLY, Buffer.concat([streamId, block])));
    if (isHalfClosed) stream.push(null);
    this.#onStream(stream);
  }
}
