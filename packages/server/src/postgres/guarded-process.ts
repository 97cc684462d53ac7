import { spawn } from "node:child_process";
import { open } from "node:fs/promises";
import { ENVIRONMENT } from "./command.ts";
import type { ServiceUser } from "./service-user.ts";

/** PostgreSQL as a child that ends with us. */
export type GuardedProcess = {
  /** True once it has ended. */
  readonly ended: () => boolean;
  readonly exited: Promise<void>;
  /** Asks for a fast shutdown; what is still there after the grace is killed. */
  readonly stop: (graceMilliseconds: number) => Promise<void>;
};

/**
 * A shell that starts the program and asks it to end (SIGINT is PostgreSQL's fast shutdown) when standard input closes. That pipe is ours:
 * it closes however we end, by SIGKILL too.
 */
const GUARD = `exec 3<&0
"$@" </dev/null & pid=$!
(read -r line <&3; kill -INT $pid) 2>/dev/null & watcher=$!
exec 3<&-
trap 'kill -INT $pid' INT TERM HUP
wait $pid; code=$?
while kill -0 $pid 2>/dev/null; do wait $pid; code=$?; done
kill $watcher 2>/dev/null
exit $code`;

/** Starts the program in a process group of its own; what it says goes to the log file. */
export async function startGuarded(
  command: readonly string[],
  logFile: string,
  user: ServiceUser | undefined,
): Promise<GuardedProcess> {
  const log = await open(logFile, "w", 0o600);
  try {
    const child = spawn("/bin/sh", ["-c", GUARD, "guard", ...command], {
      ...user,
      cwd: "/",
      env: ENVIRONMENT,
      stdio: ["pipe", log.fd, log.fd],
      detached: true,
    });
    child.stdin?.on("error", () => undefined);
    let ended = false;
    const exited = new Promise<void>((resolve) => {
      const end = () => {
        ended = true;
        resolve();
      };
      child.once("error", end);
      child.once("exit", end);
    });
    return {
      ended: () => ended,
      exited,
      stop: async (graceMilliseconds) => {
        child.stdin?.end();
        const timer = setTimeout(() => {
          if (!ended && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
        }, graceMilliseconds);
        await exited;
        clearTimeout(timer);
      },
    };
  } finally {
    await log.close();
  }
}
