import type { ResourceDefinition } from "../schema/resource-definition.ts";
import { FieldSet } from "./field-set.ts";

/** Metadata that a custom resource's status endpoint does not store. */
const METADATA = {
  "f:deletionTimestamp": {},
  "f:deletionGracePeriodSeconds": {},
  "f:labels": {},
  "f:annotations": {},
  "f:ownerReferences": {},
  "f:finalizers": {},
};

const known = new WeakMap<ResourceDefinition, Map<string, FieldSet>>();

/** Fields that an endpoint takes from nobody: the main one leaves the status alone, `status` everything else. */
export function resetFields(definition: ResourceDefinition, subresource: string): FieldSet {
  let sets = known.get(definition);
  if (!sets) known.set(definition, (sets = new Map()));
  let fields = sets.get(subresource);
  if (!fields) sets.set(subresource, (fields = findResetFields(definition, subresource)));
  return fields;
}

function findResetFields(definition: ResourceDefinition, subresource: string): FieldSet {
  if (!definition.subresources.includes("status")) return FieldSet.empty;
  if (subresource === "") return FieldSet.parse({ "f:status": {} });
  if (subresource !== "status") return FieldSet.empty;
  const fields: Record<string, unknown> = {};
  for (const name of Object.keys(definition.schema.properties ?? {}))
    if (!["apiVersion", "kind", "metadata", "status"].includes(name)) fields[`f:${name}`] = {};
  if (definition.custom) fields["f:metadata"] = METADATA;
  else if (definition.resource === "deployments") fields["f:metadata"] = { "f:labels": {} };
  else if (definition.resource === "pods")
    fields["f:metadata"] = { "f:deletionTimestamp": {}, "f:ownerReferences": {} };
  return FieldSet.parse(fields);
}
