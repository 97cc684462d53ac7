import type { GroupCounts } from "./group-counts.ts";
import type { OpenPlace } from "./open-place.ts";

/** Pods on claims that may still be in several domains: they count for a spread as soon as their claim's domain is sure. */
export class UnsettledPods {
  /** By host of the claim. */
  readonly #waiting = new Map<number, Map<GroupCounts, number>>();

  on(host: number, counts: GroupCounts): number {
    return this.#waiting.get(host)?.get(counts) ?? 0;
  }

  add(host: number, counts: GroupCounts): void {
    let waiting = this.#waiting.get(host);
    if (!waiting) this.#waiting.set(host, (waiting = new Map()));
    waiting.set(counts, (waiting.get(counts) ?? 0) + 1);
  }

  /** A pod that joined may have settled the claim's domain. @param count is told what counts from now on. */
  settle({ host, requirements }: OpenPlace, count: (counts: GroupCounts, domain: string, pods: number) => void): void {
    const waiting = this.#waiting.get(host);
    if (!waiting) return;
    for (const [counts, pods] of waiting) {
      const domain = requirements.byKey.get(counts.group.key)?.single;
      if (domain === undefined) continue;
      count(counts, domain, pods);
      waiting.delete(counts);
    }
    if (waiting.size === 0) this.#waiting.delete(host);
  }
}
