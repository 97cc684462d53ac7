import { apiVersionOf, rfc3339, type KubeObject, type ManagedFieldsEntry } from "@inlay/resources";
import { ApiError, type StatusCause } from "../api/api-error.ts";
import { goTypeOfSchema, schemaOfStruct } from "../schema/built-in-schema.ts";
import { decodeAs } from "../schema/decode.ts";
import { decodeObject } from "../schema/decode-object.ts";
import { goStruct } from "../schema/go-types.ts";
import { goJson, sortedDeep } from "../schema/go-json.ts";
import { at, isRecord, textAt } from "../schema/paths.ts";
import { membersOf, type Mutable, type ResourceDefinition } from "../schema/resource-definition.ts";
import type { Schema } from "../schema/schema.ts";
import { capped, managerText, readManagers, writeManagers, type Manager, type ManagerId } from "./managers.ts";
import { ApplyConflict, applyConfiguration, ownersAfterUpdate, UNOWNED } from "./ownership.ts";
import { resetFields } from "./reset-fields.ts";
import { fieldSetOf, typeFaults } from "./typed-value.ts";

export interface FieldManager {
  /** `fieldManager` of the request, or what the User-Agent begins with. */
  readonly name: string;
  /** `""`, `status`, `scale`. */
  readonly subresource: string;
  /** Milliseconds. */
  readonly now: number;
}

export interface ServerSideApplied {
  /** The object to store, with managedFields, decoded but without defaults. The very live object when nothing changes. */
  readonly object: Mutable;
  readonly isUnchanged: boolean;
}

/**
 * Server-side apply: the live object with a configuration merged in, what its manager applied before and no longer does removed, and
 * ownership settled. Exactly as structured-merge-diff does it.
 *
 * @param live as stored; undefined when the apply creates the object.
 * @param configuration the parsed body.
 * @throws ApiError 400 for a body that is not such an object, 409 with causes for fields that others own, 500 for undeclared fields.
 */
export function serverSideApply(
  definition: ResourceDefinition,
  live: KubeObject | undefined,
  configuration: unknown,
  manager: FieldManager,
  force: boolean,
): ServerSideApplied {
  const config = checkedConfiguration(definition, configuration);
  const schema = typedSchema(definition);
  const current = live ? withoutManagedFields(live) : emptyObject(definition);
  const faults = typeFaults(schema, config);
  if (faults.length > 0) throw undeclared(definition, config, faults);
  const now = rfc3339(manager.now);
  const apiVersion = apiVersionOf(definition);
  const self: ManagerId = { name: manager.name, operation: "Apply", apiVersion, subresource: manager.subresource };
  const reset = resetFields(definition, manager.subresource);
  let managers = readManagers(live?.metadata.managedFields) ?? [];
  if (live && managers.length === 0) managers = [beforeFirstApply(schema, current, apiVersion, now)];
  const apply = (forced: boolean) => applyConfiguration(schema, current, config, managers, self, now, forced, reset);
  let applied;
  try {
    applied = apply(force);
  } catch (error) {
    if (!(error instanceof ApplyConflict)) throw error;
    if (!isAllowedByLastApplied(schema, live, self, error)) throw conflictError(error);
    applied = apply(true);
  }
  if (live && applied.object === undefined) return { object: membersOf(live), isUnchanged: true };
  const merged = applied.object ?? current;
  const decoded = decodeObject(definition, isRecord(merged) ? merged : {});
  if (decoded.error !== undefined) throw new ApiError(500, "", `unable to convert applied object: ${decoded.error}`);
  setManagedFields(decoded.object, capped(applied.managers));
  if (manager.name === "kubectl") refreshLastApplied(decoded.object, config);
  return { object: decoded.object, isUnchanged: false };
}

/**
 * Sets managedFields of an object that a create, update or patch is about to store; in place. The writer comes to own what it added
 * or changed. A client that sends managedFields of its own replaces them; one that sends `[{}]` clears them.
 *
 * @param live as stored, undefined on create.
 * @param object with defaults, before the strategy ran.
 */
export function updateManagedFields(
  definition: ResourceDefinition,
  live: KubeObject | undefined,
  object: Mutable,
  manager: FieldManager,
): void {
  const metadata = isRecord(object["metadata"]) ? object["metadata"] : {};
  const given = metadata["managedFields"];
  if (!live && given === undefined && isFromTemplate(metadata)) {
    metadata["managedFields"] = managedFieldsOfCopy(definition, object, metadata, manager);
    return;
  }
  const isReset =
    Array.isArray(given) && given.length === 1 && isRecord(given[0]) && Object.keys(given[0]).length === 0;
  const managers = isReset ? [] : managersFor(given, live, manager.subresource);
  if (live && managers.length === 0) {
    delete metadata["managedFields"];
    return;
  }
  setManagedFields(object, capped(ownersAfter(definition, live, object, managers, manager)));
}

function ownersAfter(
  definition: ResourceDefinition,
  live: KubeObject | undefined,
  object: Mutable,
  managers: readonly Manager[],
  manager: FieldManager,
): readonly Manager[] {
  const self: ManagerId = {
    name: manager.name,
    operation: "Update",
    apiVersion: apiVersionOf(definition),
    subresource: manager.subresource,
  };
  return ownersAfterUpdate(
    typedSchema(definition),
    live ? withoutManagedFields(live) : emptyObject(definition),
    withoutManagedFields(object),
    managers,
    self,
    rfc3339(manager.now),
    resetFields(definition, manager.subresource),
  );
}

/** Objects of one owner are alike but for their names: what their writer owns of each is worked out once, and shared. */
const COPIES_REMEMBERED = 500;
const copies = new Map<string, readonly ManagedFieldsEntry[]>();

function isFromTemplate({ ownerReferences }: Mutable): boolean {
  return Array.isArray(ownerReferences) && ownerReferences.some((each: unknown) => at(each, "controller") === true);
}

function managedFieldsOfCopy(
  definition: ResourceDefinition,
  object: Mutable,
  metadata: Mutable,
  manager: FieldManager,
): readonly ManagedFieldsEntry[] {
  const { name: _name, ...rest } = metadata;
  const key = JSON.stringify([definition.group, definition.version, manager.name, { ...object, metadata: rest }]);
  let known = copies.get(key);
  if (!known) {
    known = writeManagers(ownersAfter(definition, undefined, object, [], manager));
    if (copies.size >= COPIES_REMEMBERED) copies.delete(copies.keys().next().value!);
    copies.set(key, known);
  }
  const time = rfc3339(manager.now);
  return known.map((entry) => ({ ...entry, time }));
}

/** Those that the request carries count, if they can be read and it is not about a subresource; else those of the stored object. */
function managersFor(given: unknown, live: KubeObject | undefined, subresource: string): readonly Manager[] {
  const stored = readManagers(live?.metadata.managedFields) ?? [];
  if (subresource !== "") return stored;
  const sent = readManagers(given);
  return sent && sent.length > 0 ? sent : stored;
}

function setManagedFields(object: Mutable, managers: readonly Manager[]): void {
  const metadata = isRecord(object["metadata"]) ? object["metadata"] : {};
  object["metadata"] = metadata;
  if (managers.length === 0) delete metadata["managedFields"];
  else metadata["managedFields"] = writeManagers(managers);
}

/** Not to be changed: it may be the very object. */
function withoutManagedFields(object: object): Mutable {
  const { metadata } = object as Mutable;
  if (isRecord(metadata) && metadata["managedFields"] === undefined) return object as Mutable;
  const { metadata: _metadata, ...rest } = object as Mutable;
  const { managedFields: _managedFields, ...others } = isRecord(metadata) ? metadata : {};
  return { ...rest, metadata: others };
}

const emptyObjects = new WeakMap<ResourceDefinition, Mutable>();

/** What a new object is compared with: Go's zero value for built-in kinds, nothing for custom ones. Not to be changed. */
function emptyObject(definition: ResourceDefinition): Mutable {
  let empty = emptyObjects.get(definition);
  if (!empty) emptyObjects.set(definition, (empty = makeEmptyObject(definition)));
  return empty;
}

function makeEmptyObject(definition: ResourceDefinition): Mutable {
  const type = definition.custom ? undefined : goTypeOfSchema(definition.schema);
  const identity = { kind: definition.kind, apiVersion: apiVersionOf(definition) };
  return type ? decodeAs(type, identity).object : { ...identity, metadata: {} };
}

const typed = new WeakMap<Schema, Schema>();

/** A custom resource's metadata has the type that all metadata has. */
function typedSchema({ custom, schema }: ResourceDefinition): Schema {
  if (!custom) return schema;
  let found = typed.get(schema);
  if (!found) {
    const metadata = schemaOfStruct(goStruct("apis/meta/v1.ObjectMeta"));
    found = {
      ...schema,
      properties: { ...schema.properties, apiVersion: { type: "string" }, kind: { type: "string" }, metadata },
    };
    typed.set(schema, found);
  }
  return found;
}

function checkedConfiguration(definition: ResourceDefinition, configuration: unknown): Mutable {
  if (!isRecord(configuration)) throw new ApiError(400, "BadRequest", "error decoding YAML: object expected");
  const apiVersion = textAt(configuration, "apiVersion");
  const kind = textAt(configuration, "kind");
  if (apiVersion !== apiVersionOf(definition) || kind !== definition.kind) {
    const [group, version] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
    throw new ApiError(400, "BadRequest", `invalid object type: ${group}/${version}, Kind=${kind}`);
  }
  const metadata = configuration["metadata"];
  if (isRecord(metadata) && metadata["managedFields"] !== undefined && metadata["managedFields"] !== null)
    throw new ApiError(400, "BadRequest", "metadata.managedFields must be nil");
  return configuration;
}

function undeclared(definition: ResourceDefinition, config: Mutable, faults: readonly string[]): ApiError {
  const namespace = textAt(config, "metadata", "namespace");
  const name = textAt(config, "metadata", "name");
  const { group, version, kind } = definition;
  const listed = faults.length === 1 ? faults[0]! : `errors:\n${faults.map((fault) => `  ${fault}`).join("\n")}`;
  return new ApiError(
    500,
    "",
    `failed to create typed patch object (${namespace}/${name}; ${group}/${version}, Kind=${kind}): ${listed}`,
  );
}

function beforeFirstApply(schema: Schema, live: Mutable, apiVersion: string, time: string): Manager {
  const fields = fieldSetOf(schema, live).recursiveDifference(UNOWNED);
  return { name: "before-first-apply", operation: "Update", apiVersion, subresource: "", time, fields };
}

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** kubectl, when it moves from client-side to server-side apply, may take what its last-applied annotation shows as its own. */
function isAllowedByLastApplied(
  schema: Schema,
  live: KubeObject | undefined,
  self: ManagerId,
  conflict: ApplyConflict,
): boolean {
  const text = live?.metadata.annotations?.[LAST_APPLIED];
  if (self.name !== "kubectl" || text === undefined) return false;
  let last: unknown;
  try {
    last = JSON.parse(text);
  } catch {
    return false;
  }
  const mine = fieldSetOf(schema, last);
  return conflict.conflicts.every(({ fields }) => fields.difference(mine).isEmpty);
}

/** Where kubectl's client-side apply left its annotation, its server-side apply keeps it true. */
function refreshLastApplied(object: Mutable, config: Mutable): void {
  const metadata = isRecord(object["metadata"]) ? object["metadata"] : {};
  const annotations = isRecord(metadata["annotations"]) ? metadata["annotations"] : {};
  if ((annotations[LAST_APPLIED] ?? "") === "") return;
  const applied = structuredClone(config);
  const own = isRecord(applied["metadata"]) ? applied["metadata"]["annotations"] : undefined;
  if (isRecord(own)) delete own[LAST_APPLIED];
  metadata["annotations"] = { ...annotations, [LAST_APPLIED]: `${goJson(sortedDeep(applied))}\n` };
}

function conflictError({ conflicts }: ApplyConflict): ApiError {
  const byManager = new Map<string, string[]>();
  for (const { manager, fields } of conflicts) {
    const who = managerText(manager);
    byManager.set(who, [...(byManager.get(who) ?? []), ...fields.paths()]);
  }
  const causes: StatusCause[] = [];
  const texts: string[] = [];
  for (const [who, paths] of [...byManager].sort(([a], [b]) => (a < b ? -1 : 1))) {
    texts.push(
      paths.length === 1
        ? `conflict with ${who}: ${paths[0]}`
        : `conflicts with ${who}:\n${paths.map((p) => `- ${p}`).join("\n")}`,
    );
    for (const field of paths) causes.push({ reason: "FieldManagerConflict", message: `conflict with ${who}`, field });
  }
  const count = causes.length === 1 ? "1 conflict" : `${causes.length} conflicts`;
  return new ApiError(409, "Conflict", `Apply failed with ${count}: ${texts.join("\n")}`, { causes });
}
