import type { HostPort } from "../cluster/host-ports.ts";
import { keepCommon, addAll, emptyBits, type Bitset } from "../instance-types/bitset.ts";
import type { PodVariant } from "../pods/pod-class.ts";
import type { RequirementSet } from "../requirements/requirement-set.ts";
import type { PendingPod } from "./pending-pod.ts";
import type { UsablePool } from "./node-pool.ts";

/** A node claim that a simulation has opened: a pool, what was asked of it so far, and the types that are still possible. */
export interface OpenClaim {
  /** Place among the simulation's claims. */
  readonly index: number;
  readonly pool: UsablePool;
  /** Types within the pool's limits when the claim was opened. */
  readonly allowed: Bitset;
  requirements: RequirementSet;
  /** Of its pods; daemons come on top, per type. */
  readonly requests: Float64Array;
  readonly pods: PendingPod[];
  /** As what each pod was placed: what it asked in the end. */
  readonly variants: PodVariant[];
  hostPorts: readonly HostPort[];
  /** Reservations that it holds. */
  reservations: ReadonlySet<string>;
  minValuesRelaxed: boolean;
}

/** Whether some type is left for a claim that is asked this much. */
export function someTypeFits(
  pool: UsablePool,
  requirements: RequirementSet,
  allowed: Bitset,
  requests: Float64Array,
  ports: readonly HostPort[],
  conflicts: (a: readonly HostPort[], b: readonly HostPort[]) => boolean,
): boolean {
  const admitted = pool.catalogue.admitted(requirements);
  for (const group of pool.daemonGroups) {
    if (ports.length > 0 && conflicts(ports, group.hostPorts)) continue;
    if (pool.daemonGroups.length === 1) return pool.catalogue.someFits(admitted, allowed, requests, group.overhead);
    const types = group.types.slice();
    keepCommon(types, allowed);
    if (pool.catalogue.someFits(admitted, types, requests, group.overhead)) return true;
  }
  return false;
}

/** The types that are left for a claim that is asked this much. */
export function typesThatFit(
  pool: UsablePool,
  requirements: RequirementSet,
  allowed: Bitset,
  requests: Float64Array,
  ports: readonly HostPort[],
  conflicts: (a: readonly HostPort[], b: readonly HostPort[]) => boolean,
): Bitset {
  const result = emptyBits(pool.catalogue.size);
  const admitted = pool.catalogue.admitted(requirements);
  for (const group of pool.daemonGroups) {
    if (ports.length > 0 && conflicts(ports, group.hostPorts)) continue;
    const types = group.types.slice();
    keepCommon(types, allowed);
    keepCommon(types, admitted);
    pool.catalogue.keepFitting(types, requests, group.overhead);
    addAll(result, types);
  }
  return result;
}
