import type { StringMap } from "@inlay/resources";
import { badRequest } from "../failures.ts";
import { labelKeyProblem, labelValueProblem } from "./label-syntax.ts";

/** Whether labels satisfy a selector. */
export type LabelMatcher = (labels: StringMap | undefined) => boolean;

const BINARY_OPERATORS = ["in", "notin", "=", "==", "!=", ">", "<"] as const;
type Operator = (typeof BINARY_OPERATORS)[number];
const OPERATORS_TEXT = "in, notin, =, ==, !=, gt, lt";

interface Token {
  readonly kind: "symbol" | "identifier" | "end";
  readonly text: string;
}
const END: Token = { kind: "end", text: "" };

/**
 * The text form of selectors: `app=inflate,tier notin (a,b),!legacy,size>3`. Grammar and wording of k8s.io/apimachinery
 * labels.Parse.
 *
 * @throws ApiError 400
 */
export function parseLabelSelector(text: string): LabelMatcher {
  const matchers = new Parser(text).parse();
  return (labels) => matchers.every((matches) => matches(labels));
}

class Parser {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(text: string) {
    this.#tokens = [...text.matchAll(/[()<>,]|!=|!|==|=|[^\s()<>,!=]+/g)].map(([token]) => ({
      kind: /^[()<>,!=]/.test(token) ? "symbol" : "identifier",
      text: token,
    }));
  }

  parse(): readonly LabelMatcher[] {
    const matchers: LabelMatcher[] = [];
    for (;;) {
      const ahead = this.#ahead();
      if (ahead.kind === "end") return matchers;
      if (ahead.kind !== "identifier" && ahead.text !== "!")
        throw badRequest(`found '${ahead.text}', expected: !, identifier, or 'end of string'`);
      matchers.push(this.#requirement());
      const next = this.#take();
      if (next.kind === "end") return matchers;
      if (next.text !== ",") throw badRequest(`found '${next.text}', expected: ',' or 'end of string'`);
      const after = this.#ahead();
      if (after.kind !== "identifier" && after.text !== "!")
        throw badRequest(`found '${after.text}', expected: identifier after ','`);
    }
  }

  #requirement(): LabelMatcher {
    const negated = this.#ahead().text === "!" && this.#ahead().kind === "symbol";
    if (negated) this.#take();
    const key = this.#identifier();
    const problem = labelKeyProblem(key);
    if (problem) throw invalidRequirement(`<nil>: Invalid value: ${JSON.stringify(key)}: ${problem}`);
    if (negated) return (labels) => !has(labels, key);
    const ahead = this.#ahead();
    if (ahead.kind === "end" || ahead.text === ",") return (labels) => has(labels, key);
    const { text } = this.#take();
    const operator = BINARY_OPERATORS.find((each) => each === text);
    if (!operator) throw invalidRequirement(`found '${text}', expected: ${OPERATORS_TEXT}`);
    const values = operator === "in" || operator === "notin" ? this.#values() : [this.#exactValue()];
    return matcherOf(key, operator, values);
  }

  #identifier(): string {
    const token = this.#take();
    if (token.kind !== "identifier") throw invalidRequirement(`found '${token.text}', expected: identifier`);
    return token.text;
  }

  #exactValue(): string {
    const ahead = this.#ahead();
    if (ahead.kind === "end" || ahead.text === ",") return "";
    return this.#identifier();
  }

  #values(): readonly string[] {
    const open = this.#take();
    if (open.text !== "(") throw invalidRequirement(`found '${open.text}' expected: '('`);
    const values: string[] = [];
    for (let wantsValue = true; ;) {
      const token = this.#take();
      if (token.kind === "identifier" && wantsValue) values.push(token.text);
      else if (token.text === "," && token.kind === "symbol") {
        if (wantsValue) values.push("");
      } else if (token.text === ")") {
        if (wantsValue && values.length > 0) values.push("");
        return [...new Set(values)].sort();
      } else throw invalidRequirement(`found '${token.text}', expected: ',', ')' or identifier`);
      wantsValue = token.kind === "symbol";
    }
  }

  #ahead(): Token {
    return this.#tokens[this.#position] ?? END;
  }

  #take(): Token {
    return this.#tokens[this.#position++] ?? END;
  }
}

function matcherOf(key: string, operator: Operator, values: readonly string[]): LabelMatcher {
  if ((operator === "in" || operator === "notin") && values.length === 0)
    throw invalidRequirement("values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty");
  if (operator === ">" || operator === "<") {
    const [bound = ""] = values;
    if (!/^-?\d+$/.test(bound))
      throw invalidRequirement(
        `values[0]: Invalid value: ${JSON.stringify(bound)}: for 'Gt', 'Lt' operators, the value must be an integer`,
      );
    return (labels) => has(labels, key) && compares(labels[key], operator, BigInt(bound));
  }
  for (const [index, value] of values.entries()) {
    const problem = labelValueProblem(value);
    if (problem)
      throw invalidRequirement(`values[${index}][${key}]: Invalid value: ${JSON.stringify(value)}: ${problem}`);
  }
  const [only = ""] = values;
  switch (operator) {
    case "in":
      return (labels) => has(labels, key) && values.includes(labels[key] ?? "");
    case "notin":
      return (labels) => !has(labels, key) || !values.includes(labels[key] ?? "");
    case "!=":
      return (labels) => !has(labels, key) || labels[key] !== only;
    case "=":
    case "==":
      return (labels) => has(labels, key) && labels[key] === only;
  }
}

/** Labels come from outside: `constructor` is a key like any other. */
function has(labels: StringMap | undefined, key: string): labels is StringMap {
  return labels !== undefined && Object.hasOwn(labels, key);
}

function compares(value: string | undefined, operator: ">" | "<", bound: bigint): boolean {
  if (value === undefined || !/^-?\d+$/.test(value)) return false;
  return operator === ">" ? BigInt(value) > bound : BigInt(value) < bound;
}

const invalidRequirement = (message: string) => badRequest(`unable to parse requirement: ${message}`);
