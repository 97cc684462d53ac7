import {
  DEPLOYMENTS,
  REPLICA_SETS,
  rfc3339,
  type Deployment,
  type PodTemplateSpec,
  type ReplicaSet,
} from "@inlay/resources";
import { ApiError } from "../../api/api-error.ts";
import { canonicalJson } from "../../scheduler/cluster-state/canonical-json.ts";
import { controllerEvents, controllerQueue, type ControllerContext } from "../controller-context.ts";
import { keyOf } from "../informer/object-index.ts";
import { claimObjects, ownersConcerned, possibleAdopters } from "../ownership/claim-objects.ts";
import { controllerOf, controllerReference } from "../ownership/owner-references.ts";
import { isTerminal } from "../pods/pod-state.ts";
import { POD_TEMPLATE_HASH, sameTemplate } from "../revisions/template-hash.ts";
import { deploymentStatus, hasDeadline, untilDeadlineMs, type DeploymentCondition } from "./deployment-status.ts";
import { resolveFenceposts } from "./fenceposts.ts";
import { currentSetAnnotations, nextRevision, REVISION, revisionOf, sizeAnnotations } from "./revision-annotations.ts";
import {
  decideRollout,
  desiredOf,
  isComplete,
  replicasOf,
  surplusSets,
  type RolloutIntent,
  type Sets,
} from "./rollout.ts";
import { unlessGone } from "../ownership/unless-gone.ts";

const NAME = "deployment-controller";

/** The name suffix of a template's ReplicaSet. */
export type TemplateHash = (template: PodTemplateSpec, collisionCount: number | undefined) => string;

/** Rolls each Deployment's pods over to its template, one ReplicaSet per template. */
export function startDeploymentController(context: ControllerContext, hashOf: TemplateHash): void {
  const { indexes, clock } = context;
  const { deployments, replicaSets, pods } = indexes;
  const api = context.apiOf(NAME);
  const events = controllerEvents(context, NAME);
  const queue = controllerQueue(context, NAME, sync);

  deployments.onChange((_type, deployment) => queue.add(keyOf(deployment)));
  replicaSets.onChange((type, set, previous) => {
    for (const key of ownersConcerned("Deployment", set, previous)) queue.add(key);
    if (type !== "DELETED") for (const owner of possibleAdopters(set, deployments)) queue.add(keyOf(owner));
  });
  // Recreate waits for the last old pod.
  pods.onChange((type, pod) => {
    const setRef = type === "DELETED" ? controllerOf(pod) : undefined;
    const set = setRef && replicaSets.get(`${pod.metadata.namespace}/${setRef.name}`);
    const owner = set && controllerOf(set);
    const deployment = owner && deployments.get(`${pod.metadata.namespace}/${owner.name}`);
    if (deployment?.spec.strategy?.type === "Recreate") queue.add(keyOf(deployment));
  });

  async function sync(key: string): Promise<void> {
    const deployment = deployments.get(key);
    if (!deployment) return;
    const own = await claimObjects(deployment, deployment.spec.selector, {
      api,
      resource: REPLICA_SETS,
      index: replicaSets,
    });
    const sets = sortSets(deployment, own);
    if (deployment.metadata.deletionTimestamp === undefined) {
      if (sets.current && !deployment.spec.paused) await markCurrent(deployment, sets.current, sets.old);
      if (await notePause(deployment)) return;
      for (const intent of decideRollout(deployment, sets, hasLivePods(sets.old))) await act(deployment, sets, intent);
    }
    await updateStatus(key);
  }

  /** Paused and resumed are progress conditions: the deadline does not run meanwhile. */
  async function notePause(deployment: Deployment): Promise<boolean> {
    if (!hasDeadline(deployment)) return false;
    const conditions = (deployment.status?.conditions ?? []) as readonly DeploymentCondition[];
    const paused = conditions.some(({ type, reason }) => type === "Progressing" && reason === "DeploymentPaused");
    if (paused === Boolean(deployment.spec.paused)) return false;
    const time = rfc3339(clock.now());
    const condition: DeploymentCondition = {
      type: "Progressing",
      status: "Unknown",
      reason: paused ? "DeploymentResumed" : "DeploymentPaused",
      message: `Deployment is ${paused ? "resumed" : "paused"}`,
      lastUpdateTime: time,
      lastTransitionTime: time,
    };
    const others = conditions.filter(({ type }) => type !== "Progressing");
    await writeStatus(deployment, { ...deployment.status, conditions: [...others, condition] });
    return true;
  }

  function hasLivePods(old: readonly ReplicaSet[]): boolean {
    return old.some((set) => pods.by("controller", set.metadata.uid).some((pod) => !isTerminal(pod)));
  }

  async function act(deployment: Deployment, sets: Sets, intent: RolloutIntent): Promise<void> {
    if (intent.kind === "create-set") await createSet(deployment, sets, intent.replicas);
    else await scale(deployment, intent.set, intent.replicas);
  }

  async function createSet(deployment: Deployment, { old }: Sets, replicas: number): Promise<void> {
    const revision = nextRevision(old);
    const hash = hashOf(deployment.spec.template, deployment.status?.collisionCount);
    const { template, selector, minReadySeconds } = deployment.spec;
    const labels = { ...template.metadata?.labels, [POD_TEMPLATE_HASH]: hash };
    const name = `${deployment.metadata.name}-${hash}`;
    try {
      await api.create<ReplicaSet>(REPLICA_SETS, {
        apiVersion: "apps/v1",
        kind: "ReplicaSet",
        metadata: {
          name,
          namespace: deployment.metadata.namespace,
          labels,
          annotations: {
            ...currentSetAnnotations(deployment, undefined, revision),
            ...sizeAnnotations(desiredOf(deployment), resolveFenceposts(deployment).maxSurge),
          },
          ownerReferences: [controllerReference(deployment)],
        },
        spec: {
          replicas,
          ...(minReadySeconds ? { minReadySeconds } : {}),
          selector: { ...selector, matchLabels: { ...selector.matchLabels, [POD_TEMPLATE_HASH]: hash } },
          template: { ...template, metadata: { ...template.metadata, labels } },
        },
      });
    } catch (error) {
      if (error instanceof ApiError && error.code === "AlreadyExists") return collided(deployment, name);
      throw error;
    }
    if (replicas > 0)
      events.normal(deployment, "ScalingReplicaSet", `Scaled up replica set ${name} from 0 to ${replicas}`);
    await noteRevision(deployment, revision);
    await noteProgress(deployment, "NewReplicaSetCreated", `Created new replica set "${name}"`);
  }

  /** Another template has the same hash: the next attempt salts it. */
  async function collided(deployment: Deployment, name: string): Promise<void> {
    const existing = replicaSets.get(`${deployment.metadata.namespace}/${name}`);
    if (
      existing &&
      controllerOf(existing)?.uid === deployment.metadata.uid &&
      sameTemplate(existing.spec.template, deployment.spec.template)
    )
      return;
    const collisionCount = (deployment.status?.collisionCount ?? 0) + 1;
    await writeStatus(deployment, { ...deployment.status, collisionCount });
  }

  async function scale(deployment: Deployment, set: ReplicaSet, replicas: number): Promise<void> {
    const sizes = sizeAnnotations(desiredOf(deployment), resolveFenceposts(deployment).maxSurge);
    const before = replicasOf(set);
    const annotated = Object.entries(sizes).every(([key, value]) => set.metadata.annotations?.[key] === value);
    if (before === replicas && annotated) return;
    const current = replicaSets.get(keyOf(set)) ?? set;
    const annotations = { ...current.metadata.annotations, ...sizes };
    await api.update<ReplicaSet>(REPLICA_SETS, {
      ...current,
      metadata: { ...current.metadata, annotations },
      spec: { ...current.spec, replicas },
    });
    if (before === replicas) return;
    const direction = replicas > before ? "up" : "down";
    const { name } = set.metadata;
    events.normal(
      deployment,
      "ScalingReplicaSet",
      `Scaled ${direction} replica set ${name} from ${before} to ${replicas}`,
    );
  }

  /** The set of the current template carries the newest revision and the Deployment's annotations. */
  async function markCurrent(deployment: Deployment, set: ReplicaSet, old: readonly ReplicaSet[]): Promise<void> {
    const revision = nextRevision(old);
    const annotations = currentSetAnnotations(deployment, set, revision);
    const minReadySeconds = deployment.spec.minReadySeconds ?? 0;
    const annotationsSame = canonicalJson(annotations) === canonicalJson(set.metadata.annotations ?? {});
    if (!annotationsSame || (set.spec.minReadySeconds ?? 0) !== minReadySeconds)
      await api.update<ReplicaSet>(REPLICA_SETS, {
        ...set,
        metadata: { ...set.metadata, annotations },
        spec: { ...set.spec, minReadySeconds },
      });
    await noteRevision(deployment, Number(annotations[REVISION]));
    if (!(deployment.status?.conditions ?? []).some(({ type }) => type === "Progressing"))
      await noteProgress(deployment, "FoundNewReplicaSet", `Found new replica set "${set.metadata.name}"`);
  }

  async function noteRevision(deployment: Deployment, revision: number): Promise<void> {
    if (revisionOf(deployment) === revision) return;
    const annotations = { ...deployment.metadata.annotations, [REVISION]: String(revision) };
    // Through the status, as upstream does: through the main resource it would count as a new generation.
    const noted = { ...deployment, metadata: { ...deployment.metadata, annotations } };
    await api.update<Deployment>(DEPLOYMENTS, noted, { subresource: "status" });
  }

  async function noteProgress(deployment: Deployment, reason: string, message: string): Promise<void> {
    const current = deployments.get(keyOf(deployment));
    if (!current || !hasDeadline(current)) return;
    const time = rfc3339(clock.now());
    const old = (current.status?.conditions ?? []) as readonly DeploymentCondition[];
    const before = old.find(({ type }) => type === "Progressing");
    const condition: DeploymentCondition = {
      type: "Progressing",
      status: "True",
      reason,
      message,
      lastUpdateTime: time,
      lastTransitionTime: before?.status === "True" ? before.lastTransitionTime : time,
    };
    const conditions = [...old.filter((each) => each !== before), condition];
    await writeStatus(current, { ...current.status, conditions });
  }

  async function updateStatus(key: string): Promise<void> {
    const deployment = deployments.get(key);
    if (!deployment) return;
    const sets = sortSets(deployment, replicaSets.by("controller", deployment.metadata.uid));
    const now = clock.now();
    const status = deploymentStatus(deployment, sets, now, rfc3339(now));
    if (isComplete(deployment, status)) for (const set of surplusSets(deployment, sets)) await removeSet(set);
    if (canonicalJson(status) !== canonicalJson(deployment.status ?? {})) await writeStatus(deployment, status);
    const left = untilDeadlineMs({ ...deployment, status }, now);
    if (left < Infinity) queue.addAfter(key, left + 1000);
  }

  async function removeSet({ metadata }: ReplicaSet): Promise<void> {
    await unlessGone(api.delete(REPLICA_SETS, metadata, { preconditions: { uid: metadata.uid } }));
  }

  async function writeStatus(deployment: Deployment, status: Deployment["status"]): Promise<void> {
    await api.update<Deployment>(DEPLOYMENTS, { ...deployment, status }, { subresource: "status" });
  }
}

/** The set with the Deployment's template (the oldest, should there be several), and the others, oldest first. */
function sortSets(deployment: Deployment, sets: readonly ReplicaSet[]): Sets {
  const byAge = sets.toSorted(
    (a, b) =>
      Date.parse(a.metadata.creationTimestamp) - Date.parse(b.metadata.creationTimestamp) ||
      (a.metadata.name < b.metadata.name ? -1 : 1),
  );
  const current = byAge.find((set) => sameTemplate(set.spec.template, deployment.spec.template));
  return { current, old: byAge.filter((set) => set !== current) };
}
