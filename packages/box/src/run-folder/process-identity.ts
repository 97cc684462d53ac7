import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** When the process with this id started, as an opaque text; undefined when there is none. */
export function processStart(pid: number): string | undefined {
  if (process.platform === "linux") {
    try {
      // Field 22 of stat, counted after the command's closing parenthesis; a zombie has ended.
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return fields[0] === "Z" ? undefined : fields[19];
    } catch {
      return undefined;
    }
  }
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Whether the process that started then still runs; ids are used again. */
export function isSameProcess(pid: number, start: string): boolean {
  return processStart(pid) === start;
}
