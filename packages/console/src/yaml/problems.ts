import { isMap, isNode, isScalar, LineCounter, parseAllDocuments, type Document } from "yaml";

/** What is wrong with a text, and where: offsets for the editor, line and column (from 1) for people. */
export type Problem = {
  readonly from: number;
  readonly to: number;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly severity: "error" | "warning";
};

/** A pack's rule for one value, as Palette's API gives it with the pack's values. */
export type ValueRule = {
  /** Full path, such as `awsAccountNumber` or `charts.karpenter.replicas`; `$[]` stands for each element. */
  readonly name: string;
  readonly required?: boolean;
  readonly readonly?: boolean;
  readonly format?: string;
  readonly type?: string;
  readonly regex?: string;
  readonly hints?: readonly string[];
  readonly listOptions?: readonly string[];
};

const MOST_ALIASES = 100;

/** Problems of a YAML text: syntax, then the pack's rules. Macros (`{{…}}`) are text and meet every format. */
export function problemsOf(text: string, rules: readonly ValueRule[] = []): Problem[] {
  const lines = new LineCounter();
  const at = (from: number, to: number, message: string, severity: Problem["severity"] = "error"): Problem => {
    const { line, col } = lines.linePos(from);
    return { from, to: Math.max(to, from), line: Math.max(line, 1), column: Math.max(col, 1), message, severity };
  };
  const aliases = text.match(/(?:^|[\s[,:])\*[A-Za-z0-9_-]+/g)?.length ?? 0;
  if (aliases > MOST_ALIASES) return [at(0, 0, `${aliases} aliases; at most ${MOST_ALIASES} are accepted.`)];

  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  if (documents.length === 0) return rules.filter((rule) => rule.required).map((rule) => at(0, 0, required(rule.name)));
  const syntax = documents.flatMap((document) => [
    ...document.errors.map((error) => at(error.pos[0], error.pos[1], sentence(error.message))),
    ...document.warnings.map((warning) => at(warning.pos[0], warning.pos[1], sentence(warning.message), "warning")),
  ]);
  if (syntax.some((problem) => problem.severity === "error")) return syntax;
  return [...syntax, ...ruleProblems(documents[0], rules, at)];
}

type At = (from: number, to: number, message: string) => Problem;

function ruleProblems(document: Document | undefined, rules: readonly ValueRule[], at: At): Problem[] {
  if (document === undefined) return [];
  return rules.flatMap((rule) => {
    if (rule.name.includes("$[]")) return [];
    const path = rule.name.split(".");
    const node = nodeAt(document, path);
    const value = isScalar(node) ? node.value : node;
    const [from, to] = isNode(node) && node.range ? [node.range[0], node.range[1]] : [lineOfParent(document, path), 0];
    if (value === undefined || value === null || value === "")
      return rule.required ? [at(from, to, required(rule.name))] : [];
    if (typeof value === "object" || `${value as string}`.includes("{{")) return [];
    const fault = violated(rule, value);
    return fault === undefined ? [] : [at(from, to, `${rule.name}: ${JSON.stringify(value)} ${fault}`)];
  });
}

function violated(rule: ValueRule, value: unknown): string | undefined {
  if (rule.type === "number" && typeof value !== "number") return "is not a number.";
  if (rule.type === "boolean" && typeof value !== "boolean") return "is not true or false.";
  if (rule.listOptions?.length && !rule.listOptions.includes(String(value)))
    return `is not one of ${rule.listOptions.join(", ")}.`;
  if (!rule.regex) return undefined;
  try {
    return new RegExp(`^(?:${rule.regex})$`).test(String(value)) ? undefined : `does not match ${rule.regex}.`;
  } catch {
    return undefined; // RE2 knows forms that JavaScript does not; the server checks those.
  }
}

/** Longest key wins, because keys may hold dots (`eks.amazonaws.com/role-arn`). */
function nodeAt(document: Document, path: readonly string[]): unknown {
  let node: unknown = document.contents;
  let rest = path;
  while (rest.length > 0) {
    if (!isMap(node)) return undefined;
    const map = node;
    const taken = rest.map((_, index) => rest.length - index).find((count) => map.has(rest.slice(0, count).join(".")));
    if (taken === undefined) return undefined;
    node = map.get(rest.slice(0, taken).join("."), true);
    rest = rest.slice(taken);
  }
  return node;
}

function lineOfParent(document: Document, path: readonly string[]): number {
  for (let depth = path.length - 1; depth > 0; depth--) {
    const node = nodeAt(document, path.slice(0, depth));
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

const required = (name: string): string => `${name} is required.`;
const sentence = (message: string): string => (/[.!?]$/.test(message) ? message : `${message}.`);
