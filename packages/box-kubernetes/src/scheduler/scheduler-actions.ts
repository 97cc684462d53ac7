import {
  PERSISTENT_VOLUME_CLAIMS,
  PERSISTENT_VOLUMES,
  PODS,
  rfc3339,
  type Clock,
  type Condition,
  type PersistentVolumeClaim,
  type Pod,
} from "@inlay/resources";
import type { Api, ObjectKey } from "../api/api.ts";
import { EventRecorder } from "../controllers/event-recorder/event-recorder.ts";
import { conditionOf } from "../controllers/pods/pod-state.ts";
import type { ClusterState } from "./cluster-state/cluster-state.ts";
import type { PodInfo } from "./cluster-state/pod-info.ts";
import type { Candidate } from "./preemption/preemption.ts";
import { bindingsFor, SELECTED_NODE, type Binding } from "./volume-binding/volume-binding.ts";

/** How long a pod waits for its volumes to be bound (VolumeBinding's bindTimeoutSeconds). */
const BIND_TIMEOUT_MS = 10 * 60_000;

const keyOfPod = ({ metadata }: Pod): ObjectKey & { uid: string } => ({
  namespace: metadata.namespace,
  name: metadata.name,
  uid: metadata.uid,
});

/** What the scheduler writes: bindings, conditions, nominations and events. */
export class SchedulerActions {
  readonly #api: Api;
  readonly #clock: Clock;
  readonly #events: EventRecorder;

  constructor(api: Api, clock: Clock, component: string) {
    this.#api = api;
    this.#clock = clock;
    this.#events = new EventRecorder({ api, clock, component, style: "events.k8s.io" });
  }

  /** Binds the pod's volumes, then the pod. Fails as the API does. */
  async bind(info: PodInfo, nodeName: string, state: ClusterState, signal: AbortSignal): Promise<void> {
    const { pod } = info;
    if (info.claims.length > 0) await this.#bindVolumes(info, nodeName, state, signal);
    await this.#api.bind(keyOfPod(pod), nodeName);
    const { namespace, name } = pod.metadata;
    this.#events.normal(pod, "Scheduled", `Successfully assigned ${namespace}/${name} to ${nodeName}`, "Binding");
  }

  /** Something went wrong that has nothing to do with the nodes. */
  failed(pod: Pod, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#events.warning(pod, "FailedScheduling", message, "Scheduling");
    this.#report(pod, { type: "PodScheduled", status: "False", reason: "SchedulerError", message });
  }

  unschedulable(pod: Pod, message: string): void {
    this.#events.warning(pod, "FailedScheduling", message, "Scheduling");
    this.#report(pod, { type: "PodScheduled", status: "False", reason: "Unschedulable", message });
  }

  clearNomination(pod: Pod): void {
    this.#patchStatus(pod, { nominatedNodeName: null });
  }

  /** Nominates the node for the pod and takes the victims off it, each with the reason in its conditions. */
  preempt(pod: Pod, { nodeName, victims }: Candidate, message: string): void {
    this.#events.warning(pod, "FailedScheduling", message, "Scheduling");
    const condition: Condition = { type: "PodScheduled", status: "False", reason: "Unschedulable", message };
    this.#patchStatus(pod, { nominatedNodeName: nodeName, conditions: [this.#dated(pod, condition)] });
    for (const victim of victims) void this.#evict(victim, pod, nodeName);
  }

  async #evict(victim: Pod, preemptor: Pod, nodeName: string): Promise<void> {
    const condition: Condition = {
      type: "DisruptionTarget",
      status: "True",
      reason: "PreemptionByScheduler",
      message: "default-scheduler: preempting to accommodate a higher priority pod",
    };
    try {
      await this.#patch(victim, { conditions: [this.#dated(victim, condition)] });
      await this.#api.delete(PODS, keyOfPod(victim), { preconditions: { uid: victim.metadata.uid } });
    } catch {
      return; // gone already, which is what was wanted; otherwise the pod's next attempt sees to it
    }
    const text = `Preempted by pod ${preemptor.metadata.uid} on node ${nodeName}`;
    this.#events.normal(victim, "Preempted", text, "Preempting");
  }

  #report(pod: Pod, condition: Condition): void {
    const current = this.#api.get<Pod>(PODS, keyOfPod(pod)) ?? pod;
    const old = conditionOf(current, condition.type);
    if (old?.status === condition.status && old.reason === condition.reason && old.message === condition.message)
      return;
    this.#patchStatus(pod, { conditions: [this.#dated(current, condition)] });
  }

  #dated(pod: Pod, condition: Condition): Condition & { lastProbeTime: null } {
    const old = conditionOf(pod, condition.type);
    const unchanged = old?.status === condition.status ? old.lastTransitionTime : undefined;
    return {
      ...condition,
      lastProbeTime: null,
      lastTransitionTime: unchanged ?? rfc3339(this.#clock.now()),
    } as Condition & { lastProbeTime: null };
  }

  /** Without waiting: a pod that is gone needs no status. */
  #patchStatus(pod: Pod, status: unknown): void {
    this.#patch(pod, status).catch(() => undefined);
  }

  #patch(pod: Pod, status: unknown): Promise<Pod> {
    // The uid keeps a pod of the same name, made meanwhile, from getting this one's status.
    const patch = { metadata: { uid: pod.metadata.uid }, status };
    return this.#api.patch<Pod>(PODS, keyOfPod(pod), "strategic", patch, { subresource: "status" });
  }

  async #bindVolumes(info: PodInfo, nodeName: string, state: ClusterState, signal: AbortSignal): Promise<void> {
    const namespace = info.pod.metadata.namespace!;
    const unbound = info.claims
      .map(({ claimName }) => state.claims.get(`${namespace}/${claimName}`))
      .filter((claim) => claim !== undefined && !claim.spec.volumeName);
    const node = state.nodes.get(nodeName);
    const bindings = node && bindingsFor(unbound as PersistentVolumeClaim[], node, state);
    if (!bindings) throw new Error(`no volumes can be bound for pod ${namespace}/${info.pod.metadata.name}`);
    for (const binding of bindings) await this.#bindVolume(binding, nodeName);
    for (const { claim } of bindings) await this.#bound(claim, signal);
  }

  async #bindVolume(binding: Binding, nodeName: string): Promise<void> {
    const { namespace, name, uid } = binding.claim.metadata;
    if (binding.kind === "provision") {
      const patch = { metadata: { annotations: { [SELECTED_NODE]: nodeName } } };
      await this.#api.patch(PERSISTENT_VOLUME_CLAIMS, { namespace, name }, "merge", patch);
    } else {
      const claimRef = { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace, name, uid };
      const key = { name: binding.volume.metadata.name };
      await this.#api.patch(PERSISTENT_VOLUMES, key, "merge", { spec: { claimRef } });
    }
  }

  /** Resolves when the claim is bound. */
  #bound({ metadata: { namespace, name } }: PersistentVolumeClaim, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const fieldSelector = `metadata.name=${name}`;
      let stop: (() => void) | undefined;
      const finish = (settle: () => void) => {
        cancel();
        signal.removeEventListener("abort", aborted);
        // The watch may report before it has returned the way to stop it.
        queueMicrotask(() => stop?.());
        settle();
      };
      const aborted = () => finish(() => reject(signal.reason as Error));
      const cancel = this.#clock.after(BIND_TIMEOUT_MS, () =>
        finish(() => reject(new Error("binding volumes: context deadline exceeded"))),
      );
      signal.addEventListener("abort", aborted, { once: true });
      stop = this.#api.watch<PersistentVolumeClaim>(
        PERSISTENT_VOLUME_CLAIMS,
        { namespace, fieldSelector },
        ({ type, object }) => {
          if (type === "DELETED") finish(() => reject(new Error(`persistentvolumeclaim "${name}" not found`)));
          else if (object.spec.volumeName && object.status?.phase === "Bound") finish(resolve);
        },
      );
    });
  }
}
