import { positionAt, type Position } from "../problem.ts";
import { isFault, parseExpression, type Expression, type ExpressionFault } from "./macro-expression.ts";

/** One `{{ … }}` of ours in a text. */
export interface Macro extends Position {
  /** Offsets in the text, braces included. */
  readonly start: number;
  readonly end: number;
  readonly source: string;
  /** A fault's offset counts from the start of the text. */
  readonly expression: Expression | ExpressionFault;
}

const ACTION = /\{\{(-?\s*)((?:"(?:[^"\\\n]|\\.)*"|`[^`]*`|(?!\}\})[^"`\n]|["`])*?)(\s*-?)\}\}/g;
const OURS = /(?:^|[\s(|])\.spectro\b/;

/**
 * The macros in a text. Ours are those that mention `.spectro`; every other `{{…}}`, such as `{{EC2PrivateDNSName}}` or a template of
 * Helm, belongs to somebody else and is passed on untouched. Comments of YAML are looked at like any other text.
 */
export function findMacros(text: string): readonly Macro[] {
  const macros: Macro[] = [];
  for (const match of text.matchAll(ACTION)) {
    const [source, opening = "", inner = ""] = match;
    if (!OURS.test(inner)) continue;
    const parsed = parseExpression(inner);
    const offset = match.index + 2 + opening.length;
    const expression = isFault(parsed) ? { ...parsed, offset: offset + parsed.offset } : parsed;
    macros.push({
      start: match.index,
      end: match.index + source.length,
      source,
      expression,
      ...positionAt(text, match.index),
    });
  }
  return macros;
}

/**
 * The text with a harmless word of the same length in place of each macro of ours, so that it can be read as YAML and every place in it
 * stays where it was.
 */
export function withoutMacros(text: string, macros: readonly Macro[] = findMacros(text)): string {
  let result = "";
  let at = 0;
  for (const { start, end } of macros) {
    result += text.slice(at, start) + "x".repeat(end - start);
    at = end;
  }
  return result + text.slice(at);
}

/** Every path that an expression reads, with the functions it passes through. */
export function pathsIn(
  expression: Expression,
  through: readonly string[] = [],
): readonly { readonly path: readonly string[]; readonly through: readonly string[] }[] {
  if (expression.kind === "path") return [{ path: expression.path, through }];
  if (expression.kind === "literal") return [];
  return expression.args.flatMap((argument) => pathsIn(argument, [...through, expression.name]));
}

/** The names of all functions called. */
export function functionsIn(expression: Expression): readonly string[] {
  return expression.kind === "call" ? [expression.name, ...expression.args.flatMap(functionsIn)] : [];
}
