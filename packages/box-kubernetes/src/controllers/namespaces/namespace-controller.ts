import { NAMESPACES, rfc3339, type Condition, type Namespace } from "@inlay/resources";
import { controllerQueue, type ControllerContext } from "../controller-context.ts";
import type { InventoryItem, ObjectInventory } from "../garbage-collection/object-inventory.ts";
import { withCondition } from "../pods/pod-state.ts";
import { deletionOrder, remainingConditions } from "./namespace-deletion.ts";
import { unlessGone } from "../ownership/unless-gone.ts";

const NAME = "namespace-controller";

/** Empties namespaces that are going away, then lets them go. */
export function startNamespaceController(context: ControllerContext, inventory: ObjectInventory): void {
  const { indexes, clock } = context;
  const { namespaces } = indexes;
  const api = context.apiOf(NAME);
  const queue = controllerQueue(context, NAME, sync);

  namespaces.onChange((type, namespace) => {
    if (type !== "DELETED" && namespace.metadata.deletionTimestamp !== undefined) queue.add(namespace.metadata.name);
  });
  inventory.onChange((item) => {
    if (item.namespace === undefined) return;
    if (namespaces.get(item.namespace)?.metadata.deletionTimestamp !== undefined) queue.add(item.namespace);
  });

  async function sync(name: string): Promise<void> {
    const namespace = namespaces.get(name);
    if (namespace?.metadata.deletionTimestamp === undefined) return;
    const content = deletionOrder(inventory.inNamespace(name));
    const outcomes = await Promise.allSettled(content.filter(({ isDeleting }) => !isDeleting).map(remove));
    const left = [...inventory.inNamespace(name)];
    await noteRemaining(namespace, left);
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed) throw failed.reason;
    if (left.length > 0) return;
    const current = namespaces.get(name);
    if (!current?.spec?.finalizers?.includes("kubernetes")) return;
    const finalizers = current.spec.finalizers.filter((finalizer) => finalizer !== "kubernetes");
    await unlessGone(
      api.update<Namespace>(
        NAMESPACES,
        { ...current, spec: { ...current.spec, finalizers } },
        { subresource: "finalize" },
      ),
    );
  }

  async function remove(item: InventoryItem): Promise<void> {
    const options = { propagationPolicy: "Background", preconditions: { uid: item.uid } } as const;
    await unlessGone(api.delete(item.definition, item, options));
  }

  async function noteRemaining(namespace: Namespace, left: readonly InventoryItem[]): Promise<void> {
    const time = rfc3339(clock.now());
    const current = namespaces.get(namespace.metadata.name);
    if (!current) return;
    let conditions = current.status?.conditions as readonly Condition[] | undefined;
    const before = conditions;
    for (const condition of remainingConditions(left))
      conditions = withCondition(conditions, condition, time) ?? conditions;
    if (conditions === before || left.length === 0) return;
    await unlessGone(
      api.update<Namespace>(
        NAMESPACES,
        { ...current, status: { ...current.status, conditions } },
        { subresource: "status" },
      ),
    );
  }
}
