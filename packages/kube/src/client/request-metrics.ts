import type { Metrics } from "../metrics/metrics.ts";

const SECONDS_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Calls to the API server by verb and answer; code 0 where no answer came. */
export function requestMetrics(metrics: Metrics) {
  const labels = ["verb", "code"];
  const total = metrics.counter("client_go_request_total", "Calls to the Kubernetes API.", labels);
  const duration = metrics.histogram(
    "client_go_request_duration_seconds",
    "Time of calls to the Kubernetes API.",
    labels,
    SECONDS_BUCKETS,
  );
  return {
    answered(verb: string, status: number, seconds: number): void {
      const labelled = { verb, code: String(status) };
      total.inc(labelled);
      duration.observe(labelled, seconds);
    },
  };
}

export type RequestMetrics = ReturnType<typeof requestMetrics>;
