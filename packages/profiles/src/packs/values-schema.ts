import { RE2JS } from "re2js";
import { readYaml, type Path, type YamlDocument } from "../yaml/yaml-document.ts";

/** What schema.yaml says of one path of the values. */
export interface SchemaRule {
  /** As written: `awsAccountNumber`, `list.$[].name`. */
  readonly name: string;
  readonly required: boolean;
  readonly readonly: boolean;
  /** As written, without quotes: `"${ipv4} - ${ipv4}"`. */
  readonly format?: string;
  readonly type?: string;
  readonly regex?: string;
  readonly listOptions: readonly string[];
  readonly hints: readonly string[];
}

export interface SchemaViolation {
  readonly rule: SchemaRule;
  readonly path: Path;
  readonly message: string;
}

const WORD = /\s+|\||required\b|readonly\b|(?:format|hints)\b|"(?:[^"\\]|\\.)*"/gy;

/** @returns the rules, or a sentence that says what cannot be read. */
export function parseValuesSchema(text: string): readonly SchemaRule[] | string {
  const { documents, faults } = readYaml(text);
  if (faults[0]) return `schema.yaml line ${faults[0].line}: ${faults[0].message}`;
  const value = documents[0]?.value ?? {};
  if (typeof value !== "object" || value === null) return "schema.yaml must be a map";
  const rules: SchemaRule[] = [];
  for (const [name, entry] of Object.entries(value)) {
    const source = (entry as { readonly schema?: unknown } | null)?.schema;
    const rule = typeof source === "string" ? parseRule(name, source) : "a text under `schema` is needed";
    if (typeof rule === "string") return `schema.yaml ${name}: ${rule}`;
    rules.push(rule);
  }
  return rules;
}

function parseRule(name: string, source: string): SchemaRule | string {
  const inner = /^\s*\{\{(.*)\}\}\s*$/s.exec(source)?.[1];
  if (inner === undefined) return "must stand between {{ and }}";
  let mode = "";
  const words = new Set<string>();
  const texts: { format: string[]; hints: string[] } = { format: [], hints: [] };
  for (let offset = 0; offset < inner.length;) {
    WORD.lastIndex = offset;
    const word = WORD.exec(inner)?.[0];
    if (word === undefined) return `unexpected ${JSON.stringify(inner.slice(offset, offset + 12))}`;
    offset += word.length;
    if (word.startsWith('"')) {
      if (mode !== "format" && mode !== "hints") return `text ${word} follows neither format nor hints`;
      texts[mode].push(word.slice(1, -1).replaceAll('\\"', '"'));
    } else if (word === "|") mode = "";
    else if (word.trim() !== "") words.add((mode = word));
  }
  const format = texts.format[0];
  const only = format === undefined ? undefined : /^\$\{([^}]*(?:\{[\d,]+\}[^}]*)*)\}$/.exec(format)?.[1];
  const part = only === undefined ? undefined : readPart(only);
  return {
    name,
    required: words.has("required"),
    readonly: words.has("readonly"),
    ...(format !== undefined && { format }),
    ...(part && { type: part.type }),
    ...(part?.regex !== undefined && { regex: part.regex }),
    listOptions: part?.options ?? [],
    hints: texts.hints,
  };
}

interface FormatPart {
  readonly type: string;
  readonly regex?: string;
  readonly range?: readonly [number, number];
  readonly options?: readonly string[];
}

function readPart(source: string): FormatPart {
  const colon = source.indexOf(":");
  if (colon < 0) return { type: source };
  const [type, detail] = [source.slice(0, colon), source.slice(colon + 1)];
  if (detail.startsWith("/")) return { type, regex: detail.slice(1, detail.lastIndexOf("/")) };
  const range = /^\[(-?[\d.]+)-(-?[\d.]+)\]$/.exec(detail);
  if (range) return { type, range: [Number(range[1]), Number(range[2])] };
  return {
    type,
    options: detail
      .replace(/^\[|\]$/g, "")
      .split(",")
      .map((option) => option.trim()),
  };
}

const BYTE = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const TYPES: Readonly<Record<string, string>> = {
  string: ".*",
  password: ".*",
  list: ".*",
  number: "-?\\d+(?:\\.\\d+)?",
  boolean: "true|false",
  ipv4: `${BYTE}(?:\\.${BYTE}){3}`,
  version: "v?\\d+(?:\\.\\d+){0,2}(?:-[0-9A-Za-z.-]+)?",
};

/** Every value that breaks a rule. Values with macros in them count as given: what they become is checked when it is known. */
export function checkValues(
  rules: readonly SchemaRule[],
  document: YamlDocument | undefined,
): readonly SchemaViolation[] {
  return rules.flatMap((rule) =>
    valuesAt(document?.value, rule.name.split("."), []).flatMap(({ path, value }) => {
      const missing = value === undefined || value === null || value === "";
      if (missing) return rule.required ? [{ rule, path, message: `${rule.name} is required` }] : [];
      if (rule.format === undefined || (typeof value === "string" && value.includes("{{"))) return [];
      const message = mismatch(rule.format, value);
      return message === undefined ? [] : [{ rule, path, message: `${rule.name}: ${message}` }];
    }),
  );
}

function valuesAt(value: unknown, steps: readonly string[], path: Path): { path: Path; value: unknown }[] {
  const [step, ...rest] = steps;
  if (step === undefined) return [{ path, value }];
  if (step === "$[]")
    return Array.isArray(value) ? value.flatMap((item, index) => valuesAt(item, rest, [...path, index])) : [];
  const child =
    value !== null && typeof value === "object" ? (value as Readonly<Record<string, unknown>>)[step] : undefined;
  // A key may itself hold dots, such as spectrocloud.com/install-priority.
  if (child === undefined && rest.length > 0 && value !== null && typeof value === "object") {
    const joined = Object.keys(value).find(
      (key) => key.includes(".") && (key === steps.join(".") || steps.join(".").startsWith(`${key}.`)),
    );
    if (joined !== undefined)
      return valuesAt((value as Readonly<Record<string, unknown>>)[joined], steps.slice(joined.split(".").length), [
        ...path,
        joined,
      ]);
  }
  return valuesAt(child, rest, [...path, step]);
}

function mismatch(format: string, value: unknown): string | undefined {
  const given = typeof value === "string" ? value : JSON.stringify(value);
  let pattern = "";
  const parts: FormatPart[] = [];
  for (const piece of format.split(/(\$\{(?:[^{}]|\{[\d,]*\})*\})/)) {
    if (!piece.startsWith("${")) {
      pattern += piece.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
      continue;
    }
    const part = readPart(piece.slice(2, -1));
    parts.push(part);
    const allowed = part.options?.map((o) => o.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
    pattern += `(${allowed ?? part.regex?.replace(/^\^|\$$/g, "") ?? TYPES[part.type] ?? ".*"})`;
  }
  const form = matcher(pattern);
  if (!form) return undefined;
  const only = parts.length === 1 ? parts[0] : undefined;
  if (!form.matches(given))
    return only?.options
      ? `must be one of ${only.options.join(", ")}`
      : `${JSON.stringify(given)} is not of the form ${format}`;
  if (only?.range) {
    const number = Number(given);
    if (number < only.range[0] || number > only.range[1])
      return `must lie between ${only.range[0]} and ${only.range[1]}`;
  }
  return undefined;
}

/** Undefined: not an expression that can be tried here. */
function matcher(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern, RE2JS.DOTALL);
  } catch {
    return undefined;
  }
}
