import { matchesSelector, type KubeObject, type LabelSelector } from "@inlay/resources";
import type { Machinery } from "../../machinery.ts";
import { storedAs } from "../../resource-registry.ts";
import type { AdmissionRequest } from "../admission.ts";

/** admissionregistration.k8s.io RuleWithOperations. */
export interface Rule {
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly operations?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly scope?: string;
}

/** What webhooks and policies have in common: which requests they see. */
export interface Selection {
  readonly rules: readonly Rule[];
  readonly excluded?: readonly Rule[];
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
}

const hasAny = (list: readonly string[] | undefined, ...wanted: readonly string[]) =>
  (list ?? []).some((each) => each === "*" || wanted.includes(each));

/** Whether the request is one of those. */
export function isSelected(selection: Selection, request: AdmissionRequest, machinery: Machinery): boolean {
  if (!selection.rules.some((rule) => ruleMatches(rule, request))) return false;
  if (selection.excluded?.some((rule) => ruleMatches(rule, request))) return false;
  return namespaceMatches(selection.namespaceSelector, request, machinery) && objectMatches(selection, request);
}

function ruleMatches(rule: Rule, { definition, operation, subresource, name }: AdmissionRequest): boolean {
  const { group, version, resource, namespaced } = definition;
  if (!hasAny(rule.apiGroups, group) || !hasAny(rule.apiVersions, version) || !hasAny(rule.operations, operation))
    return false;
  if (rule.scope === "Namespaced" && !namespaced) return false;
  if (rule.scope === "Cluster" && namespaced) return false;
  if (rule.resourceNames && rule.resourceNames.length > 0 && !rule.resourceNames.includes(name)) return false;
  return (rule.resources ?? []).some((each) => {
    const [wanted = "", sub = ""] = each.split("/");
    return (wanted === "*" || wanted === resource) && (sub === subresource || (sub === "*" && each.includes("/")));
  });
}

/** A namespace is judged by its own labels; what is in none matches always. */
function namespaceMatches(
  selector: LabelSelector | undefined,
  { definition, namespace, object, old }: AdmissionRequest,
  { store }: Machinery,
): boolean {
  if (isEverything(selector)) return true;
  const itself = storedAs(definition) === "/namespaces" ? ((object ?? old) as KubeObject | undefined) : undefined;
  const found = itself ?? (namespace === "" ? undefined : store.get("/namespaces", "", namespace));
  return found ? matchesSelector(selector, found.metadata.labels ?? {}) : true;
}

function objectMatches({ objectSelector }: Selection, { object, old }: AdmissionRequest): boolean {
  if (isEverything(objectSelector)) return true;
  return [object as KubeObject | undefined, old].some(
    (each) => each && matchesSelector(objectSelector, each.metadata.labels ?? {}),
  );
}

function isEverything(selector: LabelSelector | undefined): boolean {
  return (
    !selector ||
    (Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0)
  );
}
