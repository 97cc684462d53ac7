import type { Metrics } from "../metrics/metrics.ts";

const TIME_BUCKETS = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75, 2,
  2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
];
const QUEUE_BUCKETS = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10];

export type ReconcileOutcome = "success" | "error" | "requeue" | "requeue_after";

/** The metrics of controller-runtime and client-go's work queues, by their own names. */
export function controllerMetrics(metrics: Metrics) {
  return {
    reconciles: metrics.counter(
      "controller_runtime_reconcile_total",
      "Total number of reconciliations per controller",
      ["controller", "result"],
    ),
    errors: metrics.counter(
      "controller_runtime_reconcile_errors_total",
      "Total number of reconciliation errors per controller",
      ["controller"],
    ),
    time: metrics.histogram(
      "controller_runtime_reconcile_time_seconds",
      "Length of time per reconciliation per controller",
      ["controller"],
      TIME_BUCKETS,
    ),
    maxConcurrent: metrics.gauge(
      "controller_runtime_max_concurrent_reconciles",
      "Maximum number of concurrent reconciles per controller",
      ["controller"],
    ),
    active: metrics.gauge("controller_runtime_active_workers", "Number of currently used workers per controller", [
      "controller",
    ]),
    queueDepth: metrics.gauge("workqueue_depth", "Current depth of workqueue by workqueue and priority", [
      "name",
      "controller",
    ]),
    queueAdds: metrics.counter("workqueue_adds_total", "Total number of adds handled by workqueue", [
      "name",
      "controller",
    ]),
    queueRetries: metrics.counter("workqueue_retries_total", "Total number of retries handled by workqueue", [
      "name",
      "controller",
    ]),
    queueWait: metrics.histogram(
      "workqueue_queue_duration_seconds",
      "How long in seconds an item stays in workqueue before being requested",
      ["name", "controller"],
      QUEUE_BUCKETS,
    ),
    queueWork: metrics.histogram(
      "workqueue_work_duration_seconds",
      "How long in seconds processing an item from workqueue takes.",
      ["name", "controller"],
      QUEUE_BUCKETS,
    ),
  };
}

export type ControllerMetrics = ReturnType<typeof controllerMetrics>;
