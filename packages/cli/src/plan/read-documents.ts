import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { parseAllDocuments } from "yaml";
import { CommandError } from "../command-error.ts";

/**
 * The documents of a YAML or JSON file; `-` is the standard input. Empty documents are left out.
 * @throws CommandError that names the file, and the line when it is no YAML.
 */
export async function readDocuments(file: string): Promise<readonly unknown[]> {
  const content = (file === "-" ? await text(process.stdin) : contentOf(file)).replace(/^\uFEFF/, "");
  const documents = parse(content, shownName(file)).filter((document) => document !== null && document !== undefined);
  if (documents.length === 0) throw new CommandError(`${shownName(file)}: there is nothing in it`);
  return documents;
}

/** A file as sentences name it. */
export function shownName(file: string): string {
  return file === "-" ? "standard input" : file;
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const why = { ENOENT: "no such file", EISDIR: "it is a folder", EACCES: "it may not be read" };
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    throw new CommandError(`${file}: ${why[code as keyof typeof why] ?? String(error)}`);
  }
}

function parse(content: string, file: string): readonly unknown[] {
  // JSON is YAML, but a big cluster is read a hundred times faster as what it is.
  if (/^\s*[{[]/.test(content)) {
    try {
      return [JSON.parse(content)];
    } catch {
      // Perhaps YAML in flow style; else the YAML reader tells the line.
    }
  }
  const documents = parseAllDocuments(content, { uniqueKeys: false, logLevel: "silent" });
  const list = Array.isArray(documents) ? documents : [];
  for (const { errors } of list)
    if (errors[0]) {
      const [line] = errors[0].linePos ?? [];
      const reason = errors[0].message.split(/ at line |\n/)[0]!;
      throw new CommandError(`${file}: ${line ? `line ${line.line}, column ${line.col}: ` : ""}${reason}`);
    }
  try {
    return list.map((document): unknown => document.toJS());
  } catch (error) {
    throw new CommandError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
