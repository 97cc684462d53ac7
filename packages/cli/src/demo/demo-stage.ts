import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { CommandError } from "../command-error.ts";
import { styled } from "../terminal/style.ts";

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** A log line of the controller. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly message: string };

export interface StageOptions {
  readonly kubectl: string;
  /** Undefined: the AWS CLI is not there, its steps are left out. */
  readonly aws: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** A step of the walk did not show what it should. */
class StepFailed extends CommandError {}

const PROJECT = fileURLToPath(new URL("../../../..", import.meta.url));
const COMMAND_DEADLINE_MS = 60_000;

/** Where a walk is played: real clients against a box, and a narrator. */
export class DemoStage {
  readonly #options: StageOptions;

  constructor(options: StageOptions) {
    this.#options = options;
  }

  get hasAws(): boolean {
    return this.#options.aws !== undefined;
  }

  title(text: string): void {
    process.stdout.write(`\n${styled(["bold", "cyan"], text)}\n`);
  }

  say(text: string): void {
    process.stdout.write(`${text}\n`);
  }

  /** A step's check that holds. */
  passed(text: string): void {
    process.stdout.write(`${styled("green", "✓")} ${text}\n`);
  }

  check(condition: boolean, text: string, seen: string): void {
    if (!condition) throw new StepFailed(`${text}: this did not hold. Seen instead:\n${seen}`);
    this.passed(text);
  }

  /** Runs kubectl as a person would, showing the command and what it prints. */
  async kubectl(args: string): Promise<string> {
    return this.#shown("kubectl", this.#options.kubectl, args);
  }

  async aws(args: string): Promise<string> {
    return this.#shown("aws", this.#options.aws ?? "aws", args);
  }

  /** kubectl behind the scenes. */
  async ask(args: string): Promise<string> {
    const output = await this.#run(this.#options.kubectl, args);
    if (output.exitCode !== 0) throw new StepFailed(`kubectl ${args}: ${output.stderr.trim()}`);
    return output.stdout;
  }

  /** Waits until the question has an answer. */
  async until<T>(what: string, deadlineMs: number, question: () => Promise<T | undefined>): Promise<T> {
    const deadline = Date.now() + deadlineMs;
    process.stdout.write(styled("dim", `… waiting for ${what}`) + "\n");
    for (;;) {
      this.#options.signal.throwIfAborted();
      const answer = await question();
      if (answer !== undefined) return answer;
      if (Date.now() > deadline) throw new StepFailed(`${what}: not seen within ${deadlineMs / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  /** Lines of the controller's log from the last one with this message on. */
  async logLinesFrom(message: string): Promise<readonly LogLine[]> {
    const text = await this.ask(
      "logs --namespace karpenter --selector app.kubernetes.io/name=karpenter --container controller --tail=-1",
    );
    const lines = text.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line) as LogLine] : []));
    const from = lines.findLastIndex((line) => line.message === message);
    return from < 0 ? [] : lines.slice(from);
  }

  /** Waits for log lines with these messages, in this order, and shows each as it comes. */
  async log(messages: readonly string[], deadlineMs: number): Promise<readonly LogLine[]> {
    const found: LogLine[] = [];
    const [first = ""] = messages;
    await this.until(`the log to say "${messages.join('", "')}"`, deadlineMs, async () => {
      let index = 0;
      for (const line of await this.logLinesFrom(first)) {
        if (line.message !== messages[index]) continue;
        if (index === found.length) {
          found.push(line);
          this.say(`  ${summary(line)}`);
        }
        index++;
      }
      return index === messages.length ? true : undefined;
    });
    this.passed(`the log told ${messages.length} lines in the page's order`);
    return found;
  }

  async #shown(name: string, file: string, args: string): Promise<string> {
    process.stdout.write(`${styled("bold", `$ ${name} ${args}`)}\n`);
    const output = await this.#run(file, args);
    const text = (output.stdout + output.stderr).trimEnd();
    if (text !== "") this.say(text);
    if (output.exitCode !== 0) throw new StepFailed(`${name} ${args}: ended with ${output.exitCode}`);
    return output.stdout;
  }

  #run(file: string, args: string): Promise<Output> {
    return new Promise((resolve, reject) => {
      const child = spawn(file, words(args), {
        // Paths in commands, such as examples/inflate.yaml, start at the project.
        cwd: PROJECT,
        env: { ...process.env, ...this.#options.environment },
        signal: AbortSignal.any([this.#options.signal, AbortSignal.timeout(COMMAND_DEADLINE_MS)]),
        stdio: ["ignore", "pipe", "pipe"],
      });
      let stdout = "";
      let stderr = "";
      child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
      child.once("error", reject);
      child.once("close", (code) => resolve({ stdout, stderr, exitCode: code ?? 1 }));
    });
  }
}

/** Splits like a shell, quotes included. */
function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3]!);
}

/** What a log line is about, without its identifiers. */
function summary(line: LogLine): string {
  const shown = [
    "Pods",
    "nodeclaims",
    "pods",
    "requests",
    "instance-type",
    "instance-types",
    "zone",
    "reason",
    "decision",
  ]
    .filter((key) => key in line)
    .map((key) => `${key}=${typeof line[key] === "string" ? line[key] : JSON.stringify(line[key])}`);
  const objects = (["NodeClaim", "Node"] as const).flatMap((key) => {
    const value = line[key] as { readonly name?: string } | undefined;
    return value?.name === undefined ? [] : [value.name];
  });
  return [styled("bold", line.message), ...objects, ...shown].join("  ");
}
