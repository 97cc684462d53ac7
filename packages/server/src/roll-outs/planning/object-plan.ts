import { KubeApiError, isNotFound } from "@inlay/kube";
import { diffFields, objectIdentity, type Problem, type RenderedLayer, type RenderedObject } from "@inlay/profiles";
import type { KubeObject } from "@inlay/resources";
import { stringify } from "yaml";
import { addressOf, objectName, type ClusterObjects, type ObjectAddress } from "../objects/cluster-objects.ts";
import { KindNotServed } from "../objects/resource-kinds.ts";
import type { PlannedObject } from "../roll-out-plan.ts";

/** An object that we own in the cluster. */
export type OwnedObject = ObjectAddress & { readonly identity: string; readonly layer: string };

export type ObjectPlan = { readonly objects: readonly PlannedObject[]; readonly problems: readonly Problem[] };

/** As many questions at a time as a loaded API server takes without a queue. */
const AT_ONCE = 8;

/**
 * What applying the layers changes in the cluster as it is: each object is applied there as a dry run, so that defaults, other owners' fields and
 * refusals count as the API server sees them. Objects that we own and no layer brings any more are removed.
 */
export async function planObjects(
  layers: readonly RenderedLayer[],
  owned: readonly OwnedObject[],
  cluster: ClusterObjects,
  signal: AbortSignal,
): Promise<ObjectPlan> {
  const wanted = layers.flatMap((layer) => objectsOf(layer).map((object) => ({ layer, object })));
  const made = new Set(
    wanted.filter(({ object }) => object.kind === "Namespace").map(({ object }) => object.metadata.name),
  );
  const objects: PlannedObject[] = [];
  const problems: Problem[] = [];
  await eachAtOnce(wanted, async ({ layer, object }) => {
    const found = await planObject(layer, object, cluster, made, signal);
    if (found && "code" in found) problems.push(found);
    else if (found) objects.push(found);
  });
  const kept = new Set(wanted.map(({ object }) => objectIdentity(object)));
  await eachAtOnce(
    owned.filter(({ identity }) => !kept.has(identity)),
    async ({ identity: _, layer, ...address }) => {
      const live = await cluster.get(address, signal);
      if (live) objects.push({ change: "removed", ...address, layer, before: yamlOf(comparable(live)) });
    },
  );
  return { objects: objects.sort(byPlace), problems };
}

/** The objects of a layer, with the namespaces that it needs. */
export function objectsOf(layer: RenderedLayer): readonly RenderedObject[] {
  if (layer.objects.length === 0) return [];
  const own = new Set(layer.objects.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name));
  const namespaces = layer.namespaces
    .filter(({ name }) => !own.has(name) && !isSystemNamespace(name))
    .map(({ name, labels, annotations }): RenderedObject => ({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        name,
        ...(Object.keys(labels).length > 0 && { labels }),
        ...(Object.keys(annotations).length > 0 && { annotations }),
      },
    }));
  return [...namespaces, ...layer.objects];
}

/** Namespaces that every cluster has. */
const isSystemNamespace = (name: string): boolean => name === "default" || name.startsWith("kube-");

async function planObject(
  layer: RenderedLayer,
  object: RenderedObject,
  cluster: ClusterObjects,
  made: ReadonlySet<string | undefined>,
  signal: AbortSignal,
): Promise<PlannedObject | Problem | undefined> {
  const address = addressOf(object);
  const after = yamlOf(comparable(object));
  const added = { change: "added" as const, ...address, layer: layer.name, after };
  const live = await cluster.get(address, signal);
  try {
    const result = await cluster.apply(object, signal, true);
    if (!live) return added;
    const [old, fresh] = [comparable(live), comparable(result)];
    if (diffFields(old, fresh).length === 0) return undefined;
    return { change: "changed", ...address, layer: layer.name, before: yamlOf(old), after: yamlOf(fresh) };
  } catch (error) {
    // What it needs comes with this roll-out: a definition, or a namespace.
    if (error instanceof KindNotServed) return added;
    if (isNotFound(error) && made.has(address.namespace)) return added;
    if (!(error instanceof KubeApiError)) throw error;
    return refusal(layer, address, error);
  }
}

/** A refused object as a problem: at its field, with what helps. */
export function refusal(
  { name: layer }: Pick<RenderedLayer, "name">,
  address: ObjectAddress,
  error: KubeApiError,
): Problem {
  const field = error.causes.find((cause) => cause.field !== undefined)?.field;
  return {
    code: "OBJECT_REFUSED",
    severity: "error",
    field: `layers[${layer}].${objectName(address)}${field === undefined ? "" : `.${field}`}`,
    layer,
    message: `the cluster refuses ${objectName(address)}: ${error.message}`,
    fix: refusalFix(layer, address, error, field),
  };
}

function refusalFix(layer: string, address: ObjectAddress, error: KubeApiError, field: string | undefined): string {
  if (error.status === 403) return `allow the server's user to apply ${address.kind}, or remove it from ${layer}`;
  if (isNotFound(error) && address.namespace !== undefined)
    return `set pack.namespace or pack.additionalNamespaces of ${layer} so that the namespace ${address.namespace} is made`;
  return `correct ${field ?? "the object"} in the layer ${layer}`;
}

/** What of an object counts as its content: not what the server keeps for itself. Secrets' values are masked, equal ones alike. */
function comparable(object: RenderedObject | KubeObject): object {
  const { metadata, status: _, ...rest } = object as KubeObject & { readonly status?: unknown };
  const { managedFields, uid, resourceVersion, generation, creationTimestamp, ...meta } = metadata;
  void [managedFields, uid, resourceVersion, generation, creationTimestamp];
  const content = rest.kind === "Secret" ? masked(rest) : rest;
  const { apiVersion, kind, ...fields } = content as Omit<KubeObject, "metadata">;
  return { apiVersion, kind, metadata: meta, ...fields };
}

function masked(secret: object): object {
  const hide = (values: unknown): unknown =>
    values && Object.fromEntries(Object.keys(values).map((key) => [key, "********"]));
  const { data, stringData, ...rest } = secret as { readonly data?: unknown; readonly stringData?: unknown };
  return { ...rest, ...(data ? { data: hide(data) } : {}), ...(stringData ? { stringData: hide(stringData) } : {}) };
}

const yamlOf = (value: object): string => stringify(value, { lineWidth: 0 });

const byPlace = (a: PlannedObject, b: PlannedObject): number => {
  const place = ({ kind, namespace = "", name }: PlannedObject): string => `${kind}\0${namespace}\0${name}`;
  return place(a) < place(b) ? -1 : 1;
};

async function eachAtOnce<Item>(items: readonly Item[], act: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await act(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
