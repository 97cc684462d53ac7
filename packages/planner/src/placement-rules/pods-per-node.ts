import type { InstanceType } from "../instance-type.ts";

/** The types as if none could hold more pods than this. */
export function withPodCap(types: readonly InstanceType[], cap: number | undefined): readonly InstanceType[] {
  if (cap === undefined) return types;
  return types.map((type) => {
    const pods = Math.min(type.capacity["pods"] ?? 0, cap + (type.overhead["pods"] ?? 0));
    return { ...type, capacity: { ...type.capacity, pods } };
  });
}
