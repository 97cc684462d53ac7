/** Rows under headings, in columns three spaces apart, as kubectl prints tables. */
export function columns(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, ...rows];
  const widths = headings.map((_, index) => Math.max(...lines.map((line) => (line[index] ?? "").length)));
  return lines
    .map((line) =>
      line
        .map((cell, index) => (index === line.length - 1 ? cell : cell.padEnd(widths[index]! + 3)))
        .join("")
        .trimEnd(),
    )
    .join("\n");
}
