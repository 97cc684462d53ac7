import { spawn } from "node:child_process";
import { constants } from "node:os";
import { boxEnvironment } from "@inlay/box";
import { runningBox } from "../boxes/choose-box.ts";
import { toolBinary } from "./tool-binary.ts";

/**
 * `inlay kubectl …`: kubectl with everything passed on. In a shell that `inlay env` has set up it uses that, elsewhere the box `default`.
 * @returns kubectl's exit code.
 */
export async function runKubectl(args: readonly string[]): Promise<number> {
  const binary = await toolBinary("kubectl");
  const environment = process.env["INLAY_BOX"] ? {} : boxEnvironment(runningBox(undefined));
  const child = spawn(binary, args, { stdio: "inherit", env: { ...process.env, ...environment } });
  // Ctrl-C reaches kubectl by itself: both are in the terminal's group.
  const ignore = () => undefined;
  process.on("SIGINT", ignore);
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  process.on("SIGTERM", forward).on("SIGHUP", forward);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
