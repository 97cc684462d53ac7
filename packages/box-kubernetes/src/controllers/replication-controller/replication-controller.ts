import { PODS, rfc3339, type KubeObject, type Pod, type ReplicaSet, type ResourceRef } from "@inlay/resources";
import { controllerEvents, controllerQueue, type ControllerContext } from "../controller-context.ts";
import { keyOf, ObjectIndex } from "../informer/object-index.ts";
import { claimObjects, ownersConcerned } from "../ownership/claim-objects.ts";
import { controllerOf } from "../ownership/owner-references.ts";
import { unlessGone } from "../ownership/unless-gone.ts";
import { podFromTemplate } from "../pods/pod-from-template.ts";
import { isActive, isTerminal } from "../pods/pod-state.ts";
import { slowStart } from "../pods/slow-start.ts";
import { BURST, decideReplicas, decideReplicaSetStatus, type ReplicaSetIntent } from "../replica-set/replica-set.ts";
import { isNamespaceTerminating } from "../replica-set/replica-set-controller.ts";

const NAME = "replication-controller";
const CONTROLLERS: ResourceRef = { group: "", version: "v1", resource: "replicationcontrollers" };

/** core/v1 ReplicationController: what ReplicaSets came from, with a selector of labels alone. */
type ReplicationController = KubeObject & {
  readonly spec: Omit<ReplicaSet["spec"], "selector"> & { readonly selector?: Readonly<Record<string, string>> };
  readonly status?: ReplicaSet["status"];
};

type Failure = { readonly reason: "FailedCreate" | "FailedDelete"; readonly message: string; readonly error: unknown };

/** Keeps each ReplicationController at its number of pods; decides as for ReplicaSets. */
export function startReplicationController(context: ControllerContext): void {
  const { clock, indexes, signal } = context;
  const { pods } = indexes;
  const api = context.apiOf(NAME);
  const events = controllerEvents(context, NAME);
  const controllers = new ObjectIndex<ReplicationController>(CONTROLLERS, {
    namespace: ({ metadata }) => [metadata.namespace ?? ""],
  });
  const queue = controllerQueue(context, NAME, sync);

  controllers.onChange((_type, each) => queue.add(keyOf(each)));
  pods.onChange((type, pod, previous) => {
    for (const key of ownersConcerned("ReplicationController", pod, previous)) queue.add(key);
    if (type === "DELETED" || controllerOf(pod)) return;
    for (const each of controllers.by("namespace", pod.metadata.namespace ?? ""))
      if (selects(each, pod)) queue.add(keyOf(each));
  });
  controllers.start(api, signal);

  async function sync(key: string): Promise<void> {
    const controller = controllers.get(key);
    if (!controller) return;
    const { selector } = controller.spec;
    const own = await claimObjects(controller, selector && { matchLabels: selector }, {
      api,
      resource: PODS,
      index: pods,
      mayAdopt: (pod: Pod) => !isTerminal(pod),
    });
    const observed = { replicaSet: asReplicaSet(controller), pods: own, relatedOnNode: countsByNode(own) };
    const intent = decideReplicas(observed, clock.now());
    const failure = intent && (await act(controller, intent));
    await updateStatus(key, failure);
    if (failure) throw failure.error;
    if (intent && (intent.kind === "create" ? intent.count : intent.pods.length) === BURST) queue.add(key);
  }

  async function act(controller: ReplicationController, intent: ReplicaSetIntent): Promise<Failure | undefined> {
    try {
      if (intent.kind === "create") await slowStart(intent.count, () => create(controller));
      else await Promise.all(intent.pods.map((pod) => remove(controller, pod)));
      return undefined;
    } catch (error) {
      if (isNamespaceTerminating(error)) return undefined;
      const message = error instanceof Error ? error.message : String(error);
      if (intent.kind === "delete") return { reason: "FailedDelete", message, error };
      events.warning(controller, "FailedCreate", `Error creating: ${message}`);
      return { reason: "FailedCreate", message, error };
    }
  }

  async function create(controller: ReplicationController): Promise<void> {
    const pod = await api.create<Pod>(PODS, podFromTemplate(controller, controller.spec.template));
    events.normal(controller, "SuccessfulCreate", `Created pod: ${pod.metadata.name}`);
  }

  async function remove(controller: ReplicationController, pod: Pod): Promise<void> {
    await unlessGone(api.delete(PODS, pod.metadata, { preconditions: { uid: pod.metadata.uid } }));
    events.normal(controller, "SuccessfulDelete", `Deleted pod: ${pod.metadata.name}`);
  }

  async function updateStatus(key: string, failure: Failure | undefined): Promise<void> {
    const controller = controllers.get(key);
    if (!controller) return;
    const observed = { replicaSet: asReplicaSet(controller), pods: pods.by("controller", controller.metadata.uid) };
    const now = clock.now();
    const { status, againInMs } = decideReplicaSetStatus(observed, failure, now, rfc3339(now));
    if (againInMs < Infinity) queue.addAfter(key, againInMs);
    if (status)
      await api.update<ReplicationController>(CONTROLLERS, { ...controller, status }, { subresource: "status" });
  }
}

function selects({ spec }: ReplicationController, { metadata }: Pod): boolean {
  const entries = Object.entries(spec.selector ?? {});
  return entries.length > 0 && entries.every(([name, value]) => metadata.labels?.[name] === value);
}

function asReplicaSet(controller: ReplicationController): ReplicaSet {
  const { selector } = controller.spec;
  return {
    ...controller,
    kind: "ReplicaSet",
    spec: { ...controller.spec, selector: { matchLabels: selector ?? {} } },
  } as ReplicaSet;
}

function countsByNode(pods: readonly Pod[]): (nodeName: string) => number {
  return (nodeName) => pods.filter((pod) => pod.spec.nodeName === nodeName && isActive(pod)).length;
}
