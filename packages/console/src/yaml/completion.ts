import type { ValueRule } from "./problems.ts";

/** What may follow at a place in a text. */
export type Completion = { readonly label: string; readonly apply: string; readonly detail: string };

/** Keys that every layer understands under `pack:`. */
const PACK_KEYS: readonly (readonly [string, string])[] = [
  ["namespace", "created if it is missing"],
  ["additionalNamespaces", "comma-separated"],
  ["namespaceLabels", "labels per namespace"],
  ["namespaceAnnotations", "annotations per namespace"],
  ["spectrocloud.com/install-priority", "lowest first, default 0"],
  ["spectrocloud.com/display-name", "lets a pack appear twice"],
  ["releaseNameOverride", "Helm release names"],
];

const SYSTEM_MACROS = [
  "cluster.name",
  "cluster.uid",
  "cloud.region",
  "cloud.type",
  "kubernetes.version",
  "clusterprofile.name",
  "clusterprofile.version",
  "project.name",
  "tenant.uid",
];

/**
 * Completions at the end of `before`: keys that the pack's rules know below the path of the current line, values that a rule lists,
 * and macros inside `{{`.
 *
 * @param macros names of user macros and variables with their namespace, such as `macro.ACCOUNT` or `var.region`.
 */
export function completionsAt(
  before: string,
  rules: readonly ValueRule[],
  macros: readonly string[] = [],
): { from: number; options: Completion[] } | undefined {
  const macro = /\{\{\s*\.?([\w.]*)$/.exec(before);
  if (macro) {
    const names = [...SYSTEM_MACROS.map((name) => `system.${name}`), ...macros];
    return {
      from: macro.index,
      options: names.map((name) => ({ label: `{{.spectro.${name}}}`, apply: `{{.spectro.${name}}}`, detail: "macro" })),
    };
  }
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const path = pathOf(before);
  const value = /^(\s*)([^\s:#][^:#]*):\s+["']?(\S*)$/.exec(line);
  if (value) {
    const full = [...path, value[2] ?? ""].join(".");
    const rule = rules.find((candidate) => candidate.name === full);
    const options = rule?.listOptions ?? rule?.hints ?? (rule?.type === "boolean" ? ["true", "false"] : []);
    if (options.length === 0) return undefined;
    return {
      from: before.length - (value[3]?.length ?? 0),
      options: options.map((option) => ({ label: option, apply: option, detail: full })),
    };
  }
  const key = /^(\s*)([\w./-]*)$/.exec(line);
  if (!key) return undefined;
  const options = keysBelow(path, rules);
  return options.length === 0 ? undefined : { from: before.length - (key[2]?.length ?? 0), options };
}

/** Keys of the maps around the last line, outermost first; the last line's own key is not among them. */
export function pathOf(before: string): string[] {
  const lines = before.split("\n");
  let indent = /^\s*/.exec(lines.at(-1) ?? "")?.[0].length ?? 0;
  const path: string[] = [];
  for (const line of lines.slice(0, -1).reverse()) {
    const parent = /^(\s*)(?:-\s+)?["']?([^\s"'#:][^:#]*?)["']?:\s*(?:#.*)?$/.exec(line);
    if (!parent || (parent[1]?.length ?? 0) >= indent) continue;
    indent = parent[1]?.length ?? 0;
    path.unshift(parent[2] ?? "");
    if (indent === 0) break;
  }
  return path;
}

function keysBelow(path: readonly string[], rules: readonly ValueRule[]): Completion[] {
  const prefix = path.length === 0 ? "" : `${path.join(".")}.`;
  const keys = new Map<string, string>();
  if (path.length === 0) for (const key of ["pack", "charts", "manifests"]) keys.set(key, "section");
  if (prefix === "pack.") for (const [key, detail] of PACK_KEYS) keys.set(key, detail);
  for (const rule of rules) {
    if (!rule.name.startsWith(prefix)) continue;
    const [key = "", ...deeper] = rule.name.slice(prefix.length).split(".");
    if (key)
      keys.set(
        key,
        deeper.length > 0
          ? "section"
          : [rule.required ? "required" : "", rule.type ?? "string"].filter(Boolean).join(", "),
      );
  }
  return [...keys].map(([label, detail]) => ({ label, apply: `${label}: `, detail }));
}
