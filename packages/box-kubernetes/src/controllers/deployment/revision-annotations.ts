import type { Deployment, ReplicaSet, StringMap } from "@inlay/resources";

export const REVISION = "deployment.kubernetes.io/revision";
const REVISION_HISTORY = "deployment.kubernetes.io/revision-history";
const DESIRED = "deployment.kubernetes.io/desired-replicas";
const MAX = "deployment.kubernetes.io/max-replicas";
/** A Deployment's annotations that its ReplicaSets do not inherit. */
const OWN: ReadonlySet<string> = new Set([
  "kubectl.kubernetes.io/last-applied-configuration",
  "deprecated.deployment.rollback.to",
  REVISION,
  REVISION_HISTORY,
  DESIRED,
  MAX,
]);

export function revisionOf({ metadata }: Deployment | ReplicaSet): number {
  return Number(metadata.annotations?.[REVISION] ?? 0) || 0;
}

/** What the set was last sized for. */
export function desiredAnnotation(set: ReplicaSet): number | undefined {
  return numberOf(set.metadata.annotations?.[DESIRED]);
}

export function maxAnnotation(set: ReplicaSet): number | undefined {
  return numberOf(set.metadata.annotations?.[MAX]);
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

export function sizeAnnotations(desired: number, maxSurge: number): StringMap {
  return { [DESIRED]: String(desired), [MAX]: String(desired + maxSurge) };
}

/** The revision of the current template: one more than all others had. */
export function nextRevision(old: readonly ReplicaSet[]): number {
  return Math.max(0, ...old.map(revisionOf)) + 1;
}

/** The annotations of the set with the current template: inherited, its revision, and the ones that it had when it was current. */
export function currentSetAnnotations(
  deployment: Deployment,
  set: ReplicaSet | undefined,
  revision: number,
): StringMap {
  const before = set?.metadata.annotations ?? {};
  const inherited = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !OWN.has(key));
  const earlier = numberOf(before[REVISION]);
  if (earlier !== undefined && earlier >= revision) return { ...before, ...Object.fromEntries(inherited) };
  const history = earlier === undefined ? undefined : [before[REVISION_HISTORY], String(earlier)].filter(Boolean);
  return {
    ...before,
    ...Object.fromEntries(inherited),
    [REVISION]: String(revision),
    ...(history ? { [REVISION_HISTORY]: history.join(",") } : {}),
  };
}
