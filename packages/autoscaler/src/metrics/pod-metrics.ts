import type { Environment } from "../state/environment.ts";

/** Creation to running, of every pod that starts while we watch. */
export function connectPodMetrics({ caches, metrics, clock }: Environment): () => void {
  return caches.pods.onChange(({ type, object, previous }) => {
    if (type !== "modified" || object.status?.phase !== "Running" || previous?.status?.phase === "Running") return;
    const created = Date.parse(object.metadata.creationTimestamp);
    metrics.podStartup.observe({}, Math.max(0, clock.now() - created) / 1_000);
  });
}
