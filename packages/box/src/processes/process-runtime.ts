import { spawn, type ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import { constants } from "node:os";
import { PassThrough } from "node:stream";
import type { ContainerContext, ContainerRuntime, RunningContainer } from "@inlay/box-kubernetes";
import { repositoryOf, type ProcessImage } from "./process-image.ts";

/** What a process gets of our own environment. */
const PASSED_ON = ["PATH", "HOME", "TMPDIR", "LANG", "TZ", "NODE_EXTRA_CA_CERTS"];

/**
 * Runs the containers of a few images as child processes. Each is the leader of its own process group, and its standard input is a pipe
 * that nobody writes to: it closes when this process ends, however it ends, and the child is told (INLAY_PARENT_PIPE) to end with it.
 */
export class ProcessRuntime implements ContainerRuntime {
  readonly #images: readonly ProcessImage[];
  /** Each with the promise of its end. */
  readonly #running = new Map<ChildProcess, Promise<unknown>>();
  #closed = false;

  constructor(images: readonly ProcessImage[]) {
    this.#images = images;
  }

  runs(image: string): boolean {
    return this.#imageOf(image) !== undefined;
  }

  start(image: string, context: ContainerContext): Promise<RunningContainer> | undefined {
    const found = this.#imageOf(image);
    return found && this.#start(found, context);
  }

  #imageOf(image: string): ProcessImage | undefined {
    return this.#images.find(({ repository }) => repository === repositoryOf(image));
  }

  /** Ends every process at once and starts no further one. Resolves when they have ended. */
  async close(): Promise<void> {
    this.#closed = true;
    const ends = [...this.#running.values()];
    for (const child of this.#running.keys()) signalGroup(child, "SIGKILL");
    await Promise.all(ends);
  }

  /** Process ids of what runs. */
  get pids(): readonly number[] {
    return [...this.#running.keys()].flatMap((child) => child.pid ?? []);
  }

  async #start(image: ProcessImage, context: ContainerContext): Promise<RunningContainer> {
    const ports = new Map<number, number>();
    for (const { containerPort } of context.container.ports ?? []) ports.set(containerPort, await freePort());
    if (this.#closed) throw new Error("the box is stopping");
    const [file, ...args] = image.command;
    const child = spawn(file, [...args, ...(context.container.args ?? [])], {
      env: environmentOf(image, context, ports),
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
    });
    child.stdin.on("error", () => undefined);
    const output = new PassThrough();
    child.stdout.pipe(output, { end: false });
    child.stderr.pipe(output, { end: false });
    const exited = new Promise<{ exitCode: number; signal?: number }>((resolve) => {
      const end = (exitCode: number, signal?: number) => {
        this.#running.delete(child);
        output.end();
        resolve(signal === undefined ? { exitCode } : { exitCode, signal });
      };
      child.once("error", (error) => {
        output.write(`${error.message}\n`);
        end(128);
      });
      child.once("close", (code, name) => {
        const signal = name === null ? undefined : constants.signals[name];
        end(signal === undefined ? (code ?? 0) : 128 + signal, signal);
      });
    });
    this.#running.set(child, exited);
    return {
      output,
      exited,
      ports,
      stop: async (graceMs) => {
        signalGroup(child, "SIGTERM");
        const timer = setTimeout(() => signalGroup(child, "SIGKILL"), graceMs);
        await exited;
        clearTimeout(timer);
      },
      kill: () => signalGroup(child, "SIGKILL"),
    };
  }
}

function environmentOf(
  image: ProcessImage,
  { env, mounts }: ContainerContext,
  ports: ReadonlyMap<number, number>,
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const name of PASSED_ON) if (process.env[name] !== undefined) result[name] = process.env[name];
  for (const [name, value] of Object.entries(env)) result[name] = realPath(value, mounts);
  const serviceAccount = mounts["/var/run/secrets/kubernetes.io/serviceaccount"];
  if (serviceAccount) result["KUBERNETES_SERVICEACCOUNT_DIR"] = serviceAccount;
  for (const [containerPort, variable] of Object.entries(image.portVariables)) {
    const port = ports.get(Number(containerPort));
    if (port !== undefined) result[variable] = String(port);
  }
  return { ...result, ...image.environment(env), INLAY_PARENT_PIPE: "true" };
}

/** A path inside of a mount, as it is on this machine. */
function realPath(value: string, mounts: Readonly<Record<string, string>>): string {
  for (const [mountPath, folder] of Object.entries(mounts))
    if (value === mountPath || value.startsWith(`${mountPath}/`)) return folder + value.slice(mountPath.length);
  return value;
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}

/** A port that nobody listens on right now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
