/** How many more instances of a type can be had, per zone and capacity type. Without an entry: as many as anybody wants. */
export class Capacity {
  readonly #left = new Map<string, number>();

  /** @param count undefined: unlimited again. */
  set(type: string, zone: string, capacityType: string, count: number | undefined): void {
    if (count === undefined) this.#left.delete(keyOf(type, zone, capacityType));
    else this.#left.set(keyOf(type, zone, capacityType), count);
  }

  /** How many more; `Infinity` when nothing was set. */
  left(type: string, zone: string, capacityType: string): number {
    return this.#left.get(keyOf(type, zone, capacityType)) ?? Infinity;
  }

  /** False when there is none left; otherwise one less. */
  take(type: string, zone: string, capacityType: string): boolean {
    const key = keyOf(type, zone, capacityType);
    const left = this.#left.get(key);
    if (left === undefined) return true;
    if (left <= 0) return false;
    this.#left.set(key, left - 1);
    return true;
  }

  save(): unknown {
    return [...this.#left];
  }

  restore(saved: unknown): void {
    for (const [key, count] of saved as [string, number][]) this.#left.set(key, count);
  }
}

function keyOf(type: string, zone: string, capacityType: string): string {
  return `${capacityType}:${type}:${zone}`;
}
