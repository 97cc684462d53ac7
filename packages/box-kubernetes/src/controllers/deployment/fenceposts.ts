import type { Deployment } from "@inlay/resources";

/** How far a rollout may go beyond, and below, the desired number of pods. */
export interface Fenceposts {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}

/** Percentages of the desired replicas: surge rounds up, unavailable down; both zero would never move, so one may be missing. */
export function resolveFenceposts({ spec }: Deployment): Fenceposts {
  const desired = spec.replicas ?? 1;
  if (spec.strategy?.type === "Recreate") return { maxSurge: 0, maxUnavailable: 0 };
  const { maxSurge = "25%", maxUnavailable = "25%" } = spec.strategy?.rollingUpdate ?? {};
  const surge = scaledValue(maxSurge, desired, Math.ceil);
  const unavailable = scaledValue(maxUnavailable, desired, Math.floor);
  return { maxSurge: surge, maxUnavailable: Math.min(desired, surge === 0 && unavailable === 0 ? 1 : unavailable) };
}

/** An int-or-percentage (intstr.GetScaledValueFromIntOrPercent). */
export function scaledValue(value: number | string, total: number, round: (value: number) => number): number {
  if (typeof value === "number") return value;
  return value.endsWith("%") ? round((Number(value.slice(0, -1)) * total) / 100) : Number(value);
}
