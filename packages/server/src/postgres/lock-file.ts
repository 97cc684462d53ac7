import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** What a running server writes into `postmaster.pid` of its data folder. */
export type LockFile = { readonly pid: number; readonly port: number; readonly ready: boolean };

/** Lines of the file: process, data folder, start, port, socket folder, address, shared memory, status. */
export function parseLockFile(text: string): LockFile | undefined {
  const lines = text.split("\n").map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3]) || 0, ready: lines[7] === "ready" };
}

/** The server that runs on a data folder, or undefined; a file left behind by a server that was killed names a process that is gone. */
export async function runningServer(data: string): Promise<LockFile | undefined> {
  const text = await readFile(join(data, "postmaster.pid"), "utf8").catch(() => "");
  const lock = parseLockFile(text);
  return lock && isAlive(lock.pid) ? lock : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
