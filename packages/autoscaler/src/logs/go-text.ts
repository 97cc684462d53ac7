import type { ResourceList } from "@inlay/resources";

/**
 * A duration as Go prints it: `97.580831ms`, `1.5s`, `1m2s`.
 * @param milliseconds not negative.
 */
export function goDuration(milliseconds: number): string {
  if (milliseconds <= 0) return "0s";
  if (milliseconds < 1) return `${trim((milliseconds * 1_000).toFixed(3))}µs`;
  if (milliseconds < 1_000) return `${trim(milliseconds.toFixed(6))}ms`;
  const hours = Math.floor(milliseconds / 3_600_000);
  const minutes = Math.floor((milliseconds % 3_600_000) / 60_000);
  const seconds = `${trim(((milliseconds % 60_000) / 1_000).toFixed(9))}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}

const trim = (decimal: string): string => decimal.replace(/\.?0+$/, "");

/** The first few of a list: `a, b, c and 55 other(s)`. */
export function someOf(items: readonly string[], most = 5): string {
  const shown = items.slice(0, most).join(", ");
  return items.length > most ? `${shown} and ${items.length - most} other(s)` : shown;
}

/** Sorted by name, as Go writes maps, every amount a text. */
export function resourcesField(list: ResourceList | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(list ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, amount]) => [name, String(amount)]),
  );
}
