import { readYaml, type YamlScalar } from "../yaml/yaml-document.ts";
import { isFault, type Expression, type MacroValue } from "./macro-expression.ts";
import { macroFunction, MACRO_FUNCTIONS } from "./macro-functions.ts";
import { findMacros, functionsIn, pathsIn, withoutMacros, type Macro } from "./macro-text.ts";
import { SYSTEM_MACROS, type MacroScope } from "./macro-scope.ts";

/** Why a macro gives no value. Line and column are 1-based, in the text as written. */
export interface MacroFault {
  readonly code:
    | "MACRO_SYNTAX"
    | "MACRO_UNKNOWN"
    | "MACRO_UNKNOWN_FUNCTION"
    | "MACRO_FUNCTION_ON_VARIABLE"
    | "MACRO_MISSING"
    | "MACRO_CYCLE";
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly fix?: string;
}

export interface Resolved {
  readonly text: string;
  readonly faults: readonly MacroFault[];
}

/** Thrown by a scope's `pack` when values refer to each other in a circle. */
export class MacroCycle extends Error {
  readonly code = "MACRO_CYCLE";
}

/**
 * A YAML text with our macros replaced. A value is written as the place asks for it: escaped in quotes, quoted where a plain scalar could
 * not hold it, indented in a block; so no value can change the structure around it. What has no value becomes empty, as in Palette, and is
 * a fault unless a function such as `default` gave it one. Comments are left alone.
 */
export function resolveMacros(text: string, scope: MacroScope): Resolved {
  const macros = findMacros(text);
  if (macros.length === 0) return { text, faults: [] };
  const faults: MacroFault[] = [];
  const scalars = readYaml(withoutMacros(text, macros)).documents.flatMap((document) => document.scalars());
  const within = (macro: Macro): YamlScalar | undefined =>
    scalars.find(({ start, end }) => start <= macro.start && macro.end <= end);
  let result = "";
  let at = 0;
  for (let next = 0; next < macros.length;) {
    const first = macros[next]!;
    const scalar = within(first);
    const group = scalar ? macros.filter((macro) => within(macro) === scalar) : [first];
    next += group.length;
    if (!scalar) continue; // in a comment, or in a text that is not YAML: that is a fault of its own
    const values = group.map((macro) => evaluateMacro(macro, scope, faults));
    result += text.slice(at, scalar.start) + rewrite(text, scalar, group, values);
    at = scalar.end;
  }
  return { text: result + text.slice(at), faults };
}

/** Replaces the macros in a single value, which is no YAML: a name, an ARN. */
export function resolveText(text: string, scope: MacroScope): Resolved {
  const faults: MacroFault[] = [];
  let result = "";
  let at = 0;
  for (const macro of findMacros(text)) {
    result += text.slice(at, macro.start) + evaluateMacro(macro, scope, faults);
    at = macro.end;
  }
  return { text: result + text.slice(at), faults };
}

function rewrite(text: string, scalar: YamlScalar, macros: readonly Macro[], values: readonly string[]): string {
  const join = (write: (value: string) => string): string => {
    let result = "";
    let at = scalar.start;
    macros.forEach(({ start, end }, index) => {
      result += text.slice(at, start) + write(values[index] ?? "");
      at = end;
    });
    return result + text.slice(at, scalar.end);
  };
  if (scalar.style === "double") return join((value) => JSON.stringify(value).slice(1, -1));
  if (scalar.style === "single")
    return values.some((value) => /[\n\r]/.test(value))
      ? JSON.stringify(
          join((value) => value)
            .slice(1, -1)
            .replaceAll("''", "'"),
        )
      : join((value) => value.replaceAll("'", "''"));
  if (scalar.style === "block") {
    const indent = /^[ ]+/m.exec(text.slice(text.indexOf("\n", scalar.start) + 1, scalar.end))?.[0] ?? "";
    return join((value) => value.replaceAll("\n", `\n${indent}`));
  }
  const plain = join((value) => value);
  return isPlainSafe(plain) ? plain : JSON.stringify(plain);
}

/** Whether a text reads back as itself, or as a number or boolean, when it stands without quotes. */
function isPlainSafe(text: string): boolean {
  if (/[\n\r\t]|^\s|\s$|: |:$| #|[,[\]]|^[{}&*!|>'"%@`#]|^[-?:](\s|$)|^---|^\.\.\.$/.test(text)) return false;
  const braces = text.replaceAll(/\{\{[^{}]*\}\}/g, "");
  return !/[{}]/.test(braces);
}

function evaluateMacro(macro: Macro, scope: MacroScope, faults: MacroFault[]): string {
  const { expression, line, column } = macro;
  if (isFault(expression)) {
    const message = `${macro.source}: ${expression.message}`;
    faults.push({ code: "MACRO_SYNTAX", line, column: column + expression.offset - macro.start, message });
    return "";
  }
  const fail = (fault: Omit<MacroFault, "line" | "column">): void => void faults.push({ ...fault, line, column });
  for (const name of functionsIn(expression))
    if (!macroFunction(name))
      fail({
        code: "MACRO_UNKNOWN_FUNCTION",
        message: `${macro.source}: there is no function ${name}`,
        fix: `use one of ${MACRO_FUNCTIONS.join(", ")}`,
      });
  if (pathsIn(expression).some(({ path, through }) => path[1] === "var" && through.length > 0))
    fail({
      code: "MACRO_FUNCTION_ON_VARIABLE",
      message: `${macro.source}: functions cannot be used on profile variables`,
      fix: "give the variable the value that is wanted here",
    });
  const missing: Omit<MacroFault, "line" | "column">[] = [];
  const value = evaluate(expression, (path) => lookUp(path, macro.source, scope, missing));
  // A missing value that a function such as default replaced is none; an unknown name always is.
  for (const fault of missing) if (fault.code !== "MACRO_MISSING" || value === undefined || value === "") fail(fault);
  return value === undefined ? "" : String(value);
}

function evaluate(
  expression: Expression,
  read: (path: readonly string[]) => MacroValue | undefined,
): MacroValue | undefined {
  if (expression.kind === "literal") return expression.value;
  if (expression.kind === "path") return read(expression.path);
  const args = expression.args.map((argument) => evaluate(argument, read));
  return macroFunction(expression.name)?.(...args);
}

function lookUp(
  path: readonly string[],
  source: string,
  scope: MacroScope,
  faults: Omit<MacroFault, "line" | "column">[],
): MacroValue | undefined {
  const [root, namespace = "", ...rest] = path;
  const name = rest.join(".");
  const found = namespace === "pack" ? packValue(rest, source, scope, faults) : valueOf(root, namespace, name, scope);
  if (found !== undefined || faults.some(({ code }) => code === "MACRO_CYCLE")) return found;
  faults.push(unresolved(root, namespace, name, source));
  return undefined;
}

function valueOf(root: string | undefined, namespace: string, name: string, scope: MacroScope): MacroValue | undefined {
  if (root !== "spectro") return undefined;
  const values = { system: scope.system, macro: scope.macros, var: scope.variables }[namespace];
  return values && Object.hasOwn(values, name) ? values[name] : undefined;
}

function packValue(
  [packName = "", ...path]: readonly string[],
  source: string,
  scope: MacroScope,
  faults: Omit<MacroFault, "line" | "column">[],
): MacroValue | undefined {
  try {
    return scope.pack(packName, path);
  } catch (error) {
    if (!(error instanceof MacroCycle)) throw error;
    faults.push({ code: "MACRO_CYCLE", message: `${source}: ${error.message}` });
    return undefined;
  }
}

function unresolved(
  root: string | undefined,
  namespace: string,
  name: string,
  source: string,
): Omit<MacroFault, "line" | "column"> {
  if (root !== "spectro" || !["system", "macro", "var", "pack"].includes(namespace))
    return {
      code: "MACRO_UNKNOWN",
      message: `${source}: ${JSON.stringify(`.${root}.${namespace}`)} is no namespace of macros`,
      fix: "use .spectro.system, .spectro.pack, .spectro.macro or .spectro.var",
    };
  if (namespace === "system")
    return SYSTEM_MACROS.includes(name)
      ? { code: "MACRO_MISSING", message: `${source}: ${name} has no value here` }
      : {
          code: "MACRO_UNKNOWN",
          message: `${source}: there is no system macro ${name}`,
          fix: `use one of ${nearest(name, SYSTEM_MACROS).join(", ")}`,
        };
  if (namespace === "macro")
    return {
      code: "MACRO_MISSING",
      message: `${source}: the user macro ${name} is not defined`,
      fix: `define the macro ${name} in the project or the tenant, or give it a default: {{.spectro.macro.${name} | default "…"}}`,
    };
  if (namespace === "var")
    return {
      code: "MACRO_MISSING",
      message: `${source}: the profile has no variable ${name}, or it has no value`,
      fix: `add the variable ${name} to the profile`,
    };
  return {
    code: "MACRO_MISSING",
    message: `${source}: no layer of the cluster has this value`,
    fix: "name a pack of the profile and the full path of a value",
  };
}

/** The names that share most of their letters' pairs, best first. */
function nearest(name: string, names: readonly string[]): readonly string[] {
  const pairs = (text: string): Set<string> => new Set(text.split("").map((c, index) => c + (text[index + 1] ?? "")));
  const wanted = pairs(name);
  const score = (candidate: string): number =>
    [...pairs(candidate)].filter((pair) => wanted.has(pair)).length / candidate.length;
  return [...names].sort((a, b) => score(b) - score(a)).slice(0, 3);
}
