import type { Shape } from "../service/operation.ts";
import { type Kind, structureOf } from "./wire-shapes.ts";

/** Numbers of seconds become dates; everything unknown is dropped. */
export function decodeJson(value: unknown, kind: Kind): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof kind === "number") {
    const source = typeof value === "object" && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
    const result: Record<string, unknown> = {};
    for (const [name, member] of Object.entries(structureOf(kind))) {
      const key = member.j ?? name;
      const decoded = Object.hasOwn(source, key) ? decodeJson(source[key], member.t) : undefined;
      if (decoded !== undefined) result[name] = decoded;
    }
    return result;
  }
  if (typeof kind === "object") {
    if ("l" in kind) return Array.isArray(value) ? value.map((item) => decodeJson(item, kind.l)) : undefined;
    return Object.fromEntries(Object.entries(value as object).map(([key, item]) => [key, decodeJson(item, kind.m)]));
  }
  return kind === "t" ? new Date(Number(value) * 1000) : value;
}

/** Dates become seconds since the epoch, as the JSON protocols and EKS send them. */
export function encodeJson(value: unknown, kind: Kind): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof kind === "number") {
    const result: Record<string, unknown> = {};
    for (const [name, member] of Object.entries(structureOf(kind))) {
      const encoded = encodeJson((value as Shape)[name], member.t);
      if (encoded !== undefined) result[member.j ?? name] = encoded;
    }
    return result;
  }
  if (typeof kind === "object") {
    if ("l" in kind) return (value as readonly unknown[]).map((item) => encodeJson(item, kind.l));
    return Object.fromEntries(Object.entries(value as object).map(([key, item]) => [key, encodeJson(item, kind.m)]));
  }
  return kind === "t" ? (value as Date).getTime() / 1000 : value;
}
