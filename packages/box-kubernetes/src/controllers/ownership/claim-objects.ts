import { matchesSelector, type KubeObject, type LabelSelector, type ResourceRef } from "@inlay/resources";
import type { Api } from "../../api/api.ts";
import type { ObjectIndex } from "../informer/object-index.ts";
import { controllerOf, controllerReference, orphansOf } from "./owner-references.ts";

export interface ClaimOptions<T extends KubeObject> {
  readonly api: Api;
  readonly resource: ResourceRef;
  /** With index `controller`. */
  readonly index: ObjectIndex<T>;
  /** Orphans that should stay so: finished pods of a ReplicaSet. */
  readonly mayAdopt?: (object: T) => boolean;
}

/**
 * The objects that belong to a controller object: its own that still match its selector (others are let go), and matching orphans,
 * which are adopted. An owner on its way out adopts nobody.
 */
export async function claimObjects<T extends KubeObject>(
  owner: KubeObject,
  selector: LabelSelector | undefined,
  { api, resource, index, mayAdopt }: ClaimOptions<T>,
): Promise<T[]> {
  const { uid, namespace, deletionTimestamp } = owner.metadata;
  const claimed: T[] = [];
  for (const object of index.by("controller", uid)) {
    if (matchesSelector(selector, object.metadata.labels)) claimed.push(object);
    else if (deletionTimestamp === undefined) await release(api, resource, object, uid);
  }
  if (deletionTimestamp !== undefined) return claimed;
  for (const object of index.by("controller", orphansOf(namespace))) {
    const adoptable = object.metadata.deletionTimestamp === undefined && (mayAdopt?.(object) ?? true);
    if (adoptable && matchesSelector(selector, object.metadata.labels))
      claimed.push(await adopt<T>(api, resource, object, owner));
  }
  return claimed;
}

function adopt<T extends KubeObject>(api: Api, resource: ResourceRef, object: T, owner: KubeObject): Promise<T> {
  const metadata = { uid: object.metadata.uid, ownerReferences: [controllerReference(owner)] };
  return api.patch<T>(resource, object.metadata, "strategic", { metadata });
}

async function release(api: Api, resource: ResourceRef, object: KubeObject, ownerUid: string): Promise<void> {
  const ownerReferences = [{ $patch: "delete", uid: ownerUid }];
  await api.patch(resource, object.metadata, "strategic", {
    metadata: { uid: object.metadata.uid, ownerReferences },
  });
}

/** Queue keys of the owners of a kind that a change of one of their objects concerns, before and after it. */
export function ownersConcerned<T extends KubeObject>(
  kind: string,
  object: T,
  previous: T | undefined,
): readonly string[] {
  const keys = new Set<string>();
  for (const each of [object, previous]) {
    const owner = each && controllerOf(each);
    if (owner?.kind === kind) keys.add(`${each!.metadata.namespace}/${owner.name}`);
  }
  return [...keys];
}

/** Owners in the namespace whose selector matches an orphan: they may adopt it. */
export function possibleAdopters<T extends KubeObject & { readonly spec: { readonly selector?: LabelSelector } }>(
  orphan: KubeObject,
  owners: ObjectIndex<T>,
): readonly T[] {
  if (controllerOf(orphan)) return [];
  return owners
    .by("namespace", orphan.metadata.namespace ?? "")
    .filter((owner) => matchesSelector(owner.spec.selector, orphan.metadata.labels));
}
