import { request as httpsRequest, Agent } from "node:https";
import { difference, filled, type Bindings } from "./placeholders.ts";

/** One recorded request with its answer. */
export interface Recorded {
  readonly name: string;
  /** `admin` unless told: by client certificate; others by bearer token, `anonymous` by none. */
  readonly user?: string;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: unknown;
  /** As it was sent. */
  readonly rawBody?: string;
  /** Only prepares: the answer is not compared, but labels are learned from it. */
  readonly setup?: boolean;
  /** A label that stands for the answer's `metadata.resourceVersion`. */
  readonly learn?: string;
  readonly status: number;
  readonly answer?: unknown;
  readonly text?: string;
  /** The whole stream of a watch. */
  readonly events?: readonly unknown[];
  /** Writes made while the watch was open. */
  readonly meanwhile?: readonly { readonly method: string; readonly path: string; readonly body?: unknown }[];
}

export interface PlayerOptions {
  readonly url: string;
  /** PEM. */
  readonly authority: string;
  readonly admin: { readonly certificate: string; readonly key: string };
  /** The bearer token of a recorded user. */
  readonly tokenOf: (user: string) => string | undefined;
}

export interface PlayedAnswer {
  readonly status: number;
  readonly text: string;
}

/** How a recorded entry came out: undefined when as recorded. */
export type Outcome = string | undefined;

/** Plays recorded requests against a server, in order, and compares the answers. */
export class Player {
  readonly #options: PlayerOptions;
  readonly #adminAgent: Agent;
  readonly #otherAgent: Agent;
  readonly bindings: Bindings = new Map();

  constructor(options: PlayerOptions) {
    this.#options = options;
    const { authority: ca, admin } = options;
    this.#adminAgent = new Agent({ ca, cert: admin.certificate, key: admin.key, keepAlive: true });
    this.#otherAgent = new Agent({ ca, keepAlive: true });
  }

  close(): void {
    this.#adminAgent.destroy();
    this.#otherAgent.destroy();
  }

  async play(entry: Recorded): Promise<Outcome> {
    const answering = this.send(entry);
    if (entry.meanwhile) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      for (const write of entry.meanwhile) await this.send({ name: "", status: 0, ...withPatchType(write) });
    }
    const { status, text } = await answering;
    if (entry.learn !== undefined) this.bindings.set(entry.learn, revisionOf(parsed(text)));
    if (entry.setup) return void difference(entry.answer, parsed(text), this.bindings);
    if (status !== entry.status) return `status: recorded ${entry.status}, answered ${status} ${text.slice(0, 400)}`;
    if (entry.events)
      return difference(
        entry.events,
        text
          .split("\n")
          .filter((line) => line !== "")
          .map(parsed),
        this.bindings,
      );
    if (entry.text !== undefined) return difference(entry.text, text, this.bindings);
    return entry.answer === undefined ? undefined : difference(entry.answer, parsed(text), this.bindings);
  }

  send({ user = "admin", method, path, headers = {}, body, rawBody }: Recorded): Promise<PlayedAnswer> {
    const token = this.#options.tokenOf(user);
    const sent = rawBody ?? (body === undefined ? undefined : JSON.stringify(filled(body, this.bindings)));
    return new Promise((resolve, reject) => {
      const request = httpsRequest(
        this.#options.url + filled(path, this.bindings),
        {
          method,
          agent: user === "admin" ? this.#adminAgent : this.#otherAgent,
          headers: {
            Accept: "application/json",
            "User-Agent": "recorder/1.0",
            ...(token && { Authorization: `Bearer ${token}` }),
            ...(body !== undefined && { "Content-Type": "application/json" }),
            ...(sent !== undefined && { "Content-Length": Buffer.byteLength(sent) }),
            ...headers,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", () =>
            resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
          );
          response.on("error", reject);
        },
      );
      request.on("error", reject);
      request.end(sent);
    });
  }
}

function revisionOf(answer: unknown): string {
  return (answer as { readonly metadata?: { readonly resourceVersion?: string } }).metadata?.resourceVersion ?? "";
}

function withPatchType(write: { readonly method: string; readonly path: string; readonly body?: unknown }) {
  return write.method === "PATCH" ? { ...write, headers: { "Content-Type": "application/merge-patch+json" } } : write;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
