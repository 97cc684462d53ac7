import type { LedgerEntry } from "../aws-simulation.ts";

/** Old lines go when there are more than this. */
const KEPT = 100_000;

/** Every answered call, in order: the judge of "nothing leaked, nothing doubled". */
export class Ledger {
  #entries: LedgerEntry[] = [];
  #sequence = 0;

  add(entry: Omit<LedgerEntry, "sequence">): void {
    this.#entries.push({ sequence: ++this.#sequence, ...entry });
    if (this.#entries.length > KEPT * 1.1) this.#entries = this.#entries.slice(-KEPT);
  }

  /** @param after a sequence number; only later entries are returned. */
  since(after: number): readonly LedgerEntry[] {
    // Sequence numbers have no gaps.
    const first = this.#entries[0]?.sequence ?? 1;
    return this.#entries.slice(Math.max(0, after - first + 1));
  }

  save(): unknown {
    return { sequence: this.#sequence, entries: this.#entries };
  }

  restore(saved: unknown): void {
    const { sequence, entries } = saved as { sequence: number; entries: LedgerEntry[] };
    this.#sequence = sequence;
    this.#entries = entries;
  }
}
