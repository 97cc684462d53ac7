import type { StringMap } from "../meta/object-meta.ts";

export interface LabelSelectorRequirement {
  readonly key: string;
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
  readonly values?: readonly string[];
}

/** `metav1.LabelSelector`: all parts must match; empty matches everything. */
export interface LabelSelector {
  readonly matchLabels?: StringMap;
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

export interface NodeSelectorRequirement {
  readonly key: string;
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt" | "Gte" | "Lte";
  readonly values?: readonly string[];
}

/** Expressions and fields of a term are ANDed; an empty term matches nothing. */
export interface NodeSelectorTerm {
  readonly matchExpressions?: readonly NodeSelectorRequirement[];
  readonly matchFields?: readonly NodeSelectorRequirement[];
}

/** Terms are ORed. */
export interface NodeSelector {
  readonly nodeSelectorTerms: readonly NodeSelectorTerm[];
}

/** Whether labels satisfy the selector. An absent selector matches nothing, an empty one everything. */
export function matchesSelector(selector: LabelSelector | undefined, labels: StringMap | undefined): boolean {
  if (!selector) return false;
  const present = labels ?? {};
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) if (present[key] !== value) return false;
  return (selector.matchExpressions ?? []).every((expression) =>
    satisfiesRequirement(expression, ownLabel(present, expression.key)),
  );
}

/** Whether a node with these labels and this name satisfies one of the terms (kube-scheduler's nodeaffinity). */
export function matchesNodeSelector(selector: NodeSelector, labels: StringMap, nodeName: string): boolean {
  return selector.nodeSelectorTerms.some((term) => matchesNodeSelectorTerm(term, labels, nodeName));
}

export function matchesNodeSelectorTerm(term: NodeSelectorTerm, labels: StringMap, nodeName: string): boolean {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  if (expressions.length === 0 && fields.length === 0) return false;
  return (
    expressions.every((requirement) => satisfiesRequirement(requirement, ownLabel(labels, requirement.key))) &&
    fields.every((requirement) =>
      satisfiesRequirement(requirement, requirement.key === "metadata.name" ? nodeName : undefined),
    )
  );
}

/**
 * Whether a label's value (undefined: the label is absent) satisfies a requirement. Gt, Gte, Lt and Lte hold between whole numbers of any size; whatever
 * is no such number satisfies none of them.
 */
export function satisfiesRequirement(
  { operator, values = [] }: Pick<NodeSelectorRequirement, "operator" | "values">,
  value: string | undefined,
): boolean {
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "Gt":
    case "Lt":
    case "Gte":
    case "Lte":
      return isWhole(value) && isWhole(values[0]) && compareBound(operator, BigInt(value), BigInt(values[0]));
  }
}

/** A label called like a method of objects is absent unless it is set. */
const ownLabel = (labels: StringMap, key: string): string | undefined =>
  Object.hasOwn(labels, key) ? labels[key] : undefined;

const isWhole = (text: string | undefined): text is string => text !== undefined && /^-?\d+$/.test(text);

function compareBound(operator: "Gt" | "Lt" | "Gte" | "Lte", value: bigint, bound: bigint): boolean {
  if (operator === "Gt") return value > bound;
  if (operator === "Gte") return value >= bound;
  if (operator === "Lt") return value < bound;
  return value <= bound;
}
