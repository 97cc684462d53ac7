import type { IncomingHttpHeaders } from "node:http";
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
  /** The recording kept only a part: some fields of the object, of its status, or of the list's items. */
  readonly part?: "object" | "status" | "items";
  readonly text?: string;
  /** The `Warning` header, of several joined by commas. */
  readonly warning?: string;
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
  readonly warning?: string | undefined;
}

const PATIENCE_MS = 1_500;

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

  /**
   * Plays one entry. A read, or a call that was refused, is tried again while it does not answer as recorded: what it waits for is
   * somebody else's work.
   */
  async play(entry: Recorded): Promise<Outcome> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const { outcome, mayChange } = await this.#playOnce(entry);
      if (outcome === undefined || !mayChange || Date.now() > deadline) return outcome;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  async #playOnce(entry: Recorded): Promise<{ readonly outcome: Outcome; readonly mayChange: boolean }> {
    const answering = this.send(entry);
    for (const write of entry.meanwhile ?? []) await this.send({ name: "", status: 0, ...withPatchType(write) });
    const answer = await answering;
    const isRead = entry.method === "GET" && !entry.events;
    return { outcome: this.#compared(entry, answer), mayChange: isRead || answer.status >= 400 };
  }

  #compared(entry: Recorded, { status, text, warning }: PlayedAnswer): Outcome {
    if (entry.learn !== undefined) this.bindings.set(entry.learn, revisionOf(parsed(text)));
    if (entry.setup) return void difference(entry.answer, parsed(text), this.bindings);
    if (status !== entry.status) return `status: recorded ${entry.status}, answered ${status} ${text.slice(0, 400)}`;
    if (entry.warning !== undefined && entry.warning !== warning)
      return `warning: recorded ${entry.warning}, answered ${warning ?? "none"}`;
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
    if (entry.answer === undefined) return undefined;
    if (entry.part === undefined) return difference(entry.answer, parsed(text), this.bindings);
    return difference(entry.answer, likeIn(partOf(parsed(text), entry.part), entry.answer), this.bindings);
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
            resolve({
              status: response.statusCode ?? 0,
              text: Buffer.concat(chunks).toString(),
              warning: warningOf(response.headers),
            }),
          );
          response.on("error", reject);
        },
      );
      request.on("error", reject);
      request.end(sent);
    });
  }
}

function warningOf({ warning }: IncomingHttpHeaders): string | undefined {
  return Array.isArray(warning) ? warning.join(", ") : warning;
}

function partOf(answer: unknown, part: NonNullable<Recorded["part"]>): unknown {
  return part === "object" ? answer : (answer as Readonly<Record<string, unknown>>)[part];
}

/** The answer without what the recording does not tell of. */
function likeIn(answer: unknown, recorded: unknown): unknown {
  if (Array.isArray(recorded) && Array.isArray(answer))
    return answer.map((item: unknown, index) => (index < recorded.length ? likeIn(item, recorded[index]) : item));
  if (typeof recorded !== "object" || recorded === null || typeof answer !== "object" || answer === null) return answer;
  const known = recorded as Readonly<Record<string, unknown>>;
  const fields = Object.entries(answer).filter(([key]) => key in known);
  return Object.fromEntries(fields.map(([key, value]) => [key, likeIn(value, known[key])]));
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
