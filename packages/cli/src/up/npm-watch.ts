import { readFileSync } from "node:fs";

const INTERVAL_MS = 500;

/**
 * Calls back once when npm, that started this process, is gone: ended by SIGTERM it takes only its shell along, by SIGKILL not even that, and we
 * would run on without anybody who could stop us. Started by hand there is no npm to watch: `nohup inlay up &` outlives its shell.
 */
export function onNpmGone(gone: () => void): void {
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const [parent, grandparent] = [process.ppid, parentOf(process.ppid)];
  const timer = setInterval(() => {
    if (process.ppid === parent && parentOf(parent) === grandparent) return;
    clearInterval(timer);
    gone();
  }, INTERVAL_MS);
  timer.unref();
}

/** Undefined where there is no /proc. Between npm and us stands a shell, whose end alone says too little. */
function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  } catch {
    return undefined;
  }
}
