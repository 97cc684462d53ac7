import type { StringMap } from "@inlay/resources";
import { groupMatches, type TopologyGroup } from "./topology-group.ts";

/**
 * Finds the rules that select a pod without asking each of them: most selectors name a label's value, and only pods that carry it
 * can match. Thousands of workloads with a rule each stay linear.
 */
export class MatchingGroups<T extends { readonly group: TopologyGroup }> {
  readonly #byLabel = new Map<string, T[]>();
  readonly #others: T[] = [];

  constructor(entries: Iterable<T>) {
    for (const entry of entries) {
      const { selector } = entry.group.matchers[0]!;
      const named =
        selector?.matchLabels && Object.entries(selector.matchLabels).sort(([a], [b]) => (a < b ? -1 : 1))[0];
      if (!named) {
        this.#others.push(entry);
        continue;
      }
      const key = `${named[0]}=${named[1]}`;
      const list = this.#byLabel.get(key);
      if (list) list.push(entry);
      else this.#byLabel.set(key, [entry]);
    }
  }

  of(namespace: string, labels: StringMap): T[] {
    const matching = this.#others.filter(({ group }) => groupMatches(group, namespace, labels));
    for (const name in labels)
      for (const entry of this.#byLabel.get(`${name}=${labels[name]}`) ?? [])
        if (groupMatches(entry.group, namespace, labels)) matching.push(entry);
    return matching;
  }
}
