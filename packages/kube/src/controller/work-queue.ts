import type { Clock, Random } from "@inlay/resources";

export interface WorkQueueOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly baseMs: number;
  readonly maxMs: number;
  readonly onAdd?: () => void;
  readonly onRetry?: () => void;
  /** Seconds that a key waited. */
  readonly onTake?: (waitedSeconds: number) => void;
}

/**
 * Keys to work on (client-go's rate-limiting queue): equal keys waiting are one; a key that is being worked on and comes again is taken once more
 * afterwards, never by two at once; of several delays of a key the earliest counts.
 */
export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #ready = new Map<string, number>();
  readonly #processing = new Set<string>();
  /** Came again while being worked on. */
  readonly #again = new Set<string>();
  readonly #delayed = new Map<string, { readonly at: number; readonly cancel: () => void }>();
  readonly #failures = new Map<string, number>();
  #onReady: () => void = () => {};
  #closed = false;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  /** Called whenever a key becomes ready. */
  set onReady(listener: () => void) {
    this.#onReady = listener;
  }

  get depth(): number {
    return this.#ready.size;
  }

  get processing(): number {
    return this.#processing.size;
  }

  add(key: string): void {
    if (this.#closed) return;
    this.#cancelDelay(key);
    if (this.#processing.has(key)) {
      this.#again.add(key);
      return;
    }
    if (this.#ready.has(key)) return;
    this.#ready.set(key, performance.now());
    this.#options.onAdd?.();
    this.#onReady();
  }

  addAfter(key: string, milliseconds: number): void {
    if (this.#closed) return;
    if (milliseconds <= 0) return this.add(key);
    const at = performance.now() + milliseconds;
    const waiting = this.#delayed.get(key);
    if (waiting && waiting.at <= at) return;
    waiting?.cancel();
    const cancel = this.#options.clock.after(milliseconds, () => {
      this.#delayed.delete(key);
      this.add(key);
    });
    this.#delayed.set(key, { at, cancel });
  }

  /** After a failure: exponential, with jitter so that keys that failed together do not come back together. */
  addRateLimited(key: string): void {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    this.#options.onRetry?.();
    const { baseMs, maxMs, random } = this.#options;
    const delay = Math.min(maxMs, baseMs * 2 ** Math.min(failures, 40));
    this.addAfter(key, delay * (0.8 + 0.4 * random()));
  }

  /** The key succeeded: its next failure starts the backoff anew. */
  forget(key: string): void {
    this.#failures.delete(key);
  }

  take(): string | undefined {
    for (const [key, since] of this.#ready) {
      this.#ready.delete(key);
      this.#processing.add(key);
      this.#options.onTake?.((performance.now() - since) / 1_000);
      return key;
    }
    return undefined;
  }

  done(key: string): void {
    this.#processing.delete(key);
    if (this.#again.delete(key)) this.add(key);
  }

  close(): void {
    this.#closed = true;
    this.#ready.clear();
    this.#again.clear();
    for (const { cancel } of this.#delayed.values()) cancel();
    this.#delayed.clear();
  }

  #cancelDelay(key: string): void {
    this.#delayed.get(key)?.cancel();
    this.#delayed.delete(key);
  }
}
