import type { KubeObject } from "@inlay/resources";
import { isRecord } from "../schema/paths.ts";
import { membersOf, type Mutable } from "../schema/resource-definition.ts";

/** What a kind's registry strategy does to an object on its way in, beside validation. */
export interface Strategy {
  readonly prepareForCreate: (object: Mutable) => void;
  readonly prepareForUpdate: (object: Mutable, old: KubeObject, subresource: "" | "status") => void;
}

/** For kinds without a status subresource: everything is taken as it comes. */
export const plainStrategy: Strategy = { prepareForCreate: () => {}, prepareForUpdate: () => {} };

/**
 * For kinds whose status has a subresource of its own: a client's status is dropped on create and kept on update; through `status`
 * only the status changes, and those metadata that the kind lets through.
 *
 * @param emptyStatus what stands in a new object; absent: no status at all.
 */
export function statusStrategy(emptyStatus: (() => unknown) | undefined, keeps: readonly StatusKeep[] = []): Strategy {
  return {
    prepareForCreate: (object) => {
      if (emptyStatus) object["status"] = emptyStatus();
      else delete object["status"];
    },
    prepareForUpdate: (object, old, subresource) => {
      if (subresource === "") carry(object, old, "status");
      else keepAllButStatus(object, old, keeps);
    },
  };
}

/** Which metadata a status update cannot change. */
export type StatusKeep = "labels" | "annotations" | "ownerReferences" | "finalizers" | "metadata";

function keepAllButStatus(object: Mutable, old: KubeObject, keeps: readonly StatusKeep[]): void {
  const before = membersOf(old);
  for (const field of new Set([...Object.keys(object), ...Object.keys(before)]))
    if (!["kind", "apiVersion", "metadata", "status"].includes(field)) carry(object, old, field);
  if (keeps.length === 0) return;
  const metadata = isRecord(object["metadata"]) ? object["metadata"] : {};
  if (keeps.includes("metadata")) {
    const { resourceVersion, managedFields } = metadata;
    object["metadata"] = {
      ...old.metadata,
      resourceVersion,
      ...(managedFields === undefined ? {} : { managedFields }),
    };
    return;
  }
  for (const field of keeps) {
    const value = membersOf(old.metadata)[field];
    if (value === undefined) delete metadata[field];
    else metadata[field] = value;
  }
}

/** Takes a field over from the stored object. */
export function carry(object: Mutable, old: KubeObject, field: string): void {
  const value = membersOf(old)[field];
  if (value === undefined) delete object[field];
  else object[field] = value;
}
