import type { ASTNode } from "@marcbachmann/cel-js";
import { MATCHES, TICK } from "./library.ts";

const LOOPS: ReadonlySet<string> = new Set(["all", "exists", "exists_one", "existsOne", "filter", "map"]);

/**
 * A rule's text with a meter in every loop, weighted by what its body does, and with regular expressions sent to RE2. The library has no
 * limit of its own for evaluation, and its `matches` uses JavaScript's backtracking.
 *
 * @example instrument(parse("self.all(x, x > 0)")) // "self.all(x, __tick(3) && (x > 0))"
 */
export function instrument(ast: ASTNode): string {
  const edits: Edit[] = [];
  visit(ast, edits);
  edits.sort((a, b) => a.at - b.at || a.order - b.order);
  let out = "";
  let done = 0;
  for (const { at, remove, text } of edits) {
    out += ast.input.slice(done, at) + text;
    done = at + remove;
  }
  return out + ast.input.slice(done);
}

interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly text: string;
  /** At one place: closing texts before opening ones. */
  readonly order: number;
}

/** @returns how many nodes the expression has. */
function visit(node: ASTNode, edits: Edit[]): number {
  let size = 1;
  for (const child of childrenOf(node)) size += visit(child, edits);
  if (node.op !== "rcall") return size;
  const [name, receiver, args] = node.args;
  if (name === "matches" && args.length === 1) {
    const found = /\.\s*matches/.exec(node.input.slice(receiver.range.end, args[0]!.range.start));
    if (found)
      edits.push({ at: receiver.range.end + found.index, remove: found[0].length, text: `.${MATCHES}`, order: 1 });
  }
  if (!LOOPS.has(name) || args.length < 2) return size;
  const body = args.at(-1)!;
  const cost = countOf(body) + 1;
  if (name === "map" && args.length === 2)
    edits.push({ at: body.range.start, remove: 0, text: `${TICK}(${cost}), `, order: 2 });
  else {
    const condition = args[1]!;
    edits.push({ at: condition.range.start, remove: 0, text: `${TICK}(${cost}) && (`, order: 2 });
    edits.push({ at: condition.range.end, remove: 0, text: ")", order: 0 });
  }
  return size;
}

function countOf(node: ASTNode): number {
  return 1 + childrenOf(node).reduce((sum, child) => sum + countOf(child), 0);
}

function childrenOf(node: ASTNode): readonly ASTNode[] {
  const found: ASTNode[] = [];
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(collect);
    else if (isNode(value)) found.push(value);
  };
  collect(node.args);
  return found;
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === "object" && value !== null && "op" in value && "range" in value;
}
