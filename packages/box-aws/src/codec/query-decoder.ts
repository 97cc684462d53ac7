import type { Shape } from "../service/operation.ts";
import { scalar } from "./scalar.ts";
import { type Kind, type Member, structureOf } from "./wire-shapes.ts";

/** Form parameters as a tree: `Filter.1.Value.2` is three levels down. Without prototype, so no key is special. */
interface ParameterTree {
  value?: string;
  children: Map<string, ParameterTree>;
}

const DEEPEST = 32;

function treeOf(parameters: URLSearchParams): ParameterTree {
  const root: ParameterTree = { children: new Map() };
  for (const [key, value] of parameters) {
    const path = key.split(".", DEEPEST);
    let node = root;
    for (const part of path) {
      let child = node.children.get(part);
      if (!child) node.children.set(part, (child = { children: new Map() }));
      node = child;
    }
    node.value = value;
  }
  return root;
}

/**
 * Decodes the input of EC2's and the older query protocol. EC2 names members by ec2QueryName and writes lists flattened
 * (`Filter.1`); the query protocol uses the member's name and `.member.N`, maps as `.entry.N.key`.
 */
export function decodeQuery(parameters: URLSearchParams, input: Kind, dialect: "ec2" | "query"): Shape {
  return structure(treeOf(parameters), input, dialect);
}

function structure(tree: ParameterTree, kind: Kind, dialect: "ec2" | "query"): Shape {
  const result: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(structureOf(kind))) {
    const child = tree.children.get(memberName(name, member, dialect));
    if (child) result[name] = decode(child, member.t, dialect, member.f === 1);
  }
  return result;
}

function memberName(name: string, member: Member, dialect: "ec2" | "query"): string {
  if (dialect === "query") return member.x ?? name;
  if (member.q) return member.q;
  return member.x ? member.x[0]!.toUpperCase() + member.x.slice(1) : name;
}

function decode(tree: ParameterTree, kind: Kind, dialect: "ec2" | "query", flattened: boolean): unknown {
  if (typeof kind === "number") return structure(tree, kind, dialect);
  if (typeof kind === "string") return scalar(tree.value ?? "", kind);
  if ("l" in kind) {
    const holder = dialect === "ec2" || flattened ? tree : (tree.children.get(kind.n ?? "member") ?? tree);
    return numbered(holder).map((element) => decode(element, kind.l, dialect, false));
  }
  const entries = flattened ? tree : (tree.children.get("entry") ?? tree);
  return Object.fromEntries(
    numbered(entries).map((entry) => [
      entry.children.get(kind.k ?? "key")?.value ?? "",
      decode(entry.children.get(kind.v ?? "value") ?? { children: new Map() }, kind.m, dialect, false),
    ]),
  );
}

function numbered(tree: ParameterTree): ParameterTree[] {
  return [...tree.children]
    .filter(([key]) => /^\d+$/.test(key))
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child);
}
