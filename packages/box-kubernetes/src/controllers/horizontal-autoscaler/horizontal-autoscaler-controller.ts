import {
  matchesSelector,
  rfc3339,
  type Condition,
  type KubeObject,
  type LabelSelector,
  type ResourceRef,
} from "@inlay/resources";
import type { Scale } from "../../api/subresources/scale.ts";
import type { ResourceDefinition } from "../../schema/resource-definition.ts";
import { canonicalJson } from "../../scheduler/cluster-state/canonical-json.ts";
import { controllerEvents, controllerQueue, type ControllerContext } from "../controller-context.ts";
import { keyOf, ObjectIndex } from "../informer/object-index.ts";
import { withCondition } from "../pods/pod-state.ts";
import { decideSize, type HorizontalPodAutoscaler, type Memory } from "./autoscaler.ts";
import { readMetric, type Reading, type Unreadable } from "./metric-readings.ts";

const NAME = "horizontal-pod-autoscaler";
const AUTOSCALERS: ResourceRef = { group: "autoscaling", version: "v2", resource: "horizontalpodautoscalers" };
const PERIOD_MS = 15_000;
const NOTHING: Memory = { recommendations: [], changes: [] };

type Told = {
  readonly type: string;
  readonly status: "True" | "False";
  readonly reason: string;
  readonly message: string;
};

/** Sets the size of what autoscalers point at, from what its pods use, every 15 seconds. */
export function startHorizontalAutoscaler(context: ControllerContext): void {
  const { clock, indexes, registry, signal } = context;
  const api = context.apiOf(NAME);
  const events = controllerEvents(context, NAME);
  const autoscalers = new ObjectIndex<HorizontalPodAutoscaler>(AUTOSCALERS);
  const memories = new Map<string, Memory>();
  const queue = controllerQueue(context, NAME, sync);

  autoscalers.onChange((type, each, previous) => {
    if (type === "DELETED") memories.delete(each.metadata.uid);
    else if (previous?.spec !== each.spec || each.apiVersion !== previous.apiVersion) queue.add(keyOf(each));
  });
  autoscalers.start(api, signal);

  async function sync(key: string): Promise<void> {
    const autoscaler = autoscalers.get(key);
    if (!autoscaler) return;
    if (autoscaler.apiVersion !== "autoscaling/v2") return void (await api.update(AUTOSCALERS, asVersion2(autoscaler)));
    queue.addAfter(key, PERIOD_MS);
    const { kind, name, apiVersion = "v1" } = autoscaler.spec.scaleTargetRef;
    const definition = registry.byKind(apiVersion, kind);
    const scale = definition && (await readScale(autoscaler, definition, name));
    if (!definition || !scale) {
      const message = `the HPA controller was unable to get the target's current scale: ${kind.toLowerCase()}s "${name}" not found`;
      events.warning(autoscaler, "FailedGetScale", message);
      return write(autoscaler, {}, [{ type: "AbleToScale", status: "False", reason: "FailedGetScale", message }]);
    }
    await judge(autoscaler, definition, scale);
  }

  async function judge(autoscaler: HorizontalPodAutoscaler, definition: ResourceDefinition, scale: Scale) {
    const current = scale.spec.replicas ?? 0;
    const { minReplicas = 1, maxReplicas, metrics = [] } = autoscaler.spec;
    const succeeded = ableTo("SucceededGetScale", "the HPA controller was able to get the target's current scale");
    if (current === 0 && minReplicas !== 0) {
      const message = "scaling is disabled since the replica count of the target is zero";
      const disabled = { type: "ScalingActive", status: "False", reason: "ScalingDisabled", message } as const;
      return write(autoscaler, { currentReplicas: 0, desiredReplicas: 0 }, [succeeded, disabled]);
    }
    if (current > maxReplicas || current < minReplicas) {
      const to = Math.min(Math.max(current, minReplicas), maxReplicas);
      const why =
        current > maxReplicas
          ? "Current number of replicas above Spec.MaxReplicas"
          : "Current number of replicas below Spec.MinReplicas";
      return rescale(autoscaler, definition, current, to, why, {}, []);
    }
    const { namespace = "" } = autoscaler.metadata;
    const selector = selectorOf(scale);
    const pods = indexes.pods
      .by("namespace", namespace)
      .filter((pod) => matchesSelector(selector, pod.metadata.labels));
    const readings = metrics.map((metric) => readMetric(metric, pods, current));
    const best = readings.filter(isReading).sort((a, b) => b.replicas - a.replicas)[0];
    const failed = readings.find((each): each is Unreadable => !isReading(each));
    // What cannot be read must not make it smaller.
    if (!best || (failed && best.replicas < current)) {
      const { reason, message } = failed ?? { reason: "InvalidMetricSourceType", message: "the HPA has no metrics" };
      events.warning(autoscaler, reason, message.replace("the HPA was unable to compute the replica count: ", ""));
      const inactive = { type: "ScalingActive", status: "False", reason, message } as const;
      return write(autoscaler, { currentReplicas: current, desiredReplicas: current }, [succeeded, inactive]);
    }
    const now = clock.now();
    const { uid } = autoscaler.metadata;
    const decision = decideSize(autoscaler, current, best.replicas, memories.get(uid) ?? NOTHING, now);
    memories.set(uid, decision.memory);
    const { limited, stabilized, replicas } = decision;
    const conditions: Told[] = [
      stabilized
        ? ableTo(stabilized.reason, stabilized.message)
        : ableTo("ReadyForNewScale", "recommended size matches current size"),
      {
        type: "ScalingActive",
        status: "True",
        reason: "ValidMetricFound",
        message: `the HPA was able to successfully calculate a replica count from ${best.name}`,
      },
      limited
        ? { type: "ScalingLimited", status: "True", ...limited }
        : {
            type: "ScalingLimited",
            status: "False",
            reason: "DesiredWithinRange",
            message: "the desired count is within the acceptable range",
          },
    ];
    const status = { currentMetrics: readings.filter(isReading).map((each) => each.status) };
    if (replicas === current)
      return write(autoscaler, { ...status, currentReplicas: current, desiredReplicas: replicas }, conditions);
    const why = replicas > current ? `${best.name} above target` : "All metrics below target";
    return rescale(autoscaler, definition, current, replicas, why, status, conditions);
  }

  async function rescale(
    autoscaler: HorizontalPodAutoscaler,
    definition: ResourceDefinition,
    from: number,
    to: number,
    why: string,
    status: object,
    conditions: readonly Told[],
  ): Promise<void> {
    const { name } = autoscaler.spec.scaleTargetRef;
    const { namespace = "", uid } = autoscaler.metadata;
    await api.patch(definition, { namespace, name }, "merge", { spec: { replicas: to } }, { subresource: "scale" });
    events.normal(autoscaler, "SuccessfulRescale", `New size: ${to}; reason: ${why}`);
    const now = clock.now();
    const memory = memories.get(uid) ?? NOTHING;
    memories.set(uid, { ...memory, changes: [...memory.changes, { at: now, replicas: to - from }] });
    const able = ableTo("SucceededRescale", `the HPA controller was able to update the target scale to ${to}`);
    await write(autoscaler, { ...status, currentReplicas: from, desiredReplicas: to, lastScaleTime: rfc3339(now) }, [
      able,
      ...conditions.filter(({ type }) => type !== "AbleToScale"),
    ]);
  }

  async function readScale(
    { metadata }: HorizontalPodAutoscaler,
    definition: ResourceDefinition,
    name: string,
  ): Promise<Scale | undefined> {
    if (!definition.scale) return undefined;
    const key = { namespace: metadata.namespace ?? "", name };
    try {
      return (await api.patch<KubeObject>(definition, key, "merge", {}, { subresource: "scale" })) as Scale;
    } catch {
      return undefined; // it is not there
    }
  }

  async function write(autoscaler: HorizontalPodAutoscaler, change: object, told: readonly Told[]): Promise<void> {
    const time = rfc3339(clock.now());
    let conditions: readonly Condition[] = autoscaler.status?.conditions ?? [];
    for (const each of told) conditions = withCondition(conditions, each, time) ?? conditions;
    const old = autoscaler.status ?? { desiredReplicas: 0 };
    const status = { ...old, ...change, conditions } as HorizontalPodAutoscaler["status"];
    if (canonicalJson(status) === canonicalJson(old)) return;
    await api.update<HorizontalPodAutoscaler>(AUTOSCALERS, { ...autoscaler, status }, { subresource: "status" });
  }
}

function ableTo(reason: string, message: string): Told {
  return { type: "AbleToScale", status: "True", reason, message };
}

/** What was made through v1 (`kubectl autoscale`) knows the processor alone; it is kept as v2 from then on. */
function asVersion2(autoscaler: HorizontalPodAutoscaler): HorizontalPodAutoscaler {
  const { targetCPUUtilizationPercentage = 80, ...spec } = autoscaler.spec as HorizontalPodAutoscaler["spec"] & {
    readonly targetCPUUtilizationPercentage?: number;
  };
  const target = { type: "Utilization", averageUtilization: targetCPUUtilizationPercentage };
  const metrics = [{ type: "Resource", resource: { name: "cpu", target } }];
  const status = { desiredReplicas: autoscaler.status?.desiredReplicas ?? 0, currentMetrics: null };
  return { ...autoscaler, apiVersion: "autoscaling/v2", spec: { metrics, ...spec }, status };
}

function isReading(each: Reading | Unreadable): each is Reading {
  return "replicas" in each;
}

/** A Scale tells its selector as text. */
function selectorOf({ status }: Scale): LabelSelector {
  const pairs = (status.selector ?? "").split(",").filter((part) => /^[^!()\s]+=[^()\s]*$/.test(part));
  return { matchLabels: Object.fromEntries(pairs.map((pair) => pair.split(/={1,2}/) as [string, string])) };
}
