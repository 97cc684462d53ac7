import type { Kind } from "./wire-shapes.ts";

/** A value that came as text: query parameters, path labels. */
export function scalar(text: string, kind: Kind): unknown {
  if (kind === "n") return Number(text);
  if (kind === "b") return text === "true";
  if (kind === "t") return new Date(/^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : text);
  return text;
}
