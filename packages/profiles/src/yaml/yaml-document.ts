import { isAlias, isMap, isScalar, isSeq, parseAllDocuments, visit, type Document, type Node, type Tags } from "yaml";
import { positionAt, type Position } from "../problem.ts";

const MAX_ALIASES = 100;
const MAX_LENGTH = 2_000_000;

/** One thing that is wrong with a text as YAML. */
export interface YamlFault extends Position {
  readonly code: "YAML_SYNTAX" | "YAML_TOO_MANY_ALIASES" | "YAML_TOO_LARGE";
  readonly message: string;
}

/** Step into a map by name, into a list by index. */
export type Path = readonly (string | number)[];

/** A document, its plain value, and where in the text each part stands. */
export interface YamlDocument {
  readonly value: unknown;
  /** Where the value of a path stands; of the nearest parent that is there, if it is not. */
  locate(path: Path): Position;
  /** Every plain, quoted or block scalar with its text and place. */
  scalars(): readonly YamlScalar[];
}

export interface YamlScalar extends Position {
  readonly path: Path;
  readonly text: string;
  readonly style: "plain" | "single" | "double" | "block";
  /** Offsets of the scalar's source, quotes included. */
  readonly start: number;
  readonly end: number;
}

export interface YamlText {
  /** Without empty documents. Empty when there is a fault. */
  readonly documents: readonly YamlDocument[];
  readonly faults: readonly YamlFault[];
}

/**
 * Reads YAML as helm does (Go's sigs.k8s.io/yaml: `yes` and `off` are booleans, `0644` is octal, `12:30` and dates are texts), with
 * positions. Faults instead of exceptions: syntax, more than 100 aliases, more than 2 MB.
 */
export function readYaml(text: string): YamlText {
  if (text.length > MAX_LENGTH)
    return fault({ code: "YAML_TOO_LARGE", message: `longer than ${MAX_LENGTH} characters`, line: 1, column: 1 });
  const parsed = parseAllDocuments(text, {
    schema: "core",
    customTags: helmTags,
    uniqueKeys: true,
    logLevel: "silent",
  });
  const documents = Array.isArray(parsed) ? (parsed as Document[]) : [];
  const faults = documents.flatMap((document) => [...syntaxFaults(document, text), ...aliasFaults(document, text)]);
  if (faults.length > 0) return { documents: [], faults };
  const read: YamlDocument[] = [];
  for (const document of documents) {
    if (document.contents === null) continue;
    try {
      read.push(new ReadDocument(document, document.toJS({ maxAliasCount: 10 * MAX_ALIASES }), text));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return fault({ code: "YAML_TOO_MANY_ALIASES", message, ...positionAt(text, document.range?.[0] ?? 0) });
    }
  }
  return { documents: read, faults: [] };
}

const fault = (only: YamlFault): YamlText => ({ documents: [], faults: [only] });

function syntaxFaults(document: Document, text: string): readonly YamlFault[] {
  return document.errors.map(({ message, pos }) => ({
    code: "YAML_SYNTAX" as const,
    message: (message.split("\n")[0] ?? message).replace(/ at line \d+, column \d+:?$/, ""),
    ...positionAt(text, pos[0]),
  }));
}

function aliasFaults(document: Document, text: string): readonly YamlFault[] {
  let count = 0;
  let first: number | undefined;
  visit(document, {
    Alias(_, alias) {
      if (++count === MAX_ALIASES + 1) first = alias.range?.[0] ?? 0;
    },
  });
  if (first === undefined) return [];
  const message = `${count} aliases, of which at most ${MAX_ALIASES} are accepted`;
  return [{ code: "YAML_TOO_MANY_ALIASES", message, ...positionAt(text, first) }];
}

class ReadDocument implements YamlDocument {
  readonly value: unknown;
  readonly #document: Document;
  readonly #text: string;

  constructor(document: Document, value: unknown, text: string) {
    this.#document = document;
    this.value = value;
    this.#text = text;
  }

  locate(path: Path): Position {
    let node: unknown = this.#document.contents;
    let offset = startOf(node);
    for (const step of path) {
      if (isAlias(node)) node = node.resolve(this.#document);
      if (isMap(node)) {
        const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
        if (!pair) break;
        offset = startOf(pair.value) ?? startOf(pair.key) ?? offset;
        node = pair.value;
      } else if (isSeq(node)) {
        node = node.items[Number(step)];
        if (node === undefined) break;
        offset = startOf(node) ?? offset;
      } else break;
    }
    return positionAt(this.#text, offset ?? 0);
  }

  scalars(): readonly YamlScalar[] {
    const found: YamlScalar[] = [];
    const walk = (node: unknown, path: Path): void => {
      if (isMap(node))
        for (const { key, value } of node.items) {
          if (isScalar(key)) this.#add(found, key, path);
          walk(value, [...path, isScalar(key) ? String(key.value) : ""]);
        }
      else if (isSeq(node)) node.items.forEach((item, index) => walk(item, [...path, index]));
      else this.#add(found, node, path);
    };
    walk(this.#document.contents, []);
    return found;
  }

  #add(found: YamlScalar[], node: unknown, path: Path): void {
    if (!isScalar(node) || !node.range) return;
    const [start, end] = node.range;
    const style = STYLES[node.type ?? "PLAIN"] ?? "plain";
    found.push({ path, text: String(node.source ?? node.value), style, start, end, ...positionAt(this.#text, start) });
  }
}

const STYLES: Readonly<Record<string, YamlScalar["style"]>> = {
  PLAIN: "plain",
  QUOTE_SINGLE: "single",
  QUOTE_DOUBLE: "double",
  BLOCK_FOLDED: "block",
  BLOCK_LITERAL: "block",
};

const startOf = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0];

/** What Go's reader adds to YAML 1.2's core schema: measured against helm 4.1. */
function helmTags(tags: Tags): Tags {
  return [
    {
      tag: "tag:yaml.org,2002:bool",
      default: true,
      identify: () => false,
      test: /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/,
      resolve: (source: string) => /^(?:y|on)/i.test(source),
    },
    {
      tag: "tag:yaml.org,2002:int",
      default: true,
      identify: () => false,
      test: /^[-+]?(?:0[0-7]+|0b[01]+|[1-9]\d*(?:_\d+)+)$/,
      resolve: (source: string) => {
        const digits = source.replaceAll("_", "");
        if (/^[-+]?0b/.test(digits)) return parseInt(digits.replace("0b", ""), 2);
        return /^[-+]?0[0-7]/.test(digits) ? parseInt(digits, 8) : Number(digits);
      },
    },
    ...tags,
  ];
}
