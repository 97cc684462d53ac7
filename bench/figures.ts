/** One measured figure, and the goal that the project has set for it. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** Absent: only printed. */
  readonly goal?: { readonly atMost: number } | { readonly atLeast: number };
}

/** Figures as a table: what, value, goal, and whether it is met. */
export function printFigures(figures: readonly Figure[]): void {
  const rows = figures.map(({ what, value, unit, goal }) => [
    what,
    `${rounded(value)} ${unit}`,
    goalText(goal, unit),
    verdict(value, goal),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => (column === 1 ? cell.padStart(widths[1]!) : cell.padEnd(widths[column] ?? 0)))
        .join("  "),
    );
}

function rounded(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-US");
  return value.toPrecision(3);
}

function goalText(goal: Figure["goal"], unit: string): string {
  if (!goal) return "";
  return "atMost" in goal ? `goal ≤ ${goal.atMost} ${unit}` : `goal ≥ ${goal.atLeast.toLocaleString("en-US")} ${unit}`;
}

function verdict(value: number, goal: Figure["goal"]): string {
  if (!goal) return "";
  return ("atMost" in goal ? value <= goal.atMost : value >= goal.atLeast) ? "met" : "missed";
}

/** The value below which this share of the samples lies. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
