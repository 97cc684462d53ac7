import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { Command } from "commander";
import { runningBox } from "../boxes/choose-box.ts";
import { CommandError } from "../command-error.ts";
import { playScenario } from "./play-scenario.ts";
import { readScenario } from "./read-scenario.ts";

/** `inlay box play -f scenario.yaml`: things happen to a box one after the other. */
export function playCommand(): Command {
  return new Command("play")
    .description("play a scenario: a sequence of faults, changes and waits (docs/scenarios.md)")
    .requiredOption("-f, --file <scenario>", "YAML file with a title and steps")
    .option("--name <name>", "which box")
    .action(async ({ file, name }: { file: string; name?: string }) => {
      const scenario = readScenario(textOf(file), file);
      const progress = process.stdout.isTTY ? onOneLine : onLines();
      const say = (line: string) => {
        if (process.stdout.isTTY) onOneLine("");
        process.stdout.write(`${line}\n`);
      };
      await playScenario(scenario, { box: runningBox(name), folder: dirname(file), say, progress });
    });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function onOneLine(line: string): void {
  process.stdout.write(`\r\x1b[K${line.slice(0, process.stdout.columns - 1)}`);
}

/** Where nobody watches, each step is one line. */
function onLines(): (line: string) => void {
  let step = "";
  return (line) => {
    const [now = ""] = line.split(" ");
    if (now !== "" && now !== step) process.stdout.write(`${line}\n`);
    step = now;
  };
}
