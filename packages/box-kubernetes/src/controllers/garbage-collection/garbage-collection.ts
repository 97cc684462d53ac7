import type { OwnerReference } from "@inlay/resources";
import type { InventoryItem } from "./object-inventory.ts";

export const FOREGROUND = "foregroundDeletion";
export const ORPHAN = "orphan";

/** How an owner reference stands. `foreign`: a cluster-scoped object cannot have a namespaced owner. */
export type OwnerState = "present" | "waiting" | "absent" | "foreign";

export interface GarbageObservation {
  readonly item: InventoryItem;
  readonly ownerState: (owner: OwnerReference) => OwnerState;
  readonly dependents: readonly InventoryItem[];
}

export type GarbageIntent =
  | { readonly kind: "delete"; readonly policy: "Background" | "Foreground" | "Orphan" }
  | { readonly kind: "drop-owners"; readonly uids: readonly string[] }
  /** The owner goes, its dependents stay. */
  | { readonly kind: "orphan-dependents"; readonly dependents: readonly InventoryItem[] }
  /** The owner waits until these are gone. */
  | { readonly kind: "delete-dependents"; readonly dependents: readonly InventoryItem[] }
  | { readonly kind: "remove-finalizer"; readonly finalizer: typeof FOREGROUND | typeof ORPHAN }
  | { readonly kind: "report-foreign-owners"; readonly owners: readonly OwnerReference[] };

/**
 * What is to be done about one object (k8s.io/kubernetes pkg/controller/garbagecollector): delete it when all its owners are gone,
 * take out those of several that are; as an owner on its way out, see to its dependents first.
 */
export function decideGarbage({ item, ownerState, dependents }: GarbageObservation): readonly GarbageIntent[] {
  if (item.isDeleting && item.finalizers.includes(ORPHAN))
    return dependents.length > 0
      ? [
          { kind: "orphan-dependents", dependents },
          { kind: "remove-finalizer", finalizer: ORPHAN },
        ]
      : [{ kind: "remove-finalizer", finalizer: ORPHAN }];
  if (item.isDeleting && item.finalizers.includes(FOREGROUND)) return foreground(item, dependents);
  if (item.isDeleting || item.owners.length === 0) return [];
  const states = Map.groupBy(item.owners, ownerState);
  const { absent = [], waiting = [], present = [], foreign = [] } = Object.fromEntries(states);
  if (foreign.length > 0) return [{ kind: "report-foreign-owners", owners: foreign }];
  if (present.length > 0)
    return absent.length + waiting.length > 0
      ? [{ kind: "drop-owners", uids: [...absent, ...waiting].map(({ uid }) => uid) }]
      : [];
  // Its owner is deleted in the foreground: its own dependents go first too.
  if (waiting.length > 0 && dependents.length > 0) return [{ kind: "delete", policy: "Foreground" }];
  return [{ kind: "delete", policy: policyOf(item) }];
}

function policyOf({ finalizers }: InventoryItem): "Background" | "Foreground" | "Orphan" {
  if (finalizers.includes(ORPHAN)) return "Orphan";
  return finalizers.includes(FOREGROUND) ? "Foreground" : "Background";
}

function foreground(item: InventoryItem, dependents: readonly InventoryItem[]): readonly GarbageIntent[] {
  const blocking = dependents.filter(({ owners }) =>
    owners.some(({ uid, blockOwnerDeletion }) => uid === item.uid && blockOwnerDeletion),
  );
  if (blocking.length === 0) return [{ kind: "remove-finalizer", finalizer: FOREGROUND }];
  const untouched = dependents.filter(({ isDeleting }) => !isDeleting);
  return untouched.length > 0 ? [{ kind: "delete-dependents", dependents: untouched }] : [];
}
