import { seededRandom, type Random } from "@inlay/resources";

/**
 * How long machines take, in milliseconds, already divided by the box's speed. Public figures of EKS nodes: boot to
 * registration 23 s, registration to Ready 8–11 s, a pod with a cached image 1–3 s. Launch calls and shutdowns take their time at EC2.
 */
export interface BootTimes {
  /** From the instance's start to its kubelet's registration. */
  readonly registrationMs: number;
  /** From registration to Ready: the CNI comes up. */
  readonly readyMs: number;
  readonly podStartMs: number;
}

export class BootClockwork {
  readonly #random: Random;
  readonly #speed: number;

  /** @param speed what times are divided by; `Infinity` makes everything instant. */
  constructor(seed: number, speed: number) {
    this.#random = seededRandom(seed);
    this.#speed = speed;
  }

  /** The next machine's times. */
  next(): BootTimes {
    return {
      registrationMs: this.#scaled(this.#lognormal(23_000, 0.18)),
      readyMs: this.#scaled(this.#between(8_000, 11_000)),
      podStartMs: this.#scaled(this.#between(1_000, 3_000)),
    };
  }

  #scaled(milliseconds: number): number {
    return Math.round(milliseconds / this.#speed);
  }

  #between(low: number, high: number): number {
    return low + (high - low) * this.#random();
  }

  #lognormal(median: number, sigma: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.#random()));
    return median * Math.exp(sigma * radius * Math.cos(2 * Math.PI * this.#random()));
  }
}
