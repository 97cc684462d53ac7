import { membersOf } from "../instance-types/bitset.ts";
import type { Requirement } from "../requirements/requirement.ts";
import type { UsablePool } from "../simulation/node-pool.ts";
import type { DomainSource } from "./domains.ts";

/** Domains that nodes of the pool can be in: what its types may be within its requirements, and values that it names itself. */
export function domainsOfPool(pool: UsablePool): DomainSource {
  const known = new Map<string, ReadonlySet<string>>();
  return {
    taints: pool.taints,
    requirements: pool.template,
    open: true,
    domainsOf(key) {
      let domains = known.get(key);
      if (!domains) known.set(key, (domains = poolDomains(pool, key)));
      return domains;
    },
  };
}

function poolDomains(pool: UsablePool, key: string): ReadonlySet<string> {
  const domains = new Set<string>();
  const own = pool.template.byKey.get(key);
  const add = (requirement: Requirement) => {
    if (!requirement.complement) for (const value of requirement.values) domains.add(value);
  };
  if (own) add(own);
  for (const type of membersOf(pool.types)) {
    const offered = pool.catalogue.requirements[type]!.byKey.get(key);
    if (offered) add(own ? offered.intersect(own) : offered);
  }
  return domains;
}
