/**
 * A recording of a terminal as one animated SVG. Programs that only append lines, as ours do, need no screen buffer: all lines stand below each
 * other in one group, and two stepped CSS animations uncover them and scroll. Without animations (or where they are unwanted) it shows the end.
 */

/** What a program wrote, and when: seconds since its start. */
export interface Chunk {
  readonly seconds: number;
  readonly text: string;
}

export interface Picture {
  readonly title: string;
  readonly columns: number;
  readonly rows: number;
  /** Pauses are cut to this many seconds. */
  readonly longestPause: number;
  /** How long the last frame stays, in seconds. */
  readonly lastFrame: number;
}

interface Span {
  readonly text: string;
  /** CSS classes. */
  readonly style: string;
}

type Line = readonly Span[];

/** A moment at which one more row is there. */
interface Row {
  readonly seconds: number;
  readonly spans: Line;
}

const CELL = { width: 8, height: 18 };
const PADDING = 14;
const TITLE_HEIGHT = 34;
const FONT = "ui-monospace,SFMono-Regular,Menlo,Consolas,'Liberation Mono','DejaVu Sans Mono',monospace";
/** Rows that were written at once appear one after the other, this far apart. */
const BETWEEN_ROWS_SECONDS = 0.07;
const MOST_ROWS_PER_LINE = 2;

const COLOURS: Readonly<Record<number, string>> = {
  31: "red",
  32: "green",
  33: "yellow",
  34: "blue",
  35: "magenta",
  36: "cyan",
};

export function terminalSvg(chunks: readonly Chunk[], picture: Picture): string {
  const rows = withoutPauses(rowsOf(chunks, picture.columns), picture.longestPause);
  const length = (rows.at(-1)?.seconds ?? 0) + picture.lastFrame;
  const width = picture.columns * CELL.width + 2 * PADDING;
  const screen = picture.rows * CELL.height;
  const height = TITLE_HEIGHT + screen + PADDING;
  const scrolled = (count: number) => -Math.max(0, count - picture.rows) * CELL.height;
  const covered = (count: number) => Math.min(count, picture.rows) * CELL.height;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(picture.title)}">
<style>
text{font:13px ${FONT};fill:#d6deeb;white-space:pre}
.bold{font-weight:700}.dim{fill:#8292a8}.red{fill:#ff6a6a}.green{fill:#7fd88f}.yellow{fill:#ecc48d}.blue{fill:#82aaff}.magenta{fill:#c792ea}.cyan{fill:#6fd3e8}
.lines{transform:translateY(${scrolled(rows.length)}px);animation:scroll ${seconds(length)} steps(1,end) infinite}
.cover{transform:translateY(${covered(rows.length)}px);animation:cover ${seconds(length)} steps(1,end) infinite}
@media(prefers-reduced-motion:reduce){.lines,.cover{animation:none}}
${keyframes("scroll", rows, length, scrolled)}
${keyframes("cover", rows, length, covered)}
</style>
<rect width="${width}" height="${height}" rx="8" fill="#0f1724" stroke="#33415a"/>
<circle cx="18" cy="17" r="5.5" fill="#ff5f57"/><circle cx="36" cy="17" r="5.5" fill="#febc2e"/><circle cx="54" cy="17" r="5.5" fill="#28c840"/>
<text class="dim" x="${width / 2}" y="21" text-anchor="middle">${escaped(picture.title)}</text>
<svg x="${PADDING}" y="${TITLE_HEIGHT}" width="${width - 2 * PADDING}" height="${screen}"><g class="lines">
${rows.map(({ spans }, index) => textOf(spans, index)).join("")}</g><rect class="cover" width="100%" height="${screen}" fill="#0f1724"/></svg>
</svg>
`;
}

/** One step for each moment at which the distance changes. */
function keyframes(name: string, rows: readonly Row[], length: number, distance: (count: number) => number): string {
  const steps = [`0%{transform:translateY(${distance(0)}px)}`];
  let last = distance(0);
  for (const [index, row] of rows.entries()) {
    const next = distance(index + 1);
    if (next !== last) steps.push(`${((row.seconds / length) * 100).toFixed(2)}%{transform:translateY(${next}px)}`);
    last = next;
  }
  return `@keyframes ${name}{${steps.join("")}100%{transform:translateY(${last}px)}}`;
}

function textOf(spans: Line, row: number): string {
  const cells = spans.reduce((sum, { text }) => sum + Array.from(text).length, 0);
  if (cells === 0) return "";
  const content = spans.map(({ text, style }) =>
    style === "" ? escaped(text) : `<tspan class="${style}">${escaped(text)}</tspan>`,
  );
  // textLength keeps columns in line, whichever font there is.
  return `<text y="${row * CELL.height + 13}" textLength="${cells * CELL.width}">${content.join("")}</text>\n`;
}

/** Lines with the moment at which they were complete, folded to the terminal's width. */
function rowsOf(chunks: readonly Chunk[], columns: number): readonly Row[] {
  const rows: Row[] = [];
  let rest = "";
  let style: readonly string[] = [];
  for (const { seconds, text } of chunks) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const read = spansOf(line.trimEnd(), style);
      style = read.style;
      for (const spans of folded(read.spans, columns)) rows.push({ seconds, spans });
    }
  }
  return rows;
}

/** Reads the colours out of a line (SGR sequences). @param style what the line before left switched on. */
function spansOf(line: string, style: readonly string[]): { spans: Line; style: readonly string[] } {
  const spans: Span[] = [];
  // oxlint-disable-next-line no-control-regex -- what colours begin with
  for (const [, codes, text] of line.matchAll(/\u001b\[([\d;]*)m|([^\u001b]+)/g)) {
    if (text === undefined) style = (codes || "0").split(";").reduce((on, code) => switched(on, Number(code)), style);
    else spans.push({ text, style: style.join(" ") });
  }
  return { spans, style };
}

function switched(on: readonly string[], code: number): readonly string[] {
  const colour = COLOURS[code];
  const names = Object.values(COLOURS);
  if (code === 0) return [];
  if (code === 1) return [...on, "bold"];
  if (code === 2) return [...on, "dim"];
  if (code === 22) return on.filter((each) => each !== "bold" && each !== "dim");
  if (code === 39 || colour !== undefined)
    return [...on.filter((each) => !names.includes(each)), ...(colour === undefined ? [] : [colour])];
  return on;
}

/** Breaks a long line at a space and goes on two cells further in; what is longer still ends in an ellipsis. */
function folded(line: Line, columns: number): readonly Line[] {
  const cells = line.flatMap(({ text, style }) => Array.from(text, (character) => ({ text: character, style })));
  const indent = cells.findIndex(({ text }) => text !== " ") + 2;
  const rows: Line[] = [];
  let left = cells;
  while (left.length > 0 || rows.length === 0) {
    const room = rows.length === 0 ? columns : columns - indent;
    const space = left.slice(0, room + 1).findLastIndex(({ text }) => text === " ");
    const last = rows.length === MOST_ROWS_PER_LINE - 1;
    const end = left.length <= room ? left.length : last ? room - 1 : space > room / 2 ? space : room;
    const row = left.slice(0, end);
    if (last && end < left.length) row.push({ text: "…", style: row.at(-1)?.style ?? "" });
    rows.push(joined(rows.length === 0 ? row : [{ text: " ".repeat(indent), style: "" }, ...row]));
    if (last) break;
    left = left.slice(left[end]?.text === " " ? end + 1 : end);
  }
  return rows;
}

function joined(cells: Line): Line {
  const spans: Span[] = [];
  for (const cell of cells) {
    const before = spans.at(-1);
    if (before?.style === cell.style) spans[spans.length - 1] = { text: before.text + cell.text, style: cell.style };
    else spans.push(cell);
  }
  return spans;
}

function withoutPauses(rows: readonly Row[], longest: number): readonly Row[] {
  let now = 0;
  return rows.map(({ seconds, spans }, index) => {
    const pause = seconds - (rows[index - 1]?.seconds ?? seconds);
    now += Math.min(longest, Math.max(BETWEEN_ROWS_SECONDS, pause));
    return { seconds: now, spans };
  });
}

const seconds = (value: number): string => `${value.toFixed(2)}s`;
const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
