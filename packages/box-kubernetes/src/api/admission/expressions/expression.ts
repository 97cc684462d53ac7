import type { Environment, ParseResult } from "@marcbachmann/cel-js";
import { instrument } from "../../../crd/cel/instrument.ts";
import { celEnvironment, type Meter } from "../../../crd/cel/library.ts";
import { toCel } from "../../../crd/cel/values.ts";

/** What an expression can speak of: `object`, `oldObject`, `request`, `namespaceObject`, `params`, `variables`. */
export type Variables = Readonly<Record<string, unknown>>;

export type Outcome = { readonly value: unknown } | { readonly error: string };

const NAMES = ["object", "oldObject", "request", "namespaceObject", "params", "variables"] as const;
/** Upstream's limit for one expression, in its cost units. */
const BUDGET = 1_000_000;

class Budget implements Meter {
  spent = 0;

  spend(cost: number): boolean {
    this.spent += cost;
    return !this.isExhausted;
  }

  get isExhausted(): boolean {
    return this.spent > BUDGET;
  }
}

let shared: { readonly environment: Environment; readonly budget: Budget } | undefined;

function environmentOf() {
  if (!shared) {
    const budget = new Budget();
    const environment = celEnvironment(undefined, budget);
    for (const name of NAMES) environment.registerVariable(name, "dyn");
    shared = { environment, budget };
  }
  return shared;
}

const compiled = new Map<string, ParseResult | string>();
const REMEMBERED = 1_000;

/** @returns the compiled expression, or why it does not compile. */
function compile(text: string): ParseResult | string {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  if (compiled.size >= REMEMBERED) compiled.clear();
  const result = parse(text);
  compiled.set(text, result);
  return result;
}

function parse(text: string): ParseResult | string {
  const { environment } = environmentOf();
  try {
    const parsed = environment.parse(instrument(environment.parse(text).ast));
    const { valid, error } = parsed.check();
    return valid ? parsed : wordsOf(error);
  } catch (error) {
    return wordsOf(error);
  }
}

/** Why the expression cannot be used; undefined when it can. */
export function compileFault(text: string): string | undefined {
  const result = compile(text);
  return typeof result === "string" ? result : undefined;
}

/** Evaluates an expression of an admission policy or a match condition. Never throws. */
export function evaluate(text: string, variables: Variables): Outcome {
  const expression = compile(text);
  if (typeof expression === "string") return { error: `compilation failed: ${expression}` };
  const { budget } = environmentOf();
  budget.spent = 0;
  try {
    const given = Object.fromEntries(NAMES.map((name) => [name, variables[name] ?? null]));
    const value: unknown = expression(given);
    return budget.isExhausted ? { error: "operation cancelled: actual cost limit exceeded" } : { value };
  } catch (error) {
    return { error: budget.isExhausted ? "operation cancelled: actual cost limit exceeded" : wordsOf(error) };
  }
}

/** A JSON value as expressions see it. */
export function celValue(value: unknown): unknown {
  return toCel({}, value);
}

function wordsOf(error: unknown): string {
  const { summary, message } = error as { readonly summary?: string; readonly message?: string };
  return (summary ?? message ?? String(error)).replace(/^No such key/, "no such key");
}
