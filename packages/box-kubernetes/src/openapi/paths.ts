import type { ResourceDefinition } from "../schema/resource-definition.ts";
import { componentName, reference } from "./names.ts";

type Json = Record<string, unknown>;

const query = (name: string, type: string, description: string) => ({
  name,
  in: "query",
  description,
  schema: { type, uniqueItems: true },
});
const DRY_RUN = query("dryRun", "string", "All: everything but the effect.");
const FIELD_MANAGER = query("fieldManager", "string", "Who makes the change, for managedFields.");
/** kubectl looks for it before it lets the server validate. */
const FIELD_VALIDATION = query(
  "fieldValidation",
  "string",
  "Ignore, Warn or Strict: what becomes of unknown and duplicate fields.",
);
const FORCE = query("force", "boolean", "Take fields that others own (server-side apply only).");
const WRITE = [DRY_RUN, FIELD_MANAGER, FIELD_VALIDATION];

const PATCH_TYPES = ["application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml"];
const STRATEGIC = "application/strategic-merge-patch+json";

/** The paths of one resource, with what kubectl reads of them: kinds, actions, query parameters. */
export function pathsOf(definition: ResourceDefinition): Json {
  const { group, version, resource, namespaced } = definition;
  const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  const collection = namespaced ? `${root}/namespaces/{namespace}/${resource}` : `${root}/${resource}`;
  const verbs = new Set(
    definition.verbs ?? ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
  );
  const paths: Json = {
    [collection]: collectionPath(definition, verbs),
    [`${collection}/{name}`]: itemPath(definition, verbs),
  };
  for (const subresource of definition.subresources)
    paths[`${collection}/{name}/${subresource}`] = subresourcePath(definition, subresource);
  if (namespaced && verbs.has("list")) paths[`${root}/${resource}`] = { get: operation(definition, "list", []) };
  return paths;
}

function collectionPath(definition: ResourceDefinition, verbs: ReadonlySet<string>): Json {
  const out: Json = {};
  if (verbs.has("list")) out["get"] = operation(definition, "list", []);
  if (verbs.has("create")) out["post"] = { ...operation(definition, "post", WRITE), requestBody: body(definition) };
  if (verbs.has("deletecollection")) out["delete"] = operation(definition, "deletecollection", [DRY_RUN]);
  return out;
}

function itemPath(definition: ResourceDefinition, verbs: ReadonlySet<string>): Json {
  const out: Json = {};
  if (verbs.has("get")) out["get"] = operation(definition, "get", []);
  if (verbs.has("update")) out["put"] = { ...operation(definition, "put", WRITE), requestBody: body(definition) };
  if (verbs.has("patch")) out["patch"] = patchOperation(definition);
  if (verbs.has("delete")) out["delete"] = operation(definition, "delete", [DRY_RUN]);
  return out;
}

function subresourcePath(definition: ResourceDefinition, subresource: string): Json {
  const scale = { group: "autoscaling", version: "v1", kind: "Scale" };
  const identity = subresource === "scale" ? { "x-kubernetes-group-version-kind": scale } : {};
  return {
    get: { ...operation(definition, "get", []), ...identity },
    put: { ...operation(definition, "put", WRITE), ...identity },
    patch: { ...patchOperation(definition), ...identity },
  };
}

function operation(definition: ResourceDefinition, action: string, parameters: readonly object[]): Json {
  const { group, version, kind, custom } = definition;
  const name = custom || action !== "list" ? componentName(definition) : `${componentName(definition)}List`;
  return {
    ...(parameters.length > 0 ? { parameters } : {}),
    responses: { "200": { description: "OK", content: { "application/json": { schema: reference(name) } } } },
    "x-kubernetes-action": action,
    "x-kubernetes-group-version-kind": { group, version, kind },
  };
}

function patchOperation(definition: ResourceDefinition): Json {
  const types = definition.custom ? PATCH_TYPES : [...PATCH_TYPES, STRATEGIC];
  const content = Object.fromEntries(types.map((type) => [type, { schema: { type: "object" } }]));
  return { ...operation(definition, "patch", [...WRITE, FORCE]), requestBody: { content, required: true } };
}

function body(definition: ResourceDefinition): Json {
  return { content: { "*/*": { schema: reference(componentName(definition)) } }, required: true };
}
