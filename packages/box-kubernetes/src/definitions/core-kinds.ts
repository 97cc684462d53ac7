import type { KubeObject } from "@inlay/resources";
import { at, isRecord, listAt, scalarText, textAt } from "../schema/paths.ts";
import type { BuiltInKind } from "./built-in-kind.ts";
import { defaultLimitRange, defaultNamespace, defaultNode, defaultSecret } from "./defaults/core.ts";
import { defaultPod } from "./defaults/pod.ts";
import { defaultEndpoints, defaultService } from "./defaults/services.ts";
import { defaultPersistentVolume, defaultPersistentVolumeClaim } from "./defaults/volumes.ts";
import { defaultPodTemplateObject, defaultReplicationController } from "./defaults/workloads.ts";
import { preparePod, prepareService } from "./core-strategies.ts";
import { carry, statusStrategy } from "./strategies.ts";
import { podSpecWarnings } from "./warnings.ts";
import { persistentVolumeClaimTable, persistentVolumeTable } from "./tables/cluster.ts";
import {
  componentStatusTable,
  configMapTable,
  endpointsTable,
  eventTable,
  nameAndCreatedTable,
  namespaceTable,
  resourceQuotaTable,
  secretTable,
  serviceAccountTable,
  serviceTable,
} from "./tables/core.ts";
import { nodeTable } from "./tables/nodes.ts";
import { podTable, podTemplateTable } from "./tables/pods.ts";
import { replicationControllerTable } from "./tables/workloads.ts";

const field =
  (...path: readonly string[]) =>
  (object: KubeObject) =>
    textAt(object, ...path);
const flag =
  (...path: readonly string[]) =>
  (object: KubeObject) =>
    String(at(object, ...path) === true);

export const EVENT_FIELD_LABELS = {
  "involvedObject.kind": field("involvedObject", "kind"),
  "involvedObject.namespace": field("involvedObject", "namespace"),
  "involvedObject.name": field("involvedObject", "name"),
  "involvedObject.uid": field("involvedObject", "uid"),
  "involvedObject.apiVersion": field("involvedObject", "apiVersion"),
  "involvedObject.resourceVersion": field("involvedObject", "resourceVersion"),
  "involvedObject.fieldPath": field("involvedObject", "fieldPath"),
  reason: field("reason"),
  reportingComponent: field("reportingComponent"),
  source: (object: KubeObject) => textAt(object, "source", "component") || textAt(object, "reportingComponent"),
  type: field("type"),
};

export const CORE_KINDS: readonly BuiltInKind[] = [
  {
    group: "",
    resource: "pods",
    kind: "Pod",
    shortNames: ["po"],
    categories: ["all"],
    namespaced: true,
    subresources: ["status"],
    table: podTable,
    applyDefaults: defaultPod,
    warnings: (object, old) => (old ? [] : podSpecWarnings(at(object, "spec"), "spec")),
    strategy: {
      prepareForCreate: preparePod,
      prepareForUpdate: statusStrategy(undefined, ["ownerReferences"]).prepareForUpdate,
    },
    fieldLabels: {
      "spec.nodeName": field("spec", "nodeName"),
      "spec.restartPolicy": field("spec", "restartPolicy"),
      "spec.schedulerName": field("spec", "schedulerName"),
      "spec.serviceAccountName": field("spec", "serviceAccountName"),
      "spec.hostNetwork": flag("spec", "hostNetwork"),
      "status.phase": field("status", "phase"),
      "status.podIP": (pod) => textAt(listAt(pod, "status", "podIPs")[0], "ip") || textAt(pod, "status", "podIP"),
      "status.nominatedNodeName": field("status", "nominatedNodeName"),
    },
  },
  {
    group: "",
    resource: "nodes",
    kind: "Node",
    shortNames: ["no"],
    namespaced: false,
    subresources: ["status"],
    table: nodeTable,
    applyDefaults: defaultNode,
    strategy: {
      prepareForCreate: () => {},
      prepareForUpdate: statusStrategy(undefined).prepareForUpdate,
    },
    fieldLabels: { "spec.unschedulable": flag("spec", "unschedulable") },
  },
  {
    group: "",
    resource: "namespaces",
    kind: "Namespace",
    shortNames: ["ns"],
    namespaced: false,
    verbs: ["create", "delete", "get", "list", "patch", "update", "watch"],
    subresources: ["status"],
    table: namespaceTable,
    applyDefaults: defaultNamespace,
    strategy: {
      prepareForCreate: (object) => {
        object["status"] = { phase: "Active" };
        const spec = isRecord(object["spec"]) ? object["spec"] : {};
        const finalizers = Array.isArray(spec["finalizers"]) ? (spec["finalizers"] as unknown[]) : [];
        object["spec"] = {
          ...spec,
          finalizers: finalizers.includes("kubernetes") ? finalizers : [...finalizers, "kubernetes"],
        };
      },
      prepareForUpdate: (object, old, subresource) => {
        carry(object, old, "spec");
        if (subresource === "") carry(object, old, "status");
      },
    },
    fieldLabels: { "status.phase": field("status", "phase"), name: field("metadata", "name") },
  },
  { group: "", resource: "configmaps", kind: "ConfigMap", shortNames: ["cm"], namespaced: true, table: configMapTable },
  {
    group: "",
    resource: "secrets",
    kind: "Secret",
    namespaced: true,
    table: secretTable,
    applyDefaults: defaultSecret,
    fieldLabels: { type: field("type") },
  },
  {
    group: "",
    resource: "serviceaccounts",
    kind: "ServiceAccount",
    shortNames: ["sa"],
    namespaced: true,
    table: serviceAccountTable,
  },
  {
    group: "",
    resource: "services",
    kind: "Service",
    shortNames: ["svc"],
    categories: ["all"],
    namespaced: true,
    subresources: ["status"],
    table: serviceTable,
    applyDefaults: defaultService,
    strategy: prepareService,
    fieldLabels: { "spec.clusterIP": field("spec", "clusterIP"), "spec.type": field("spec", "type") },
  },
  {
    group: "",
    resource: "endpoints",
    kind: "Endpoints",
    shortNames: ["ep"],
    namespaced: true,
    table: endpointsTable,
    applyDefaults: defaultEndpoints,
  },
  {
    group: "",
    resource: "events",
    kind: "Event",
    shortNames: ["ev"],
    namespaced: true,
    table: eventTable,
    fieldLabels: EVENT_FIELD_LABELS,
  },
  {
    group: "",
    resource: "persistentvolumes",
    kind: "PersistentVolume",
    shortNames: ["pv"],
    namespaced: false,
    subresources: ["status"],
    table: persistentVolumeTable,
    applyDefaults: defaultPersistentVolume,
    strategy: statusStrategy(() => ({ phase: "Pending" })),
    fieldLabels: { name: field("metadata", "name") },
  },
  {
    group: "",
    resource: "persistentvolumeclaims",
    kind: "PersistentVolumeClaim",
    shortNames: ["pvc"],
    namespaced: true,
    subresources: ["status"],
    table: persistentVolumeClaimTable,
    applyDefaults: defaultPersistentVolumeClaim,
    strategy: statusStrategy(() => ({ phase: "Pending" })),
    fieldLabels: { name: field("metadata", "name") },
  },
  {
    group: "",
    resource: "replicationcontrollers",
    kind: "ReplicationController",
    shortNames: ["rc"],
    categories: ["all"],
    namespaced: true,
    subresources: ["status", "scale"],
    scale: {
      specReplicasPath: ".spec.replicas",
      statusReplicasPath: ".status.replicas",
      labelSelectorPath: ".spec.selector",
    },
    table: replicationControllerTable,
    hasGeneration: true,
    applyDefaults: defaultReplicationController,
    strategy: statusStrategy(() => ({ replicas: 0 })),
    fieldLabels: { "status.replicas": (object) => scalarText(at(object, "status", "replicas") ?? 0) },
  },
  {
    group: "",
    resource: "podtemplates",
    kind: "PodTemplate",
    namespaced: true,
    table: podTemplateTable,
    applyDefaults: defaultPodTemplateObject,
    hasGeneration: true,
  },
  {
    group: "",
    resource: "limitranges",
    kind: "LimitRange",
    shortNames: ["limits"],
    namespaced: true,
    table: nameAndCreatedTable,
    applyDefaults: defaultLimitRange,
  },
  {
    group: "",
    resource: "resourcequotas",
    kind: "ResourceQuota",
    shortNames: ["quota"],
    namespaced: true,
    subresources: ["status"],
    table: resourceQuotaTable,
    strategy: statusStrategy(() => ({})),
  },
  {
    group: "",
    resource: "componentstatuses",
    kind: "ComponentStatus",
    shortNames: ["cs"],
    namespaced: false,
    verbs: ["get", "list"],
    table: componentStatusTable,
  },
];
