import type { AwsCallRecord } from "@inlay/aws";
import type { CounterMetric, GaugeMetric, HistogramMetric, Metrics } from "@inlay/kube";

export interface LaunchFailure {
  readonly zone: string;
  readonly capacityType: string;
  readonly reason: string;
}

/** What launching counts. */
export interface LaunchMetrics {
  launchFailed(failure: LaunchFailure): void;
}

const SIZE_BUCKETS = [1, 2, 4, 5, 10, 15, 20, 25, 50, 100, 250, 500, 1000];
const SECONDS_BUCKETS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900];

/** The provider's metrics, by Karpenter's names. */
export class ProviderMetrics implements LaunchMetrics {
  readonly offeringAvailable: GaugeMetric;
  readonly offeringPrice: GaugeMetric;
  readonly cpuCores: GaugeMetric;
  readonly memoryBytes: GaugeMetric;
  readonly receivedMessages: CounterMetric;
  readonly deletedMessages: CounterMetric;
  readonly messageQueueSeconds: HistogramMetric;
  readonly unhealthyInstances: CounterMetric;
  readonly terminationFailures: CounterMetric;
  readonly userDataBytes: GaugeMetric;
  readonly #launchFailures: CounterMetric;
  readonly #batchSeconds: HistogramMetric;
  readonly #batchSize: HistogramMetric;
  readonly #requests: CounterMetric;
  readonly #requestSeconds: HistogramMetric;
  readonly #requestRetries: CounterMetric;

  constructor(metrics: Metrics) {
    const gauge = (name: string, help: string, labelNames: string[]) => metrics.gauge(name, help, labelNames);
    const counter = (name: string, help: string, labelNames: string[] = []) => metrics.counter(name, help, labelNames);
    const histogram = (name: string, help: string, labelNames: string[] = [], buckets = SECONDS_BUCKETS) =>
      metrics.histogram(name, help, labelNames, buckets);
    this.offeringAvailable = gauge(
      "karpenter_cloudprovider_instance_type_offering_available",
      "Whether an offering of an instance type is available.",
      ["instance_type", "capacity_type", "zone"],
    );
    this.offeringPrice = gauge(
      "karpenter_cloudprovider_instance_type_offering_price_estimate",
      "Estimated USD per hour of an offering.",
      ["instance_type", "capacity_type", "zone"],
    );
    this.cpuCores = gauge("karpenter_cloudprovider_instance_type_cpu_cores", "vCPUs of an instance type.", [
      "instance_type",
    ]);
    this.memoryBytes = gauge("karpenter_cloudprovider_instance_type_memory_bytes", "Memory of an instance type.", [
      "instance_type",
    ]);
    this.#launchFailures = counter(
      "karpenter_cloudprovider_instance_launch_failures_total",
      "Errors that EC2 gave for parts of fleets.",
      ["zone", "zone_id", "capacity_type", "reason"],
    );
    this.terminationFailures = counter(
      "karpenter_cloudprovider_instance_termination_failures_total",
      "Instances that could not be terminated.",
      ["zone", "zone_id"],
    );
    this.#batchSeconds = histogram(
      "karpenter_cloudprovider_batcher_batch_time_seconds",
      "How long batches of calls were collected.",
      ["batcher"],
    );
    this.#batchSize = histogram(
      "karpenter_cloudprovider_batcher_batch_size",
      "Calls in a batch.",
      ["batcher"],
      SIZE_BUCKETS,
    );
    this.receivedMessages = counter("karpenter_interruption_received_messages_total", "Messages from the queue.", [
      "message_type",
    ]);
    this.deletedMessages = counter("karpenter_interruption_deleted_messages_total", "Messages that were dealt with.");
    this.messageQueueSeconds = histogram(
      "karpenter_interruption_message_queue_duration_seconds",
      "Age of messages when they are dealt with.",
    );
    this.unhealthyInstances = counter(
      "karpenter_interruption_instance_status_unhealthy_total",
      "Instances that EC2 reported as unhealthy.",
      ["category"],
    );
    this.userDataBytes = gauge("karpenter_ec2nodeclasses_userdata_bytes", "Size of a node class's user data.", [
      "nodeclass",
    ]);
    const requestLabels = ["service", "operation", "status_code"];
    this.#requests = counter("aws_sdk_go_request_total", "Calls to AWS.", requestLabels);
    this.#requestSeconds = histogram("aws_sdk_go_request_duration_seconds", "Duration of calls to AWS.", requestLabels);
    this.#requestRetries = counter("aws_sdk_go_request_retry_count", "Retries of calls to AWS.", [
      "service",
      "operation",
    ]);
  }

  launchFailed({ zone, capacityType, reason }: LaunchFailure): void {
    this.#launchFailures.inc({ zone, zone_id: "", capacity_type: capacityType, reason });
  }

  batched(batcher: string, { size, durationMs }: { readonly size: number; readonly durationMs: number }): void {
    this.#batchSize.observe({ batcher }, size);
    this.#batchSeconds.observe({ batcher }, durationMs / 1000);
  }

  called({ service, operation, error, attempts, durationMs }: AwsCallRecord): void {
    const labels = { service, operation, status_code: error ?? "200" };
    this.#requests.inc(labels);
    this.#requestSeconds.observe(labels, durationMs / 1000);
    if (attempts > 1) this.#requestRetries.inc({ service, operation }, attempts - 1);
  }
}
