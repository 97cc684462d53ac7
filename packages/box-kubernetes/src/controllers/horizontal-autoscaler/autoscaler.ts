import type { Condition, KubeObject } from "@inlay/resources";

/** autoscaling/v2 HorizontalPodAutoscaler. */
export interface HorizontalPodAutoscaler extends KubeObject {
  readonly spec: {
    readonly scaleTargetRef: { readonly apiVersion?: string; readonly kind: string; readonly name: string };
    readonly minReplicas?: number;
    readonly maxReplicas: number;
    readonly metrics?: readonly MetricSpec[];
    readonly behavior?: { readonly scaleUp?: ScalingRules; readonly scaleDown?: ScalingRules };
  };
  readonly status?: AutoscalerStatus;
}

export interface AutoscalerStatus {
  readonly observedGeneration?: number;
  readonly lastScaleTime?: string;
  readonly currentReplicas?: number;
  readonly desiredReplicas: number;
  readonly currentMetrics?: readonly unknown[] | null;
  readonly conditions?: readonly Condition[];
}

export interface MetricSpec {
  readonly type: string;
  readonly resource?: ResourceMetric;
  readonly containerResource?: ResourceMetric & { readonly container: string };
}

export interface ResourceMetric {
  readonly name: string;
  readonly target: { readonly type: string; readonly averageUtilization?: number; readonly averageValue?: string };
}

export interface ScalingRules {
  readonly stabilizationWindowSeconds?: number;
  readonly selectPolicy?: "Max" | "Min" | "Disabled";
  readonly policies?: readonly {
    readonly type: "Pods" | "Percent";
    readonly value: number;
    readonly periodSeconds: number;
  }[];
}

/** What was wished for, or done, and when (milliseconds). */
export interface Mark {
  readonly at: number;
  readonly replicas: number;
}

/** What is remembered of one autoscaler between its looks. */
export interface Memory {
  readonly recommendations: readonly Mark[];
  /** Changes of size: positive up, negative down. */
  readonly changes: readonly Mark[];
}

const DEFAULT_UP: Required<ScalingRules> = {
  stabilizationWindowSeconds: 0,
  selectPolicy: "Max",
  policies: [
    { type: "Pods", value: 4, periodSeconds: 15 },
    { type: "Percent", value: 100, periodSeconds: 15 },
  ],
};
const DEFAULT_DOWN: Required<ScalingRules> = {
  stabilizationWindowSeconds: 300,
  selectPolicy: "Max",
  policies: [{ type: "Percent", value: 100, periodSeconds: 15 }],
};
const LONGEST_WINDOW_MS = 3_600_000;

export interface SizeDecision {
  readonly replicas: number;
  /** Of condition ScalingLimited; absent when nothing held it back. */
  readonly limited?: { readonly reason: string; readonly message: string };
  /** Of condition AbleToScale, when the window held it. */
  readonly stabilized?: { readonly reason: string; readonly message: string };
  readonly memory: Memory;
}

/**
 * From the size that metrics propose to the size that is set: stabilisation windows, rates, bounds
 * (pkg/controller/podautoscaler normalizeDesiredReplicasWithBehaviors). @param now milliseconds
 */
export function decideSize(
  { spec }: HorizontalPodAutoscaler,
  current: number,
  proposed: number,
  memory: Memory,
  now: number,
): SizeDecision {
  const up = { ...DEFAULT_UP, ...spec.behavior?.scaleUp };
  const down = { ...DEFAULT_DOWN, ...spec.behavior?.scaleDown };
  const kept = memory.recommendations.filter(({ at }) => at > now - LONGEST_WINDOW_MS);
  const recommendations = [...kept, { at: now, replicas: proposed }];
  const within = (seconds: number) =>
    recommendations.filter(({ at }) => at >= now - seconds * 1000).map(({ replicas }) => replicas);
  const lowest = Math.min(...within(up.stabilizationWindowSeconds));
  const highest = Math.max(...within(down.stabilizationWindowSeconds));
  const steady = Math.min(Math.max(current, lowest), Math.max(highest, lowest));
  const changes = memory.changes.filter(({ at }) => at > now - LONGEST_WINDOW_MS);
  const result = { memory: { recommendations, changes } };
  const stabilized =
    steady === proposed
      ? {}
      : {
          stabilized: {
            reason: steady > proposed ? "ScaleDownStabilized" : "ScaleUpStabilized",
            message:
              steady > proposed
                ? "recent recommendations were higher than current one, applying the highest recent recommendation"
                : "recent recommendations were lower than current one, applying the lowest recent recommendation",
          },
        };
  return { ...result, ...stabilized, ...bounded(spec, steady, rateBounds(current, up, down, changes, now)) };
}

function rateBounds(
  current: number,
  up: Required<ScalingRules>,
  down: Required<ScalingRules>,
  changes: readonly Mark[],
  now: number,
) {
  const moved = (seconds: number, sign: 1 | -1) =>
    changes
      .filter(({ at, replicas }) => at > now - seconds * 1000 && Math.sign(replicas) === sign)
      .reduce((sum, { replicas }) => sum + Math.abs(replicas), 0);
  const select = (rules: Required<ScalingRules>, limits: readonly number[], widest: (...all: number[]) => number) => {
    if (rules.selectPolicy === "Disabled" || limits.length === 0) return current;
    const narrowest = widest === Math.max ? Math.min : Math.max;
    return rules.selectPolicy === "Min" ? narrowest(...limits) : widest(...limits);
  };
  const highest = select(
    up,
    up.policies.map(({ type, value, periodSeconds }) => {
      const start = current - moved(periodSeconds, 1);
      return type === "Pods" ? start + value : Math.ceil(start * (1 + value / 100));
    }),
    Math.max,
  );
  const lowest = select(
    down,
    down.policies.map(({ type, value, periodSeconds }) => {
      const start = current + moved(periodSeconds, -1);
      return type === "Pods" ? start - value : Math.floor(start * (1 - value / 100));
    }),
    Math.min,
  );
  return { highest: Math.max(current, highest), lowest: Math.min(current, lowest) };
}

function bounded(
  { minReplicas = 1, maxReplicas }: HorizontalPodAutoscaler["spec"],
  steady: number,
  { highest, lowest }: { readonly highest: number; readonly lowest: number },
) {
  const limit = (replicas: number, reason: string, message: string) => ({ replicas, limited: { reason, message } });
  if (steady > Math.min(highest, maxReplicas))
    return maxReplicas <= highest
      ? limit(maxReplicas, "TooManyReplicas", "the desired replica count is more than the maximum replica count")
      : limit(highest, "ScaleUpLimit", "the desired replica count is increasing faster than the maximum scale rate");
  if (steady < Math.max(lowest, minReplicas))
    return minReplicas >= lowest
      ? limit(minReplicas, "TooFewReplicas", "the desired replica count is less than the minimum replica count")
      : limit(lowest, "ScaleDownLimit", "the desired replica count is decreasing faster than the maximum scale rate");
  return { replicas: steady };
}
