import { PODS, rfc3339, type Clock, type Pod } from "@inlay/resources";
import type { Api } from "../../api/api.ts";
import { ApiError } from "../../api/api-error.ts";
import { podStatus, type PodFacts } from "./pod-status.ts";

export interface StatusWriterOptions {
  readonly api: Api;
  readonly clock: Clock;
  /** What is true at the moment of writing. */
  readonly facts: () => PodFacts;
}

const RETRY_MS = 2_000;

/** Writes a pod's status: several changes at once become one write, and writes do not overtake each other. */
export class StatusWriter {
  readonly #options: StatusWriterOptions;
  #dirty = false;
  #writing = false;
  #stopped = false;

  constructor(options: StatusWriterOptions) {
    this.#options = options;
  }

  /** Soon. */
  report(): void {
    this.#dirty = true;
    if (this.#writing) return;
    this.#writing = true;
    setImmediate(() => void this.#writeAll());
  }

  /** Now. */
  async write(): Promise<void> {
    const { api, clock, facts } = this.#options;
    const now = facts();
    const { metadata } = now.pod;
    const patch = { metadata: { uid: metadata.uid }, status: podStatus(now, rfc3339(clock.now())) };
    try {
      await api.patch<Pod>(PODS, metadata, "strategic", patch, { subresource: "status" });
    } catch (error) {
      // Gone, or another pod of the same name: this one needs no status. Anything else is tried again.
      if (!(error instanceof ApiError)) throw error;
      if (error.code === "NotFound" || error.code === "Conflict" || this.#stopped) return;
      clock.after(RETRY_MS, () => this.report());
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  async #writeAll(): Promise<void> {
    while (this.#dirty && !this.#stopped) {
      this.#dirty = false;
      await this.write();
    }
    this.#writing = false;
  }
}
