import { amountsOf, type KubeObject, type ResourceList } from "@inlay/resources";
import { SNAPSHOT_VERSION, type Snapshot } from "../snapshot.ts";

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
type Parts = Readonly<Record<string, unknown>>;

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
    check: Check,
  ): readonly T[] => {
    const list = objects ?? [];
    // Most snapshots have nothing to leave out: they are passed on as they are.
    const bad = new Set<T>();
    for (const object of list) {
      const reason = problemOf(object, check);
      if (reason === undefined) continue;
      bad.add(object);
      unreadable.push({ kind, name: nameOf(object), reason });
    }
    return bad.size === 0 ? list : list.filter((object) => !bad.has(object));
  };
  const cleaned: Snapshot = {
    ...snapshot,
    nodePools: readable("NodePool", snapshot.nodePools, checkNodePool),
    nodeClaims: readable("NodeClaim", snapshot.nodeClaims, checkNodeClaim),
    nodes: readable("Node", snapshot.nodes, checkNode),
    pods: readable("Pod", snapshot.pods, checkPod),
    daemonSets: readable("DaemonSet", snapshot.daemonSets, checkDaemonSet),
    namespaces: readable("Namespace", snapshot.namespaces, () => undefined),
    podDisruptionBudgets: readable("PodDisruptionBudget", snapshot.podDisruptionBudgets, checkSpec),
    persistentVolumes: readable("PersistentVolume", snapshot.persistentVolumes, checkSpec),
    persistentVolumeClaims: readable("PersistentVolumeClaim", snapshot.persistentVolumeClaims, checkSpec),
    storageClasses: readable("StorageClass", snapshot.storageClasses, () => undefined),
    csiNodes: readable("CSINode", snapshot.csiNodes, (object) => checkList(specOf(object), "drivers", "spec.drivers")),
    catalogues: snapshot.catalogues ?? {},
    catalogueOfNodePool: snapshot.catalogueOfNodePool ?? {},
  };
  unreadable.sort((a, b) => (`${a.kind}/${a.name}` < `${b.kind}/${b.name}` ? -1 : 1));
  return { snapshot: cleaned, unreadable };
}

function problemOf(object: KubeObject, check: Check): string | undefined {
  if (typeof object?.metadata?.name !== "string") return "metadata.name: Required value";
  try {
    check(object);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function nameOf(object: KubeObject): string {
  const { namespace, name } = object?.metadata ?? {};
  return namespace ? `${namespace}/${name ?? ""}` : (name ?? "");
}

const checkSpec: Check = (object) => void specOf(object);

const checkPod: Check = (object) => {
  const spec = specOf(object);
  checkList(spec, "containers", "spec.containers");
};

const checkNode: Check = (object) => {
  specOf(object);
  checkAmounts(object, ["capacity", "allocatable"]);
};

const checkNodeClaim: Check = (object) => {
  const spec = specOf(object);
  checkList(spec, "requirements", "spec.requirements");
  amountsOf((spec["resources"] as { requests?: ResourceList } | undefined)?.requests, "spec.resources.requests");
  checkAmounts(object, ["capacity", "allocatable"]);
};

const checkNodePool: Check = (object) => {
  const spec = specOf(object);
  const template = partOf(partOf(spec, "template", "spec.template"), "spec", "spec.template.spec");
  partOf(template, "nodeClassRef", "spec.template.spec.nodeClassRef");
  checkList(template, "requirements", "spec.template.spec.requirements");
  amountsOf(spec["limits"] as ResourceList | undefined, "spec.limits");
};

const checkDaemonSet: Check = (object) => {
  const template = partOf(partOf(specOf(object), "template", "spec.template"), "spec", "spec.template.spec");
  checkList(template, "containers", "spec.template.spec.containers");
  for (const container of template["containers"] as readonly {
    resources?: { requests?: ResourceList; limits?: ResourceList };
  }[]) {
    amountsOf(container.resources?.requests, "spec.template.spec.containers.resources.requests");
    amountsOf(container.resources?.limits, "spec.template.spec.containers.resources.limits");
  }
};

function checkAmounts(object: KubeObject, fields: readonly ("capacity" | "allocatable")[]): void {
  const status = (object as { readonly status?: Readonly<Record<string, ResourceList>> }).status;
  for (const field of fields) amountsOf(status?.[field], `status.${field}`);
}

function specOf(object: KubeObject): Parts {
  return partOf(object as unknown as Parts, "spec", "spec");
}

function partOf(parts: Parts, key: string, field: string): Parts {
  const part = parts[key];
  if (typeof part !== "object" || part === null) throw new Error(`${field}: Required value`);
  return part as Parts;
}

function checkList(parts: Parts, key: string, field: string): void {
  if (!Array.isArray(parts[key])) throw new Error(`${field}: Required value`);
}
