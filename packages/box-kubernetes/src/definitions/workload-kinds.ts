import { isDeepStrictEqual } from "node:util";
import type { KubeObject } from "@inlay/resources";
import { at, isRecord, scalarText, stringsAt, textAt } from "../schema/paths.ts";
import type { Mutable, ScaleDefinition } from "../schema/resource-definition.ts";
import type { BuiltInKind } from "./built-in-kind.ts";
import { ensureChild } from "./defaults/edit.ts";
import {
  defaultCronJob,
  defaultDaemonSet,
  defaultDeployment,
  defaultHorizontalPodAutoscaler,
  defaultJob,
  defaultReplicaSet,
  defaultStatefulSet,
} from "./defaults/workloads.ts";
import { statusStrategy, type Strategy } from "./strategies.ts";
import { podSpecWarnings } from "./warnings.ts";
import {
  controllerRevisionTable,
  cronJobTable,
  daemonSetTable,
  deploymentTable,
  disruptionBudgetTable,
  horizontalPodAutoscalerTable,
  jobTable,
  replicaSetTable,
  statefulSetTable,
} from "./tables/workloads.ts";

const templateWarnings = (object: KubeObject) =>
  podSpecWarnings(at(object, "spec", "template", "spec"), "spec.template.spec");

const REPLICAS: ScaleDefinition = {
  specReplicasPath: ".spec.replicas",
  statusReplicasPath: ".status.replicas",
  labelSelectorPath: ".spec.selector",
};
const count = (field: string) => (object: KubeObject) => scalarText(at(object, "status", field) ?? 0);

const CONTROLLER_UID_LABELS = ["batch.kubernetes.io/controller-uid", "controller-uid"];
const JOB_NAME_LABELS = ["batch.kubernetes.io/job-name", "job-name"];

/** Jobs select their pods by their own uid, so `metadata.uid` must be set by now. */
function prepareJob(job: Mutable): void {
  job["status"] = {};
  const spec = ensureChild(job, "spec");
  const metadata = ensureChild(job, "metadata");
  const completed = spec["completionMode"] === "Indexed" || spec["completionMode"] === "NonIndexed";
  if (!completed) spec["completionMode"] = "NonIndexed";
  if (spec["manualSelector"] === true) return;
  const labels = ensureChild(ensureChild(ensureChild(spec, "template"), "metadata"), "labels");
  const followsTemplate = sameStrings(stringsAt(metadata, "labels"), stringsAt(labels));
  const uid = textAt(metadata, "uid");
  for (const key of CONTROLLER_UID_LABELS) labels[key] = uid;
  for (const key of JOB_NAME_LABELS) labels[key] = textAt(metadata, "name");
  const selector = isRecord(spec["selector"]) ? spec["selector"] : {};
  spec["selector"] = {
    ...selector,
    matchLabels: {
      ...(isRecord(selector["matchLabels"]) ? selector["matchLabels"] : {}),
      [CONTROLLER_UID_LABELS[0]!]: uid,
    },
  };
  if (followsTemplate) metadata["labels"] = { ...labels };
}

function sameStrings(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

const TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

/** A counter of template changes that v1 shows as an annotation. */
function setTemplateGeneration(daemonSet: Mutable, generation: number): void {
  ensureChild(ensureChild(daemonSet, "metadata"), "annotations")[TEMPLATE_GENERATION] = String(generation);
}

const daemonSetStatus = statusStrategy(() => ({
  currentNumberScheduled: 0,
  numberMisscheduled: 0,
  desiredNumberScheduled: 0,
  numberReady: 0,
}));

const daemonSetStrategy: Strategy = {
  prepareForCreate: (object) => {
    daemonSetStatus.prepareForCreate(object);
    setTemplateGeneration(object, 1);
  },
  prepareForUpdate: (object, old, subresource) => {
    daemonSetStatus.prepareForUpdate(object, old, subresource);
    const before = Number(old.metadata.annotations?.[TEMPLATE_GENERATION] ?? 1);
    const changed = !isDeepStrictEqual(at(object, "spec", "template"), at(old, "spec", "template"));
    setTemplateGeneration(object, changed ? before + 1 : before);
  },
};

export const WORKLOAD_KINDS: readonly BuiltInKind[] = [
  {
    group: "apps",
    resource: "deployments",
    kind: "Deployment",
    shortNames: ["deploy"],
    categories: ["all"],
    namespaced: true,
    subresources: ["status", "scale"],
    scale: REPLICAS,
    table: deploymentTable,
    hasGeneration: true,
    applyDefaults: defaultDeployment,
    warnings: templateWarnings,
    strategy: statusStrategy(() => ({}), ["labels"]),
  },
  {
    group: "apps",
    resource: "replicasets",
    kind: "ReplicaSet",
    shortNames: ["rs"],
    categories: ["all"],
    namespaced: true,
    subresources: ["status", "scale"],
    scale: REPLICAS,
    table: replicaSetTable,
    hasGeneration: true,
    applyDefaults: defaultReplicaSet,
    warnings: templateWarnings,
    strategy: statusStrategy(() => ({ replicas: 0 })),
    fieldLabels: { "status.replicas": count("replicas") },
  },
  {
    group: "apps",
    resource: "daemonsets",
    kind: "DaemonSet",
    shortNames: ["ds"],
    categories: ["all"],
    namespaced: true,
    subresources: ["status"],
    table: daemonSetTable,
    hasGeneration: true,
    applyDefaults: defaultDaemonSet,
    warnings: templateWarnings,
    strategy: daemonSetStrategy,
  },
  {
    group: "apps",
    resource: "statefulsets",
    kind: "StatefulSet",
    shortNames: ["sts"],
    categories: ["all"],
    namespaced: true,
    subresources: ["status", "scale"],
    scale: REPLICAS,
    table: statefulSetTable,
    hasGeneration: true,
    applyDefaults: defaultStatefulSet,
    warnings: templateWarnings,
    strategy: statusStrategy(() => ({ replicas: 0, availableReplicas: 0 })),
  },
  {
    group: "apps",
    resource: "controllerrevisions",
    kind: "ControllerRevision",
    namespaced: true,
    table: controllerRevisionTable,
  },
  {
    group: "batch",
    resource: "jobs",
    kind: "Job",
    categories: ["all"],
    namespaced: true,
    subresources: ["status"],
    table: jobTable,
    hasGeneration: true,
    applyDefaults: defaultJob,
    warnings: templateWarnings,
    strategy: { prepareForCreate: prepareJob, prepareForUpdate: statusStrategy(undefined).prepareForUpdate },
    fieldLabels: { "status.successful": count("succeeded") },
  },
  {
    group: "batch",
    resource: "cronjobs",
    kind: "CronJob",
    shortNames: ["cj"],
    categories: ["all"],
    namespaced: true,
    subresources: ["status"],
    table: cronJobTable,
    hasGeneration: true,
    applyDefaults: defaultCronJob,
    strategy: statusStrategy(() => ({})),
  },
  {
    group: "policy",
    resource: "poddisruptionbudgets",
    kind: "PodDisruptionBudget",
    shortNames: ["pdb"],
    namespaced: true,
    subresources: ["status"],
    table: disruptionBudgetTable,
    hasGeneration: true,
    strategy: statusStrategy(() => ({ disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 })),
  },
  ...(["v2", "v1"] as const).map((version): BuiltInKind => ({
    group: "autoscaling",
    version,
    resource: "horizontalpodautoscalers",
    kind: "HorizontalPodAutoscaler",
    shortNames: ["hpa"],
    categories: ["all"],
    namespaced: true,
    subresources: ["status"],
    table: horizontalPodAutoscalerTable,
    ...(version === "v2" ? { applyDefaults: defaultHorizontalPodAutoscaler } : {}),
    strategy: statusStrategy(() =>
      version === "v2" ? { desiredReplicas: 0, currentMetrics: null } : { currentReplicas: 0, desiredReplicas: 0 },
    ),
  })),
];
