import type { EC2NodeClass } from "@inlay/resources";
import { structuralHash } from "@inlay/resources";
import type { Clock } from "@inlay/resources";
import { ExpiringMap } from "../caching/expiring-map.ts";

const LIFETIME_MS = 60 * 86_400_000;

/**
 * Memory that nodes of a type were seen to have, by type and set of images: truer than any formula. The smallest one counts.
 * In memory only: a restarted controller learns it again from the nodes there are.
 */
export class DiscoveredCapacity {
  readonly #memory: ExpiringMap<number>;
  #version = 0;

  constructor(clock: Clock) {
    this.#memory = new ExpiringMap(clock, LIFETIME_MS);
  }

  get version(): number {
    return this.#version;
  }

  /** Bytes of memory by type, for nodes of a class as it resolves now. */
  ofNodeClass(nodeClass: EC2NodeClass): (instanceType: string) => number | undefined {
    const images = imagesOf(nodeClass);
    return (instanceType) => this.#memory.get(`${instanceType}/${images}`);
  }

  /** Keeps what a node had, unless another one had less. */
  observe(instanceType: string, nodeClass: EC2NodeClass, memoryBytes: number): void {
    const key = `${instanceType}/${imagesOf(nodeClass)}`;
    const known = this.#memory.get(key);
    if (known !== undefined && known < memoryBytes) return;
    this.#memory.set(key, memoryBytes);
    if (known !== memoryBytes) this.#version++;
  }
}

function imagesOf(nodeClass: EC2NodeClass): string {
  return structuralHash((nodeClass.status?.amis ?? []).map((ami) => ami.id));
}
