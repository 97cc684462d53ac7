/** `npm run record`: plays `inlay demo` and makes docs/walk.svg of it. A walk that fails is no picture. */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { terminalSvg, type Chunk } from "./terminal-svg.ts";

const root = join(import.meta.dirname, "..");
const picture = join(root, "docs/walk.svg");

const started = performance.now();
const chunks: Chunk[] = [];
const child = spawn(process.execPath, [join(root, "packages/cli/bin/inlay.mjs"), "demo", "--speed", "10"], {
  env: { ...process.env, FORCE_COLOR: "1" },
  stdio: ["ignore", "pipe", "inherit"],
});
child.stdout.setEncoding("utf8").on("data", (text: string) => {
  process.stdout.write(text);
  chunks.push({ seconds: (performance.now() - started) / 1000, text: text.replaceAll(homedir(), "~") });
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));

child.once("close", (code) => {
  process.exitCode = code ?? 1;
  if (code !== 0) return;
  const title = "npm run demo (machines boot 10 times as fast as real ones, waits are shortened)";
  writeFileSync(
    picture,
    terminalSvg([{ seconds: 0, text: "\u001b[1m$ npm run demo\u001b[22m\n" }, ...chunks], {
      title,
      columns: 118,
      rows: 34,
      longestPause: 1.2,
      lastFrame: 6,
    }),
  );
  console.log(`${picture} is written`);
});
