import { Command } from "commander";
import { boxEnvironment, readBoxRecord, type BoxRecord } from "@inlay/box";
import { Duration } from "@inlay/resources";
import { boxName, nameOption, runningBox } from "../boxes/choose-box.ts";
import { readServerFile, serverEnvironment, type ServerFile } from "../boxes/server-file.ts";
import { callControl } from "../boxes/control-client.ts";
import { CommandError } from "../command-error.ts";

const SERVER_DEADLINE_MS = 30_000;
/** What would win over the files that we point the AWS CLI at. */
const IN_THE_WAY = ["AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ROLE_ARN"];

export function envCommand(): Command {
  return new Command("env")
    .description("print what a shell has to set to work with a box")
    .option("--name <name>", "which box (default: the one this shell is set to, else `default`)")
    .option("--wait", "wait until the box answers")
    .option("--timeout <duration>", "how long to wait", "120s")
    .addHelpText("after", '\nUse it as:\n  eval "$(npx inlay env)"\n')
    .action(async (options: { name?: string; wait?: boolean; timeout: string }) => {
      const deadline = Date.now() + Duration.parse(options.timeout, "--timeout").milliseconds;
      if (options.wait) await untilRunning(boxName(options.name), deadline, options.timeout);
      const box = runningBox(options.name);
      await callControl(box.controlUrl, "GET", "status");
      const variables = { ...boxEnvironment(box), ...serverEnvironment(await serverFile(box)) };
      const lines = Object.entries(variables).map(([key, value]) => `export ${key}=${quoted(value)}`);
      process.stdout.write([`unset ${IN_THE_WAY.join(" ")}`, ...lines].join("\n") + "\n");
    });
}

/** A server that is coming up beside the box is waited for: seconds at most, and what is printed is complete. */
async function serverFile(box: BoxRecord): Promise<ServerFile | undefined> {
  const deadline = Date.now() + SERVER_DEADLINE_MS;
  for (;;) {
    const file = readServerFile(box);
    if (file?.phase === "failed") process.stderr.write(`inlay: there is no console: ${file.reason}\n`);
    if (file?.phase !== "starting" || Date.now() > deadline) return file;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function untilRunning(name: string, deadline: number, timeout: string): Promise<void> {
  while (readBoxRecord(name)?.phase !== "running") {
    if (Date.now() > deadline)
      throw new CommandError(
        `no box named "${name}" has come up within ${timeout}: see where \`inlay up${nameOption(name)}\` runs`,
      );
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** As a shell reads it back: plain where it can be, else in single quotes. */
function quoted(value: string): string {
  return /^[\w./:@%+,=-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
