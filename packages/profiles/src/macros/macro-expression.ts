/** A value that macros work with. */
export type MacroValue = string | number | boolean;

/** What stands between `{{` and `}}`. */
export type Expression =
  | { readonly kind: "path"; readonly path: readonly string[]; readonly offset: number }
  | { readonly kind: "literal"; readonly value: MacroValue }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[]; readonly offset: number };

/** `offset` counts from the start of the source given to the parser. */
export interface ExpressionFault {
  readonly message: string;
  readonly offset: number;
}

interface Token {
  readonly kind: "path" | "name" | "literal" | "|" | "(" | ")";
  readonly text: string;
  readonly value?: MacroValue;
  readonly offset: number;
}

const TOKEN =
  /\s+|(?<path>\.[A-Za-z_][\w-]*(?:\.[\w-]+)*)|(?<string>"(?:[^"\\\n]|\\.)*"|`[^`]*`)|(?<number>-?\d+(?:\.\d+)?)(?![\w.])|(?<name>[A-Za-z_]\w*)|(?<mark>[|()])/gy;

/** Pipelines of Go templates: `.path | function args`, `function args`, `( … )`. The piped value is the last argument. */
export function parseExpression(source: string): Expression | ExpressionFault {
  const tokens = tokenize(source);
  if (!Array.isArray(tokens)) return tokens as ExpressionFault;
  let next = 0;
  const peek = (): Token | undefined => tokens[next];
  const fail = (message: string, at: Token | undefined): ExpressionFault => ({
    message,
    offset: at?.offset ?? source.trimEnd().length,
  });

  const pipeline = (): Expression | ExpressionFault => {
    let left = command();
    while (!isFault(left) && peek()?.kind === "|") {
      const bar = tokens[next++];
      const name = tokens[next];
      if (name?.kind !== "name") return fail("a function's name must follow |", name ?? bar);
      const right = command();
      if (isFault(right)) return right;
      if (right.kind !== "call") return fail("a function's name must follow |", name);
      left = { ...right, args: [...right.args, left] };
    }
    return left;
  };
  const command = (): Expression | ExpressionFault => {
    const first = tokens[next];
    if (first?.kind !== "name") return operand();
    next++;
    const args: Expression[] = [];
    for (let token = peek(); token && token.kind !== "|" && token.kind !== ")"; token = peek()) {
      const argument = operand();
      if (isFault(argument)) return argument;
      args.push(argument);
    }
    return { kind: "call", name: first.text, args, offset: first.offset };
  };
  const operand = (): Expression | ExpressionFault => {
    const token = tokens[next++];
    if (token?.kind === "path") return { kind: "path", path: token.text.slice(1).split("."), offset: token.offset };
    if (token?.kind === "literal") return { kind: "literal", value: token.value ?? "" };
    if (token?.kind === "name") return { kind: "call", name: token.text, args: [], offset: token.offset };
    if (token?.kind !== "(") return fail("a value is missing", token);
    const inner = pipeline();
    if (isFault(inner)) return inner;
    return tokens[next++]?.kind === ")" ? inner : fail("a closing ) is missing", tokens[next - 1]);
  };

  const result = pipeline();
  if (isFault(result) || next >= tokens.length) return result;
  return fail(`unexpected ${JSON.stringify(tokens[next]?.text)}`, tokens[next]);
}

export const isFault = (value: Expression | ExpressionFault): value is ExpressionFault => "message" in value;

function tokenize(source: string): readonly Token[] | ExpressionFault {
  const tokens: Token[] = [];
  let offset = 0;
  while (offset < source.length) {
    TOKEN.lastIndex = offset;
    const match = TOKEN.exec(source);
    if (!match) return { message: `unexpected ${JSON.stringify(source[offset])}`, offset };
    const { path, string, number, name, mark } = match.groups ?? {};
    const text = match[0];
    if (path !== undefined) tokens.push({ kind: "path", text, offset });
    else if (string !== undefined) tokens.push({ kind: "literal", text, value: unquote(string), offset });
    else if (number !== undefined) tokens.push({ kind: "literal", text, value: Number(number), offset });
    else if (name === "true" || name === "false")
      tokens.push({ kind: "literal", text, value: name === "true", offset });
    else if (name !== undefined) tokens.push({ kind: "name", text, offset });
    else if (mark !== undefined) tokens.push({ kind: mark as "|" | "(" | ")", text, offset });
    offset += text.length;
  }
  return tokens;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };

const unquote = (source: string): string =>
  source.startsWith("`")
    ? source.slice(1, -1)
    : source.slice(1, -1).replaceAll(/\\(.)/g, (_, c: string) => ESCAPES[c] ?? c);
