import { ANNOTATION_DO_NOT_DISRUPT, Duration, type Pod } from "@inlay/resources";

/**
 * Whether the pod asks not to be disturbed now: `true`, or a duration that has not passed since it started. What is neither counts for nothing.
 */
export function mayNotBeDisrupted(pod: Pod, now: number): boolean {
  const text = pod.metadata.annotations?.[ANNOTATION_DO_NOT_DISRUPT];
  if (text === undefined) return false;
  if (text === "true") return true;
  const duration = durationOf(text);
  if (duration === undefined || !(duration > 0)) return false;
  const startedAt = Date.parse(pod.status?.startTime ?? "");
  return !Number.isFinite(startedAt) || now < startedAt + duration;
}

function durationOf(text: string): number | undefined {
  try {
    return Duration.parse(text, ANNOTATION_DO_NOT_DISRUPT).milliseconds;
  } catch {
    return undefined;
  }
}
