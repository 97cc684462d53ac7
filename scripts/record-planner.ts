/** `node scripts/record-planner.ts`: runs the planner's benchmarks, puts their figures into docs/planner.md and draws docs/planner.svg. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Row {
  readonly what: string;
  readonly value: string;
  readonly goal: string;
  readonly verdict: string;
}

const root = join(import.meta.dirname, "..");
const page = join(root, "docs/planner.md");
const picture = join(root, "docs/planner.svg");
const MARKS = ["<!-- figures -->", "<!-- end of figures -->"] as const;

const { stdout, status } = spawnSync(process.execPath, [join(root, "bench/run.ts"), "planner"], { encoding: "utf8" });
if (status !== 0) throw new Error("the benchmarks did not end well");
process.stdout.write(stdout);
const rows = stdout.split("\n").flatMap((line): Row[] => {
  const [what, value, goal = "", verdict = ""] = line.trim().split(/ {2,}/);
  return what && value ? [{ what, value, goal, verdict }] : [];
});
const table = ["| what | measured | goal | |", "| --- | ---: | --- | --- |"].concat(
  rows.map(({ what, value, goal, verdict }) => `| ${what} | ${value} | ${goal} | ${verdict} |`),
);
const text = readFileSync(page, "utf8");
const [before, after] = [text.split(MARKS[0])[0]!, text.split(MARKS[1])[1]!];
writeFileSync(
  page,
  `${before}${MARKS[0]}\n\n![Price above the lower bound, by mix](planner.svg)\n\n${table.join("\n")}\n\n${MARKS[1]}${after}`,
);
writeFileSync(picture, gapPicture(rows));

/** Two bars for each mix: how far Karpenter's order and ours are above the bound. */
function gapPicture(all: readonly Row[]): string {
  const bars = all
    .flatMap(({ what, value }) => {
      const [, mix, order] = /^(.*?): (Karpenter's order|effort of 10 s), .* gap$/.exec(what) ?? [];
      return mix && order ? [{ mix, isOurs: order !== "Karpenter's order", percent: parseFloat(value) }] : [];
    })
    .map((bar, index) => ({ ...bar, y: 60 + Math.floor(index / 2) * 46 + (index % 2) * 19 }));
  const widest = Math.max(...bars.map(({ percent }) => percent));
  const height = 60 + bars.length * 23 + 10;
  const drawn = bars.map(({ mix, isOurs, percent, y }) => {
    const width = Math.max(1, (percent / widest) * 500);
    const label = isOurs ? "" : `<text x="180" y="${y + 22}" text-anchor="end">${mix}</text>`;
    return `${label}<rect x="190" y="${y}" width="${width.toFixed(1)}" height="16" rx="2" fill="${isOurs ? "#7fd88f" : "#ecc48d"}"/><text x="${(196 + width).toFixed(1)}" y="${y + 13}">${percent} %</text>`;
  });
  const title =
    "Price above the proven lower bound: Karpenter's order (yellow), cheapest with an effort of 10 s (green)";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 780 ${height}" width="780" height="${height}" role="img" aria-label="${title}">
<style>text{font:13px ui-sans-serif,system-ui,sans-serif;fill:#d6deeb}</style>
<rect width="780" height="${height}" rx="8" fill="#0f1724" stroke="#33415a"/>
<text x="24" y="34">${title}</text>
${drawn.join("\n")}
</svg>
`;
}
