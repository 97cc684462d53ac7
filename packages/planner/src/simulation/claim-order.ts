import { isAscendingToPivot, patternDefeatingSort } from "./pattern-defeating-sort.ts";

/** Below this the sort does not move single claims (Go's sort.Slice). */
const FEWEST_SHIFTED = 50;

/**
 * The order in which a pod is offered to open claims: fewest pods first (autoscaler.md §3.4). Among equals it is the order that
 * Karpenter's sort leaves, which is not stable: sorted anew after each change, here by moving the one claim that changed
 * wherever the sort would do no more than that.
 */
export class ClaimOrder {
  #size = 0;
  #claims = new Int32Array(64);
  #places = new Int32Array(64);
  #pods = new Int32Array(64);
  readonly #less = (a: number, b: number): boolean => this.#pods[a]! < this.#pods[b]!;

  get size(): number {
    return this.#size;
  }

  /** Takes in the next claim, which has its first pod. */
  open(): void {
    const claim = this.#size++;
    if (claim === this.#claims.length) this.#enlarge();
    this.#pods[claim] = 1;
    this.#claims[claim] = claim;
    this.#places[claim] = claim;
    if (!this.#isMovable()) return this.#sortAll();
    let place = claim;
    while (place > 0 && this.#pods[this.#claims[place - 1]!]! > 1) place--;
    this.#claims.copyWithin(place + 1, place, claim);
    this.#claims[place] = claim;
    this.#renumber(place, claim);
  }

  /** The claim has one pod more. */
  grow(claim: number): void {
    const pods = ++this.#pods[claim]!;
    if (!this.#isMovable()) return this.#sortAll();
    const from = this.#places[claim]!;
    let to = from;
    while (to + 1 < this.#size && this.#pods[this.#claims[to + 1]!]! < pods) to++;
    this.#claims.copyWithin(from, from + 1, to + 1);
    this.#claims[to] = claim;
    this.#renumber(from, to);
  }

  /** The claim at a place in the order. */
  at(place: number): number {
    return this.#claims[place]!;
  }

  placeOf(claim: number): number {
    return this.#places[claim]!;
  }

  /** Whether the sort would shift the changed claim only: it looks at a few places, and they must seem sorted. */
  #isMovable(): boolean {
    return this.#size >= FEWEST_SHIFTED && isAscendingToPivot(this.#claims, this.#size, this.#less);
  }

  #sortAll(): void {
    patternDefeatingSort(this.#claims, this.#size, this.#less);
    this.#renumber(0, this.#size - 1);
  }

  #renumber(from: number, to: number): void {
    for (let place = from; place <= to; place++) this.#places[this.#claims[place]!] = place;
  }

  #enlarge(): void {
    const enlarged = (old: Int32Array<ArrayBuffer>) => {
      const grown = new Int32Array(old.length * 2);
      grown.set(old);
      return grown;
    };
    this.#claims = enlarged(this.#claims);
    this.#places = enlarged(this.#places);
    this.#pods = enlarged(this.#pods);
  }
}
