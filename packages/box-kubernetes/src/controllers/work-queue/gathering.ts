/** Up to so many objects nothing is gathered: looking at all of them costs nothing. */
const FEW = 100;
const LONGEST_MS = 1_000;

/**
 * How long changes of an owner's objects are gathered before it is looked at, in milliseconds: each look costs as much as there are
 * objects, so that a thousand pods that start one after the other would cost a million.
 */
export function gatheringMs(objects: number): number {
  return objects <= FEW ? 0 : Math.min(LONGEST_MS, objects / 20);
}
