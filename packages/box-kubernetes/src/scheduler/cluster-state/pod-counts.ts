import type { Pod } from "@inlay/resources";
import type { PodInfo } from "./pod-info.ts";

/** How many pods match something: on each node, and in the domains of each topology key that was asked for. */
export interface PodCount {
  /** By node name; nodes without any are absent. */
  readonly perNode: ReadonlyMap<string, number>;
  /** By the value of the nodes' label; domains without any may be absent, or 0. */
  perDomain(topologyKey: string): ReadonlyMap<string, number>;
}

/** The counters in use; the one not asked for longest is forgotten. */
const REMEMBERED = 256;

type LabelOf = (nodeName: string, key: string) => string | undefined;

/** Kept up to date pod by pod, so that a scheduling cycle looks neither at all pods nor at all nodes. */
class Counter implements PodCount {
  readonly perNode = new Map<string, number>();
  readonly #matches: (pod: Pod) => boolean;
  readonly #labelOf: LabelOf;
  readonly #domains = new Map<string, Map<string, number>>();

  constructor(matches: (pod: Pod) => boolean, labelOf: LabelOf) {
    this.#matches = matches;
    this.#labelOf = labelOf;
  }

  count(nodeName: string, pod: Pod, by: 1 | -1): void {
    if (!this.#matches(pod)) return;
    const count = (this.perNode.get(nodeName) ?? 0) + by;
    if (count === 0) this.perNode.delete(nodeName);
    else this.perNode.set(nodeName, count);
    for (const [key, domains] of this.#domains) this.#add(domains, key, nodeName, by);
  }

  perDomain(topologyKey: string): ReadonlyMap<string, number> {
    let domains = this.#domains.get(topologyKey);
    if (!domains) {
      this.#domains.set(topologyKey, (domains = new Map()));
      for (const [nodeName, count] of this.perNode) this.#add(domains, topologyKey, nodeName, count);
    }
    return domains;
  }

  forgetDomains(): void {
    this.#domains.clear();
  }

  #add(domains: Map<string, number>, key: string, nodeName: string, by: number): void {
    const domain = this.#labelOf(nodeName, key);
    if (domain !== undefined) domains.set(domain, (domains.get(domain) ?? 0) + by);
  }
}

export class PodCounts {
  readonly #counters = new Map<string, Counter>();
  readonly #pods: () => Iterable<readonly [nodeName: string, info: PodInfo]>;
  readonly #labelOf: LabelOf;

  constructor(pods: () => Iterable<readonly [nodeName: string, info: PodInfo]>, labelOf: LabelOf) {
    this.#pods = pods;
    this.#labelOf = labelOf;
  }

  /** @param key names `matches`: equal keys must match equally. */
  of(key: string, matches: (pod: Pod) => boolean): PodCount {
    let counter = this.#counters.get(key);
    if (counter) this.#counters.delete(key);
    else {
      counter = new Counter(matches, this.#labelOf);
      for (const [nodeName, info] of this.#pods()) counter.count(nodeName, info.pod, 1);
    }
    this.#counters.set(key, counter);
    if (this.#counters.size > REMEMBERED) this.#counters.delete(this.#counters.keys().next().value!);
    return counter;
  }

  change(nodeName: string, info: PodInfo, by: 1 | -1): void {
    for (const counter of this.#counters.values()) counter.count(nodeName, info.pod, by);
  }

  /** A node has other labels than before. */
  labelsChanged(): void {
    for (const counter of this.#counters.values()) counter.forgetDomains();
  }

  /** Forgets everything: what the matches depend on has changed. */
  clear(): void {
    this.#counters.clear();
  }
}
