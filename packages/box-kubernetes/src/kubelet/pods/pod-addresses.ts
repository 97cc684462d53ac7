/**
 * Addresses for simulated pods: 100.64.0.0/10, the range that VPC CNI's custom networking uses, so that they are never a machine's.
 * A freed address is used again only after all others.
 */
export class PodAddresses {
  readonly #taken = new Set<number>();
  #next = 0;

  take(): string {
    while (this.#taken.has(this.#next)) this.#step();
    const index = this.#next;
    this.#step();
    this.#taken.add(index);
    return textOf(index);
  }

  /** Marks an address that a pod had before a restart. */
  keep(address: string): void {
    const index = indexOf(address);
    if (index !== undefined) this.#taken.add(index);
  }

  release(address: string): void {
    const index = indexOf(address);
    if (index !== undefined) this.#taken.delete(index);
  }

  #step(): void {
    this.#next = (this.#next + 1) % SIZE;
  }
}

const SIZE = 2 ** 22 - 16;
const BASE = (100 << 24) | (64 << 16);

function textOf(index: number): string {
  const value = BASE + index + 4;
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join(".");
}

function indexOf(address: string): number | undefined {
  const [a = 0, b = 0, c = 0, d = 0] = address.split(".").map(Number);
  const index = ((a << 24) | (b << 16) | (c << 8) | d) - BASE - 4;
  return index >= 0 && index < SIZE ? index : undefined;
}
