import type { Condition, KubeObject } from "@inlay/resources";
import { rfc3339 } from "@inlay/resources";
import { at, isRecord, listAt, textAt } from "../schema/paths.ts";

/** What the naming controller writes into `status` of a CustomResourceDefinition. */
export interface CrdStatus {
  readonly conditions: readonly Condition[];
  readonly acceptedNames: Readonly<Record<string, unknown>>;
  readonly storedVersions: readonly unknown[];
}

/**
 * Decides whether a CRD gets its names, and so whether it is served. A name that another accepted CRD of the group has is refused.
 *
 * @param others all CRDs; the one itself may be among them.
 * @param taken names of built-in resources in the same group.
 * @param now milliseconds
 */
export function statusWithNames(
  crd: KubeObject,
  others: readonly KubeObject[],
  taken: readonly NamesInUse[],
  now: number,
): CrdStatus {
  const group = textAt(crd, "spec", "group");
  const inUse = [
    ...taken.filter((each) => each.group === group),
    ...others
      .filter((other) => other.metadata.name !== crd.metadata.name && textAt(other, "spec", "group") === group)
      .map(acceptedBy),
  ];
  const plurals = new Set(inUse.flatMap((each) => each.resourceNames));
  const kinds = new Set(inUse.flatMap((each) => each.kinds));
  const wanted = at(crd, "spec", "names");
  const accepted: Record<string, unknown> = {};
  let conflict: { readonly reason: string; readonly message: string } | undefined;
  const settle = (
    field: string,
    reason: string,
    names: readonly string[],
    used: ReadonlySet<string>,
    value: unknown,
  ) => {
    const clash = names.find((name) => used.has(name));
    if (clash === undefined) accepted[field] = value;
    else conflict = { reason, message: `${JSON.stringify(clash)} is already in use` };
  };
  const text = (field: string) => textAt(wanted, field);
  const shortNames = listAt(wanted, "shortNames").map(String);
  settle("plural", "PluralConflict", [text("plural")], plurals, text("plural"));
  if (text("singular") !== "") settle("singular", "SingularConflict", [text("singular")], plurals, text("singular"));
  if (shortNames.length > 0) settle("shortNames", "ShortNamesConflict", shortNames, plurals, shortNames);
  settle("kind", "KindConflict", [text("kind")], kinds, text("kind"));
  settle("listKind", "ListKindConflict", [text("listKind")], kinds, text("listKind"));
  if (listAt(wanted, "categories").length > 0) accepted["categories"] = listAt(wanted, "categories");
  accepted["plural"] ??= "";
  accepted["kind"] ??= "";
  return {
    conditions: conditionsOf(crd, conflict, now),
    acceptedNames: inOrder(accepted),
    storedVersions: listAt(crd, "status", "storedVersions"),
  };
}

/** Names that are gone in a group. */
export interface NamesInUse {
  readonly group: string;
  /** Plurals, singulars and short names share one space. */
  readonly resourceNames: readonly string[];
  readonly kinds: readonly string[];
}

function acceptedBy(crd: KubeObject): NamesInUse {
  const names = at(crd, "status", "acceptedNames");
  const present = (values: readonly string[]) => values.filter((value) => value !== "");
  return {
    group: textAt(crd, "spec", "group"),
    resourceNames: present([
      textAt(names, "plural"),
      textAt(names, "singular"),
      ...listAt(names, "shortNames").map(String),
    ]),
    kinds: present([textAt(names, "kind"), textAt(names, "listKind")]),
  };
}

function inOrder(accepted: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const field of ["plural", "singular", "shortNames", "kind", "listKind", "categories"])
    if (accepted[field] !== undefined) out[field] = accepted[field];
  return out;
}

function conditionsOf(
  crd: KubeObject,
  conflict: { readonly reason: string; readonly message: string } | undefined,
  now: number,
): readonly Condition[] {
  const before = listAt(crd, "status", "conditions").filter(isRecord);
  const condition = (type: string, status: "True" | "False", reason: string, message: string): Condition => {
    const old = before.find((each) => each["type"] === type);
    const kept = old?.["status"] === status ? textAt(old, "lastTransitionTime") : "";
    return { type, status, lastTransitionTime: kept || rfc3339(now), reason, message };
  };
  const established = before.find((each) => each["type"] === "Established");
  const names = conflict
    ? condition("NamesAccepted", "False", conflict.reason, conflict.message)
    : condition("NamesAccepted", "True", "NoConflicts", "no conflicts found");
  const served =
    established?.["status"] === "True"
      ? (established as unknown as Condition)
      : conflict
        ? condition("Established", "False", "NotAccepted", "not all names are accepted")
        : condition("Established", "True", "InitialNamesAccepted", "the initial names have been accepted");
  const rest = before.filter((each) => each["type"] !== "NamesAccepted" && each["type"] !== "Established");
  return [names, served, ...(rest as unknown as Condition[])];
}

/** Whether a CRD's resources are served. */
export function isEstablished(crd: KubeObject): boolean {
  return listAt(crd, "status", "conditions").some(
    (c) => textAt(c, "type") === "Established" && textAt(c, "status") === "True",
  );
}
