import type { Clock } from "@inlay/resources";

/** A map whose entries vanish after a time. Expired entries are dropped when the map is used. */
export class ExpiringMap<Value> {
  readonly #clock: Clock;
  readonly #lifetimeMs: number;
  readonly #entries = new Map<string, { readonly value: Value; readonly expiresAt: number }>();
  #nextSweepAt = 0;

  constructor(clock: Clock, lifetimeMs: number) {
    this.#clock = clock;
    this.#lifetimeMs = lifetimeMs;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.expiresAt > this.#clock.now() ? entry.value : undefined;
  }

  set(key: string, value: Value, lifetimeMs = this.#lifetimeMs): void {
    this.#sweep();
    this.#entries.set(key, { value, expiresAt: this.#clock.now() + lifetimeMs });
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }

  /** Takes out what has expired and tells the keys. */
  takeExpired(): readonly string[] {
    const now = this.#clock.now();
    const expired = [...this.#entries].filter(([, entry]) => entry.expiresAt <= now).map(([key]) => key);
    for (const key of expired) this.#entries.delete(key);
    return expired;
  }

  #sweep(): void {
    if (this.#clock.now() < this.#nextSweepAt) return;
    this.#nextSweepAt = this.#clock.now() + this.#lifetimeMs;
    this.takeExpired();
  }
}
