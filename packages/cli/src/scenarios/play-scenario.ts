import { execFile } from "node:child_process";
import { boxEnvironment, type BoxRecord } from "@inlay/box";
import { callControl } from "../boxes/control-client.ts";
import { CommandError } from "../command-error.ts";
import { installCommand, onPath, toolBinary } from "../kubectl/tool-binary.ts";
import type { Look, Scenario, Step } from "./read-scenario.ts";

const LOOK_EVERY_MS = 500;
const CLIENT_DEADLINE_MS = 120_000;

interface Instance {
  readonly instanceId: string;
  readonly state: string;
  readonly privateDnsName: string;
  readonly tags: Readonly<Record<string, string>>;
}
interface LedgerLine {
  readonly sequence: number;
  readonly operation: string;
  readonly error?: string;
  readonly resources: readonly string[];
}

export interface Playing {
  readonly box: BoxRecord;
  /** Where the scenario's files are. */
  readonly folder: string;
  /** A line that stays. */
  readonly say: (line: string) => void;
  /** What is being done now; each takes the place of the one before. */
  readonly progress: (line: string) => void;
}

/** Plays the steps one after the other. @throws CommandError at the first that cannot be done or waits in vain. */
export async function playScenario({ title, steps }: Scenario, playing: Playing): Promise<void> {
  const { box, say, progress } = playing;
  say(title);
  const began = Date.now();
  const { items } = await control<{ items: readonly LedgerLine[] }>(box, "GET", "ledger");
  const since = items.at(-1)?.sequence ?? 0;
  for (const [index, step] of steps.entries()) {
    const shown = () => `[${index + 1}/${steps.length}] ${Math.round((Date.now() - began) / 1000)} s  ${wordsOf(step)}`;
    if (step.kind === "say") say(step.text);
    else if (step.kind === "until") await waitFor(step, since, playing, shown);
    else {
      progress(shown());
      await act(step, playing);
    }
  }
  progress("");
  say(`played in ${Math.round((Date.now() - began) / 1000)} s`);
}

function control<T>({ controlUrl }: BoxRecord, method: string, path: string, body?: unknown): Promise<T> {
  return callControl<T>(controlUrl ?? "", method, path, body);
}

function wordsOf(step: Step): string {
  if (step.kind === "client") return `${step.client} ${step.args}`;
  if (step.kind === "control") return `${step.name} ${JSON.stringify(step.body)}`;
  if (step.kind === "interrupt") return `interrupt: ${step.how}`;
  if (step.kind === "until")
    return `waiting for ${step.shows.source} in ${"kubectl" in step.look ? `kubectl ${step.look.kubectl}` : "the ledger"}`;
  return step.kind;
}

async function act(step: Exclude<Step, { kind: "say" | "until" }>, playing: Playing): Promise<void> {
  const { box, say } = playing;
  if (step.kind === "control") await control(box, "POST", step.path, step.body);
  else if (step.kind === "clear") await control(box, "DELETE", "faults");
  else if (step.kind === "client") {
    const { stderr, exitCode } = await client(step.client, step.args, playing);
    if (exitCode !== 0) throw new CommandError(`${wordsOf(step)}: ${stderr.trim()}`);
  } else {
    const { items } = await control<{ items: readonly Instance[] }>(box, "GET", "instances");
    const running = items.filter(
      ({ state, tags }) => state === "running" && tags["karpenter.sh/nodepool"] !== undefined,
    );
    if (running.length === 0) throw new CommandError("no machine of Karpenter's runs that could be interrupted");
    for (const { instanceId, privateDnsName } of running.slice(0, step.most)) {
      await control(box, "POST", "interruptions", { instance: instanceId, kind: step.how });
      say(`  ${step.how}: ${privateDnsName}`);
    }
  }
}

async function waitFor(
  { look, shows, withinMs }: Extract<Step, { kind: "until" }>,
  since: number,
  playing: Playing,
  shown: () => string,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    playing.progress(shown());
    const seen = await lookAt(look, since, playing);
    if (shows.test(seen)) return;
    if (Date.now() > deadline)
      throw new CommandError(`${shown()}: not seen within ${withinMs / 1000} s; last seen:\n${seen}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function lookAt(look: Look, since: number, playing: Playing): Promise<string> {
  if ("kubectl" in look) return (await client("kubectl", look.kubectl, playing)).stdout.trim();
  const { items } = await control<{ items: readonly LedgerLine[] }>(playing.box, "GET", `ledger?since=${since}`);
  return items
    .map(({ operation, error, resources }) => `${operation} ${error ?? "ok"} ${resources.join(" ")}`)
    .join("\n");
}

async function client(
  name: "kubectl" | "aws",
  line: string,
  { box, folder }: Playing,
): Promise<{ stdout: string; stderr: string; exitCode: number }> {
  const file = name === "aws" ? onPath("aws") : await toolBinary("kubectl");
  if (!file) throw new CommandError(`aws is not on PATH: install it with \`${installCommand("aws")}\``);
  const env = { ...process.env, ...boxEnvironment(box) };
  return new Promise((resolve) => {
    execFile(file, argumentsOf(line), { cwd: folder, env, timeout: CLIENT_DEADLINE_MS }, (error, stdout, stderr) =>
      resolve({ stdout, stderr, exitCode: error ? 1 : 0 }),
    );
  });
}

/** As a shell splits a line, quotes included. */
export function argumentsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3]!);
}
