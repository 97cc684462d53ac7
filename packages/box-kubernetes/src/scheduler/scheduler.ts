import {
  CSI_NODES,
  NAMESPACES,
  NODES,
  PERSISTENT_VOLUMES,
  PERSISTENT_VOLUME_CLAIMS,
  POD_DISRUPTION_BUDGETS,
  PODS,
  STORAGE_CLASSES,
  type Clock,
  type CSINode,
  type KubeObject,
  type Namespace,
  type Node,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  type PodDisruptionBudget,
  type Random,
  type ResourceRef,
  type StorageClass,
} from "@inlay/resources";
import type { Api, WatchEvent } from "../api/api.ts";
import { isTerminal, isTerminating } from "../controllers/pods/pod-state.ts";
import { keyOf } from "../controllers/informer/object-index.ts";
import { ClusterState } from "./cluster-state/cluster-state.ts";
import { podInfo, type PodInfo } from "./cluster-state/pod-info.ts";
import { decide, type Decision } from "./decision.ts";
import { Nominations } from "./preemption/nominations.ts";
import { decidePreemption, type Candidate } from "./preemption/preemption.ts";
import { dependsOnOthers, matters, mayFit } from "./queue/hints.ts";
import { SchedulingQueue, type QueuedPod } from "./queue/scheduling-queue.ts";
import { SchedulerActions } from "./scheduler-actions.ts";
import { NO_NODES, unschedulableMessage } from "./unschedulable-message.ts";

export interface SchedulerOptions {
  readonly api: Api;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
}

const NAME = "default-scheduler";
/** Other work of the process gets its turn after this long. */
const TURN_MS = 5;

/** Starts the default scheduler; it acts as `system:kube-scheduler` and ends with the signal. */
export function startScheduler(options: SchedulerOptions): void {
  new Scheduler(options).start();
}

class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #api: Api;
  readonly #actions: SchedulerActions;
  readonly #state = new ClusterState();
  readonly #nominations = new Nominations();
  readonly #budgets = new Map<string, PodDisruptionBudget>();
  readonly #queue: SchedulingQueue;
  /** Decided, not yet bound. */
  readonly #binding = new Set<string>();
  #startAt = 0;
  #awake = false;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#api = options.api.as({ name: "system:kube-scheduler", groups: ["system:authenticated"] });
    this.#actions = new SchedulerActions(this.#api, options.clock, NAME);
    this.#queue = new SchedulingQueue(options.clock, () => this.#wake());
  }

  start(): void {
    this.#keep<StorageClass>(STORAGE_CLASSES, this.#state.storageClasses, () => this.#volumesChanged());
    this.#keep<PersistentVolume>(PERSISTENT_VOLUMES, this.#state.volumes, () => this.#volumesChanged());
    this.#keep<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS, this.#state.claims, () => this.#volumesChanged());
    this.#keep<CSINode>(CSI_NODES, this.#state.csiNodes, () => this.#volumesChanged());
    this.#keep<PodDisruptionBudget>(POD_DISRUPTION_BUDGETS, this.#budgets, () => undefined);
    this.#watch<Namespace>(NAMESPACES, ({ type, object }) => {
      if (type === "DELETED") this.#state.removeNamespace(object.metadata.name);
      else this.#state.setNamespace(object);
    });
    this.#watch<Node>(NODES, (event) => this.#nodeChanged(event));
    this.#watch<Pod>(PODS, (event) => this.#podChanged(event));
    this.#options.signal.addEventListener("abort", () => this.#queue.stop(), { once: true });
  }

  #watch<T extends KubeObject>(resource: ResourceRef, onEvent: (event: WatchEvent<T>) => void): void {
    const stop = this.#api.watch<T>(resource, {}, onEvent);
    this.#options.signal.addEventListener("abort", stop, { once: true });
  }

  #keep<T extends KubeObject>(resource: ResourceRef, objects: Map<string, T>, changed: () => void): void {
    this.#watch<T>(resource, ({ type, object }) => {
      if (type === "DELETED") objects.delete(keyOf(object));
      else objects.set(keyOf(object), object);
      changed();
    });
  }

  #volumesChanged(): void {
    this.#queue.move((info) => info.claims.length > 0);
  }

  #nodeChanged({ type, object }: WatchEvent<Node>): void {
    const { name } = object.metadata;
    if (type === "DELETED") return this.#state.removeNode(name);
    const previous = this.#state.nodes.get(name)?.node;
    this.#state.setNode(object);
    if (!matters(object, previous)) return;
    const node = this.#state.nodes.get(name)!;
    this.#queue.move((info) => mayFit(info, node) || dependsOnOthers(info));
  }

  #podChanged({ type, object: pod }: WatchEvent<Pod>): void {
    const { uid } = pod.metadata;
    if (type === "DELETED" || isTerminal(pod)) return this.#podGone(pod);
    if (pod.spec.nodeName) {
      const before = this.#state.nodeNameOf(uid);
      this.#binding.delete(uid);
      this.#queue.delete(uid);
      this.#nominations.delete(uid);
      this.#state.place(pod);
      if (before === undefined) this.#queue.move(dependsOnOthers);
    } else if (isTerminating(pod)) this.#queue.delete(uid);
    else if (this.#isOurs(pod) && !this.#binding.has(uid)) {
      const info = podInfo(pod);
      if (pod.status?.nominatedNodeName) this.#nominations.set(info, pod.status.nominatedNodeName);
      this.#queue.add(info);
    }
  }

  #isOurs(pod: Pod): boolean {
    return (pod.spec.schedulerName ?? NAME) === NAME && (pod.spec.schedulingGates ?? []).length === 0;
  }

  #podGone(pod: Pod): void {
    const { uid } = pod.metadata;
    this.#queue.delete(uid);
    this.#nominations.delete(uid);
    this.#binding.delete(uid);
    const node = this.#state.nodes.get(this.#state.nodeNameOf(uid) ?? "");
    this.#state.unplace(uid);
    if (node) this.#queue.move((info) => mayFit(info, node) || dependsOnOthers(info));
  }

  #wake(): void {
    if (this.#awake) return;
    this.#awake = true;
    setImmediate(() => {
      this.#awake = false;
      this.#takeTurn();
    });
  }

  #takeTurn(): void {
    const end = performance.now() + TURN_MS;
    while (!this.#options.signal.aborted) {
      const queued = this.#queue.pop();
      if (!queued) return;
      try {
        this.#schedule(queued);
      } catch (error) {
        // A pod that cannot be judged (a bound that is no number) must not keep the others waiting.
        this.#actions.failed(queued.info.pod, error);
        this.#queue.unschedulable(queued);
      }
      if (performance.now() > end) return this.#wake();
    }
  }

  #schedule(queued: QueuedPod): void {
    const { info } = queued;
    const { random } = this.#options;
    const context = { state: this.#state, nominations: this.#nominations, random, startAt: this.#startAt };
    const decision = decide(info, context);
    if (decision.kind === "place") return this.#place(queued, decision.nodeName);
    if (decision.kind === "no-nodes") this.#actions.unschedulable(info.pod, NO_NODES);
    else {
      this.#startAt = (this.#startAt + decision.rejections.size) % Math.max(1, this.#state.nodes.size);
      this.#explain(info, decision);
    }
    this.#queue.unschedulable(queued);
  }

  #place(queued: QueuedPod, nodeName: string): void {
    const { pod } = queued.info;
    const { uid } = pod.metadata;
    this.#binding.add(uid);
    this.#nominations.delete(uid);
    const placed = { ...pod, spec: { ...pod.spec, nodeName } };
    this.#state.place(placed);
    this.#startAt = (this.#startAt + 1) % Math.max(1, this.#state.nodes.size);
    this.#actions.bind(queued.info, nodeName, this.#state, this.#options.signal).catch((error: unknown) => {
      if (this.#options.signal.aborted || !this.#binding.delete(uid)) return;
      const current = this.#api.get<Pod>(PODS, pod.metadata);
      if (current?.metadata.uid === uid && current.spec.nodeName) return this.#state.place(current);
      this.#state.unplace(uid);
      if (current?.metadata.uid !== uid || isTerminating(current)) return;
      queued.info = podInfo(current);
      this.#actions.failed(current, error);
      this.#queue.retry(queued);
    });
  }

  #explain(info: PodInfo, decision: Decision & { kind: "unschedulable" }): void {
    const { nowhere, rejections } = decision;
    const state = this.#state;
    const context = { state, nominations: this.#nominations, budgets: [...this.#budgets.values()] };
    const preemption = decidePreemption(info, rejections, context);
    const message = unschedulableMessage({ nodes: state.nodes.size, nowhere, rejections, preemption });
    if (preemption.kind === "preempt") this.#preempt(info, preemption.candidate, message);
    else this.#actions.unschedulable(info.pod, message);
  }

  #preempt(info: PodInfo, candidate: Candidate, message: string): void {
    const { nodeName } = candidate;
    for (const other of this.#nominations.on(nodeName))
      if (other.priority < info.priority) {
        this.#nominations.delete(other.pod.metadata.uid);
        this.#actions.clearNomination(other.pod);
      }
    this.#nominations.set(info, nodeName);
    this.#actions.preempt(info.pod, candidate, message);
  }
}
