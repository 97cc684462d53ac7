import type { Clock } from "@inlay/resources";

export interface BatcherOptions {
  readonly clock: Clock;
  /** The window ends after this time without a new id… */
  readonly idleMs: number;
  /** …and at the latest after this one (BATCH_IDLE_DURATION, BATCH_MAX_DURATION). */
  readonly maxMs: number;
  readonly onWindow: () => void;
}

/** Gathers what comes in a row, so that it is planned together. An id that comes again does not make the window longer. */
export class Batcher {
  readonly #options: BatcherOptions;
  readonly #seen = new Set<string>();
  #cancelIdle: () => void = () => {};
  #cancelMax: () => void = () => {};

  constructor(options: BatcherOptions) {
    this.#options = options;
  }

  trigger(id: string): void {
    if (this.#seen.has(id)) return;
    const { clock, idleMs, maxMs } = this.#options;
    if (this.#seen.size === 0) this.#cancelMax = clock.after(maxMs, () => this.#end());
    this.#seen.add(id);
    this.#cancelIdle();
    this.#cancelIdle = clock.after(idleMs, () => this.#end());
  }

  close(): void {
    this.#cancelIdle();
    this.#cancelMax();
    this.#seen.clear();
  }

  #end(): void {
    this.close();
    this.#options.onWindow();
  }
}
