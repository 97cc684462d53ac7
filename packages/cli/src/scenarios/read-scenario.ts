import { parseDocument } from "yaml";
import { Duration } from "@inlay/resources";
import { CommandError } from "../command-error.ts";

/** Calls of the control API that a step makes with its own fields as the body. */
const CONTROLS = {
  fault: "faults",
  capacity: "capacity",
  quota: "quotas",
  price: "prices",
  release: "releases",
  clock: "clock",
} as const;
const KINDS = ["say", "kubectl", "aws", "interrupt", "clear", "until", ...Object.keys(CONTROLS)];
const DEFAULT_PATIENCE = "5m";

/** One step of a scenario. */
export type Step =
  | { readonly kind: "say"; readonly text: string }
  /** A command line of a client, as in a shell; files are looked for beside the scenario. */
  | { readonly kind: "client"; readonly client: "kubectl" | "aws"; readonly args: string }
  | { readonly kind: "control"; readonly name: string; readonly path: string; readonly body: unknown }
  | { readonly kind: "interrupt"; readonly how: string; readonly most: number }
  | { readonly kind: "clear" }
  | { readonly kind: "until"; readonly look: Look; readonly shows: RegExp; readonly withinMs: number };

/** Where a step waits for something: what kubectl prints, or the calls of AWS's ledger since the scenario's start. */
export type Look = { readonly kubectl: string } | { readonly ledger: true };

export interface Scenario {
  readonly title: string;
  readonly steps: readonly Step[];
}

/** @throws CommandError that names the step. */
export function readScenario(text: string, file: string): Scenario {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) throw new CommandError(`${file}: ${error.message.split("\n")[0]}`);
  const { title, steps } = (document.toJS() ?? {}) as { readonly title?: unknown; readonly steps?: unknown };
  if (typeof title !== "string") throw new CommandError(`${file}: "title" must be a text`);
  if (!Array.isArray(steps) || steps.length === 0) throw new CommandError(`${file}: "steps" must be a list`);
  return {
    title,
    steps: steps.map((step: unknown, index) => {
      try {
        return stepOf(step);
      } catch (problem) {
        throw new CommandError(
          `${file}: step ${index + 1}: ${problem instanceof Error ? problem.message : "is wrong"}`,
        );
      }
    }),
  };
}

function stepOf(step: unknown): Step {
  const [[kind, value] = ["", undefined], ...more] = Object.entries((step ?? {}) as Readonly<Record<string, unknown>>);
  if (more.length > 0 || !KINDS.includes(kind)) throw new Error(`needs exactly one of ${KINDS.join(", ")}`);
  if (kind === "say") return { kind, text: textOf(value, kind) };
  if (kind === "kubectl" || kind === "aws") return { kind: "client", client: kind, args: textOf(value, kind) };
  if (kind === "clear") return { kind };
  if (kind === "until") return untilOf(fieldsOf(value, kind));
  if (kind === "interrupt") {
    const { kind: how = "spot-interruption", most = 1 } = fieldsOf(value, kind);
    return { kind, how: textOf(how, "interrupt.kind"), most: most === "all" ? Infinity : Number(most) };
  }
  return { kind: "control", name: kind, path: CONTROLS[kind as keyof typeof CONTROLS], body: fieldsOf(value, kind) };
}

function untilOf({ kubectl, ledger, shows, within = DEFAULT_PATIENCE }: Readonly<Record<string, unknown>>): Step {
  const look: Look | undefined =
    ledger === true ? { ledger } : kubectl === undefined ? undefined : { kubectl: textOf(kubectl, "until.kubectl") };
  if (!look) throw new Error("until needs kubectl: a command line, or ledger: true");
  const withinMs = Duration.parse(textOf(within, "until.within"), "until.within").milliseconds;
  return { kind: "until", look, shows: new RegExp(textOf(shows, "until.shows")), withinMs };
}

function textOf(value: unknown, field: string): string {
  if (typeof value !== "string" || value === "") throw new Error(`${field} must be a text`);
  return value;
}

function fieldsOf(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error(`${field} must have fields`);
  return value as Readonly<Record<string, unknown>>;
}
