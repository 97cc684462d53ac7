import type { Pod } from "@inlay/resources";
import { isTerminal } from "./pod-lifecycle.ts";
import type { Storage, VolumesByDriver } from "./storage.ts";

/** Volumes that running pods have attached to nodes, against what the nodes can attach. */
export class AttachedVolumes {
  readonly #storage: Storage;
  readonly #names: readonly string[];
  readonly #podsOnNode: readonly (readonly Pod[])[];
  readonly #attached: (ReadonlyMap<string, ReadonlySet<string>> | undefined)[] = [];

  /** @param names of the nodes. */
  constructor(storage: Storage, names: readonly string[], podsOnNode: readonly (readonly Pod[])[]) {
    this.#storage = storage;
    this.#names = names;
    this.#podsOnNode = podsOnNode;
  }

  /** @param planned volumes of pods that a plan has put there. */
  hasRoomFor(node: number, volumes: VolumesByDriver, planned: readonly VolumesByDriver[]): boolean {
    if (volumes.size === 0) return true;
    const limits = this.#storage.attachLimits(this.#names[node]!);
    for (const [driver, ids] of volumes) {
      const limit = limits.get(driver);
      if (limit === undefined) continue;
      const attached = new Set(this.#on(node).get(driver));
      for (const each of planned) for (const id of each.get(driver) ?? []) attached.add(id);
      for (const id of ids) attached.add(id);
      if (attached.size > limit) return false;
    }
    return true;
  }

  #on(node: number): ReadonlyMap<string, ReadonlySet<string>> {
    return (this.#attached[node] ??= this.#count(node));
  }

  #count(node: number): ReadonlyMap<string, ReadonlySet<string>> {
    const attached = new Map<string, Set<string>>();
    for (const pod of this.#podsOnNode[node]!) {
      if (isTerminal(pod)) continue;
      for (const [driver, ids] of this.#storage.volumesOf(pod)) {
        const set = attached.get(driver) ?? new Set();
        for (const id of ids) set.add(id);
        attached.set(driver, set);
      }
    }
    return attached;
  }
}
