import { groupKind } from "../rendering/cluster-scope.ts";
import type { RenderedLayer, RenderedObject } from "../rendering/rendered-layer.ts";
import { diffFields, type FieldChange } from "./field-diff.ts";

export interface ObjectChange {
  readonly change: "added" | "changed" | "removed";
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** The layer that brings it now; of removed ones, the layer that did. */
  readonly layer: string;
  /** Of changed objects. Values of Secrets are left out. */
  readonly fields: readonly FieldChange[];
}

/** What applying `after` in place of `before` adds, changes and removes, in the order of kind, namespace and name. */
export function diffRendered(
  before: readonly RenderedLayer[],
  after: readonly RenderedLayer[],
): readonly ObjectChange[] {
  const [old, fresh] = [byIdentity(before), byIdentity(after)];
  const changes: ObjectChange[] = [];
  for (const [identity, { object, layer }] of fresh) {
    const previous = old.get(identity);
    if (!previous) changes.push({ change: "added", ...describe(object), layer, fields: [] });
    else {
      const fields = diffFields(previous.object, object).map((field) =>
        object.kind === "Secret" ? hidden(field) : field,
      );
      if (fields.length > 0) changes.push({ change: "changed", ...describe(object), layer, fields });
    }
  }
  for (const [identity, { object, layer }] of old)
    if (!fresh.has(identity)) changes.push({ change: "removed", ...describe(object), layer, fields: [] });
  const place = ({ kind, namespace = "", name }: ObjectChange): string => `${kind}\0${namespace}\0${name}`;
  return changes.sort((a, b) => (place(a) < place(b) ? -1 : 1));
}

/** `group/Kind namespace/name`: the version does not count, as it does not for Kubernetes. */
export function objectIdentity(object: RenderedObject): string {
  const { namespace = "", name = "", generateName = "" } = object.metadata;
  return `${groupKind(object)} ${namespace}/${name || `${generateName}*`}`;
}

function byIdentity(
  layers: readonly RenderedLayer[],
): ReadonlyMap<string, { readonly object: RenderedObject; readonly layer: string }> {
  return new Map(
    layers.flatMap((layer) =>
      layer.objects.map((object) => [objectIdentity(object), { object, layer: layer.name }] as const),
    ),
  );
}

const describe = ({ apiVersion, kind, metadata }: RenderedObject) => ({
  apiVersion,
  kind,
  ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
  name: metadata.name ?? metadata.generateName ?? "",
});

const hidden = ({ path, before, after }: FieldChange): FieldChange => ({
  path,
  ...(before !== undefined && { before: "•••" }),
  ...(after !== undefined && { after: "•••" }),
});
