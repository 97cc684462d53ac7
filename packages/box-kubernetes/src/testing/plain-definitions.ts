import * as resources from "@inlay/resources";
import type { ResourceRef } from "@inlay/resources";
import type { ResourceDefinition } from "../schema/resource-definition.ts";

const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  "nodes",
  "namespaces",
  "persistentvolumes",
  "storageclasses",
  "csinodes",
  "volumeattachments",
  "priorityclasses",
  "customresourcedefinitions",
  "nodepools",
  "nodeclaims",
  "ec2nodeclasses",
]);

/** A resource without schema, defaults and validation: enough for tests of what does not depend on them. */
export function plainDefinition(ref: ResourceRef, kind: string): ResourceDefinition {
  return {
    ...ref,
    kind,
    listKind: `${kind}List`,
    singular: kind.toLowerCase(),
    shortNames: [],
    categories: [],
    namespaced: !CLUSTER_SCOPED.has(ref.resource),
    subresources: ["status"],
    schema: { type: "object" },
    custom: ref.group.startsWith("karpenter"),
    table: { columns: [], cells: () => [] },
    fieldLabels: {
      "spec.nodeName": (object) => (object as resources.Pod).spec?.nodeName ?? "",
      "status.phase": (object) => (object as resources.Pod).status?.phase ?? "",
    },
    hasGeneration: !["", "coordination.k8s.io"].includes(ref.group),
    applyDefaults: () => {},
    prepareForCreate: () => {},
    prepareForUpdate: (object, old, subresource) => {
      const kept = old as unknown as Record<string, unknown>;
      if (subresource === "") object["status"] = kept["status"];
      else Object.assign(object, { ...kept, status: object["status"] });
      if (object["status"] === undefined) delete object["status"];
    },
    validateCreate: () => [],
    validateUpdate: () => [],
  };
}

/** Every resource that `resources` has a reference for. */
export function plainDefinitions(): readonly ResourceDefinition[] {
  return Object.values(resources)
    .filter((value): value is ResourceRef => typeof value === "object" && "resource" in value && "group" in value)
    .map((ref) => plainDefinition(ref, kindOf(ref.resource)));
}

const KINDS: Readonly<Record<string, string>> = {
  configmaps: "ConfigMap",
  serviceaccounts: "ServiceAccount",
  persistentvolumes: "PersistentVolume",
  persistentvolumeclaims: "PersistentVolumeClaim",
  replicasets: "ReplicaSet",
  daemonsets: "DaemonSet",
  statefulsets: "StatefulSet",
  controllerrevisions: "ControllerRevision",
  poddisruptionbudgets: "PodDisruptionBudget",
  storageclasses: "StorageClass",
  csinodes: "CSINode",
  volumeattachments: "VolumeAttachment",
  priorityclasses: "PriorityClass",
  customresourcedefinitions: "CustomResourceDefinition",
  nodepools: "NodePool",
  nodeclaims: "NodeClaim",
  ec2nodeclasses: "EC2NodeClass",
};

function kindOf(resource: string): string {
  return KINDS[resource] ?? resource.charAt(0).toUpperCase() + resource.slice(1, -1);
}
