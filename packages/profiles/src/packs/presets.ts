import { parse, parseDocument, isMap, type Document } from "yaml";

/** A choice offered beside the values editor. One per group is chosen. */
export interface Preset {
  readonly name: string;
  readonly displayName: string;
  readonly group: string;
  /** Dotted paths. */
  readonly remove: readonly string[];
  /** YAML to merge in. */
  readonly add: string;
}

/** @returns the presets, or a sentence that says what is wrong. */
export function parsePresets(text: string): readonly Preset[] | string {
  const value: unknown = parse(text);
  const list = (value as { readonly presets?: unknown } | null)?.presets;
  if (!Array.isArray(list)) return "presets.yaml: a list under `presets` is needed";
  const presets: Preset[] = [];
  for (const entry of list as readonly Partial<Preset>[]) {
    const { name, displayName = name, group = "", remove = [], add = "" } = entry;
    if (typeof name !== "string" || typeof displayName !== "string") return "presets.yaml: every preset needs a name";
    presets.push({ name, displayName, group, remove, add });
  }
  return presets;
}

/** The values with the preset applied: its paths removed, then its YAML merged in. Comments stay. */
export function applyPreset(values: string, preset: Preset): string {
  const document = parseDocument(values);
  for (const path of preset.remove) document.deleteIn(path.split("."));
  merge(document, parse(preset.add) as unknown, []);
  return document.toString({ lineWidth: 0 });
}

function merge(document: Document, value: unknown, path: readonly string[]): void {
  if (value !== null && typeof value === "object" && !Array.isArray(value)) {
    const there = path.length === 0 || isMap(document.getIn(path));
    if (there) {
      for (const [key, child] of Object.entries(value)) merge(document, child, [...path, key]);
      return;
    }
  }
  if (path.length > 0 && value !== undefined) document.setIn(path, document.createNode(value));
}
