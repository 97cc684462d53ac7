import type { Schema } from "../schema/schema.ts";
import { FieldSet } from "./field-set.ts";
import { isSameManager, type Manager, type ManagerId } from "./managers.ts";
import {
  compareValues,
  fieldSetOf,
  mergeValues,
  removeFields,
  withNamedFields,
  type Comparison,
} from "./typed-value.ts";

/** Fields that no manager owns: identity and bookkeeping (managedfields stripMeta). */
export const UNOWNED = FieldSet.parse({
  "f:apiVersion": {},
  "f:kind": {},
  "f:metadata": {
    ".": {},
    "f:name": {},
    "f:namespace": {},
    "f:creationTimestamp": {},
    "f:selfLink": {},
    "f:uid": {},
    "f:clusterName": {},
    "f:generation": {},
    "f:managedFields": {},
    "f:resourceVersion": {},
  },
});

/** An apply would take fields from others. */
export class ApplyConflict extends Error {
  readonly code = "APPLY_CONFLICT";
  readonly conflicts: readonly { readonly manager: ManagerId; readonly fields: FieldSet }[];

  constructor(conflicts: ApplyConflict["conflicts"]) {
    super("apply conflict");
    this.conflicts = conflicts;
  }
}

interface Shift {
  readonly managers: readonly Manager[];
  readonly comparison: Comparison;
}

/** Takes changed fields away from their owners. @throws ApplyConflict unless forced */
function shift(
  schema: Schema,
  before: unknown,
  after: unknown,
  managers: readonly Manager[],
  self: ManagerId,
  force: boolean,
  reset: FieldSet,
): Shift {
  const all = compareValues(schema, before, after);
  const comparison = {
    added: all.added.recursiveDifference(reset),
    modified: all.modified.recursiveDifference(reset),
    removed: all.removed.recursiveDifference(reset),
  };
  const changed = comparison.modified.union(comparison.added);
  const conflicts: { manager: ManagerId; fields: FieldSet }[] = [];
  const next = managers.map((manager) => {
    if (isSameManager(manager, self)) return manager;
    const lost = manager.fields.intersection(changed);
    if (!lost.isEmpty) conflicts.push({ manager, fields: lost });
    return { ...manager, fields: manager.fields.difference(lost).difference(comparison.removed) };
  });
  if (!force && conflicts.length > 0) throw new ApplyConflict(conflicts);
  return { managers: next.filter((manager) => !manager.fields.isEmpty), comparison };
}

/** Who owns what after an update: the writer owns what it added or changed. @param reset fields that this endpoint never stores */
export function ownersAfterUpdate(
  schema: Schema,
  before: unknown,
  after: unknown,
  managers: readonly Manager[],
  self: ManagerId,
  now: string,
  reset: FieldSet,
): readonly Manager[] {
  const operation: ManagerId = { ...self, name: "current operation" };
  const { managers: others, comparison } = shift(schema, before, after, managers, operation, true, reset);
  const taken = comparison.modified.union(comparison.added).recursiveDifference(reset).difference(UNOWNED);
  if (taken.isEmpty) return others;
  const previous = others.find((manager) => isSameManager(manager, self));
  const mine: Manager = { ...self, time: now, fields: previous ? previous.fields.union(taken) : taken };
  return [...others.filter((manager) => manager !== previous), mine];
}

export interface Applied {
  /** Undefined: the live object is what was asked for already, and nobody's fields changed. */
  readonly object: unknown;
  readonly managers: readonly Manager[];
}

/** Merges a configuration into the live object, drops what its manager no longer applies, and settles who owns what. @throws ApplyConflict */
export function applyConfiguration(
  schema: Schema,
  live: unknown,
  configuration: unknown,
  managers: readonly Manager[],
  self: ManagerId,
  now: string,
  force: boolean,
  reset: FieldSet,
): Applied {
  const merged = mergeValues(schema, live, configuration);
  const previous = managers.find((manager) => isSameManager(manager, self));
  const fields = fieldSetOf(schema, configuration).recursiveDifference(reset).difference(UNOWNED);
  const mine: Manager = { ...self, time: now, fields };
  const all = [...managers.filter((manager) => manager !== previous), mine];
  const pruned = prune(schema, merged, all, previous?.fields);
  const { managers: after, comparison } = shift(schema, live, pruned, all, self, force, reset);
  const isSame = comparison.added.isEmpty && comparison.modified.isEmpty && comparison.removed.isEmpty;
  const ownersSame =
    previous?.apiVersion === self.apiVersion
      ? JSON.stringify(previous.fields.toFields()) === JSON.stringify(fields.toFields())
      : previous === undefined && fields.isEmpty;
  return { object: isSame && ownersSame ? undefined : pruned, managers: after };
}

/** Removes what the manager applied last time and nobody owns now. */
function prune(schema: Schema, merged: unknown, managers: readonly Manager[], last: FieldSet | undefined): unknown {
  if (!last || last.isEmpty) return merged;
  const named = (set: FieldSet) => withNamedFields(schema, set);
  const mergedFields = named(fieldSetOf(schema, merged));
  const withoutLast = removeFields(schema, merged, named(last));
  const owned = named(managers.reduce((all, manager) => all.union(manager.fields), FieldSet.empty));
  const backed = removeFields(
    schema,
    merged,
    mergedFields.difference(named(fieldSetOf(schema, withoutLast ?? {})).union(owned)),
  );
  const backedFields = named(fieldSetOf(schema, backed ?? {}));
  return removeFields(schema, merged, mergedFields.difference(backedFields).intersection(named(last)));
}
