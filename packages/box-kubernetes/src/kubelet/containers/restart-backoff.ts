const FIRST_MS = 10_000;
const LONGEST_MS = 5 * 60_000;
/** A container that has run for so long starts again with the first delay. */
const RESET_AFTER_MS = 10 * 60_000;

/**
 * How long a container that has ended waits before it is started again: not at all the first time, then 10 s, doubling up to five
 * minutes (CrashLoopBackOff). The same delays lie between attempts to pull an image.
 */
export class RestartBackoff {
  #delayMs = 0;

  /** @param ranMs how long the container had run */
  next(ranMs: number): number {
    if (ranMs >= RESET_AFTER_MS) this.#delayMs = 0;
    const delay = this.#delayMs;
    this.#delayMs = delay === 0 ? FIRST_MS : Math.min(LONGEST_MS, delay * 2);
    return delay;
  }
}
