import type { CacheEvent, GaugeMetric, Metrics, ObjectCache } from "@inlay/kube";
import { LABEL_NODEPOOL, type Condition, type KubeObject } from "@inlay/resources";
import type { AnyNodeClass } from "../state/cluster-caches.ts";
import type { Environment } from "../state/environment.ts";
import { DURATION_BUCKETS } from "./autoscaler-metrics.ts";

type WithConditions = Pick<KubeObject, "metadata"> & {
  readonly status?: { readonly conditions?: readonly Condition[] };
};

type Labels = Readonly<Record<string, string>>;

/**
 * Conditions of what we keep, as operatorpkg writes them: `operator_<kind>_status_condition_…` and `operator_<kind>_termination_…` for each kind, and the
 * older names without the kind, which dashboards still read. What is there is worked out when somebody reads it; what happened is counted.
 */
export function connectConditionMetrics(
  metrics: Metrics,
  {
    caches,
    clock,
  }: Pick<Environment, "clock"> & {
    readonly caches: Pick<Environment["caches"], "nodes" | "nodeClaims" | "nodePools" | "nodeClasses">;
  },
): () => void {
  const classes = [...caches.nodeClasses].map(
    ([key, cache]): readonly [string, string, ObjectCache<AnyNodeClass>, readonly string[]] => {
      const slash = key.indexOf("/");
      return [key.slice(0, slash), key.slice(slash + 1), cache, []];
    },
  );
  const ends = [
    connectKind(metrics, clock, "karpenter.sh", "NodeClaim", caches.nodeClaims, ["nodepool"]),
    connectKind(metrics, clock, "karpenter.sh", "NodePool", caches.nodePools, []),
    connectKind(metrics, clock, "", "Node", caches.nodes, ["nodepool"]),
    ...classes.map(([group, kind, cache, extra]) => connectKind(metrics, clock, group, kind, cache, extra)),
  ];
  return () => ends.forEach((end) => end());
}

function connectKind<T extends KubeObject & WithConditions>(
  metrics: Metrics,
  clock: Environment["clock"],
  group: string,
  kind: string,
  cache: Pick<ObjectCache<T>, "all" | "onChange">,
  extraLabels: readonly string[],
): () => void {
  const condition = ["type", "status", "reason"];
  const object = ["namespace", "name", ...extraLabels];
  const named = (name: string) => `operator_${kind.toLowerCase()}_${name}`;
  const gauges = (name: string, help: string, labels: readonly string[]) =>
    both(
      metrics.gauge(named(name), help, [...object, ...labels]),
      metrics.gauge(`operator_${name}`, help, ["group", "kind", "namespace", "name", ...labels]),
    );
  const both = (own: GaugeMetric, shared: GaugeMetric) => ({
    reset: () => own.reset(),
    /** The shared one holds the series of all kinds: only what was set last time goes. */
    set: (labels: Labels, value: number) => {
      own.set(labels, value);
      const { nodepool: _, ...rest } = labels;
      const series = { group, kind, ...rest };
      shared.set(series, value);
      return () => shared.remove(series);
    },
  });
  const counts = gauges("status_condition_count", "One for each condition of an object.", condition);
  const ages = gauges(
    "status_condition_current_status_seconds",
    "Time that a condition has had its status.",
    condition,
  );
  const leaving = gauges(
    "termination_current_time_seconds",
    "Time since deletion of an object that is still there.",
    [],
  );
  const transitions = metrics.counter(
    named("status_condition_transitions_total"),
    "Transitions of a condition.",
    condition,
  );
  const sharedTransitions = metrics.counter(
    "operator_status_condition_transitions_total",
    "Transitions of a condition.",
    ["group", "kind", ...condition],
  );
  const transitionTime = metrics.histogram(
    named("status_condition_transition_seconds"),
    "Time that a condition had its status before it changed.",
    ["type", "status"],
    DURATION_BUCKETS,
  );
  const terminationTime = metrics.histogram(
    named("termination_duration_seconds"),
    "Time from deletion of an object to its end.",
    [],
    DURATION_BUCKETS,
  );

  let stale: (() => void)[] = [];
  metrics.beforeRender(() => {
    for (const remove of stale) remove();
    stale = [];
    for (const gauge of [counts, ages, leaving]) gauge.reset();
    const now = clock.now();
    for (const each of cache.all()) {
      const labels = objectLabels(each, extraLabels);
      for (const { type, status, reason, lastTransitionTime } of each.status?.conditions ?? []) {
        const series = { ...labels, type, status, reason: reason ?? "" };
        stale.push(counts.set(series, 1));
        stale.push(ages.set(series, since(lastTransitionTime, now)));
      }
      const { deletionTimestamp } = each.metadata;
      if (deletionTimestamp) stale.push(leaving.set(labels, since(deletionTimestamp, now)));
    }
  });
  return cache.onChange(({ type, object: after, previous }: CacheEvent<T>) => {
    const { deletionTimestamp } = after.metadata;
    if (type === "deleted" && deletionTimestamp) terminationTime.observe({}, since(deletionTimestamp, clock.now()));
    if (type !== "modified" || previous === undefined) return;
    for (const { type: name, status, reason, lastTransitionTime } of after.status?.conditions ?? []) {
      const before = previous.status?.conditions?.find((each) => each.type === name);
      if (before?.status === status) continue;
      transitions.inc({ type: name, status, reason: reason ?? "" });
      sharedTransitions.inc({ group, kind, type: name, status, reason: reason ?? "" });
      if (!before) continue;
      const spent = since(before.lastTransitionTime, Date.parse(lastTransitionTime ?? ""));
      if (Number.isFinite(spent)) transitionTime.observe({ type: name, status: before.status }, spent);
    }
  });
}

function objectLabels({ metadata }: WithConditions, extra: readonly string[]): Labels {
  const labels = { namespace: metadata.namespace ?? "", name: metadata.name };
  return extra.includes("nodepool") ? { ...labels, nodepool: metadata.labels?.[LABEL_NODEPOOL] ?? "" } : labels;
}

const since = (timestamp: string | undefined, now: number): number =>
  Math.max(0, now - Date.parse(timestamp ?? "")) / 1_000;
