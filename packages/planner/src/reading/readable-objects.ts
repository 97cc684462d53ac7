import {
  amountsOf,
  type DaemonSet,
  type KubeObject,
  type NodeClaim,
  type NodePool,
  type ResourceList,
} from "@inlay/resources";
import { SNAPSHOT_VERSION, type Snapshot } from "../snapshot.ts";
import {
  csiNodeShape,
  daemonSetShape,
  namespaceShape,
  nodeClaimShape,
  nodePoolShape,
  nodeShape,
  persistentVolumeClaimShape,
  persistentVolumeShape,
  podDisruptionBudgetShape,
  podShape,
  storageClassShape,
} from "./object-shapes.ts";
import type { Shape } from "./shape.ts";

/** An object that was left out because it cannot be used. */
export interface UnreadableObject {
  readonly kind: string;
  readonly name: string;
  readonly reason: string;
}

/** A snapshot that another version of Inlay made, or no snapshot at all. */
export class UnreadableSnapshot extends Error {
  readonly code = "UNREADABLE_SNAPSHOT";
}

type Check = (object: KubeObject) => void;

/**
 * Leaves out what a plan cannot rest on: objects cut short, quantities that are none. One bad object must not keep all the others
 * from being planned.
 * @throws UnreadableSnapshot when the snapshot as a whole is of another version or has no usable time.
 */
export function readableObjects(snapshot: Snapshot): {
  readonly snapshot: Snapshot;
  readonly unreadable: readonly UnreadableObject[];
} {
  if (snapshot.version !== SNAPSHOT_VERSION)
    throw new UnreadableSnapshot(
      `version: Invalid value: ${JSON.stringify(snapshot.version)}: must be ${String(SNAPSHOT_VERSION)}`,
    );
  if (Number.isNaN(Date.parse(snapshot.now)))
    throw new UnreadableSnapshot(
      `now: Invalid value: ${JSON.stringify(snapshot.now)}: must be a time such as 2026-11-01T12:00:00Z`,
    );
  const unreadable: UnreadableObject[] = [];
  const readable = <T extends KubeObject>(
    kind: string,
    objects: readonly T[] | undefined,
    shape: Shape,
    check?: Check,
  ): readonly T[] => {
    const list = objects ?? [];
    if (!Array.isArray(list)) {
      unreadable.push({ kind, name: "", reason: "Invalid value: must be a list" });
      return [];
    }
    // Most snapshots have nothing to leave out: they are passed on as they are.
    const bad = new Set<T>();
    // A live cluster's pods are many: what its API server has checked is not checked at every plan.
    if (snapshot.heldToSchemas && !check) return list;
    for (const object of list) {
      const reason = problemOf(object, snapshot.heldToSchemas ? undefined : shape, check);
      if (reason === undefined) continue;
      bad.add(object);
      unreadable.push({ kind, name: nameOf(object), reason });
    }
    return bad.size === 0 ? list : list.filter((object) => !bad.has(object));
  };
  const cleaned: Snapshot = {
    ...snapshot,
    nodePools: readable("NodePool", snapshot.nodePools, nodePoolShape, checkNodePool),
    nodeClaims: readable("NodeClaim", snapshot.nodeClaims, nodeClaimShape, checkNodeClaim),
    nodes: readable("Node", snapshot.nodes, nodeShape, checkNode),
    pods: readable("Pod", snapshot.pods, podShape),
    daemonSets: readable("DaemonSet", snapshot.daemonSets, daemonSetShape, checkDaemonSet),
    namespaces: readable("Namespace", snapshot.namespaces, namespaceShape),
    podDisruptionBudgets: readable("PodDisruptionBudget", snapshot.podDisruptionBudgets, podDisruptionBudgetShape),
    persistentVolumes: readable("PersistentVolume", snapshot.persistentVolumes, persistentVolumeShape),
    persistentVolumeClaims: readable(
      "PersistentVolumeClaim",
      snapshot.persistentVolumeClaims,
      persistentVolumeClaimShape,
    ),
    storageClasses: readable("StorageClass", snapshot.storageClasses, storageClassShape),
    csiNodes: readable("CSINode", snapshot.csiNodes, csiNodeShape),
    catalogues: snapshot.catalogues ?? {},
    catalogueOfNodePool: snapshot.catalogueOfNodePool ?? {},
  };
  unreadable.sort((a, b) => (`${a.kind}/${a.name}` < `${b.kind}/${b.name}` ? -1 : 1));
  return { snapshot: cleaned, unreadable };
}

function problemOf(object: KubeObject, shape: Shape | undefined, check: Check | undefined): string | undefined {
  if (typeof object?.metadata?.name !== "string") return "metadata.name: Required value";
  const problem = shape?.(object);
  if (problem !== undefined) return problem.replace(/^[.]/, "");
  try {
    check?.(object);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function nameOf(object: KubeObject): string {
  const { namespace, name } = object?.metadata ?? {};
  const text = typeof name === "string" ? name : "";
  return typeof namespace === "string" && namespace !== "" ? `${namespace}/${text}` : text;
}

/** Quantities that are none. Those of pods are told by their validation, with the pod's event. */
const checkNode: Check = (object) => checkAmounts(object, ["capacity", "allocatable"]);

const checkNodeClaim: Check = (object) => {
  const { spec } = object as NodeClaim;
  amountsOf(spec.resources?.requests, "spec.resources.requests");
  checkAmounts(object, ["capacity", "allocatable"]);
};

const checkNodePool: Check = (object) => void amountsOf((object as NodePool).spec.limits, "spec.limits");

const checkDaemonSet: Check = (object) => {
  for (const { resources } of (object as DaemonSet).spec.template.spec.containers) {
    amountsOf(resources?.requests, "spec.template.spec.containers.resources.requests");
    amountsOf(resources?.limits, "spec.template.spec.containers.resources.limits");
  }
};

function checkAmounts(object: KubeObject, fields: readonly ("capacity" | "allocatable")[]): void {
  const status = (object as { readonly status?: Readonly<Record<string, ResourceList>> }).status;
  for (const field of fields) if (status?.[field]) checkList(status[field], `status.${field}`);
}

/** Lists that were found good: nodes of one type have the same, and caches keep their objects from plan to plan. */
const good = new WeakSet<ResourceList>();

function checkList(list: ResourceList, field: string): void {
  if (good.has(list)) return;
  amountsOf(list, field);
  good.add(list);
}
