import type { Condition, DaemonSet, Deployment, Job, KubeObject, StatefulSet } from "@inlay/resources";

/** Whether an object works as it was applied, and what is missing. */
export type ObjectHealth = { readonly state: "Ready" | "Waiting" | "Failed"; readonly message: string };

const READY: ObjectHealth = { state: "Ready", message: "" };
const waiting = (message: string): ObjectHealth => ({ state: "Waiting", message });
const failed = (message: string): ObjectHealth => ({ state: "Failed", message });

/** Health by kind, as Kubernetes' own tools judge it (kubectl rollout status). A kind that is not listed is healthy when it is there. */
const RULES: Readonly<Record<string, (object: KubeObject) => ObjectHealth>> = {
  "apps/Deployment": (object) => deployment(object as Deployment),
  "apps/DaemonSet": (object) => daemonSet(object as DaemonSet),
  "apps/StatefulSet": (object) => statefulSet(object as StatefulSet),
  "batch/Job": (object) => job(object as Job),
  "apiextensions.k8s.io/CustomResourceDefinition": (object) => condition(object, "Established", "is not served yet"),
  "karpenter.sh/NodePool": (object) => condition(object, "Ready", "is not ready yet"),
  "karpenter.k8s.aws/EC2NodeClass": (object) => condition(object, "Ready", "is not ready yet"),
};

export function objectHealth(object: KubeObject | undefined): ObjectHealth {
  if (!object) return waiting("is not there");
  if (object.metadata.deletionTimestamp !== undefined) return waiting("is being deleted");
  const group = object.apiVersion.includes("/") ? object.apiVersion.split("/")[0] : "";
  return RULES[`${group}/${object.kind}`]?.(object) ?? READY;
}

function deployment({ metadata, spec, status }: Deployment): ObjectHealth {
  const wanted = spec.replicas ?? 1;
  if ((status?.observedGeneration ?? 0) < (metadata.generation ?? 0)) return waiting("has not been looked at yet");
  const progress = find(status?.conditions, "Progressing");
  if (progress?.reason === "ProgressDeadlineExceeded") return failed(progress.message ?? "makes no progress");
  const { updatedReplicas = 0, availableReplicas = 0, replicas = 0 } = status ?? {};
  if (updatedReplicas < wanted) return waiting(`${updatedReplicas} of ${wanted} pods are of the new version`);
  if (replicas > updatedReplicas) return waiting(`${replicas - updatedReplicas} pods of the old version go`);
  return availableReplicas < wanted ? waiting(`${availableReplicas} of ${wanted} pods are available`) : READY;
}

function daemonSet({ metadata, spec, status }: DaemonSet): ObjectHealth {
  if ((status?.observedGeneration ?? 0) < (metadata.generation ?? 0)) return waiting("has not been looked at yet");
  const { desiredNumberScheduled: wanted = 0, updatedNumberScheduled = 0, numberAvailable = 0 } = status ?? {};
  if (spec.updateStrategy?.type !== "OnDelete" && updatedNumberScheduled < wanted)
    return waiting(`${updatedNumberScheduled} of ${wanted} pods are of the new version`);
  return numberAvailable < wanted ? waiting(`${numberAvailable} of ${wanted} pods are available`) : READY;
}

function statefulSet({ metadata, spec, status }: StatefulSet): ObjectHealth {
  const wanted = spec.replicas ?? 1;
  if ((status?.observedGeneration ?? 0) < (metadata.generation ?? 0)) return waiting("has not been looked at yet");
  const { updatedReplicas = 0, readyReplicas = 0 } = status ?? {};
  if (spec.updateStrategy?.type !== "OnDelete" && updatedReplicas < wanted)
    return waiting(`${updatedReplicas} of ${wanted} pods are of the new version`);
  return readyReplicas < wanted ? waiting(`${readyReplicas} of ${wanted} pods are ready`) : READY;
}

function job({ spec, status }: Job): ObjectHealth {
  const bad = find(status?.conditions, "Failed");
  if (bad?.status === "True") return failed(bad.message ?? "has failed");
  if (find(status?.conditions, "Complete")?.status === "True" || spec.suspend) return READY;
  return waiting(`${status?.succeeded ?? 0} of ${spec.completions ?? 1} pods have finished`);
}

function condition(object: KubeObject, type: string, absent: string): ObjectHealth {
  const { status } = object as KubeObject & { readonly status?: { readonly conditions?: readonly Condition[] } };
  const found = find(status?.conditions, type);
  if (found?.status === "True") return READY;
  if (found?.status !== "False") return waiting(absent);
  return waiting(found.message || found.reason || absent);
}

const find = (conditions: readonly Condition[] | undefined, type: string): Condition | undefined =>
  conditions?.find((each) => each.type === type);
