import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const UNKNOWN = "0000000";

/** The short hash of the commit that this runs from, as log lines carry it. @param start where to look for the repository from, upwards. */
export function buildCommit(start: string = fileURLToPath(import.meta.url)): string {
  if (/^[0-9a-f]{7,40}$/.test(process.env["INLAY_COMMIT"] ?? "")) return process.env["INLAY_COMMIT"]!.slice(0, 7);
  for (let folder = dirname(start); dirname(folder) !== folder; folder = dirname(folder)) {
    const head = read(join(folder, ".git", "HEAD"))?.trim();
    if (head !== undefined) return commitOf(join(folder, ".git"), head)?.slice(0, 7) ?? UNKNOWN;
  }
  return UNKNOWN;
}

function commitOf(repository: string, head: string): string | undefined {
  const reference = /^ref: (.+)$/.exec(head)?.[1];
  if (reference === undefined) return /^[0-9a-f]{40}/.test(head) ? head : undefined;
  const loose = read(join(repository, ...reference.split("/")))?.trim();
  if (loose) return loose;
  const packed = read(join(repository, "packed-refs")) ?? "";
  return packed
    .split("\n")
    .find((line) => line.endsWith(` ${reference}`))
    ?.split(" ")[0];
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
