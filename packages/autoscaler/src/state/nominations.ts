/**
 * Nodes that pods were promised to: not disrupted before the time is over. In memory only; what a restart forgets, the check of a command before it
 * starts (15 s later, on fresh state) finds again.
 */
export class Nominations {
  readonly #until = new Map<string, number>();

  /** @param name of the node, or of the claim while there is no node. */
  nominate(name: string, untilMs: number): void {
    this.#until.set(name, untilMs);
  }

  /** RFC 3339, as the snapshot wants it. */
  current(now: number): Readonly<Record<string, string>> {
    const current: Record<string, string> = {};
    for (const [name, until] of this.#until) {
      if (until <= now) this.#until.delete(name);
      else current[name] = new Date(until).toISOString();
    }
    return current;
  }

  /** When the next promise ends, or undefined. */
  nextEnd(): number | undefined {
    return this.#until.size === 0 ? undefined : Math.min(...this.#until.values());
  }
}
