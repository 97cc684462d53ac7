import { execFileSync } from "node:child_process";

/** Every process below `pid`, itself included, as far as the parent links reach now. */
export function processTree(pid: number): number[] {
  const rows = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((row) => row.trim().split(/\s+/).map(Number) as [number, number]);
  const tree = [pid];
  for (const parent of tree) for (const [child, ppid] of rows) if (ppid === parent) tree.push(child);
  return tree;
}

/** Those of the processes that still run; a zombie has ended. */
export function stillRunning(pids: readonly number[]): number[] {
  return pids.filter((pid) => {
    try {
      const state = execFileSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).trim();
      return state !== "" && !state.startsWith("Z");
    } catch {
      return false;
    }
  });
}
