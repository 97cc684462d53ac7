import { LABEL_ZONE } from "@inlay/resources";
import { Requirement } from "../requirements/requirement.ts";
import type { RequirementSet, RequirementSpace } from "../requirements/requirement-set.ts";
import type { UsablePool } from "../simulation/node-pool.ts";
import type { Snapshot } from "../snapshot.ts";

interface Hold {
  readonly zones: readonly string[];
  readonly addresses: number;
}

/**
 * Free IP addresses per zone while a simulation opens claims. A claim takes one for its node and one for each pod, daemons included,
 * in every zone that it may still become: whichever it gets has enough.
 */
export class SubnetAddresses {
  readonly #left: ReadonlyMap<string, Map<string, number>>;
  readonly #catalogueOf: Snapshot["catalogueOfNodePool"];
  readonly #space: RequirementSpace;
  /** By claim. */
  readonly #holds: Hold[] = [];

  constructor(snapshot: Snapshot, space: RequirementSpace) {
    this.#left = new Map(
      Object.entries(snapshot.freeAddresses ?? {}).map(([id, zones]) => [id, new Map(Object.entries(zones))]),
    );
    this.#catalogueOf = snapshot.catalogueOfNodePool;
    this.#space = space;
  }

  /** The zones that have room for the claim with so many pods, within its requirements; null: none. */
  narrow(pool: UsablePool, claim: number, requirements: RequirementSet, pods: number): RequirementSet | null {
    const left = this.#leftFor(pool);
    if (!left) return requirements;
    const held = this.#holds[claim];
    const needed = addressesOf(pool, pods);
    const zone = requirements.byKey.get(LABEL_ZONE);
    const possible = [...left.keys()].filter((name) => zone?.has(name) ?? true);
    const roomy = possible.filter(
      (name) => left.get(name)! + (held?.zones.includes(name) ? held.addresses : 0) >= needed,
    );
    if (roomy.length === 0) return null;
    if (zone && !zone.complement && roomy.length === zone.values.size) return requirements;
    return this.#space.narrow(requirements, this.#space.intern([Requirement.of(LABEL_ZONE, "In", roomy.sort())]));
  }

  /** Takes what the claim needs as it now is, and gives back what it had. */
  hold(pool: UsablePool, claim: number, requirements: RequirementSet, pods: number): void {
    const left = this.#leftFor(pool);
    if (!left) return;
    const held = this.#holds[claim];
    for (const zone of held?.zones ?? []) left.set(zone, left.get(zone)! + held!.addresses);
    const zone = requirements.byKey.get(LABEL_ZONE);
    const zones = [...left.keys()].filter((name) => zone?.has(name) ?? true);
    const addresses = addressesOf(pool, pods);
    for (const name of zones) left.set(name, left.get(name)! - addresses);
    this.#holds[claim] = { zones, addresses };
  }

  /** Why no new node of the pool can have the pod; undefined when addresses are not what it lacks. */
  obstacle(pool: UsablePool, requirements: RequirementSet): string | undefined {
    const left = this.#leftFor(pool);
    if (!left || this.narrow(pool, -1, requirements, 1)) return undefined;
    const zone = requirements.byKey.get(LABEL_ZONE);
    const zones = [...left].filter(([name]) => zone?.has(name) ?? true).sort(([a], [b]) => (a < b ? -1 : 1));
    const counts = zones.map(([name, free]) => `${name}: ${free}`).join(", ");
    return `subnets have too few free IP addresses: ${addressesOf(pool, 1)} needed, free are ${counts || "none"}`;
  }

  #leftFor(pool: UsablePool): Map<string, number> | undefined {
    return this.#left.get(this.#catalogueOf[pool.name] ?? "");
  }
}

const PODS = 2;

function addressesOf(pool: UsablePool, pods: number): number {
  return 1 + pods + Math.max(0, ...pool.daemonGroups.map(({ overhead }) => overhead[PODS] ?? 0));
}
