import { Command } from "commander";
import { boxEnvironment, startBox, type Box, type BoxRecord } from "@inlay/box";
import { runningBox } from "../boxes/choose-box.ts";
import { onPath, toolBinary } from "../kubectl/tool-binary.ts";
import { styled } from "../terminal/style.ts";
import { controllerProcess } from "../up/controller-process.ts";
import { aboveZero } from "../up/numbers.ts";
import { troublePrinter } from "../up/trouble-printer.ts";
import { DemoStage } from "./demo-stage.ts";
import { playWalk } from "./demo-walk.ts";

interface DemoOptions {
  readonly name?: string;
  readonly speed: number;
}

/** `inlay demo`: plays the reference walk, tells what to look at, and fails when a step does not show what it should. */
export function demoCommand(): Command {
  return new Command("demo")
    .description("play the whole walk with real kubectl and aws, and check each step")
    .option("--name <name>", "play it on this running box (default: on a box of its own)")
    .option("--speed <factor>", "how much faster than real the machines of its own box are", aboveZero, 10)
    .action(run);
}

async function run(options: DemoOptions): Promise<void> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => (stop.signal.aborted ? process.exit(130) : stop.abort(new Error("stopped"))));
  const kubectl = await toolBinary("kubectl");
  const box = options.name === undefined ? await ownBox(options.speed) : undefined;
  try {
    const record: BoxRecord = box?.record ?? runningBox(options.name);
    const stage = new DemoStage({
      kubectl,
      aws: onPath("aws"),
      environment: boxEnvironment(record),
      signal: stop.signal,
    });
    await playWalk(stage, record.clusterName, record.region);
    process.stdout.write(`\n${styled(["bold", "green"], "The walk went as on the reference page.")}\n`);
  } finally {
    await box?.close();
  }
}

async function ownBox(speed: number): Promise<Box> {
  process.stdout.write(
    styled("dim", `starting a box of its own, machines ${speed} times as fast as real ones …`) + "\n",
  );
  return startBox({
    name: `demo-${process.pid}`,
    speed,
    seed: 1,
    referencePool: true,
    controller: controllerProcess,
    onStep: () => undefined,
    onTrouble: troublePrinter((line) => process.stderr.write(line), Date.now),
  });
}
