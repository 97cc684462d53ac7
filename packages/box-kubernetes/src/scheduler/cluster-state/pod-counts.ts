import type { Pod } from "@inlay/resources";
import type { PodInfo } from "./pod-info.ts";

/** How many pods on each node match something. Kept up to date pod by pod, so that a scheduling cycle never looks at all pods. */
interface Counter {
  readonly matches: (pod: Pod) => boolean;
  readonly perNode: Map<string, number>;
}

/** The counters in use; the one not asked for longest is forgotten. */
const REMEMBERED = 256;

export class PodCounts {
  readonly #counters = new Map<string, Counter>();
  readonly #pods: () => Iterable<readonly [nodeName: string, info: PodInfo]>;

  constructor(pods: () => Iterable<readonly [nodeName: string, info: PodInfo]>) {
    this.#pods = pods;
  }

  /** Matching pods by node name; nodes without any are absent. @param key names `matches`: equal keys must match equally. */
  of(key: string, matches: (pod: Pod) => boolean): ReadonlyMap<string, number> {
    let counter = this.#counters.get(key);
    if (counter) this.#counters.delete(key);
    else {
      counter = { matches, perNode: new Map() };
      for (const [nodeName, info] of this.#pods()) this.#count(counter, nodeName, info, 1);
    }
    this.#counters.set(key, counter);
    if (this.#counters.size > REMEMBERED) this.#counters.delete(this.#counters.keys().next().value!);
    return counter.perNode;
  }

  change(nodeName: string, info: PodInfo, by: 1 | -1): void {
    for (const counter of this.#counters.values()) this.#count(counter, nodeName, info, by);
  }

  /** Forgets everything: what the matches depend on has changed. */
  clear(): void {
    this.#counters.clear();
  }

  #count(counter: Counter, nodeName: string, info: PodInfo, by: 1 | -1): void {
    if (!counter.matches(info.pod)) return;
    const count = (counter.perNode.get(nodeName) ?? 0) + by;
    if (count === 0) counter.perNode.delete(nodeName);
    else counter.perNode.set(nodeName, count);
  }
}
