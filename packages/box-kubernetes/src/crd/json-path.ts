import { isDeepStrictEqual } from "node:util";
import { isRecord } from "../schema/paths.ts";

/** A path that cannot be read; `message` says where. */
export class JsonPathError extends Error {
  readonly code = "JSON_PATH";
}

type Step =
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "all" }
  | { readonly kind: "slice"; readonly from: number | undefined; readonly to: number | undefined; readonly by: number }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "descend" }
  | { readonly kind: "filter"; readonly left: Operand; readonly operator: string; readonly right: Operand | undefined };

type Operand =
  { readonly kind: "path"; readonly steps: readonly Step[] } | { readonly kind: "value"; readonly value: unknown };

export interface JsonPath {
  /** Everything that the path names in a value, in order. */
  find(value: unknown): readonly unknown[];
}

/**
 * Kubernetes' JSONPath as printer columns use it: `.spec.nodes`, `.metadata.labels.karpenter\.sh/nodepool`,
 * `.status.conditions[?(@.type=="Ready")].status`, `[*]`, `['a','b']`, `[1:3]`, `..name`.
 *
 * @throws JsonPathError
 */
export function parseJsonPath(path: string): JsonPath {
  const steps = new PathParser(path.replace(/^\{(.*)\}$/s, "$1")).parse();
  return { find: (value) => walk(steps, value) };
}

class PathParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): Step[] {
    const steps: Step[] = [];
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at]!;
      if (char === "[") steps.push(...this.#bracket());
      else if (char === "." && this.#text[this.#at + 1] === ".") {
        this.#at += this.#text[this.#at + 2] === "[" ? 2 : 1;
        steps.push({ kind: "descend" });
      } else if (char === ".") {
        this.#at++;
        if (this.#text[this.#at] === "[") continue;
        const name = this.#name();
        if (name === "*") steps.push({ kind: "all" });
        else if (name !== "") steps.push({ kind: "field", name });
      } else if (char === "$" || char === "@") this.#at++;
      else if (steps.length === 0) steps.push({ kind: "field", name: this.#name() });
      else throw new JsonPathError(`unrecognized character in action: ${JSON.stringify(char)}`);
    }
    return steps;
  }

  /** A backslash takes the next character as it is. */
  #name(): string {
    let name = "";
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at]!;
      if (char === "\\" && this.#at + 1 < this.#text.length) name += this.#text[++this.#at];
      else if (char === "." || char === "[" || char === "]" || /[\s=<>!()]/.test(char)) break;
      else name += char;
    }
    return name;
  }

  #bracket(): Step[] {
    const end = this.#closing();
    const inside = this.#text.slice(this.#at + 1, end).trim();
    this.#at = end + 1;
    if (inside === "*") return [{ kind: "all" }];
    if (/^-?\d+$/.test(inside)) return [{ kind: "index", index: Number(inside) }];
    const quoted = /^(['"])((?:\\.|(?!\1).)*)\1$/.exec(inside);
    if (quoted) return [{ kind: "field", name: quoted[2]!.replaceAll(/\\(.)/g, "$1") }];
    const slice = /^(-?\d*):(-?\d*)(?::(-?\d+))?$/.exec(inside);
    if (slice) {
      const number = (text: string | undefined) => (text ? Number(text) : undefined);
      return [{ kind: "slice", from: number(slice[1]), to: number(slice[2]), by: number(slice[3]) ?? 1 }];
    }
    const filter = /^\?\((.*)\)$/s.exec(inside);
    if (filter) return [filterOf(filter[1]!)];
    throw new JsonPathError(`invalid array index ${inside}`);
  }

  #closing(): number {
    let depth = 0;
    let quote = "";
    for (let at = this.#at; at < this.#text.length; at++) {
      const char = this.#text[at]!;
      if (quote !== "") {
        if (char === "\\") at++;
        else if (char === quote) quote = "";
      } else if (char === '"' || char === "'") quote = char;
      else if (char === "[") depth++;
      else if (char === "]" && --depth === 0) return at;
    }
    throw new JsonPathError("unterminated array");
  }
}

function filterOf(text: string): Step {
  const match = /^(.*?)(==|!=|<=|>=|<|>)(.*)$/s.exec(text);
  if (!match) return { kind: "filter", left: operandOf(text), operator: "exists", right: undefined };
  return { kind: "filter", left: operandOf(match[1]!), operator: match[2]!, right: operandOf(match[3]!) };
}

function operandOf(text: string): Operand {
  const trimmed = text.trim();
  const quoted = /^(['"])(.*)\1$/s.exec(trimmed);
  if (quoted) return { kind: "value", value: quoted[2]!.replaceAll(/\\(.)/g, "$1") };
  if (/^-?\d+(\.\d+)?$/.test(trimmed)) return { kind: "value", value: Number(trimmed) };
  if (trimmed === "true" || trimmed === "false") return { kind: "value", value: trimmed === "true" };
  return { kind: "path", steps: new PathParser(trimmed).parse() };
}

function walk(steps: readonly Step[], value: unknown): readonly unknown[] {
  let values: readonly unknown[] = [value];
  for (const step of steps) values = values.flatMap((each) => take(step, each));
  return values;
}

function take(step: Step, value: unknown): readonly unknown[] {
  switch (step.kind) {
    case "field":
      return isRecord(value) && Object.hasOwn(value, step.name) ? [value[step.name]] : [];
    case "all":
      return Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
    case "index":
      return Array.isArray(value) && value.at(step.index) !== undefined ? [value.at(step.index) as unknown] : [];
    case "slice":
      return Array.isArray(value)
        ? value.slice(step.from ?? 0, step.to).filter((_, i) => i % Math.max(step.by, 1) === 0)
        : [];
    case "descend":
      return descendants(value);
    case "filter":
      return Array.isArray(value) ? value.filter((item) => holds(step, item)) : [];
  }
}

function descendants(value: unknown): readonly unknown[] {
  const below = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
  return [value, ...below.flatMap(descendants)];
}

function holds(step: Extract<Step, { kind: "filter" }>, item: unknown): boolean {
  const read = (operand: Operand) => (operand.kind === "value" ? [operand.value] : walk(operand.steps, item));
  const [left] = read(step.left);
  if (step.operator === "exists" || !step.right) return left !== undefined;
  const [right] = read(step.right);
  if (left === undefined || right === undefined) return false;
  switch (step.operator) {
    case "==":
      return isDeepStrictEqual(left, right);
    case "!=":
      return !isDeepStrictEqual(left, right);
    default: {
      if (typeof left !== typeof right || (typeof left !== "number" && typeof left !== "string")) return false;
      const order = left < (right as string | number) ? -1 : left > (right as string | number) ? 1 : 0;
      return step.operator === "<"
        ? order < 0
        : step.operator === "<="
          ? order <= 0
          : step.operator === ">"
            ? order > 0
            : order >= 0;
    }
  }
}
