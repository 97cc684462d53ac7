import type { Shape } from "../service/operation.ts";
import { type Kind, type Member, structureOf } from "./wire-shapes.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#xD;",
};

// oxlint-disable-next-line no-control-regex -- XML 1.0 has no way to write most control characters
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

export function escapeXml(text: string): string {
  return text.replace(UNWRITABLE, "").replace(/[&<>"\r]/g, (character) => ESCAPES[character]!);
}

/** The members of an output as XML elements. EC2 calls list elements `item`, the query protocol `member`. */
export function encodeXml(output: Shape, kind: Kind): string {
  return structure(output, kind);
}

function structure(value: Shape, kind: Kind): string {
  let xml = "";
  for (const [name, member] of Object.entries(structureOf(kind))) {
    const field = value[name];
    if (field !== undefined && field !== null) xml += element(member.x ?? name, field, member);
  }
  return xml;
}

function element(tag: string, value: unknown, member: Member): string {
  const kind = member.t;
  if (typeof kind === "object" && "l" in kind) {
    const each = (value as readonly unknown[]).map((item) => content(item, kind.l));
    if (member.f) return each.map((inner) => `<${tag}>${inner}</${tag}>`).join("");
    const name = kind.n ?? "member";
    return `<${tag}>${each.map((inner) => `<${name}>${inner}</${name}>`).join("")}</${tag}>`;
  }
  if (typeof kind === "object") {
    const entries = Object.entries(value as Shape).map(
      ([key, item]) =>
        `<${kind.k ?? "key"}>${escapeXml(key)}</${kind.k ?? "key"}><${kind.v ?? "value"}>${content(item, kind.m)}</${kind.v ?? "value"}>`,
    );
    if (member.f) return entries.map((entry) => `<${tag}>${entry}</${tag}>`).join("");
    return `<${tag}>${entries.map((entry) => `<entry>${entry}</entry>`).join("")}</${tag}>`;
  }
  return `<${tag}>${content(value, kind)}</${tag}>`;
}

function content(value: unknown, kind: Kind): string {
  if (typeof kind === "number") return structure(value as Shape, kind);
  if (typeof kind === "object") return element("list", value, { t: kind }).replace(/^<list>|<\/list>$/g, "");
  if (kind === "t") return (value as Date).toISOString();
  return escapeXml(String(value));
}
