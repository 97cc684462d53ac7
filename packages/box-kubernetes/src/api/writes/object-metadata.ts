import { randomUUID } from "node:crypto";
import { nameSuffix, rfc3339, type KubeObject } from "@inlay/resources";
import type { Mutable, ResourceDefinition } from "../../schema/resource-definition.ts";
import { badRequest } from "../failures.ts";
import type { Machinery } from "../machinery.ts";

/** A longer base is cut, so that the name stays within 63 characters. */
const GENERATED_BASE_LIMIT = 58;

/** `metadata` of an object on its way in; made if the client sent none. */
export function metadataOf(object: Mutable): Mutable {
  const { metadata } = object;
  if (typeof metadata === "object" && metadata !== null) return metadata as Mutable;
  const made: Mutable = {};
  object["metadata"] = made;
  return made;
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Puts the request's namespace into the object. @throws ApiError 400 when the object names another. */
export function settleNamespace(metadata: Mutable, definition: ResourceDefinition, namespace: string): void {
  if (!definition.namespaced) {
    delete metadata["namespace"];
    return;
  }
  const given = textOf(metadata["namespace"]);
  if (given !== "" && given !== namespace)
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  metadata["namespace"] = namespace;
}

/** What the server alone decides in a new object. */
export function fillNewMetadata(metadata: Mutable, definition: ResourceDefinition, machinery: Machinery): void {
  metadata["uid"] = randomUUID();
  metadata["creationTimestamp"] = rfc3339(machinery.clock.now());
  for (const field of ["deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "resourceVersion", "generation"])
    if (field in metadata) delete metadata[field];
  if (definition.hasGeneration) metadata["generation"] = 1;
}

export function generatedName(metadata: Mutable, machinery: Machinery): string {
  return textOf(metadata["generateName"]).slice(0, GENERATED_BASE_LIMIT) + nameSuffix(machinery.random);
}

/** What an update may leave out, and what it may not decide. */
export function inheritMetadata(metadata: Mutable, old: KubeObject): void {
  for (const field of ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"] as const)
    if (metadata[field] === undefined || metadata[field] === null || metadata[field] === "") {
      if (old.metadata[field] === undefined) delete metadata[field];
      else metadata[field] = old.metadata[field];
    }
  metadata["resourceVersion"] = old.metadata.resourceVersion;
  if (old.metadata.generation === undefined) delete metadata["generation"];
  else metadata["generation"] = old.metadata.generation;
  delete metadata["selfLink"];
}

const FIRST = ["name", "generateName", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp"];

/** `kind` and `apiVersion` first, then `metadata`, as the server writes every object. */
export function asStored(object: Mutable, definition: ResourceDefinition): KubeObject {
  const { kind: _kind, apiVersion: _apiVersion, metadata, ...rest } = object;
  const apiVersion = definition.group === "" ? definition.version : `${definition.group}/${definition.version}`;
  const given = metadata as Mutable;
  const ordered: Mutable = {};
  for (const key of FIRST) if (given[key] !== undefined) ordered[key] = given[key];
  for (const key in given) if (given[key] !== undefined && !(key in ordered)) ordered[key] = given[key];
  return { kind: definition.kind, apiVersion, metadata: ordered as unknown as KubeObject["metadata"], ...rest };
}
