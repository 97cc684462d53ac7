import type { Pattern } from "./packing-problem.ts";

const TOLERANCE = 1e-9;
const PIVOTS_PER_ROW = 30;

/**
 * The linear program over the patterns known so far: buy each in fractions so that all pods are covered, as cheaply as possible.
 * Simplex with a dense inverse of the basis; its prices of pods (the dual solution) say which patterns to look for next.
 */
export class CoveringProgram {
  readonly #size: number;
  readonly #patterns: Pattern[];
  /** Pattern of each row, or -1 - kind where pods of a kind are covered more often than needed. */
  readonly #basis: number[];
  readonly #inverse: Float64Array;
  readonly #amounts: Float64Array;
  /** What a pod of each kind is worth. */
  readonly worth: Float64Array;
  #pivots = 0;

  /** @param first one pattern for each kind of pod that holds this kind alone, in the order of kinds. */
  constructor(demand: readonly number[], first: readonly Pattern[]) {
    this.#size = demand.length;
    this.#patterns = [...first];
    this.#basis = first.map((_, row) => row);
    this.#inverse = new Float64Array(demand.length ** 2);
    first.forEach(({ counts }, row) => (this.#inverse[row * this.#size + row] = 1 / counts[0]!));
    this.#amounts = Float64Array.from(first, ({ counts }, row) => demand[row]! / counts[0]!);
    this.worth = Float64Array.from(first, ({ price, counts }) => price / counts[0]!);
  }

  add(pattern: Pattern): void {
    this.#patterns.push(pattern);
  }

  /** What a node of this pattern would save. */
  gain({ kinds, counts, price }: Pattern): number {
    let value = -price;
    for (let index = 0; index < kinds.length; index++) value += this.worth[kinds[index]!]! * counts[index]!;
    return value;
  }

  get price(): number {
    return this.#basis.reduce((sum, name, row) => sum + (this.#patterns[name]?.price ?? 0) * this.#amounts[row]!, 0);
  }

  /** Patterns of the solution with how often each is bought. */
  get solution(): { readonly pattern: Pattern; readonly times: number }[] {
    return this.#basis.flatMap((name, row) =>
      name >= 0 && this.#amounts[row]! > TOLERANCE
        ? [{ pattern: this.#patterns[name]!, times: this.#amounts[row]! }]
        : [],
    );
  }

  /** @returns the work that it took, in units. */
  solve(): number {
    const most = this.#pivots + PIVOTS_PER_ROW * (this.#size + 10);
    let work = 0;
    while (this.#pivots < most) {
      const entering = this.#entering();
      work += this.#patterns.length;
      if (entering === undefined) break;
      const row = this.#pivot(entering);
      if (row < 0) break;
      work += (this.#size * this.#size) / 16;
      this.#pivots++;
    }
    return work;
  }

  #entering(): number | undefined {
    let chosen: number | undefined;
    let most = TOLERANCE;
    for (let index = 0; index < this.#patterns.length; index++) {
      const pattern = this.#patterns[index]!;
      const gain = this.gain(pattern) / pattern.price;
      if (gain > most) [chosen, most] = [index, gain];
    }
    if (chosen !== undefined) return chosen;
    for (let kind = 0; kind < this.#size; kind++) if (this.worth[kind]! < -TOLERANCE) return -1 - kind;
    return undefined;
  }

  /** @returns the row that left the basis; -1 if none could. */
  #pivot(name: number): number {
    const size = this.#size;
    const inverse = this.#inverse;
    const pattern = this.#patterns[name];
    const kinds = pattern?.kinds ?? [-1 - name];
    const counts = pattern?.counts ?? [-1];
    const gain = pattern ? this.gain(pattern) : -this.worth[-1 - name]!;
    const column = new Float64Array(size);
    for (let row = 0; row < size; row++) {
      let value = 0;
      for (let index = 0; index < kinds.length; index++) value += inverse[row * size + kinds[index]!]! * counts[index]!;
      column[row] = value;
    }
    let leaving = -1;
    let smallest = Infinity;
    for (let row = 0; row < size; row++) {
      if (column[row]! <= TOLERANCE) continue;
      const ratio = this.#amounts[row]! / column[row]!;
      if (ratio < smallest - TOLERANCE || (ratio <= smallest && column[row]! > column[leaving]!))
        [leaving, smallest] = [row, ratio];
    }
    if (leaving < 0) return -1;
    const start = leaving * size;
    const factor = 1 / column[leaving]!;
    for (let kind = 0; kind < size; kind++) {
      const entry = inverse[start + kind]! * factor;
      inverse[start + kind] = entry;
      this.worth[kind]! -= gain * entry;
    }
    for (let row = 0; row < size; row++) {
      const share = column[row]!;
      if (row === leaving || share === 0) continue;
      this.#amounts[row] = Math.max(0, this.#amounts[row]! - share * smallest);
      for (let kind = 0, at = row * size; kind < size; kind++, at++) inverse[at]! -= share * inverse[start + kind]!;
    }
    this.#amounts[leaving] = smallest;
    this.#basis[leaving] = name;
    return leaving;
  }
}
