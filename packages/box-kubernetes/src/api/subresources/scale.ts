import { apiVersionOf, type KubeObject, type LabelSelector } from "@inlay/resources";
import { definitionOf } from "../../definitions/built-in-kind.ts";
import { age } from "../../definitions/tables/human.ts";
import { isRecord } from "../../schema/paths.ts";
import {
  membersOf,
  type Mutable,
  type ResourceDefinition,
  type ScaleDefinition,
  type TableColumn,
  type TableDefinition,
} from "../../schema/resource-definition.ts";
import type { ObjectKey } from "../api.ts";
import { badRequest, conflict, invalid, notFound } from "../failures.ts";
import { copyOf } from "../json-value.ts";
import type { Machinery, WriteContext } from "../machinery.ts";
import { storedAs } from "../resource-registry.ts";
import { metadataOf, textOf } from "../writes/object-metadata.ts";
import { updateObject } from "../writes/update-object.ts";

/** `autoscaling/v1 Scale`. */
export interface Scale extends KubeObject {
  readonly spec: { readonly replicas?: number };
  readonly status: { readonly replicas: number; readonly selector?: string };
}

const column = (name: string, type: TableColumn["type"]): TableColumn => ({
  name,
  type,
  format: "",
  description: "",
  priority: 0,
});
const SCALE_TABLE: TableDefinition = {
  columns: [
    column("Name", "string"),
    column("Desired", "integer"),
    column("Available", "integer"),
    column("Age", "string"),
  ],
  cells: (object, now) => {
    const { metadata, spec, status } = object as Scale;
    return [metadata.name, spec.replicas ?? 0, status.replicas, age(metadata.creationTimestamp, now)];
  },
};

let kind: ResourceDefinition | undefined;

/** Scale as a kind, for decoding and patching. It is no resource of its own. */
export function scaleKind(): ResourceDefinition {
  kind ??= definitionOf({
    group: "autoscaling",
    resource: "scales",
    kind: "Scale",
    namespaced: true,
    table: SCALE_TABLE,
  });
  return kind;
}

/** GET NAME/scale. @throws ApiError 404 */
export function readScale({ store }: Machinery, definition: ResourceDefinition, key: ObjectKey): Scale {
  const object = store.get(storedAs(definition), key.namespace ?? "", key.name);
  const resource = `${definition.resource}/scale`;
  if (!object) throw notFound({ group: definition.group, resource }, key.name);
  return scaleOf(object, definition);
}

/**
 * PUT or PATCH NAME/scale: writes the replicas through to the object.
 *
 * @param change makes the wanted Scale from the present one.
 */
export async function writeScale(
  machinery: Machinery,
  definition: ResourceDefinition,
  key: ObjectKey,
  change: (current: Scale) => Mutable,
  context: WriteContext,
): Promise<Scale> {
  const { specReplicasPath } = scaleDefinition(definition);
  const update = {
    definition,
    key,
    subresource: "" as const,
    ownedThrough: "scale",
    change: (old: KubeObject) => {
      const wanted = change(scaleOf(old, definition));
      checkScale(wanted, definition, key, old);
      const next = membersOf(copyOf(old));
      writePath(next, specReplicasPath, replicasOf(wanted));
      return next;
    },
  };
  return scaleOf(await updateObject(machinery, update, context), definition);
}

export function scaleDefinition({ scale }: ResourceDefinition): ScaleDefinition {
  return scale ?? { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" };
}

export function scaleOf(object: KubeObject, definition: ResourceDefinition): Scale {
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = scaleDefinition(definition);
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const replicas = Number(readPath(object, specReplicasPath) ?? 0);
  const selector = labelSelectorPath === undefined ? undefined : selectorText(readPath(object, labelSelectorPath));
  return {
    kind: "Scale",
    apiVersion: apiVersionOf({ group: "autoscaling", version: "v1" }),
    metadata: { name, ...(namespace && { namespace }), uid, resourceVersion, creationTimestamp },
    spec: replicas === 0 ? {} : { replicas },
    status: { replicas: Number(readPath(object, statusReplicasPath) ?? 0), ...(selector && { selector }) },
  };
}

function replicasOf(scale: Mutable): number {
  const { replicas } = (scale["spec"] ?? {}) as { readonly replicas?: unknown };
  return typeof replicas === "number" ? replicas : 0;
}

function checkScale(wanted: Mutable, definition: ResourceDefinition, key: ObjectKey, old: KubeObject): void {
  const metadata = metadataOf(wanted);
  const name = textOf(metadata["name"]);
  if (name !== key.name)
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${key.name})`);
  const revision = textOf(metadata["resourceVersion"]);
  if (revision !== "" && revision !== "0" && revision !== old.metadata.resourceVersion)
    throw conflict(definition, key.name);
  const replicas = replicasOf(wanted);
  if (replicas >= 0) return;
  const message = `Invalid value: ${replicas}: must be greater than or equal to 0`;
  throw invalid("autoscaling", "Scale", key.name, [{ reason: "FieldValueInvalid", field: "spec.replicas", message }]);
}

function readPath(object: unknown, path: string): unknown {
  let value = object;
  for (const field of path.split(".").slice(1)) value = isRecord(value) ? value[field] : undefined;
  return value;
}

function writePath(object: Mutable, path: string, value: unknown): void {
  const fields = path.split(".").slice(1);
  const last = fields.pop() ?? "";
  let parent = object;
  for (const field of fields) {
    if (!isRecord(parent[field])) parent[field] = {};
    parent = parent[field] as Mutable;
  }
  parent[last] = value;
}

/** A selector as text: a label selector, a plain map, or text already. @example "a=s,z notin (p,q)" */
function selectorText(selector: unknown): string {
  if (typeof selector === "string") return selector;
  if (!isRecord(selector)) return "";
  const { matchLabels, matchExpressions = [] } = selector as LabelSelector;
  const isPlain = matchLabels === undefined && !("matchExpressions" in selector);
  const labels = Object.entries((isPlain ? selector : (matchLabels ?? {})) as Record<string, string>);
  const requirements: [string, string][] = labels.map(([key, value]) => [key, `${key}=${value}`]);
  for (const { key, operator, values = [] } of matchExpressions) {
    const listed = `(${[...values].sort().join(",")})`;
    const text = { In: `${key} in ${listed}`, NotIn: `${key} notin ${listed}`, Exists: key, DoesNotExist: `!${key}` };
    requirements.push([key, text[operator]]);
  }
  return requirements
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, text]) => text)
    .join(",");
}
