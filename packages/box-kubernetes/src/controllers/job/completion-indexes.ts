import type { Pod } from "@inlay/resources";

export const COMPLETION_INDEX = "batch.kubernetes.io/job-completion-index";

export function completionIndexOf(pod: Pod): number | undefined {
  const text = pod.metadata.annotations?.[COMPLETION_INDEX];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** `"0-2,4"` → 0, 1, 2, 4 (status.completedIndexes). */
export function parseIndexes(text: string | undefined): ReadonlySet<number> {
  const indexes = new Set<number>();
  for (const part of (text ?? "").split(",").filter(Boolean)) {
    const [first, last] = part.split("-").map(Number);
    for (let index = first!; index <= (last ?? first!); index++) indexes.add(index);
  }
  return indexes;
}

/** The way back: sorted, runs of three and more as a range, of two too. */
export function formatIndexes(indexes: Iterable<number>): string {
  const sorted = [...new Set(indexes)].sort((a, b) => a - b);
  const runs: [number, number][] = [];
  for (const index of sorted) {
    const run = runs.at(-1);
    if (run && run[1] === index - 1) run[1] = index;
    else runs.push([index, index]);
  }
  return runs
    .map(([first, last]) =>
      first === last ? `${first}` : last === first + 1 ? `${first},${last}` : `${first}-${last}`,
    )
    .join(",");
}
