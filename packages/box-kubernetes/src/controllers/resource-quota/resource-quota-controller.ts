import type { KubeObject, ResourceRef } from "@inlay/resources";
import { listFrom, type ResourceQuota } from "../../api/admission/quota/quota.ts";
import { usedAmounts } from "../../api/admission/quota/used-amounts.ts";
import { canonicalJson } from "../../scheduler/cluster-state/canonical-json.ts";
import { controllerQueue, type ControllerContext } from "../controller-context.ts";
import type { ObjectInventory } from "../garbage-collection/object-inventory.ts";
import { keyOf, ObjectIndex } from "../informer/object-index.ts";
import { isTerminal, isTerminating } from "../pods/pod-state.ts";

const NAME = "resourcequota-controller";
const QUOTAS: ResourceRef = { group: "", version: "v1", resource: "resourcequotas" };
/** What was given back shows after this long; many deletions at once are one count. */
const GATHER_MS = 20;
/** Creations are counted on admission; this is for those that came to nothing. */
const RECOUNT_MS = 2_000;

/** Keeps `status.used` of quotas at what there is. */
export function startResourceQuotaController(context: ControllerContext, inventory: ObjectInventory): void {
  const { clock, registry, signal, indexes } = context;
  const api = context.apiOf(NAME);
  const quotas = new ObjectIndex<ResourceQuota>(QUOTAS, { namespace: ({ metadata }) => [metadata.namespace ?? ""] });
  const queue = controllerQueue(context, NAME, sync);
  const recount = (namespace: string | undefined, inMs: number) => {
    if (namespace === undefined) return;
    for (const quota of quotas.by("namespace", namespace)) queue.addAfter(keyOf(quota), inMs);
  };

  quotas.onChange((type, quota, previous) => {
    if (type !== "DELETED" && previous?.spec !== quota.spec) queue.add(keyOf(quota));
  });
  inventory.onChange(({ namespace }, change, previous) => {
    if (change === "removed") recount(namespace, GATHER_MS);
    else if (!previous) recount(namespace, RECOUNT_MS);
  });
  indexes.pods.onChange((type, pod, previous) => {
    if (type !== "MODIFIED" || !previous) return;
    if (isTerminal(pod) !== isTerminal(previous)) recount(pod.metadata.namespace, GATHER_MS);
    if (isTerminating(pod) && !isTerminating(previous))
      recount(pod.metadata.namespace, ((pod.metadata.deletionGracePeriodSeconds ?? 0) + 1) * 1000);
  });
  for (const resource of ["services", "persistentvolumeclaims"]) {
    const stop = api.watch<KubeObject>({ group: "", version: "v1", resource }, {}, ({ type, object }) => {
      if (type === "MODIFIED") recount(object.metadata.namespace, GATHER_MS);
    });
    signal.addEventListener("abort", stop, { once: true });
  }
  quotas.start(api, signal);

  async function sync(key: string): Promise<void> {
    const quota = quotas.get(key);
    if (!quota) return;
    const { namespace = "" } = quota.metadata;
    const list = ({ group, resource }: { readonly group: string; readonly resource: string }) => {
      const definition = registry.anyVersion(group, resource);
      return definition && api.list<KubeObject>(definition, { namespace });
    };
    const status = { hard: quota.spec?.hard ?? {}, used: listFrom(usedAmounts(quota, list, clock.now())) };
    if (canonicalJson(status) === canonicalJson(quota.status ?? {})) return;
    await api.update<ResourceQuota>(QUOTAS, { ...quota, status }, { subresource: "status" });
  }
}
