import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toolBinary } from "../../packages/cli/src/kubectl/tool-binary.ts";
import { until } from "./wait.ts";

const root = join(import.meta.dirname, "../..");
const inlay = join(root, "packages/cli/bin/inlay.mjs");

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** A real box, started as a user starts it, with the clients that a user would use against it. */
export interface BoxProcess {
  readonly name: string;
  /** What `inlay env` sets. */
  readonly env: Readonly<Record<string, string>>;
  readonly process: ChildProcess;
  /** Everything that `inlay up` has printed so far. */
  readonly screen: () => string;
  kubectl(args: string, input?: string): Promise<Output>;
  /** kubectl that must succeed; its standard output. */
  ok(args: string, input?: string): Promise<string>;
  /** `kubectl get … -o json`, parsed. */
  json<T = KubeList>(args: string): Promise<T>;
  aws(args: string): Promise<Output>;
  inlay(args: string): Promise<Output>;
  /** The control API: method and path, body as JSON. */
  control<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  stop(): Promise<void>;
}

/** As much of a list as tests read. */
export interface KubeList {
  readonly items: readonly KubeItem[];
}
export interface KubeItem {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
  };
  readonly spec: Record<string, unknown>;
  readonly status?: {
    readonly conditions?: readonly { type: string; status: string; reason?: string; message?: string }[];
  } & Record<string, unknown>;
}

export function run(
  file: string,
  args: readonly string[],
  options: { env?: Record<string, string>; input?: string; timeoutMs?: number } = {},
): Promise<Output> {
  return new Promise((resolve) => {
    const child = execFile(
      file,
      args,
      {
        env: { ...process.env, ...options.env },
        maxBuffer: 64 * 2 ** 20,
        cwd: root,
        timeout: options.timeoutMs ?? 120_000,
      },
      (error, stdout, stderr) => {
        const exitCode = error ? (typeof error.code === "number" ? error.code : 1) : 0;
        resolve({ stdout, stderr, exitCode });
      },
    );
    if (options.input !== undefined) child.stdin?.end(options.input);
  });
}

let count = 0;

/** What `npm start` is: npm, a shell, and in it `inlay up`. */
const BY_NPM = ["npm", "start", "--"] as const;
const BY_HAND = [process.execPath, inlay, "up"] as const;

/**
 * @param options.speed divides the machines' times: 20 makes a node join in about two seconds.
 * @param options.console with the server and its console beside the box.
 * @param options.npm started by `npm start`, as a new user does.
 */
export async function startBox(
  options: { speed?: number; name?: string; args?: readonly string[]; console?: boolean; npm?: boolean } = {},
): Promise<BoxProcess> {
  const name = options.name ?? `test-${process.pid}-${++count}`;
  const state = mkdtempSync(join(tmpdir(), "inlay-state-"));
  const ownEnv = { XDG_STATE_HOME: state, NO_COLOR: "1" };
  const [command, ...start] = options.npm ? BY_NPM : BY_HAND;
  const beside = options.console ? [] : ["--no-console"];
  const child = spawn(
    command,
    [...start, "--name", name, "--ready", "--speed", String(options.speed ?? 20), ...beside, ...(options.args ?? [])],
    { env: { ...process.env, ...ownEnv }, cwd: root, stdio: ["ignore", "pipe", "pipe"] },
  );
  let screen = "";
  child.stdout.on("data", (chunk: Buffer) => (screen += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (screen += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));

  const exports = await until(
    `box ${name} to answer`,
    async () => {
      if (child.exitCode !== null) throw new Error(`inlay up ended with ${child.exitCode}:\n${screen}`);
      const { stdout, exitCode } = await run(process.execPath, [inlay, "env", "--name", name], { env: ownEnv });
      return exitCode === 0 && stdout.includes("KUBECONFIG") ? stdout : undefined;
    },
    60_000,
  ).catch((error: unknown) => {
    child.kill("SIGKILL");
    throw error;
  });
  const env: Record<string, string> = { ...ownEnv };
  for (const [, key, value] of exports.matchAll(/^export ([A-Z0-9_]+)=(.*)$/gm))
    env[key!] = value!.replace(/^(['"])(.*)\1$/, "$2");

  const binary = await toolBinary("kubectl");
  const kubectl = async (args: string, input?: string) =>
    run(binary, words(args), { env, ...(input === undefined ? {} : { input }) });
  const ok = async (args: string, input?: string) => {
    const output = await kubectl(args, input);
    if (output.exitCode !== 0)
      throw new Error(`kubectl ${args}: exit ${output.exitCode}\n${output.stderr}${output.stdout}`);
    return output.stdout;
  };
  return {
    name,
    env,
    process: child,
    screen: () => screen,
    kubectl,
    ok,
    json: async <T = KubeList>(args: string) => JSON.parse(await ok(`${args} -o json`)) as T,
    aws: (args) => run("aws", words(args), { env }),
    inlay: (args) => run(process.execPath, [inlay, ...words(args), "--name", name], { env }),
    control: async <T>(method: string, path: string, body?: unknown) => {
      const response = await fetch(`${env.INLAY_BOX_URL}${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return (text === "" ? undefined : JSON.parse(text)) as T;
    },
    stop: async () => {
      if (child.exitCode === null) child.kill("SIGTERM");
      await ended;
      rmSync(state, { recursive: true, force: true });
    },
  };
}

/** Splits like a shell, quotes included: `get pods -l 'a=b c'`. */
function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3]!);
}
