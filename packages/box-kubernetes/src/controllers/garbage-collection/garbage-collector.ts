import type { KubeObject, OwnerReference } from "@inlay/resources";
import { controllerEvents, controllerQueue, type ControllerContext } from "../controller-context.ts";
import { decideGarbage, FOREGROUND, type GarbageIntent, type OwnerState } from "./garbage-collection.ts";
import type { InventoryItem, ObjectInventory } from "./object-inventory.ts";
import { unlessGone } from "../ownership/unless-gone.ts";

const NAME = "generic-garbage-collector";
const COMPONENT = "garbage-collector-controller";

/** Deletes what has lost its owners, and lets owners wait for, or let go of, what they own. */
export function startGarbageCollector(context: ControllerContext, inventory: ObjectInventory): void {
  const api = context.apiOf(NAME);
  const events = controllerEvents(context, NAME, COMPONENT);
  const queue = controllerQueue(context, NAME, collect, 20);

  inventory.onChange((item, change, previous) => {
    if (change === "set") {
      if (item.owners.length > 0 || item.isDeleting) queue.add(item.uid);
      if (item.isDeleting && item.finalizers.includes(FOREGROUND)) enqueueDependents(item);
    } else enqueueDependents(item);
    // An owner that waits for this object may also have just been let go of by it.
    for (const { uid } of [...item.owners, ...(previous?.owners ?? [])])
      if (inventory.get(uid)?.isDeleting) queue.add(uid);
  });

  function enqueueDependents({ uid }: InventoryItem): void {
    for (const dependent of inventory.dependentsOf(uid)) queue.add(dependent.uid);
  }

  async function collect(uid: string): Promise<void> {
    const item = inventory.get(uid);
    if (!item) return;
    const dependents = [...inventory.dependentsOf(uid)];
    const intents = decideGarbage({ item, dependents, ownerState: (owner) => stateOf(item, owner) });
    for (const intent of intents) await act(item, intent);
  }

  /** Asked of the API, not of the inventory: an owner must really be gone before anything is deleted for its sake. */
  function stateOf(item: InventoryItem, owner: OwnerReference): OwnerState {
    const definition = context.registry.byKind(owner.apiVersion, owner.kind);
    // A kind that is not served (any more) says nothing about its objects.
    if (!definition) return "present";
    if (definition.namespaced && item.namespace === undefined) return "foreign";
    const key = { name: owner.name, ...(definition.namespaced ? { namespace: item.namespace } : {}) };
    const found = api.get(definition, key);
    if (found?.metadata.uid !== owner.uid) return "absent";
    const { deletionTimestamp, finalizers = [] } = found.metadata;
    return deletionTimestamp !== undefined && finalizers.includes(FOREGROUND) ? "waiting" : "present";
  }

  async function act(item: InventoryItem, intent: GarbageIntent): Promise<void> {
    switch (intent.kind) {
      case "delete":
        return remove(item, intent.policy);
      case "drop-owners":
        return dropOwners(item, intent.uids);
      case "orphan-dependents":
        for (const dependent of intent.dependents) await dropOwners(dependent, [item.uid]);
        return;
      case "delete-dependents":
        for (const dependent of intent.dependents) queue.add(dependent.uid);
        return;
      case "remove-finalizer":
        return removeFinalizer(item, intent.finalizer);
      case "report-foreign-owners":
        return report(item, intent.owners);
    }
  }

  async function remove(item: InventoryItem, propagationPolicy: "Background" | "Foreground" | "Orphan"): Promise<void> {
    const preconditions = { uid: item.uid };
    await unlessGone(api.delete(item.definition, item, { propagationPolicy, preconditions }));
  }

  async function dropOwners(item: InventoryItem, uids: readonly string[]): Promise<void> {
    const current = currentOf(item);
    if (!current) return;
    const { ownerReferences = [], resourceVersion, uid } = current.metadata;
    const rest = ownerReferences.filter((owner) => !uids.includes(owner.uid));
    if (rest.length === ownerReferences.length) return;
    const metadata = { uid, resourceVersion, ownerReferences: rest.length > 0 ? rest : null };
    await unlessGone(api.patch(item.definition, item, "merge", { metadata }));
  }

  async function removeFinalizer(item: InventoryItem, finalizer: string): Promise<void> {
    const current = currentOf(item);
    if (!current) return;
    const { finalizers = [], resourceVersion, uid } = current.metadata;
    if (!finalizers.includes(finalizer)) return;
    const rest = finalizers.filter((each) => each !== finalizer);
    const metadata = { uid, resourceVersion, finalizers: rest.length > 0 ? rest : null };
    await unlessGone(api.patch(item.definition, item, "merge", { metadata }));
  }

  function report(item: InventoryItem, owners: readonly OwnerReference[]): void {
    const current = currentOf(item);
    for (const { apiVersion, kind, name, uid } of current ? owners : []) {
      const what = `[${apiVersion}/${kind}, namespace: ${item.namespace ?? ""}, name: ${name}, uid: ${uid}]`;
      const text = `ownerRef ${what} does not exist in namespace ${JSON.stringify(item.namespace ?? "")}`;
      events.warning(current!, "OwnerRefInvalidNamespace", text);
    }
  }

  function currentOf(item: InventoryItem): KubeObject | undefined {
    const found = api.get(item.definition, item);
    return found?.metadata.uid === item.uid ? found : undefined;
  }
}
