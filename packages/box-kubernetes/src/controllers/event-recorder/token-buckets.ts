import type { Clock } from "@inlay/resources";

export interface TokenBucketOptions {
  readonly burst: number;
  readonly perSecond: number;
  /** How many keys are kept; the one not used for longest is forgotten. */
  readonly remembered: number;
}

/** A token bucket per key. */
export class TokenBuckets {
  readonly #clock: Clock;
  readonly #options: TokenBucketOptions;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(clock: Clock, options: TokenBucketOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  /** Whether there was a token to take. */
  take(key: string): boolean {
    const { burst, perSecond, remembered } = this.#options;
    const now = this.#clock.now();
    const bucket = this.#buckets.get(key) ?? { tokens: burst, at: now };
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > remembered) this.#buckets.delete(this.#buckets.keys().next().value!);
    bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }
}
