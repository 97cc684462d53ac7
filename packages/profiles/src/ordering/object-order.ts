import { groupKind } from "../rendering/cluster-scope.ts";
import type { RenderedObject } from "../rendering/rendered-layer.ts";

/** Steps of one layer; each must be served before the next begins. */
export interface ObjectPhases {
  readonly namespaces: readonly RenderedObject[];
  /** Wait until they are established. */
  readonly definitions: readonly RenderedObject[];
  readonly objects: readonly RenderedObject[];
}

/** What others refer to comes first; what is not listed, and so every custom resource, comes last. */
const ORDER: readonly string[] = [
  "PriorityClass",
  "NetworkPolicy",
  "ResourceQuota",
  "LimitRange",
  "PodDisruptionBudget",
  "ServiceAccount",
  "Secret",
  "ConfigMap",
  "StorageClass",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "ClusterRole",
  "ClusterRoleBinding",
  "Role",
  "RoleBinding",
  "Service",
  "DaemonSet",
  "Pod",
  "ReplicationController",
  "ReplicaSet",
  "Deployment",
  "HorizontalPodAutoscaler",
  "StatefulSet",
  "Job",
  "CronJob",
  "IngressClass",
  "Ingress",
  "APIService",
  "MutatingWebhookConfiguration",
  "ValidatingWebhookConfiguration",
];
const RANKS: ReadonlyMap<string, number> = new Map(ORDER.map((kind, rank) => [kind, rank]));

/** The order in which a layer's objects can be applied: namespaces, definitions, then the rest by kind, otherwise as written. */
export function orderObjects(objects: readonly RenderedObject[]): ObjectPhases {
  const rest = objects.filter(({ kind }) => kind !== "Namespace" && kind !== "CustomResourceDefinition");
  const rank = ({ kind }: RenderedObject): number => RANKS.get(kind) ?? ORDER.length;
  return {
    namespaces: objects.filter(({ kind }) => kind === "Namespace"),
    definitions: objects.filter(({ kind }) => kind === "CustomResourceDefinition"),
    objects: [...rest].sort((a, b) => rank(a) - rank(b)),
  };
}

/** `group/Kind` of the custom resources that these objects define. */
export function definedKinds(objects: readonly RenderedObject[]): ReadonlySet<string> {
  return new Set(
    objects
      .filter(({ kind }) => kind === "CustomResourceDefinition")
      .map((object) => (object as { readonly spec?: { group?: string; names?: { kind?: string } } }).spec)
      .map((spec) => `${spec?.group}/${spec?.names?.kind}`),
  );
}

/** `group/Kind` of everything that is not a definition. */
export function usedKinds(objects: readonly RenderedObject[]): ReadonlySet<string> {
  return new Set(objects.filter(({ kind }) => kind !== "CustomResourceDefinition").map(groupKind));
}
