import type { Environment, ParseResult } from "@marcbachmann/cel-js";
import { Optional } from "@marcbachmann/cel-js";
import type { Schema, ValidationRule } from "../../schema/schema.ts";
import { instrument } from "./instrument.ts";
import { celEnvironment, COST_PER_CHARACTER, CostExceeded, TICK, type Meter } from "./library.ts";

/** Upstream's limits, in its cost units: for one rule, and for all rules of one object. */
const RULE_BUDGET = 1_000_000;
export const OBJECT_BUDGET = 10_000_000;

/** What a rule came to: a value, or why there is none. `cost` is what it took. */
export type Evaluation =
  | { readonly kind: "value"; readonly value: unknown; readonly cost: number }
  | { readonly kind: "error"; readonly message: string; readonly cost: number }
  | { readonly kind: "exhausted"; readonly message: string; readonly cost: number };

export interface Program {
  readonly rule: ValidationRule;
  /** Rules about a change: evaluated on updates only, unless oldSelf is optional. */
  readonly usesOldSelf: boolean;
  /** Why it does not compile. */
  readonly fault: string | undefined;
  evaluate(self: unknown, oldSelf: OldSelf, budget: number): Evaluation;
  message(self: unknown, oldSelf: OldSelf): string | undefined;
}

/** Absent on create. */
export type OldSelf = { readonly value: unknown } | undefined;

class CountingMeter implements Meter {
  spent = 0;
  limit = RULE_BUDGET;

  /** How much dearer a step is that may read the longest text there is. */
  scale = 1;

  spend(cost: number): boolean {
    this.spent += cost * this.scale;
    return !this.isExhausted;
  }

  get isExhausted(): boolean {
    return this.spent > this.limit;
  }
}

type SelfType = Parameters<typeof celEnvironment>[0];
const environments = new Map<SelfType, { readonly environment: Environment; readonly meter: CountingMeter }>();

function environmentFor(type: SelfType) {
  let found = environments.get(type);
  if (!found) {
    const meter = new CountingMeter();
    found = { environment: celEnvironment(type, meter), meter };
    environments.set(type, found);
  }
  return found;
}

/** Compiles a rule against the type of its schema node. Never throws: a rule that does not compile says so in `fault`. */
export function compileRule(rule: ValidationRule, schema: Schema): Program {
  const type = schema["x-kubernetes-int-or-string"] === true ? undefined : schema.type;
  const { environment, meter } = environmentFor(type);
  const usesOldSelf = /\boldSelf\b/.test(rule.rule);
  let body: ParseResult | undefined;
  let text: ParseResult | undefined;
  let fault: string | undefined;
  let hasLoops = false;
  try {
    const instrumented = instrument(environment.parse(rule.rule).ast);
    hasLoops = instrumented.includes(TICK);
    body = environment.parse(instrumented);
    fault = typeFault(body, "bool");
    if (rule.messageExpression !== undefined) {
      text = environment.parse(instrument(environment.parse(rule.messageExpression).ast));
      const wrong = typeFault(text, "string");
      if (wrong) fault ??= wrong;
    }
  } catch (error) {
    fault = `compilation failed: ${summaryOf(error)}`;
  }
  const run = (expression: ParseResult, self: unknown, oldSelf: OldSelf, budget: number): Evaluation => {
    meter.spent = 0;
    meter.scale = hasLoops ? 1 + longestText(self) * COST_PER_CHARACTER : 1;
    meter.limit = Math.min(RULE_BUDGET, budget);
    const previous =
      rule.optionalOldSelf === true ? (oldSelf ? Optional.of(oldSelf.value) : Optional.none()) : oldSelf?.value;
    try {
      const value: unknown = expression({ self, oldSelf: previous });
      if (meter.isExhausted) return exhausted(meter.spent);
      return { kind: "value", value, cost: meter.spent + 1 };
    } catch (error) {
      if (meter.isExhausted) return exhausted(meter.spent);
      return { kind: "error", message: summaryOf(error), cost: meter.spent + 1 };
    }
  };
  return {
    rule,
    usesOldSelf,
    fault,
    evaluate: (self, oldSelf, budget) =>
      body && fault === undefined ? run(body, self, oldSelf, budget) : { kind: "error", message: fault ?? "", cost: 0 },
    message: (self, oldSelf) => {
      const made = text && fault === undefined ? run(text, self, oldSelf, RULE_BUDGET) : undefined;
      return made?.kind === "value" && typeof made.value === "string" && made.value.trim() !== ""
        ? made.value
        : undefined;
    },
  };
}

function typeFault(expression: ParseResult, wanted: "bool" | "string"): string | undefined {
  const { valid, type, error } = expression.check();
  if (!valid) return `compilation failed: ${summaryOf(error)}`;
  if (type === undefined || type === wanted || type === "dyn") return undefined;
  return wanted === "bool" ? "cel expression must evaluate to a bool" : "messageExpression must evaluate to a string";
}

/** Characters of the longest text in a value: built-in text functions have no meter of their own. */
function longestText(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 0;
  let longest = 0;
  for (const member of Object.values(value)) longest = Math.max(longest, longestText(member));
  return longest;
}

function exhausted(cost: number): Evaluation {
  return { kind: "exhausted", message: new CostExceeded().message, cost };
}

/** The library's words in upstream's, where people meet them. */
function summaryOf(error: unknown): string {
  const { summary, message, code } = error as {
    readonly summary?: string;
    readonly message?: string;
    readonly code?: string;
  };
  const text = summary ?? message ?? String(error);
  if (code === "no_such_key") return text.replace(/^No such key/, "no such key");
  if (code === "invalid_duration") return "type conversion error from 'string' to 'google.protobuf.Duration'";
  if (code === "invalid_timestamp") return "type conversion error from 'string' to 'google.protobuf.Timestamp'";
  if (code === "int_conversion_error") return "type conversion error from 'string' to 'int'";
  return text;
}
