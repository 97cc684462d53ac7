import type { Clock } from "@inlay/resources";

/**
 * A token bucket: `burst` requests at once, then `perSecond`; whoever comes is served in order (client-go's flowcontrol).
 * Measured on a clock that only goes forward, so that a step of the wall clock neither blocks nor floods.
 */
export class RequestRate {
  readonly #perMs: number;
  readonly #burst: number;
  readonly #clock: Clock;
  readonly #elapsed: () => number;
  /** May be negative: what is already promised to those who wait. */
  #tokens: number;
  #updatedAt: number;

  constructor(perSecond: number, burst: number, clock: Clock, elapsed: () => number = () => performance.now()) {
    this.#perMs = perSecond / 1_000;
    this.#burst = burst;
    this.#clock = clock;
    this.#elapsed = elapsed;
    this.#tokens = burst;
    this.#updatedAt = elapsed();
  }

  async wait(signal?: AbortSignal): Promise<void> {
    const delay = this.take();
    if (delay > 0) await this.#clock.sleep(delay, signal);
  }

  /** Takes a token if there is one. */
  tryTake(): boolean {
    this.#refill();
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Takes a token and tells in how many milliseconds it may be used. */
  take(): number {
    this.#refill();
    this.#tokens -= 1;
    return this.#tokens >= 0 ? 0 : -this.#tokens / this.#perMs;
  }

  #refill(): void {
    const now = this.#elapsed();
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#updatedAt) * this.#perMs);
    this.#updatedAt = now;
  }
}
