import type { Metrics } from "@inlay/kube";

/** Karpenter's `metrics.DurationBuckets`. */
export const DURATION_BUCKETS = [
  0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6,
  0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60, 120, 180,
  300, 600,
];
const PERCENTILES = [0, 0.5, 0.9, 0.99, 1];
const HOUR = 3_600;
const DAY = 24 * HOUR;
/** Seconds: from a quarter of an hour to thirty days. */
const LIFETIME_BUCKETS = [
  HOUR / 4, HOUR / 2, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR, DAY, 2 * DAY, 5 * DAY, 7 * DAY, 15 * DAY, 30 * DAY,
]; // prettier-ignore
const doubling = (buckets: number) => Array.from({ length: buckets }, (_, power) => 2 ** power);
const DECISION = ["decision", "reason", "consolidation_type"];

/** Karpenter's metrics, names and labels exact, those that are written when something happens. */
export function autoscalerMetrics(metrics: Metrics) {
  const counter = (name: string, help: string, labels: readonly string[]) =>
    metrics.counter(`karpenter_${name}`, help, labels);
  const gauge = (name: string, help: string, labels: readonly string[]) =>
    metrics.gauge(`karpenter_${name}`, help, labels);
  const duration = (name: string, help: string, labels: readonly string[], buckets = DURATION_BUCKETS) =>
    metrics.histogram(`karpenter_${name}`, help, labels, buckets);
  return {
    schedulingDuration: duration("scheduler_scheduling_duration_seconds", "Duration of one scheduling simulation.", [
      "controller",
    ]),
    unschedulablePods: gauge("scheduler_unschedulable_pods_count", "Pods that could not be scheduled.", ["controller"]),
    ignoredPods: gauge("scheduler_ignored_pods_count", "Pods that were refused before scheduling.", []),
    evaluationDuration: duration(
      "voluntary_disruption_decision_evaluation_duration_seconds",
      "Duration of the disruption decision evaluation process.",
      ["reason", "consolidation_type"],
    ),
    decisions: counter("voluntary_disruption_decisions_total", "Disruption decisions performed.", DECISION),
    eligibleNodes: gauge("voluntary_disruption_eligible_nodes", "Nodes eligible for disruption.", ["reason"]),
    queueFailures: counter(
      "voluntary_disruption_queue_failures_total",
      "Disruption commands that failed after they were started.",
      DECISION,
    ),
    failedValidations: counter(
      "voluntary_disruption_failed_validations_total",
      "Candidates that were not valid any more when their command was to start.",
      ["consolidation_type"],
    ),
    allowedDisruptions: gauge("nodepools_allowed_disruptions", "Nodes that the budgets allow to be disrupted now.", [
      "nodepool",
      "reason",
    ]),
    nodeClaimsCreated: counter("nodeclaims_created_total", "Node claims created.", [
      "reason",
      "nodepool",
      "min_values_relaxed",
    ]),
    nodeClaimsTerminated: counter("nodeclaims_terminated_total", "Node claims terminated.", [
      "nodepool",
      "capacity_type",
      "zone",
    ]),
    nodeClaimsDisrupted: counter("nodeclaims_disrupted_total", "Node claims disrupted.", [
      "reason",
      "nodepool",
      "capacity_type",
    ]),
    instanceTermination: duration(
      "nodeclaims_instance_termination_duration_seconds",
      "Duration of the instance's termination at the cloud.",
      ["nodepool"],
      doubling(11),
    ),
    claimTermination: duration(
      "nodeclaims_termination_duration_seconds",
      "Duration from deletion of a node claim to its end.",
      ["nodepool"],
      doubling(12),
    ),
    nodesCreated: counter("nodes_created_total", "Nodes registered.", ["nodepool", "zone"]),
    nodesTerminated: counter("nodes_terminated_total", "Nodes terminated.", ["nodepool", "zone"]),
    nodesDrained: counter("nodes_drained_total", "Nodes drained.", ["nodepool"]),
    nodeLifetime: duration(
      "nodes_lifetime_duration_seconds",
      "Age of a node when its deletion began.",
      ["nodepool"],
      LIFETIME_BUCKETS,
    ),
    nodeTermination: metrics.summary(
      "karpenter_nodes_termination_duration_seconds",
      "Duration from deletion of a node to its end.",
      ["nodepool"],
      PERCENTILES,
    ),
    evictionRequests: counter("pods_eviction_requests_total", "Eviction requests by the answer's code.", ["code"]),
    podsDrained: counter("pods_drained_total", "Pods drained.", ["reason"]),
    synced: gauge("cluster_state_synced", "1 when the cluster's state is known.", []),
    nodeCount: gauge("cluster_state_node_count", "Nodes and node claims known.", []),
    unsyncedTime: gauge("cluster_state_unsynced_time_seconds", "Time for which the state has not been known.", []),
    cloudDuration: duration("cloudprovider_duration_seconds", "Duration of cloud provider calls.", [
      "controller",
      "method",
      "provider",
    ]),
    cloudErrors: counter("cloudprovider_errors_total", "Cloud provider calls that failed.", [
      "controller",
      "method",
      "provider",
      "error",
    ]),
  };
}

export type AutoscalerMetrics = ReturnType<typeof autoscalerMetrics>;
