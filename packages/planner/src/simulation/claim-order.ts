import { patternDefeatingSort } from "./pattern-defeating-sort.ts";

/** The order in which a pod is offered to open claims. */
export interface ClaimOrder {
  /** Takes in the next claim, which has its first pod. */
  open(): void;
  /** The claim has one pod more. */
  grow(claim: number): void;
  /** The first claim in order, or -1. */
  first(): number;
  /** The claim after this one, or -1. */
  after(claim: number): number;
}

/**
 * Open claims by how many pods they have, fewest first: the order in which a pod is offered to them (autoscaler.md §3.4).
 * Among equals a claim that has just grown comes first, one that has just been opened last, as a stable sort leaves them.
 */
export class FewestPodsFirst implements ClaimOrder {
  readonly #heads: number[] = [];
  readonly #tails: number[] = [];
  readonly #next: number[] = [];
  readonly #previous: number[] = [];
  readonly #pods: number[] = [];

  open(): void {
    const claim = this.#pods.push(1) - 1;
    this.#next[claim] = -1;
    const tail = this.#tails[1] ?? -1;
    this.#previous[claim] = tail;
    if (tail < 0) this.#heads[1] = claim;
    else this.#next[tail] = claim;
    this.#tails[1] = claim;
  }

  grow(claim: number): void {
    const pods = this.#pods[claim]!;
    const next = this.#next[claim]!;
    const previous = this.#previous[claim]!;
    if (previous < 0) this.#heads[pods] = next;
    else this.#next[previous] = next;
    if (next < 0) this.#tails[pods] = previous;
    else this.#previous[next] = previous;
    this.#pods[claim] = pods + 1;
    const head = this.#heads[pods + 1] ?? -1;
    this.#next[claim] = head;
    this.#previous[claim] = -1;
    this.#heads[pods + 1] = claim;
    if (head < 0) this.#tails[pods + 1] = claim;
    else this.#previous[head] = claim;
  }

  first(): number {
    return this.#firstWithMoreThan(0);
  }

  after(claim: number): number {
    const next = this.#next[claim]!;
    return next >= 0 ? next : this.#firstWithMoreThan(this.#pods[claim]!);
  }

  #firstWithMoreThan(pods: number): number {
    for (let count = pods + 1; count < this.#heads.length; count++) {
      const head = this.#heads[count];
      if (head !== undefined && head >= 0) return head;
    }
    return -1;
  }
}

/** The same order with Karpenter's own choice among equals: its sort is not stable beyond a dozen claims. */
export class KarpentersOrder implements ClaimOrder {
  readonly #claims: number[] = [];
  readonly #places: number[] = [];
  readonly #pods: number[] = [];
  #isSorted = true;

  open(): void {
    const claim = this.#pods.push(1) - 1;
    this.#claims.push(claim);
    this.#isSorted = false;
  }

  grow(claim: number): void {
    this.#pods[claim]!++;
    this.#isSorted = false;
  }

  first(): number {
    if (!this.#isSorted) {
      patternDefeatingSort(this.#claims, (a, b) => this.#pods[a]! < this.#pods[b]!);
      this.#claims.forEach((claim, place) => (this.#places[claim] = place));
      this.#isSorted = true;
    }
    return this.#claims[0] ?? -1;
  }

  after(claim: number): number {
    return this.#claims[this.#places[claim]! + 1] ?? -1;
  }
}
