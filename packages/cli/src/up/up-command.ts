import { join } from "node:path";
import { Command } from "commander";
import { startBox, type Box } from "@inlay/box";
import { styled } from "../terminal/style.ts";
import { controllerProcess } from "./controller-process.ts";
import { onNpmGone } from "./npm-watch.ts";
import { aboveZero, port, wholeNumber } from "./numbers.ts";
import { serverAccess, type ServerAccess } from "./server-access.ts";
import { serveBeside } from "./server-beside.ts";
import { ServerProcess } from "./server-process.ts";
import { startScreen } from "./start-screen.ts";
import { troublePrinter } from "./trouble-printer.ts";

/**
 * What a start without `--ready` and without `--no-ready` shows. True: everything installed. False: the cluster as the reference page finds it,
 * where installing Karpenter is the page's first section.
 */
const READY_UNLESS_TOLD = true;

interface UpOptions {
  readonly name: string;
  readonly data?: string;
  readonly speed: number;
  readonly port: number;
  readonly seed: number;
  readonly ready: boolean;
  readonly console: boolean;
}

/** `inlay up`: a box in the foreground with the server and its console beside it, until it is told to stop. */
export function upCommand(): Command {
  return new Command("up")
    .description(
      "run a whole EKS in a box: Kubernetes, AWS, machines, Karpenter's controller; and the console beside it",
    )
    .option("--name <name>", "name of the box; boxes of different names run side by side", "default")
    .option("--data <folder>", "keep objects, instances, database, ports and CA in this folder across starts")
    .option("--speed <factor>", "divide the time that machines take to boot and to shut down", aboveZero, 1)
    .option(
      "--port <port>",
      "port of the Kubernetes API; AWS, control API, console and its HTTPS take the next four",
      port,
      0,
    )
    .option("--seed <number>", "seed of everything that is left to chance", wholeNumber, 1)
    .option("--ready", "with Karpenter and the reference page's NodePool and EC2NodeClass installed", READY_UNLESS_TOLD)
    .option("--no-ready", "without them: as the reference page finds a cluster")
    .option("--no-console", "without the server and its console")
    .action(run);
}

async function run(options: UpOptions): Promise<void> {
  const stop = new AbortController();
  const stopping = new Promise<"told to stop">((resolve) => {
    const end = () => {
      stop.abort(new Error("told to stop"));
      resolve("told to stop");
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.on(signal, () => {
        // Asked twice: do not wait for anything.
        if (stop.signal.aborted) process.exit(130);
        end();
      });
    onNpmGone(end);
  });
  const say = (text: string) => process.stdout.write(`${text}\n`);
  // The terminal may have gone; that is no reason to leave anything behind.
  process.stdout.on("error", () => undefined);
  process.stderr.on("error", () => undefined);
  const started = performance.now();
  let server: ServerProcess | undefined;
  let access: ServerAccess | undefined;
  const folder = options.data === undefined ? undefined : join(options.data, "server");
  if (options.console) access = await serverAccess(folder, options.port === 0 ? undefined : options.port + 3);
  const starting = startBox({
    name: options.name,
    speed: options.speed,
    seed: options.seed,
    karpenter: options.ready,
    referencePool: options.ready,
    ...(options.data === undefined ? {} : { dataFolder: options.data }),
    ...(options.port === 0 ? {} : { port: options.port }),
    controller: controllerProcess,
    signal: stop.signal,
    onStep: (step) => {
      say(styled("dim", `· ${step}`));
      // From here on the data folder is ours.
      if (access) server ??= new ServerProcess({ ...(folder === undefined ? {} : { dataFolder: folder }), ...access });
    },
    onTrouble: troublePrinter((line) => process.stderr.write(line), Date.now),
  });
  starting.catch(() => void server?.close());
  const first = await Promise.race([starting, stopping]);
  if (typeof first === "string") {
    await closeWhenStarted(starting);
    await server?.close();
    return;
  }
  const seconds = () => ((performance.now() - started) / 1000).toFixed(1);
  say(await startScreen(first, (performance.now() - started) / 1000, options.ready, access));
  if (server && access)
    void serveBeside(first, server, access)
      .catch((error: unknown) => String(error))
      .then((trouble) => {
        if (stop.signal.aborted) return;
        if (trouble === undefined) say(`${styled("green", "✓")} the console is ready (${seconds()} s after its start)`);
        else say(`${styled("red", "✗")} there is no console, the box runs without it: ${trouble}`);
      });
  if (options.ready)
    void first
      .whenControllerReady(stop.signal)
      .then((took) => say(`${styled("green", "✓")} the controller is ready (${took.toFixed(1)} s after its start)`))
      .catch(() => undefined);
  await stopping;
  say("\nstopping …");
  await Promise.all([server?.close(), first.close()]);
}

/** Asked to stop while it was still starting. */
async function closeWhenStarted(starting: Promise<Box>): Promise<void> {
  const box = await starting.catch(() => undefined);
  await box?.close();
}
