/** Below this many a variant's claims are gone through one by one, in order; above, the order is gone through for them. */
const FEW = 32;

/** The open claims that have not refused a variant for good. */
export class ClaimsLeft {
  #refused = new Uint8Array(64);
  #left: number[] = [];
  #known = 0;
  #refusedAmongLeft = 0;

  /** Takes in claims that were opened since. */
  update(claims: number): void {
    if (claims > this.#refused.length) {
      const grown = new Uint8Array(claims * 2);
      grown.set(this.#refused);
      this.#refused = grown;
    }
    while (this.#known < claims) this.#left.push(this.#known++);
    if (this.#refusedAmongLeft * 2 > this.#left.length) this.#compact();
  }

  get count(): number {
    return this.#left.length - this.#refusedAmongLeft;
  }

  get areFew(): boolean {
    return this.count <= FEW;
  }

  isRefused(claim: number): boolean {
    return this.#refused[claim] === 1;
  }

  refuse(claim: number): void {
    this.#refused[claim] = 1;
    this.#refusedAmongLeft++;
  }

  /** Those left, sorted by a number. */
  sortedBy(place: (claim: number) => number): readonly number[] {
    if (this.#refusedAmongLeft > 0) this.#compact();
    return this.#left.length < 2 ? [...this.#left] : [...this.#left].sort((a, b) => place(a) - place(b));
  }

  #compact(): void {
    this.#left = this.#left.filter((claim) => this.#refused[claim] === 0);
    this.#refusedAmongLeft = 0;
  }
}
