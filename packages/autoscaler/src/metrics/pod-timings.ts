import type { Metrics, ObjectCache } from "@inlay/kube";
import type { ProvisioningPlan } from "@inlay/planner";
import type { Clock, Pod } from "@inlay/resources";
import { isProvisionable, isTerminal, podKey } from "../state/pods.ts";
import { DURATION_BUCKETS } from "./autoscaler-metrics.ts";

/** Moments of a pod's way to a node, in milliseconds of the clock. Those before we watched are not known. */
interface Way {
  readonly pod: Pod;
  readonly createdAt: number;
  /** When we first saw that only we can bring it a node. */
  seenAt?: number;
  /** When a plan first took it in, whatever came out. */
  decidedAt?: number;
  /** When a plan first had a place for it. */
  placeableAt?: number;
  boundAt?: number;
}

const POD = ["name", "namespace"];

/**
 * How long pods wait, for what, from when. Two clocks, as Karpenter's: from the pod's creation, and (`pods_provisioning_…`) from the moment when
 * Karpenter first had a place for it. Counts pods that we watch on their way; one that ran before we came is not counted.
 */
export class PodTimings {
  readonly #clock: Clock;
  readonly #ways = new Map<string, Way>();
  readonly #durations;

  constructor(metrics: Metrics, clock: Clock) {
    this.#clock = clock;
    const histogram = (name: string, help: string) =>
      metrics.histogram(`karpenter_pods_${name}`, help, [], DURATION_BUCKETS);
    this.#durations = {
      startup: metrics.summary(
        "karpenter_pods_startup_duration_seconds",
        "Duration from creation of a pod to running.",
        [],
        [0, 0.5, 0.9, 0.99, 1],
      ),
      bound: histogram("bound_duration_seconds", "Duration from creation of a pod to its binding."),
      provisioningBound: histogram(
        "provisioning_bound_duration_seconds",
        "Duration from the first plan with a place for a pod to its binding.",
      ),
      provisioningStartup: histogram(
        "provisioning_startup_duration_seconds",
        "Duration from the first plan with a place for a pod to running.",
      ),
      decision: histogram(
        "scheduling_decision_duration_seconds",
        "Duration from seeing a pod that needs a node to the first plan with it.",
      ),
    };
    this.#gauges(metrics);
  }

  /** The returned function ends it. */
  connect(pods: Pick<ObjectCache<Pod>, "onChange">): () => void {
    return pods.onChange(({ type, object }) => (type === "deleted" ? this.#forget(object) : this.#observe(object)));
  }

  /** What a plan found for its pods. */
  decided({ pods, unschedulable }: Pick<ProvisioningPlan, "pods" | "unschedulable">): void {
    const left = new Set(unschedulable.map(({ pod }) => pod));
    const planned = new Set(pods);
    for (const way of this.#ways.values()) {
      const key = podKey(way.pod);
      if (!planned.has(key)) continue;
      if (way.decidedAt === undefined) {
        way.decidedAt = this.#clock.now();
        this.#durations.decision.observe({}, seconds(way.seenAt ?? way.decidedAt, way.decidedAt));
      }
      if (!left.has(key)) way.placeableAt ??= this.#clock.now();
    }
  }

  #observe(pod: Pod): void {
    const { uid } = pod.metadata;
    const known = this.#ways.get(uid);
    const isRunning = pod.status?.phase === "Running";
    if (isTerminal(pod)) return void this.#ways.delete(uid);
    if (!known && (isRunning || pod.spec.nodeName)) return;
    const now = this.#clock.now();
    const way: Way = { ...known, pod, createdAt: known?.createdAt ?? Date.parse(pod.metadata.creationTimestamp) };
    if (isProvisionable(pod)) way.seenAt ??= now;
    if (pod.spec.nodeName && way.boundAt === undefined) {
      way.boundAt = now;
      this.#durations.bound.observe({}, seconds(way.createdAt, now));
      if (way.placeableAt !== undefined) this.#durations.provisioningBound.observe({}, seconds(way.placeableAt, now));
    }
    if (!isRunning) return void this.#ways.set(uid, way);
    this.#ways.delete(uid);
    this.#durations.startup.observe({}, seconds(way.createdAt, now));
    if (way.placeableAt !== undefined) this.#durations.provisioningStartup.observe({}, seconds(way.placeableAt, now));
  }

  #forget(pod: Pod): void {
    this.#ways.delete(pod.metadata.uid);
  }

  #gauges(metrics: Metrics): void {
    const waits: readonly (readonly [name: string, help: string, since: (way: Way) => number | undefined])[] = [
      ["unstarted_time_seconds", "Time since creation of a pod that does not run yet.", (way) => way.createdAt],
      [
        "unbound_time_seconds",
        "Time since creation of a pod without a node.",
        (way) => unlessBound(way, way.createdAt),
      ],
      [
        "provisioning_unstarted_time_seconds",
        "Time since the first plan with a place for a pod that does not run yet.",
        (way) => way.placeableAt,
      ],
      [
        "provisioning_unbound_time_seconds",
        "Time since the first plan with a place for a pod without a node.",
        (way) => unlessBound(way, way.placeableAt),
      ],
      [
        "provisioning_scheduling_undecided_time_seconds",
        "Time since seeing a pod that no plan took in yet.",
        (way) => (way.decidedAt === undefined ? unlessBound(way, way.seenAt) : undefined),
      ],
    ];
    for (const [name, help, since] of waits) {
      const gauge = metrics.gauge(`karpenter_pods_${name}`, help, POD);
      metrics.beforeRender(() => {
        gauge.reset();
        for (const way of this.#ways.values()) {
          const { name: pod, namespace = "" } = way.pod.metadata;
          const start = since(way);
          if (start !== undefined) gauge.set({ name: pod, namespace }, seconds(start, this.#clock.now()));
        }
      });
    }
  }
}

const unlessBound = (way: Way, since: number | undefined) => (way.boundAt === undefined ? since : undefined);

const seconds = (from: number, to: number): number => Math.max(0, to - from) / 1_000;
