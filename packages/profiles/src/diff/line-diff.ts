/** One line of two texts side by side. Numbers are 1-based. */
export interface DiffLine {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
  readonly before?: number;
  readonly after?: number;
}

const MAX_CELLS = 4_000_000;

/** The two texts line by line: a longest common subsequence between what they share at both ends. */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const [a, b] = [before.split("\n"), after.split("\n")];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const [oldMiddle, newMiddle] = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)];
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  const same = (text: string): void => void lines.push({ kind: "same", text, before: ++i, after: ++j });
  for (const text of a.slice(0, head)) same(text);
  for (const step of editScript(oldMiddle, newMiddle))
    if (step === "same") same(a[i] ?? "");
    else if (step === "removed") lines.push({ kind: "removed", text: a[i] ?? "", before: ++i });
    else lines.push({ kind: "added", text: b[j] ?? "", after: ++j });
  for (const text of a.slice(a.length - tail)) if (tail > 0) same(text);
  return lines;
}

function editScript(a: readonly string[], b: readonly string[]): readonly DiffLine["kind"][] {
  const width = b.length + 1;
  // Texts that differ this much everywhere are shown as one replaced by the other.
  if ((a.length + 1) * width > MAX_CELLS) return [...a.map(() => "removed" as const), ...b.map(() => "added" as const)];
  const longest = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i * width + j] =
        a[i] === b[j]
          ? (longest[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(longest[(i + 1) * width + j] ?? 0, longest[i * width + j + 1] ?? 0);
  const steps: DiffLine["kind"][] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length)
    if (i < a.length && j < b.length && a[i] === b[j]) {
      steps.push("same");
      i++;
      j++;
    } else if (
      j >= b.length ||
      (i < a.length && (longest[(i + 1) * width + j] ?? 0) >= (longest[i * width + j + 1] ?? 0))
    ) {
      steps.push("removed");
      i++;
    } else {
      steps.push("added");
      j++;
    }
  return steps;
}
