import type { PathAccess, ResourceAccess } from "./authorizer.ts";

/** `rbac.authorization.k8s.io/v1 PolicyRule`. */
export interface PolicyRule {
  readonly verbs?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

const includes = (list: readonly string[] | undefined, value: string): boolean =>
  list !== undefined && (list.includes(value) || list.includes("*"));

export function allowsAccess(rule: PolicyRule, access: ResourceAccess): boolean {
  return (
    includes(rule.verbs, access.verb) &&
    includes(rule.apiGroups, access.group) &&
    coversResource(rule.resources, access.resource, access.subresource) &&
    (!rule.resourceNames?.length || rule.resourceNames.includes(access.name))
  );
}

function coversResource(resources: readonly string[] | undefined, resource: string, subresource: string): boolean {
  if (!resources) return false;
  if (subresource === "") return includes(resources, resource);
  return includes(resources, `${resource}/${subresource}`) || resources.includes(`*/${subresource}`);
}

export function allowsPath(rule: PolicyRule, { verb, path }: PathAccess): boolean {
  if (!includes(rule.verbs, verb)) return false;
  return (rule.nonResourceURLs ?? []).some(
    (pattern) =>
      pattern === "*" || pattern === path || (pattern.endsWith("*") && path.startsWith(pattern.slice(0, -1))),
  );
}

/** One verb on one resource (or path): what a rule is made of when two sets of rules are compared. */
function atoms(rule: PolicyRule): readonly PolicyRule[] {
  const { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  const found: PolicyRule[] = [];
  for (const verb of verbs) {
    for (const group of apiGroups)
      for (const resource of resources) {
        const atom = { verbs: [verb], apiGroups: [group], resources: [resource] };
        if (resourceNames.length === 0) found.push(atom);
        for (const name of resourceNames) found.push({ ...atom, resourceNames: [name] });
      }
    for (const url of nonResourceURLs) found.push({ verbs: [verb], nonResourceURLs: [url] });
  }
  return found;
}

function coversAtom(owned: PolicyRule, atom: PolicyRule): boolean {
  if (!includes(owned.verbs, atom.verbs?.[0] ?? "")) return false;
  const url = atom.nonResourceURLs?.[0];
  if (url !== undefined)
    return (owned.nonResourceURLs ?? []).some(
      (pattern) => pattern === url || (pattern.endsWith("*") && url.startsWith(pattern.slice(0, -1))),
    );
  if (!includes(owned.apiGroups, atom.apiGroups?.[0] ?? "")) return false;
  const [resource = "", subresource = ""] = (atom.resources?.[0] ?? "").split("/");
  if (!coversResource(owned.resources, resource, subresource)) return false;
  return !owned.resourceNames?.length || owned.resourceNames.includes(atom.resourceNames?.[0] ?? "\u0000");
}

/** The parts of `wanted` that `owned` does not grant, gathered by what they are about. */
export function uncovered(owned: readonly PolicyRule[], wanted: readonly PolicyRule[]): readonly PolicyRule[] {
  const missing = wanted.flatMap(atoms).filter((atom) => !owned.some((rule) => coversAtom(rule, atom)));
  const byTarget = new Map<string, PolicyRule>();
  for (const atom of missing) {
    const { verbs = [], ...target } = atom;
    const key = JSON.stringify(target);
    const known = byTarget.get(key)?.verbs ?? [];
    byTarget.set(key, { ...target, verbs: [...new Set([...known, ...verbs])] });
  }
  return [...byTarget.values()];
}

/** `{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}`, as the escalation check writes rules. */
export function ruleText({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): string {
  const parts = [
    ["APIGroups", apiGroups],
    ["Resources", resources],
    ["ResourceNames", resourceNames],
    ["NonResourceURLs", nonResourceURLs],
    ["Verbs", verbs],
  ] as const;
  const shown = parts
    .filter(([, values]) => values?.length)
    .map(([name, values]) => `${name}:${goStrings(values ?? [])}`);
  return `{${shown.join(", ")}}`;
}

/** @example goStrings(["a", "b"]) // '["a" "b"]' */
export function goStrings(values: readonly string[]): string {
  return `[${values.map((value) => JSON.stringify(value)).join(" ")}]`;
}
