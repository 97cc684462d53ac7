import type { Clock } from "@inlay/resources";
import { ApiError } from "../../api/api-error.ts";

export interface WorkQueueOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Brings one object to what it should be. A failure is tried again with growing delays. */
  readonly process: (key: string) => Promise<void> | void;
  /** Keys worked on at the same time. */
  readonly concurrency?: number;
  /** First delay after a failure; doubles up to `longestDelayMs` (client-go's item rate limiter, its 1000 s cut to one minute). */
  readonly firstDelayMs?: number;
  readonly longestDelayMs?: number;
  /** Told of every failure but a conflict, which is just a race. */
  readonly onError?: (key: string, error: unknown) => void;
}

/**
 * Keys that wait for work: a key is in it once, is never worked on twice at the same time, and one added while it is being
 * worked on comes again afterwards (k8s.io/client-go workqueue).
 */
export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #waiting = new Set<string>();
  readonly #working = new Set<string>();
  readonly #again = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #timers = new Map<string, { readonly at: number; readonly cancel: () => void }>();
  #scheduled = false;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
    options.signal.addEventListener("abort", () => this.#stop(), { once: true });
  }

  add(key: string): void {
    if (this.#options.signal.aborted) return;
    if (this.#working.has(key)) this.#again.add(key);
    else {
      this.#waiting.add(key);
      this.#wake();
    }
  }

  /** Of several delayed additions of a key the earliest counts. */
  addAfter(key: string, milliseconds: number): void {
    const { clock, signal } = this.#options;
    if (signal.aborted) return;
    if (milliseconds <= 0) return this.add(key);
    const at = clock.now() + milliseconds;
    const timer = this.#timers.get(key);
    if (timer && timer.at <= at) return;
    timer?.cancel();
    const cancel = clock.after(milliseconds, () => {
      this.#timers.delete(key);
      this.add(key);
    });
    this.#timers.set(key, { at, cancel });
  }

  /** Nothing waits and nothing is being worked on (delayed keys do not count). */
  get idle(): boolean {
    return this.#waiting.size === 0 && this.#working.size === 0;
  }

  #wake(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#fill();
    });
  }

  #fill(): void {
    const limit = this.#options.concurrency ?? 5;
    for (const key of this.#waiting) {
      if (this.#working.size >= limit || this.#options.signal.aborted) return;
      this.#waiting.delete(key);
      this.#working.add(key);
      void this.#work(key);
    }
  }

  async #work(key: string): Promise<void> {
    try {
      await this.#options.process(key);
      this.#failures.delete(key);
    } catch (error) {
      this.#retry(key, error);
    }
    this.#working.delete(key);
    if (this.#again.delete(key)) this.#waiting.add(key);
    if (this.#waiting.size > 0) this.#wake();
  }

  #retry(key: string, error: unknown): void {
    if (this.#options.signal.aborted) return;
    if (!(error instanceof ApiError && error.code === "Conflict")) this.#options.onError?.(key, error);
    const { firstDelayMs = 5, longestDelayMs = 60_000 } = this.#options;
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    this.addAfter(key, Math.min(longestDelayMs, firstDelayMs * 2 ** failures));
  }

  #stop(): void {
    this.#waiting.clear();
    this.#again.clear();
    for (const { cancel } of this.#timers.values()) cancel();
    this.#timers.clear();
  }
}
