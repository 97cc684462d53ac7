import type { Container, KubeObject, Pod } from "@inlay/resources";
import { forbidden } from "../../failures.ts";
import type { Machinery } from "../../machinery.ts";
import { storedAs } from "../../resource-registry.ts";
import { metadataOf, textOf } from "../../writes/object-metadata.ts";
import type { AdmissionPlugin, AdmissionRequest } from "../admission.ts";
import { amountsFrom, difference, listFrom, only, printed, sum, type Amounts, type ResourceQuota } from "./quota.ts";
import { isComputeName, usageMayChange, usageOf } from "./quota-usage.ts";
import { covers, usedAmounts } from "./used-amounts.ts";

const QUOTAS = "/resourcequotas";

/**
 * Refuses what would exceed a namespace's quotas and counts what does not, in the quota's status, before it is stored: two
 * creations at once cannot both take the last of it. What does not come to be, and what is deleted, the controller gives back.
 */
export const resourceQuota: AdmissionPlugin = {
  name: "ResourceQuota",
  validate: (request, machinery) => {
    const { operation, definition, subresource, object, namespace } = request;
    if (!object || subresource !== "" || namespace === "") return;
    if (operation !== "CREATE" && !(operation === "UPDATE" && usageMayChange(definition))) return;
    const quotas = machinery.store.list(QUOTAS, namespace) as readonly ResourceQuota[];
    if (quotas.length > 0) charge(request, object as unknown as KubeObject, quotas, machinery);
  },
};

interface Charge {
  readonly quota: ResourceQuota;
  readonly used: Amounts;
}

function charge(
  request: AdmissionRequest,
  object: KubeObject,
  quotas: readonly ResourceQuota[],
  machinery: Machinery,
): void {
  const { definition, old, dryRun } = request;
  const now = machinery.clock.now();
  const charges: Charge[] = [];
  for (const quota of quotas) {
    if (!covers(quota, definition, object)) continue;
    const hard = amountsFrom(quota.spec?.hard);
    checkStated(request, object, quota);
    const before = old && covers(quota, definition, old) ? usageOf(definition, old, now) : new Map<string, never>();
    const asked = only(difference(usageOf(definition, object, now), before), (name) => hard.has(name));
    if ([...asked.values()].every((amount) => amount.nano <= 0n)) continue;
    const used = usedBy(quota, machinery, now);
    const total = sum(used, asked);
    const exceeded = only(asked, (name) => asked.get(name)!.nano > 0n && total.get(name)!.compare(hard.get(name)!) > 0);
    if (exceeded.size > 0) {
      const of = (amounts: Amounts) => printed(only(amounts, (name) => exceeded.has(name)));
      throw refusal(
        request,
        `exceeded quota: ${quota.metadata.name}, requested: ${of(asked)}, used: ${of(used)}, limited: ${of(hard)}`,
      );
    }
    charges.push({ quota, used: total });
  }
  if (dryRun) return;
  for (const { quota, used } of charges)
    machinery.store.update(
      QUOTAS,
      { ...quota, status: { hard: quota.spec?.hard ?? {}, used: listFrom(used) } } as KubeObject,
      quota,
    );
}

/** What the status says; where it does not yet, what there is. */
function usedBy(quota: ResourceQuota, { store }: Machinery, now: number): Amounts {
  const known = quota.status?.used ?? {};
  const { namespace } = quota.metadata;
  const names = Object.keys(quota.spec?.hard ?? {});
  if (names.every((name) => known[name] !== undefined)) return only(amountsFrom(known), (name) => names.includes(name));
  return usedAmounts(quota, (resource) => store.list(storedAs(resource), namespace), now);
}

/** Where a quota bounds computing resources, each container has to say how much it wants. */
function checkStated(request: AdmissionRequest, object: KubeObject, quota: ResourceQuota): void {
  if (storedAs(request.definition) !== "/pods") return;
  const { spec } = object as Pod;
  const missing = Object.keys(quota.spec?.hard ?? {})
    .filter(isComputeName)
    .sort()
    .flatMap((name) => {
      const without = [...spec.containers, ...(spec.initContainers ?? [])].filter((each) => !states(each, name));
      return without.length === 0 ? [] : [`${name} for: ${without.map((each) => each.name).join(",")}`];
    });
  if (missing.length > 0)
    throw refusal(request, `failed quota: ${quota.metadata.name}: must specify ${missing.join("; ")}`);
}

function states({ resources }: Container, name: string): boolean {
  if (name.startsWith("limits.")) return resources?.limits?.[name.slice("limits.".length)] !== undefined;
  const plain = name.startsWith("requests.") ? name.slice("requests.".length) : name;
  // Devices are wanted by those alone who need them.
  if (!/^(?:cpu|memory|ephemeral-storage)$/.test(plain)) return true;
  return resources?.requests?.[plain] !== undefined;
}

function refusal({ definition, object }: AdmissionRequest, why: string) {
  return forbidden(definition, textOf(metadataOf(object!)["name"]), why);
}
