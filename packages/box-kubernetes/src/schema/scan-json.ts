/** Text that is not JSON; `message` is what Go's parser says. */
export class JsonSyntaxError extends Error {
  readonly code = "JSON_SYNTAX";
}

/** Deeper nesting is refused, before it could exhaust the stack. */
const DEEPEST = 2_000;

/**
 * Reads through JSON text without building it: finds keys that stand twice in one object, and words syntax errors as Go does.
 *
 * @returns `duplicate field "metadata.name"`, in the order of the text
 * @throws JsonSyntaxError
 */
export function duplicateFields(text: string): readonly string[] {
  const found: string[] = [];
  const scanner = new Scanner(text, found);
  scanner.document();
  return found;
}

/**
 * Whether the text that gave this value can name a key twice in one object. Each key of the text is followed by a colon: when there are as
 * many such places, those inside strings included, as the value has keys, then none was lost.
 */
export function mayRepeatKeys(text: string, value: unknown): boolean {
  let places = 0;
  for (let quote = text.indexOf('"'); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let at = quote + 1;
    while (isSpace(text.charCodeAt(at))) at++;
    if (text.charCodeAt(at) === COLON) places++;
  }
  return places !== keysIn(value);
}

const COLON = 0x3a;

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function keysIn(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) for (const item of value) count += keysIn(item);
  else for (const member of Object.values(value)) count += 1 + keysIn(member);
  return count;
}

/** The value of JSON text. @throws JsonSyntaxError with Go's wording */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text) as unknown;
  } catch {
    duplicateFields(text);
    throw new JsonSyntaxError("invalid JSON");
  }
  if (text.length > 2 * DEEPEST && isDeeper(value, DEEPEST)) throw new JsonSyntaxError("exceeded max depth");
  return value;
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (depth === 0) return true;
  for (const key in value) if (isDeeper((value as Record<string, unknown>)[key], depth - 1)) return true;
  return false;
}

class Scanner {
  readonly #text: string;
  readonly #duplicates: string[];
  #at = 0;

  constructor(text: string, duplicates: string[]) {
    this.#text = text;
    this.#duplicates = duplicates;
  }

  document(): void {
    this.#value("", 0);
    this.#space();
    if (this.#at < this.#text.length) throw this.#invalid("after top-level value");
  }

  #value(path: string, depth: number): void {
    this.#space();
    if (depth > DEEPEST) throw new JsonSyntaxError("exceeded max depth");
    const char = this.#text[this.#at];
    if (char === "{") this.#object(path, depth);
    else if (char === "[") this.#array(path, depth);
    else if (char === '"') this.#string();
    else if (char === "t") this.#word("true");
    else if (char === "f") this.#word("false");
    else if (char === "n") this.#word("null");
    else if (char !== undefined && /[-0-9]/.test(char)) this.#number();
    else throw this.#invalid("looking for beginning of value");
  }

  #object(path: string, depth: number): void {
    this.#at++;
    const seen = new Set<string>();
    const told = new Set<string>();
    this.#space();
    if (this.#text[this.#at] === "}") {
      this.#at++;
      return;
    }
    for (;;) {
      this.#space();
      if (this.#text[this.#at] !== '"') throw this.#invalid("looking for beginning of object key string");
      const key = this.#string();
      const at = path === "" ? key : `${path}.${key}`;
      if (seen.has(key) && !told.has(key)) {
        told.add(key);
        this.#duplicates.push(`duplicate field "${at}"`);
      }
      seen.add(key);
      this.#space();
      if (this.#text[this.#at] !== ":") throw this.#invalid("after object key");
      this.#at++;
      this.#value(at, depth + 1);
      this.#space();
      const next = this.#text[this.#at];
      if (next !== "," && next !== "}") throw this.#invalid("after object key:value pair");
      this.#at++;
      if (next === "}") return;
    }
  }

  #array(path: string, depth: number): void {
    this.#at++;
    this.#space();
    if (this.#text[this.#at] === "]") {
      this.#at++;
      return;
    }
    for (let index = 0; ; index++) {
      this.#value(`${path}[${index}]`, depth + 1);
      this.#space();
      const next = this.#text[this.#at];
      if (next !== "," && next !== "]") throw this.#invalid("after array element");
      this.#at++;
      if (next === "]") return;
    }
  }

  #string(): string {
    const start = this.#at++;
    let escaped = false;
    for (; this.#at < this.#text.length; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 0x22) {
        const raw = this.#text.slice(start, ++this.#at);
        return escaped ? (JSON.parse(raw) as string) : raw.slice(1, -1);
      }
      if (code === 0x5c) {
        escaped = true;
        const after = this.#text[++this.#at];
        if (after === "u") {
          for (let i = 1; i <= 4; i++)
            if (!/[0-9a-fA-F]/.test(this.#text[this.#at + i] ?? "")) {
              this.#at += i;
              throw this.#invalid("in \\u hexadecimal character escape");
            }
          this.#at += 4;
        } else if (after === undefined || !'"\\/bfnrt'.includes(after)) throw this.#invalid("in string escape code");
      } else if (code < 0x20) throw this.#invalid("in string literal");
    }
    throw new JsonSyntaxError("unexpected end of JSON input");
  }

  #word(word: string): void {
    for (let i = 0; i < word.length; i++, this.#at++)
      if (this.#text[this.#at] !== word[i]) throw this.#invalid(`in literal ${word} (expecting '${word[i]}')`);
  }

  #number(): void {
    const match = /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/.exec(this.#text.slice(this.#at, this.#at + 400));
    if (!match) {
      this.#at++;
      throw this.#invalid("in numeric literal");
    }
    this.#at += match[0].length;
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at++;
    }
  }

  #invalid(where: string): JsonSyntaxError {
    const char = this.#text[this.#at];
    if (char === undefined) return new JsonSyntaxError("unexpected end of JSON input");
    return new JsonSyntaxError(
      `invalid character ${char === "'" ? `'\\''` : char === '"' ? `'"'` : `'${quoteRune(char)}'`} ${where}`,
    );
  }
}

function quoteRune(char: string): string {
  const quoted = JSON.stringify(char).slice(1, -1);
  return quoted.startsWith("\\u") ? `\\x${quoted.slice(4)}` : quoted;
}
