import { spawn } from "node:child_process";
import type { ServiceUser } from "./service-user.ts";

/** What PostgreSQL's programs see of our environment: nothing that would change how they speak. */
export const ENVIRONMENT: Readonly<Record<string, string>> = { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };

/** Runs a program to its end. @returns undefined when it went well, otherwise what it said. */
export async function run(
  file: string,
  args: readonly string[],
  user: ServiceUser | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  return await new Promise((resolve) => {
    const child = spawn(file, args, {
      ...user,
      cwd: "/",
      env: ENVIRONMENT,
      stdio: ["ignore", "pipe", "pipe"],
      signal,
      killSignal: "SIGKILL",
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (said += String(part)));
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signalName) =>
      resolve(code === 0 ? undefined : said.trim() || `it ended with ${signalName ?? code}`),
    );
  });
}
