import type { Clock } from "@inlay/resources";

export interface BatchWindow {
  /** Closes when nothing was added for so long. */
  readonly idleMs: number;
  readonly maxMs: number;
  readonly maxItems: number;
}

/** What happened to one item of a batch. */
export type Outcome<Output> = { readonly value: Output } | { readonly error: unknown };

/** Called once a batch is closed, for metrics. */
export type BatchObserver = (batch: { readonly size: number; readonly durationMs: number }) => void;

interface Waiting<Input, Output> {
  readonly input: Input;
  readonly resolve: (value: Output) => void;
  readonly reject: (error: unknown) => void;
}

/** Collects calls that come close together and carries them out as one. */
export class Batcher<Input, Output> {
  readonly #clock: Clock;
  readonly #window: BatchWindow;
  readonly #execute: (inputs: readonly Input[]) => Promise<readonly Outcome<Output>[]>;
  readonly #observe: BatchObserver | undefined;
  #waiting: Waiting<Input, Output>[] = [];
  #openedAt = 0;
  #cancelTimer: (() => void) | undefined;

  /** @param execute answers with one outcome for each input, in order. */
  constructor(
    clock: Clock,
    window: BatchWindow,
    execute: (inputs: readonly Input[]) => Promise<readonly Outcome<Output>[]>,
    observe?: BatchObserver,
  ) {
    this.#clock = clock;
    this.#window = window;
    this.#execute = execute;
    this.#observe = observe;
  }

  /** Resolves with the item's own outcome. An abort leaves the batch to the others. */
  add(input: Input, signal: AbortSignal): Promise<Output> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const onAbort = () => reject(signal.reason);
      signal.addEventListener("abort", onAbort, { once: true });
      const settled = () => signal.removeEventListener("abort", onAbort);
      if (this.#waiting.length === 0) this.#openedAt = this.#clock.now();
      this.#waiting.push({
        input,
        resolve: (value) => (settled(), resolve(value)),
        reject: (error) => (settled(), reject(error)),
      });
      if (this.#waiting.length >= this.#window.maxItems) this.#close();
      else this.#restartTimer();
    });
  }

  #restartTimer(): void {
    this.#cancelTimer?.();
    const left = Math.max(0, this.#openedAt + this.#window.maxMs - this.#clock.now());
    this.#cancelTimer = this.#clock.after(Math.min(this.#window.idleMs, left), () => this.#close());
  }

  #close(): void {
    this.#cancelTimer?.();
    const batch = this.#waiting;
    this.#waiting = [];
    if (batch.length === 0) return;
    this.#observe?.({ size: batch.length, durationMs: this.#clock.now() - this.#openedAt });
    this.#execute(batch.map((item) => item.input)).then(
      (outcomes) => {
        batch.forEach((item, index) => {
          const outcome = outcomes[index];
          if (outcome && "value" in outcome) item.resolve(outcome.value);
          else item.reject(outcome?.error ?? new Error("the batch gave no outcome for this item"));
        });
      },
      (error: unknown) => batch.forEach((item) => item.reject(error)),
    );
  }
}
