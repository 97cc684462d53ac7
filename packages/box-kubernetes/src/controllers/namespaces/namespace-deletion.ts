import type { Condition } from "@inlay/resources";
import { apiVersionOf } from "@inlay/resources";
import type { InventoryItem } from "../garbage-collection/object-inventory.ts";

/** What is left in a namespace that is going away, as its conditions tell it (namespace/deletion/status_condition_utils.go). */
export function remainingConditions(items: readonly InventoryItem[]): readonly Omit<Condition, "lastTransitionTime">[] {
  const byResource = counted(items.map(({ definition }) => resourceName(definition)));
  const finalizers = counted(items.flatMap((item) => [...item.finalizers]));
  const ok = (type: string, reason: string, message: string) => ({ type, status: "False", reason, message }) as const;
  return [
    ok("NamespaceDeletionDiscoveryFailure", "ResourcesDiscovered", "All resources successfully discovered"),
    ok(
      "NamespaceDeletionGroupVersionParsingFailure",
      "ParsedGroupVersions",
      "All legacy kube types successfully parsed",
    ),
    ok(
      "NamespaceDeletionContentFailure",
      "ContentDeleted",
      "All content successfully deleted, may be waiting on finalization",
    ),
    byResource.length > 0
      ? {
          type: "NamespaceContentRemaining",
          status: "True",
          reason: "SomeResourcesRemain",
          message: `Some resources are remaining: ${byResource
            .map(([name, count]) => `${name} has ${count} resource instances`)
            .join(", ")}`,
        }
      : ok("NamespaceContentRemaining", "ContentRemoved", "All content successfully removed"),
    finalizers.length > 0
      ? {
          type: "NamespaceFinalizersRemaining",
          status: "True",
          reason: "SomeFinalizersRemain",
          message: `Some content in the namespace has finalizers remaining: ${finalizers
            .map(([name, count]) => `${name} in ${count} resource instances`)
            .join(", ")}`,
        }
      : ok("NamespaceFinalizersRemaining", "ContentHasNoFinalizers", "All content-preserving finalizers finished"),
  ];
}

/** `pods.`, `deployments.apps`: GroupResource text, with the dot that the core group gets too. */
function resourceName({ group, resource }: InventoryItem["definition"]): string {
  return `${resource}.${group}`;
}

function counted(names: readonly string[]): readonly (readonly [name: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The order of deletion: pods after what would make new ones. */
export function deletionOrder(items: Iterable<InventoryItem>): readonly InventoryItem[] {
  const isPod = ({ definition }: InventoryItem) =>
    Number(apiVersionOf(definition) === "v1" && definition.kind === "Pod");
  return [...items].sort((a, b) => isPod(a) - isPod(b));
}
