import { membersOf, type Bitset } from "../instance-types/bitset.ts";
import type { Catalogue } from "../instance-types/catalogue.ts";
import type { RequirementSet } from "../requirements/requirement-set.ts";
import { LABEL_RESERVATION_ID } from "../requirements/well-known-labels.ts";
import type { World } from "./world.ts";

/** Instances left in each capacity reservation, and who holds them (autoscaler.md §3.6). */
export class Reservations {
  readonly exist: boolean;
  readonly #left = new Map<string, number>();

  constructor(world: World) {
    if (world.policy.reservedCapacity) {
      for (const { types } of world.catalogues.values())
        for (const { offerings } of types)
          for (const { capacityType, labels, reservationCapacity = 0 } of offerings) {
            const id = labels?.[LABEL_RESERVATION_ID];
            if (capacityType !== "reserved" || id === undefined) continue;
            this.#left.set(id, Math.min(this.#left.get(id) ?? Infinity, reservationCapacity));
          }
    }
    this.exist = this.#left.size > 0;
  }

  /** Reservations that the types could use, and those of them that still have room (or are held already). */
  compatible(
    catalogue: Catalogue,
    types: Bitset,
    requirements: RequirementSet,
    held: ReadonlySet<string>,
  ): { readonly some: boolean; readonly free: ReadonlySet<string> } {
    const free = new Set<string>();
    let some = false;
    for (const index of membersOf(types)) {
      for (const offering of catalogue.offerings(catalogue.types[index]!, requirements)) {
        const id = offering.labels?.[LABEL_RESERVATION_ID];
        if (offering.capacityType !== "reserved" || id === undefined) continue;
        some = true;
        if (held.has(id) || (this.#left.get(id) ?? 0) > 0) free.add(id);
      }
    }
    return { some, free };
  }

  /** Lets go of what is no longer wanted and takes the rest. */
  hold(held: ReadonlySet<string>, wanted: ReadonlySet<string>): void {
    for (const id of held) if (!wanted.has(id)) this.#left.set(id, this.#left.get(id)! + 1);
    for (const id of wanted) if (!held.has(id)) this.#left.set(id, this.#left.get(id)! - 1);
  }
}
