import type { ServerResponse } from "node:http";
import { apiVersionOf, type KubeObject } from "@inlay/resources";
import type { ResourceDefinition } from "../../schema/resource-definition.ts";
import { RevisionExpired, type StoreEvent } from "../../store/store-event.ts";
import type { WatchEvent } from "../api.ts";
import type { Machinery } from "../machinery.ts";
import { selectedEvent } from "../reads/selected-events.ts";
import { selectionOf, type Selection } from "../reads/selection.ts";
import { storedAs } from "../resource-registry.ts";
import { parseResourceVersion, type ListQuery } from "./query-options.ts";
import { watchedText, type Rendering } from "./rendering.ts";
import { frameOf, joinedFrames, sharedFrame } from "./watch-frames.ts";

/** A client that has not taken this much is cut off; it will list again. */
const UNREAD_LIMIT_BYTES = 32 * 2 ** 20;
/** Initial events go out in pieces of this size, as the client takes them. */
const PIECE_BYTES = 256 * 2 ** 10;
const LEAST_TIMEOUT_SECONDS = 1_800;
const BOOKMARK_EVERY_MS = 60_000;
/** The last bookmark comes this long before the timeout. */
const LAST_BOOKMARK_MS = 2_000;

/**
 * A watch over HTTP: frames of JSON, one a line. What happens in one turn of the event loop goes out together; what is there already is
 * sent first, piece by piece as the client takes it.
 */
export class WatchStream {
  readonly #machinery: Machinery;
  readonly #definition: ResourceDefinition;
  readonly #namespace: string | undefined;
  readonly #query: ListQuery;
  readonly #rendering: Rendering;
  readonly #selection: Selection;
  readonly #from: number;
  #response: ServerResponse | undefined;
  #frames: Buffer[] = [];
  #framesBytes = 0;
  /** What is still to be sent before any event: undefined when all of it is. */
  #initial: Iterator<Buffer> | undefined;
  /** The revision up to which the gathered frames tell. */
  #framesRevision = 0;
  #isFlushing = false;
  #isFirst = true;
  readonly #endings: (() => void)[] = [];
  #ended = false;

  /** @throws ApiError for options that do not work, before anything is sent. */
  constructor(
    machinery: Machinery,
    definition: ResourceDefinition,
    namespace: string | undefined,
    query: ListQuery,
    rendering: Rendering,
  ) {
    this.#machinery = machinery;
    this.#definition = definition;
    this.#namespace = namespace;
    this.#query = query;
    this.#rendering = rendering;
    this.#selection = selectionOf(definition, query);
    this.#from = parseResourceVersion(query.resourceVersion);
  }

  /** Sends the headers at once and goes on until the timeout, the client's leaving or `signal`. */
  run(response: ServerResponse, signal: AbortSignal): void {
    this.#response = response;
    response.writeHead(200, { "Cache-Control": "no-cache, private", "Content-Type": "application/json" });
    response.flushHeaders();
    if (signal.aborted) return this.end();
    const onAbort = () => this.end();
    signal.addEventListener("abort", onAbort, { once: true });
    this.#endings.push(() => signal.removeEventListener("abort", onAbort));
    this.#startTimers();
    this.#startEvents();
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const ending of this.#endings) ending();
    if (!this.#initial) this.#write();
    this.#response?.end();
  }

  #startEvents(): void {
    const { store } = this.#machinery;
    const resource = storedAs(this.#definition);
    const { sendInitialEvents, allowBookmarks } = this.#query;
    let from = this.#from;
    if (sendInitialEvents === true || (from === 0 && sendInitialEvents === undefined)) {
      from = store.revision;
      const end =
        sendInitialEvents && allowBookmarks ? this.#bookmarkFrame(initialEventsEnd(this.#definition)) : undefined;
      this.#initial = this.#initialFrames(store.list(resource, this.#namespace), end);
    } else if (from === 0) from = store.revision;
    try {
      this.#endings.push(store.subscribe(resource, (event) => this.#onEvent(event), from));
    } catch (error) {
      if (!(error instanceof RevisionExpired)) throw error;
      this.#expire(from, store.revision);
    }
    this.#sendInitial();
  }

  *#initialFrames(objects: readonly KubeObject[], end: Buffer | undefined): Generator<Buffer> {
    for (const object of objects) if (this.#selection.matches(object)) yield frameOf("ADDED", this.#textOf(object));
    if (end) yield end;
  }

  /** Goes on when the client has taken what was sent. */
  #sendInitial(): void {
    const response = this.#response;
    while (this.#initial && response && !this.#ended && !response.destroyed) {
      const frames: Buffer[] = [];
      let next = this.#initial.next();
      for (let size = 0; !next.done; next = this.#initial.next()) {
        frames.push(next.value);
        size += next.value.length;
        if (size >= PIECE_BYTES) break;
      }
      if (next.done) this.#initial = undefined;
      if (frames.length > 0 && !response.write(Buffer.concat(frames)) && this.#initial)
        return void response.once("drain", () => this.#sendInitial());
    }
    this.#write();
  }

  #onEvent(change: StoreEvent): void {
    const event = selectedEvent(change, this.#namespace, this.#selection);
    if (event) this.#tell(event, change.revision);
  }

  #tell({ type, object }: WatchEvent, revision: number): void {
    const isPlain = this.#rendering.accepted.as === "";
    this.#push(isPlain ? sharedFrame(type, object) : frameOf(type, this.#textOf(object)), revision);
  }

  #textOf(object: KubeObject): string {
    const text = watchedText(object, { ...this.#rendering, now: this.#machinery.clock.now() }, this.#isFirst);
    this.#isFirst = false;
    return text;
  }

  #bookmark(): void {
    this.#push(this.#bookmarkFrame(), this.#machinery.store.revision);
  }

  #bookmarkFrame(annotations?: Readonly<Record<string, string>>): Buffer {
    const { kind } = this.#definition;
    const { revision } = this.#machinery.store;
    const metadata = {
      resourceVersion: String(revision),
      creationTimestamp: null,
      ...(annotations && { annotations }),
    } as unknown as KubeObject["metadata"];
    const object: KubeObject = { kind, apiVersion: apiVersionOf(this.#definition), metadata };
    const text =
      this.#rendering.accepted.as === "" ? JSON.stringify(object) : watchedText(object, this.#rendering, false);
    return frameOf("BOOKMARK", text);
  }

  #expire(from: number, current: number): void {
    const message = `too old resource version: ${from} (${current})`;
    const status = {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message,
      reason: "Expired",
      code: 410,
    };
    this.#push(frameOf("ERROR", JSON.stringify(status)), 0);
    this.end();
  }

  #startTimers(): void {
    const { clock, random } = this.#machinery;
    const seconds = this.#query.timeoutSeconds ?? LEAST_TIMEOUT_SECONDS * (1 + random());
    this.#endings.push(clock.after(seconds * 1000, () => this.end()));
    if (!this.#query.allowBookmarks) return;
    let cancel = (): void => {};
    const again = (): void => {
      this.#bookmark();
      cancel = clock.after(BOOKMARK_EVERY_MS, again);
    };
    const beforeEnd = seconds * 1000 - LAST_BOOKMARK_MS;
    if (beforeEnd <= 0) return;
    cancel = clock.after(Math.min(BOOKMARK_EVERY_MS, beforeEnd), again);
    this.#endings.push(() => cancel());
    if (beforeEnd > BOOKMARK_EVERY_MS) this.#endings.push(clock.after(beforeEnd, () => this.#bookmark()));
  }

  /** Frames of one turn go out together, and not before what they tell is on disk; when the disk takes no more, the watch ends. */
  #push(frame: Buffer, revision: number): void {
    this.#frames.push(frame);
    this.#framesBytes += frame.length;
    this.#framesRevision = revision;
    if (this.#framesBytes > UNREAD_LIMIT_BYTES) return void this.#response?.destroy();
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    setImmediate(() => void this.#flush());
  }

  async #flush(): Promise<void> {
    const { store } = this.#machinery;
    try {
      while (this.#framesRevision > store.durableRevision && !this.#ended) await store.whenDurable();
    } catch {
      this.#takeFrames();
      this.end();
    }
    this.#isFlushing = false;
    this.#write();
  }

  #takeFrames(): readonly Buffer[] {
    const frames = this.#frames;
    this.#frames = [];
    this.#framesBytes = 0;
    return frames;
  }

  #write(): void {
    const response = this.#response;
    if (!response || this.#initial || this.#frames.length === 0 || response.writableEnded) return;
    response.write(joinedFrames(this.#takeFrames()));
    if (response.writableLength > UNREAD_LIMIT_BYTES) response.destroy();
  }
}

/** Tells the client that it has seen everything; the blueprint is what an empty list would look like. */
function initialEventsEnd(definition: ResourceDefinition): Readonly<Record<string, string>> {
  const empty = { kind: definition.listKind, apiVersion: apiVersionOf(definition), metadata: {}, items: null };
  return {
    "k8s.io/initial-events-end": "true",
    "kubernetes.io/initial-events-list-blueprint": Buffer.from(`${JSON.stringify(empty)}\n`).toString("base64"),
  };
}
