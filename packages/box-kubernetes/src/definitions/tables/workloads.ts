import type { KubeObject } from "@inlay/resources";
import { at, listAt, numberAt, scalarText, stringsAt, textAt } from "../../schema/paths.ts";
import { age, humanDuration } from "./human.ts";
import { ageOf, boolText, containerCells, labelsText, nameOf, orNone, selectorText, table } from "./table.ts";

const templateCells = (object: KubeObject) => containerCells(at(object, "spec", "template", "spec"));

export const deploymentTable = table(
  ["Name", "Ready", "Up-to-date", "Available", "Age", "+Containers", "+Images", "+Selector"],
  (object, now) => [
    nameOf(object),
    `${numberAt(object, "status", "readyReplicas")}/${numberAt(object, "spec", "replicas")}`,
    numberAt(object, "status", "updatedReplicas"),
    numberAt(object, "status", "availableReplicas"),
    ageOf(object, now),
    ...templateCells(object),
    selectorText(at(object, "spec", "selector")),
  ],
);

export const replicaSetTable = table(
  ["Name", "Desired:integer", "Current:integer", "Ready:integer", "Age", "+Containers", "+Images", "+Selector"],
  (object, now) => [...replicaCells(object, now), selectorText(at(object, "spec", "selector"))],
);

export const replicationControllerTable = table(
  ["Name", "Desired:integer", "Current:integer", "Ready:integer", "Age", "+Containers", "+Images", "+Selector"],
  (object, now) => [...replicaCells(object, now), labelsText(stringsAt(object, "spec", "selector"))],
);

function replicaCells(object: KubeObject, now: number): readonly unknown[] {
  return [
    nameOf(object),
    numberAt(object, "spec", "replicas"),
    numberAt(object, "status", "replicas"),
    numberAt(object, "status", "readyReplicas"),
    ageOf(object, now),
    ...templateCells(object),
  ];
}

export const statefulSetTable = table(["Name", "Ready", "Age", "+Containers", "+Images"], (object, now) => [
  nameOf(object),
  `${numberAt(object, "status", "readyReplicas")}/${numberAt(object, "spec", "replicas")}`,
  ageOf(object, now),
  ...templateCells(object),
]);

export const daemonSetTable = table(
  [
    "Name",
    "Desired:integer",
    "Current:integer",
    "Ready:integer",
    "Up-to-date:integer",
    "Available:integer",
    "Node Selector",
    "Age",
    "+Containers",
    "+Images",
    "+Selector",
  ],
  (object, now) => [
    nameOf(object),
    numberAt(object, "status", "desiredNumberScheduled"),
    numberAt(object, "status", "currentNumberScheduled"),
    numberAt(object, "status", "numberReady"),
    numberAt(object, "status", "updatedNumberScheduled"),
    numberAt(object, "status", "numberAvailable"),
    labelsText(stringsAt(object, "spec", "template", "spec", "nodeSelector")),
    ageOf(object, now),
    ...templateCells(object),
    selectorText(at(object, "spec", "selector")),
  ],
);

export const controllerRevisionTable = table(["Name", "Controller", "Revision", "Age"], (object, now) => {
  const owner = object.metadata.ownerReferences?.find((o) => o.controller === true);
  const group = owner?.apiVersion.includes("/") === true ? `.${owner.apiVersion.split("/")[0]}` : "";
  return [
    nameOf(object),
    owner === undefined ? "<none>" : `${owner.kind.toLowerCase()}${group}/${owner.name}`,
    numberAt(object, "revision"),
    ageOf(object, now),
  ];
});

export const jobTable = table(
  ["Name", "Status", "Completions", "Duration", "Age", "+Containers", "+Images", "+Selector"],
  (object, now) => [
    nameOf(object),
    jobStatus(object),
    jobCompletions(object),
    jobDuration(object, now),
    ageOf(object, now),
    ...templateCells(object),
    selectorText(at(object, "spec", "selector")),
  ],
);

function jobStatus(job: KubeObject): string {
  const holds = (type: string) =>
    listAt(job, "status", "conditions").some((c) => textAt(c, "type") === type && textAt(c, "status") === "True");
  if (holds("Complete")) return "Complete";
  if (holds("Failed")) return "Failed";
  if (job.metadata.deletionTimestamp !== undefined) return "Terminating";
  if (holds("Suspended")) return "Suspended";
  if (holds("FailureTarget")) return "FailureTarget";
  if (holds("SuccessCriteriaMet")) return "SuccessCriteriaMet";
  return "Running";
}

function jobCompletions(job: KubeObject): string {
  const succeeded = numberAt(job, "status", "succeeded");
  const completions = at(job, "spec", "completions");
  if (typeof completions === "number") return `${succeeded}/${completions}`;
  const parallelism = numberAt(job, "spec", "parallelism");
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration(job: KubeObject, now: number): string {
  const start = Date.parse(textAt(job, "status", "startTime"));
  if (Number.isNaN(start)) return "";
  const end = Date.parse(textAt(job, "status", "completionTime"));
  return humanDuration((Number.isNaN(end) ? now : end) - start);
}

export const cronJobTable = table(
  [
    "Name",
    "Schedule",
    "Timezone",
    "Suspend:boolean",
    "Active:integer",
    "Last Schedule",
    "Age",
    "+Containers",
    "+Images",
    "+Selector",
  ],
  (object, now) => {
    const last = at(object, "status", "lastScheduleTime");
    return [
      nameOf(object),
      textAt(object, "spec", "schedule"),
      orNone(textAt(object, "spec", "timeZone")),
      boolText(at(object, "spec", "suspend")),
      listAt(object, "status", "active").length,
      last === undefined ? "<none>" : age(last, now),
      ageOf(object, now),
      ...containerCells(at(object, "spec", "jobTemplate", "spec", "template", "spec")),
      selectorText(at(object, "spec", "jobTemplate", "spec", "selector")),
    ];
  },
);

export const disruptionBudgetTable = table(
  ["Name", "Min Available", "Max Unavailable", "Allowed Disruptions:integer", "Age"],
  (object, now) => {
    const intOrString = (field: string) => {
      const value = at(object, "spec", field);
      return value === undefined ? "N/A" : scalarText(value);
    };
    return [
      nameOf(object),
      intOrString("minAvailable"),
      intOrString("maxUnavailable"),
      numberAt(object, "status", "disruptionsAllowed"),
      ageOf(object, now),
    ];
  },
);

export const horizontalPodAutoscalerTable = table(
  ["Name", "Reference", "Targets", "MinPods", "MaxPods", "Replicas", "Age"],
  (object, now) => [
    nameOf(object),
    `${textAt(object, "spec", "scaleTargetRef", "kind")}/${textAt(object, "spec", "scaleTargetRef", "name")}`,
    metricTargets(object),
    at(object, "spec", "minReplicas") === undefined ? "<unset>" : String(at(object, "spec", "minReplicas")),
    numberAt(object, "spec", "maxReplicas"),
    numberAt(object, "status", "currentReplicas"),
    ageOf(object, now),
  ],
);

function metricTargets(object: KubeObject): string {
  const metrics = listAt(object, "spec", "metrics");
  const version1 = at(object, "spec", "targetCPUUtilizationPercentage");
  if (metrics.length === 0) {
    if (version1 === undefined) return "<none>";
    const current = at(object, "status", "currentCPUUtilizationPercentage");
    return `cpu: ${typeof current === "number" ? `${current}%` : "<unknown>"}/${scalarText(version1)}%`;
  }
  const texts = metrics.map((metric, index) => {
    const source = textAt(metric, "type").replace(/^[A-Z]/, (c) => c.toLowerCase());
    const target = at(metric, source, "target");
    const current = at(listAt(object, "status", "currentMetrics")[index], source, "current");
    const name = textAt(metric, source, "name");
    const prefix = name === "" ? "" : `${name}: `;
    if (at(target, "averageUtilization") !== undefined) {
      const now = at(current, "averageUtilization");
      return `${prefix}${typeof now === "number" ? `${now}%` : "<unknown>"}/${numberAt(target, "averageUtilization")}%`;
    }
    const average = textAt(target, "averageValue");
    const now = textAt(current, average === "" ? "value" : "averageValue");
    return `${prefix}${now === "" ? "<unknown>" : now}/${average === "" ? textAt(target, "value") : `${average} (avg)`}`;
  });
  return texts.length > 2 ? `${texts.slice(0, 2).join(", ")} + ${texts.length - 2} more...` : texts.join(", ");
}
