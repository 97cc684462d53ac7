import { Quantity, type KubeObject, type Pod } from "@inlay/resources";
import type { Named } from "../../failures.ts";
import type { Amounts, ResourceQuota } from "./quota.ts";
import { coversPod, hasScopes } from "./quota-scopes.ts";
import { countedResource, usageOf } from "./quota-usage.ts";

/** Whether the quota counts this object at all. */
export function covers(quota: ResourceQuota, { group, resource }: Named, object: KubeObject): boolean {
  if (group === "" && resource === "pods") return coversPod(quota, object as Pod);
  return !hasScopes(quota);
}

/**
 * What the objects of the quota's namespace take of everything that it bounds.
 *
 * @param list the objects of a resource in that namespace; undefined for resources that are not served.
 * @param now milliseconds
 */
export function usedAmounts(
  quota: ResourceQuota,
  list: (resource: Named) => readonly KubeObject[] | undefined,
  now: number,
): Amounts {
  const hard = Object.keys(quota.spec?.hard ?? {});
  const used = new Map(hard.map((name) => [name, Quantity.zero]));
  const counted = new Map<string, Named>();
  for (const name of hard) {
    const resource = countedResource(name);
    if (resource) counted.set(`${resource.group}/${resource.resource}`, resource);
  }
  for (const resource of counted.values())
    for (const object of list(resource) ?? []) {
      if (!covers(quota, resource, object)) continue;
      for (const [name, amount] of usageOf(resource, object, now)) {
        const before = used.get(name);
        if (before) used.set(name, before.plus(amount));
      }
    }
  return used;
}
