/**
 * How long something has lasted, such that a step of the wall clock ends nothing. The age at first sight is taken from the wall clock; from then
 * on it grows no faster than a clock that only goes forward. After a restart the wall clock is believed again.
 */
export class SteadyAges {
  readonly #now: () => number;
  readonly #elapsed: () => number;
  readonly #firstSeen = new Map<string, { readonly since: number; readonly age: number; readonly at: number }>();

  constructor(now: () => number, elapsed: () => number = () => performance.now()) {
    this.#now = now;
    this.#elapsed = elapsed;
  }

  /** @param id what lasts, such as `<uid>/Registered`. @param since milliseconds since the epoch. */
  age(id: string, since: number): number {
    const wall = this.#now() - since;
    const seen = this.#firstSeen.get(id);
    if (!seen || seen.since !== since) {
      this.#firstSeen.set(id, { since, age: wall, at: this.#elapsed() });
      return wall;
    }
    return Math.min(wall, seen.age + this.#elapsed() - seen.at);
  }

  /** Drops what is remembered of ids that begin so. */
  forget(prefix: string): void {
    for (const id of this.#firstSeen.keys()) if (id.startsWith(prefix)) this.#firstSeen.delete(id);
  }
}
