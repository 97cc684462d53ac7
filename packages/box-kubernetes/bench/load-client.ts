/**
 * A client that costs little, so that the server is what is measured: HTTP/1.1 over TLS with keep-alive, one request at a time, answers
 * counted and not parsed. Used by the benchmarks in processes of their own.
 */
import { once } from "node:events";
import { connect, type TLSSocket } from "node:tls";

export interface Access {
  readonly port: number;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

const END_OF_HEADERS = Buffer.from("\r\n\r\n");
const LAST_CHUNK = Buffer.from("0\r\n\r\n");

export class LoadClient {
  readonly #socket: TLSSocket;

  private constructor(socket: TLSSocket) {
    this.#socket = socket;
  }

  static async open({ port, ca, cert, key }: Access): Promise<LoadClient> {
    const socket = connect({ host: "127.0.0.1", port, ca, cert, key, servername: "localhost" });
    await once(socket, "secureConnect");
    socket.setNoDelay(true);
    return new LoadClient(socket);
  }

  /** Resolves with the bytes of the answer's body when it is complete. @throws when the status is not the expected one */
  request(method: string, path: string, expected: number, body = ""): Promise<number> {
    const length =
      body === "" ? "" : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
    this.#socket.write(`${method} ${path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: bench/1\r\n${length}\r\n${body}`);
    return new Promise((resolve, reject) => {
      let head: Buffer | undefined = Buffer.alloc(0);
      let size = 0;
      let wanted = Infinity;
      let tail: Buffer = Buffer.alloc(0);
      const onData = (chunk: Buffer) => {
        let part = chunk;
        if (head) {
          head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
          const end = head.indexOf(END_OF_HEADERS);
          if (end < 0) return;
          const text = head.toString("latin1", 0, end);
          if (!text.startsWith(`HTTP/1.1 ${expected} `)) return finish(() => reject(new Error(text.split("\r\n")[0])));
          const given = /content-length: (\d+)/i.exec(text)?.[1];
          if (given) wanted = Number(given);
          part = head.subarray(end + 4);
          head = undefined;
        }
        size += part.length;
        if (wanted === Infinity) {
          tail = part.length >= 5 ? part.subarray(-5) : Buffer.concat([tail, part]).subarray(-5);
          if (!tail.equals(LAST_CHUNK)) return;
        } else if (size < wanted) return;
        finish(() => resolve(size));
      };
      const onClose = () => finish(() => reject(new Error("the connection was closed")));
      const finish = (settle: () => void) => {
        this.#socket.off("data", onData).off("close", onClose);
        settle();
      };
      this.#socket.on("data", onData).once("close", onClose);
    });
  }

  /** Begins a watch; told of every line that comes. */
  watch(path: string, onLines: (count: number) => void): void {
    this.#socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: bench/1\r\n\r\n`);
    this.#socket.on("data", (chunk: Buffer) => {
      let count = 0;
      for (let at = chunk.indexOf('{"type":"'); at >= 0; at = chunk.indexOf('{"type":"', at + 9)) count++;
      if (count > 0) onLines(count);
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}
