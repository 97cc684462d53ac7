import type { Mutable } from "../../schema/resource-definition.ts";
import { child, children, ensureChild, setIfAbsent, setIfEmpty } from "./edit.ts";
import { defaultPodTemplate } from "./pod.ts";
import { defaultPersistentVolumeClaim } from "./volumes.ts";

const MAX_INT32 = 2 ** 31 - 1;

export function defaultDeployment(object: Mutable): void {
  const spec = ensureChild(object, "spec");
  setIfAbsent(spec, "replicas", 1);
  const strategy = ensureChild(spec, "strategy");
  setIfEmpty(strategy, "type", "RollingUpdate");
  if (strategy["type"] === "RollingUpdate") {
    const rolling = ensureChild(strategy, "rollingUpdate");
    setIfAbsent(rolling, "maxUnavailable", "25%");
    setIfAbsent(rolling, "maxSurge", "25%");
  }
  setIfAbsent(spec, "revisionHistoryLimit", 10);
  setIfAbsent(spec, "progressDeadlineSeconds", 600);
  defaultPodTemplate(child(spec, "template"));
}

export function defaultReplicaSet(object: Mutable): void {
  const spec = ensureChild(object, "spec");
  setIfAbsent(spec, "replicas", 1);
  defaultPodTemplate(child(spec, "template"));
}

/** Selector and labels follow the template when they are not given. */
export function defaultReplicationController(object: Mutable): void {
  const spec = ensureChild(object, "spec");
  const labels = child(child(child(spec, "template"), "metadata"), "labels");
  const metadata = ensureChild(object, "metadata");
  if (labels && Object.keys(child(spec, "selector") ?? {}).length === 0) spec["selector"] = { ...labels };
  if (labels && Object.keys(child(metadata, "labels") ?? {}).length === 0) metadata["labels"] = { ...labels };
  defaultReplicaSet(object);
}

export function defaultDaemonSet(object: Mutable): void {
  const spec = ensureChild(object, "spec");
  const strategy = ensureChild(spec, "updateStrategy");
  setIfEmpty(strategy, "type", "RollingUpdate");
  if (strategy["type"] === "RollingUpdate") {
    const rolling = ensureChild(strategy, "rollingUpdate");
    setIfAbsent(rolling, "maxUnavailable", 1);
    setIfAbsent(rolling, "maxSurge", 0);
  }
  setIfAbsent(spec, "revisionHistoryLimit", 10);
  defaultPodTemplate(child(spec, "template"));
}

export function defaultStatefulSet(object: Mutable): void {
  const spec = ensureChild(object, "spec");
  setIfEmpty(spec, "podManagementPolicy", "OrderedReady");
  const strategy = ensureChild(spec, "updateStrategy");
  if (!strategy["type"]) {
    strategy["type"] = "RollingUpdate";
    if (!child(strategy, "rollingUpdate")) strategy["rollingUpdate"] = { partition: 0 };
  }
  if (strategy["type"] === "RollingUpdate") {
    const rolling = child(strategy, "rollingUpdate");
    if (rolling) setIfAbsent(rolling, "partition", 0);
  }
  const retention = ensureChild(spec, "persistentVolumeClaimRetentionPolicy");
  setIfEmpty(retention, "whenDeleted", "Retain");
  setIfEmpty(retention, "whenScaled", "Retain");
  setIfAbsent(spec, "replicas", 1);
  setIfAbsent(spec, "revisionHistoryLimit", 10);
  for (const claim of children(spec, "volumeClaimTemplates")) {
    setIfEmpty(claim, "kind", "PersistentVolumeClaim");
    setIfEmpty(claim, "apiVersion", "v1");
    defaultPersistentVolumeClaim(claim);
  }
  defaultPodTemplate(child(spec, "template"));
}

export function defaultJob(object: Mutable): void {
  const spec = ensureChild(object, "spec");
  if (spec["completions"] === undefined && spec["parallelism"] === undefined) spec["completions"] = 1;
  setIfAbsent(spec, "parallelism", 1);
  setIfAbsent(spec, "backoffLimit", spec["backoffLimitPerIndex"] === undefined ? 6 : MAX_INT32);
  const metadata = ensureChild(object, "metadata");
  const labels = child(child(child(spec, "template"), "metadata"), "labels");
  if (labels && Object.keys(child(metadata, "labels") ?? {}).length === 0) metadata["labels"] = { ...labels };
  setIfAbsent(spec, "completionMode", "NonIndexed");
  setIfAbsent(spec, "suspend", false);
  setIfAbsent(spec, "manualSelector", false);
  const failurePolicy = child(spec, "podFailurePolicy");
  setIfAbsent(spec, "podReplacementPolicy", failurePolicy ? "Failed" : "TerminatingOrFailed");
  for (const rule of children(failurePolicy, "rules"))
    for (const condition of children(rule, "onPodConditions")) setIfEmpty(condition, "status", "True");
  defaultPodTemplate(child(spec, "template"));
}

export function defaultCronJob(object: Mutable): void {
  const spec = ensureChild(object, "spec");
  setIfEmpty(spec, "concurrencyPolicy", "Allow");
  setIfAbsent(spec, "suspend", false);
  setIfAbsent(spec, "successfulJobsHistoryLimit", 3);
  setIfAbsent(spec, "failedJobsHistoryLimit", 1);
  defaultPodTemplate(child(child(child(spec, "jobTemplate"), "spec"), "template"));
}

export function defaultPodTemplateObject(object: Mutable): void {
  defaultPodTemplate(ensureChild(object, "template"));
}

/** autoscaling/v2: one replica at least, 80 % of CPU when no metric is given. */
export function defaultHorizontalPodAutoscaler(object: Mutable): void {
  const spec = ensureChild(object, "spec");
  setIfAbsent(spec, "minReplicas", 1);
  if (children(spec, "metrics").length === 0)
    spec["metrics"] = [
      { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } } },
    ];
  const behavior = child(spec, "behavior");
  if (!behavior) return;
  const up = ensureChild(behavior, "scaleUp");
  setIfAbsent(up, "stabilizationWindowSeconds", 0);
  setIfAbsent(up, "selectPolicy", "Max");
  setIfAbsent(up, "policies", [
    { type: "Pods", value: 4, periodSeconds: 15 },
    { type: "Percent", value: 100, periodSeconds: 15 },
  ]);
  const down = ensureChild(behavior, "scaleDown");
  setIfAbsent(down, "selectPolicy", "Max");
  setIfAbsent(down, "policies", [{ type: "Percent", value: 100, periodSeconds: 15 }]);
}
