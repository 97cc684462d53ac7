import { Command } from "commander";
import { startBox, type Box } from "@inlay/box";
import { styled } from "../terminal/style.ts";
import { controllerProcess } from "./controller-process.ts";
import { aboveZero, port, wholeNumber } from "./numbers.ts";
import { startScreen } from "./start-screen.ts";
import { troublePrinter } from "./trouble-printer.ts";

interface UpOptions {
  readonly name: string;
  readonly data?: string;
  readonly speed: number;
  readonly port: number;
  readonly seed: number;
  readonly ready: boolean;
}

/** `inlay up`: a box in the foreground, until it is told to stop. */
export function upCommand(): Command {
  return new Command("up")
    .description("run a whole EKS in a box: Kubernetes, AWS, machines, and Karpenter's controller")
    .option("--name <name>", "name of the box; boxes of different names run side by side", "default")
    .option("--data <folder>", "keep objects, instances, ports and CA in this folder across starts")
    .option("--speed <factor>", "divide the time that machines take to boot and to shut down", aboveZero, 1)
    .option("--port <port>", "port of the Kubernetes API; AWS and the control API take the next two", port, 0)
    .option("--seed <number>", "seed of everything that is left to chance", wholeNumber, 1)
    .option("--ready", "with the reference page's NodePool and EC2NodeClass applied", true)
    .option("--no-ready", "without them")
    .action(run);
}

async function run(options: UpOptions): Promise<void> {
  const stop = new AbortController();
  const stopping = new Promise<NodeJS.Signals>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.on(signal, () => {
        // Asked twice: do not wait for anything.
        if (stop.signal.aborted) process.exit(130);
        stop.abort(new Error("told to stop"));
        resolve(signal);
      });
  });
  const say = (text: string) => process.stdout.write(`${text}\n`);
  // The terminal may have gone; that is no reason to leave anything behind.
  process.stdout.on("error", () => undefined);
  process.stderr.on("error", () => undefined);
  const started = performance.now();
  const starting = startBox({
    name: options.name,
    speed: options.speed,
    seed: options.seed,
    referencePool: options.ready,
    ...(options.data === undefined ? {} : { dataFolder: options.data }),
    ...(options.port === 0 ? {} : { port: options.port }),
    controller: controllerProcess,
    signal: stop.signal,
    onStep: (step) => say(styled("dim", `· ${step}`)),
    onTrouble: troublePrinter((line) => process.stderr.write(line), Date.now),
  });
  const first = await Promise.race([starting, stopping]);
  if (typeof first === "string") {
    await closeWhenStarted(starting);
    return;
  }
  say(await startScreen(first, (performance.now() - started) / 1000));
  void first
    .whenControllerReady(stop.signal)
    .then((seconds) => say(`${styled("green", "✓")} the controller is ready (${seconds.toFixed(1)} s after its start)`))
    .catch(() => undefined);
  await stopping;
  say("\nstopping …");
  await first.close();
}

/** Asked to stop while it was still starting. */
async function closeWhenStarted(starting: Promise<Box>): Promise<void> {
  const box = await starting.catch(() => undefined);
  await box?.close();
}
