import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

const ROOM = resolve(import.meta.dirname, "../..");

/** A built console: a folder of static files whose `index.html` answers every path that is not a file. */
export type BuiltConsole = {
  readonly folder: string;
  /** Gzipped bytes of what the first screen loads: page, entry script, the scripts it imports statically, style sheet. */
  readonly firstLoadBytes: number;
  /** False when an earlier build of the same sources was found. */
  readonly fresh: boolean;
};

type Options = {
  /** Parent of the built folders; one folder per content of the sources. */
  readonly cache?: string;
  readonly signal?: AbortSignal;
};

/**
 * Builds the console with Vite, or finds the build of the same sources. Two processes that build at once do not disturb each other:
 * each builds into a folder of its own, the first to finish gives it the name.
 */
export async function buildConsole(options: Options = {}): Promise<BuiltConsole> {
  const cache = options.cache ?? resolve(ROOM, "../../.cache/console");
  const folder = join(cache, await fingerprint());
  const size = join(folder, "first-load.json");
  if (existsSync(size)) return { folder, firstLoadBytes: await recordedSize(size), fresh: false };

  options.signal?.throwIfAborted();
  const own = `${folder}.${process.pid}`;
  const { build } = await import("vite");
  await build({
    root: join(ROOM, "web"),
    configFile: false,
    logLevel: "error",
    build: {
      outDir: own,
      emptyOutDir: true,
      target: "es2023",
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 600,
    },
  });
  options.signal?.throwIfAborted();
  const firstLoadBytes = await measureFirstLoad(own);
  await writeFile(join(own, "first-load.json"), JSON.stringify({ firstLoadBytes }));
  try {
    await rename(own, folder);
  } catch (error) {
    if (!existsSync(size)) throw error;
    await rm(own, { recursive: true, force: true });
  }
  return { folder, firstLoadBytes, fresh: true };
}

async function recordedSize(file: string): Promise<number> {
  const recorded: unknown = JSON.parse(await readFile(file, "utf8"));
  return typeof recorded === "object" && recorded !== null && "firstLoadBytes" in recorded
    ? Number(recorded.firstLoadBytes)
    : 0;
}

/** One short name for the content of everything that goes into the build. */
async function fingerprint(): Promise<string> {
  const hash = createHash("sha256");
  hash.update(await readFile(join(ROOM, "package.json")));
  for (const folder of ["web", "src"]) {
    const names = (await readdir(join(ROOM, folder), { recursive: true })).filter((name) => !name.includes(".test."));
    for (const name of names.sort()) {
      const file = join(ROOM, folder, name);
      if (!(await stat(file)).isFile()) continue;
      hash.update(`${folder}/${name}\0`).update(await readFile(file));
    }
  }
  return hash.digest("hex").slice(0, 16);
}

async function measureFirstLoad(folder: string): Promise<number> {
  const page = await readFile(join(folder, "index.html"), "utf8");
  const files = new Set(["index.html"]);
  for (const [, path] of page.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)) files.add(path ?? "");
  for (const name of files) {
    if (!name.endsWith(".js")) continue;
    const script = await readFile(join(folder, name), "utf8");
    for (const [, path] of script.matchAll(/(?:from|import)\s?"\.\/([^"]+\.js)"/g)) files.add(`assets/${path}`);
  }
  let bytes = 0;
  for (const name of files) bytes += gzipSync(await readFile(join(folder, name))).length;
  return bytes;
}
