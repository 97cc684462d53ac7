import { PODS, rfc3339, type Pod } from "@inlay/resources";
import { ApiError } from "../../api/api-error.ts";
import { isReady } from "../../controllers/pods/pod-state.ts";
import { ManagedContainer } from "../containers/managed-container.ts";
import type { NodeContext } from "../node/node-context.ts";
import { missingVolume } from "../volumes/missing-volume.ts";
import { ContainerRunner } from "./container-runner.ts";
import { PodEvents } from "./pod-events.ts";
import { phaseOf, type PodFacts } from "./pod-status.ts";
import { StatusWriter } from "./status-writer.ts";

type Failure = NonNullable<PodFacts["failure"]>;

/** Between looks for a volume that is missing, and between attempts to leave. */
const LOOK_AGAIN_MS = 2_000;

/**
 * Runs one pod of a node: starts its containers in order, restarts them as its policy says, reports its status, and stops them when
 * it is deleted.
 */
export class PodWorker {
  readonly #node: NodeContext;
  readonly #containers: readonly ManagedContainer[];
  readonly #runner: ContainerRunner;
  readonly #events: PodEvents;
  readonly #status: StatusWriter;
  readonly #startTime: string;
  readonly #podIP: string;
  #pod: Pod;
  #failure: Failure | undefined;
  #cancelStart: (() => void) | undefined;
  #cancelDeadline: (() => void) | undefined;
  #phase: "waiting" | "running" | "stopping" | "over" | "dead" = "waiting";

  constructor(node: NodeContext, pod: Pod) {
    this.#node = node;
    this.#pod = pod;
    this.#startTime = pod.status?.startTime ?? rfc3339(node.clock.now());
    this.#podIP = pod.spec.hostNetwork ? node.hostIP : (pod.status?.podIP ?? node.takeAddress());
    this.#containers = containersOf(pod);
    const podOf = () => this.#pod;
    this.#events = new PodEvents(node, podOf);
    this.#status = new StatusWriter({ api: node.api, clock: node.clock, facts: () => this.#facts() });
    const listener = {
      isEnding: () => this.#phase !== "running",
      onChanged: () => this.#status.report(),
      onProgress: () => this.#advance(),
    };
    this.#runner = new ContainerRunner({ node, podOf, podIP: this.#podIP, events: this.#events, listener });
  }

  get pod(): Pod {
    return this.#pod;
  }

  get containers(): readonly ManagedContainer[] {
    return this.#containers;
  }

  container(name: string): ManagedContainer | undefined {
    return this.#containers.find((each) => each.container.name === name);
  }

  /** Takes part in what the node has given away. */
  get holdsResources(): boolean {
    return this.#phase !== "over";
  }

  /** Waits for the node's network before anything starts. */
  get needsNetwork(): boolean {
    return !this.#pod.spec.hostNetwork;
  }

  begin(): void {
    if (this.#pod.metadata.deletionTimestamp !== undefined) return this.#terminate();
    const { startTime, containerStatuses } = this.#pod.status ?? {};
    const refusal = startTime ? undefined : this.#node.refusal(this.#pod);
    if (refusal) return this.#refuse(refusal);
    this.#watchDeadline();
    if (startTime && containerStatuses) this.#restore();
    this.#status.report();
    const delay = this.#phase === "running" ? 0 : this.#node.machine.podStartMs * (0.8 + 0.4 * this.#node.random());
    this.#cancelStart = this.#node.clock.after(delay, () => this.start());
  }

  /** Starts what can be started; called again when the node's network comes up. */
  start(): void {
    if (this.#phase !== "waiting" && this.#phase !== "running") return;
    if (this.needsNetwork && !this.#node.isReady()) return;
    const missing = missingVolume(this.#pod, this.#node.api);
    if (missing) {
      if (missing.message) this.#events.warning(missing.reason, missing.message);
      this.#cancelStart = this.#node.clock.after(LOOK_AGAIN_MS, () => this.start());
      return;
    }
    this.#phase = "running";
    this.#advance();
  }

  update(pod: Pod): void {
    this.#pod = pod;
    if (pod.metadata.deletionTimestamp !== undefined) return this.#terminate();
    // Somebody thought that this node was lost.
    const allReady = this.#containers.every((each) => each.ready || (each.isInit && !each.isSidecar));
    if (this.#phase === "running" && allReady && !isReady(pod)) this.#status.report();
  }

  /** The pod is gone from the API, or the machine has died. */
  kill(): void {
    if (this.#phase === "dead") return;
    this.#phase = "dead";
    this.#status.stop();
    this.#cancelStart?.();
    this.#cancelDeadline?.();
    this.#runner.killAll(this.#containers);
  }

  #refuse(failure: Failure): void {
    this.#failure = failure;
    this.#phase = "over";
    this.#events.warning(failure.reason, failure.message.replace(/^Pod was rejected: /, ""));
    this.#status.report();
  }

  /** After a restart of the kubelet what was there goes on. */
  #restore(): void {
    const { containerStatuses = [], initContainerStatuses = [], phase } = this.#pod.status ?? {};
    for (const status of [...initContainerStatuses, ...containerStatuses]) {
      const each = this.container(status.name);
      each?.restore(status);
      if (each?.state.running) this.#runner.resume(each);
    }
    if (phase === "Running") this.#phase = "running";
    if (phase === "Succeeded" || phase === "Failed") this.#phase = "over";
  }

  #watchDeadline(): void {
    const { activeDeadlineSeconds } = this.#pod.spec;
    if (activeDeadlineSeconds === undefined) return;
    const left = Date.parse(this.#startTime) + activeDeadlineSeconds * 1000 - this.#node.clock.now();
    this.#cancelDeadline = this.#node.clock.after(Math.max(0, left), () => {
      if (this.#phase !== "waiting" && this.#phase !== "running") return;
      const message = "Pod was active on the node longer than the specified deadline";
      this.#failure = { reason: "DeadlineExceeded", message };
      this.#finish();
    });
  }

  /** Init containers one after the other, then all the others; ended ones again as the policy says. */
  #advance(): void {
    if (this.#phase !== "running") return;
    for (const each of this.#containers) {
      if (!each.isInit) break;
      if (each.isSidecar && each.state.running && each.started) continue;
      if (!each.isSidecar && each.state.terminated?.exitCode === 0) continue;
      return this.#move(each);
    }
    for (const each of this.#containers) if (!each.isInit || each.isSidecar) this.#move(each);
    this.#finishIfOver();
  }

  #move(each: ManagedContainer): void {
    if (each.busy || each.state.running) return;
    if (!each.state.terminated) void this.#runner.start(each);
    else if (this.#restarts(each)) this.#runner.restart(each);
    else if (each.isInit) this.#finishIfOver();
  }

  #restarts(each: ManagedContainer): boolean {
    if (each.isSidecar) return true;
    const policy = this.#pod.spec.restartPolicy ?? "Always";
    const failed = each.state.terminated?.exitCode !== 0;
    return each.isInit ? policy !== "Never" && failed : policy === "Always" || (policy === "OnFailure" && failed);
  }

  #finishIfOver(): void {
    const phase = phaseOf({ pod: this.#pod, containers: this.#containers });
    if (phase === "Succeeded" || phase === "Failed") this.#finish();
  }

  /** Finished for good: what still runs (sidecars, or everything after the deadline) stops. */
  #finish(): void {
    this.#phase = "over";
    this.#cancelDeadline?.();
    this.#status.report();
    void this.#stopAll().then(() => this.#status.report());
  }

  /** The pod has been deleted: its containers stop, then it goes. */
  #terminate(): void {
    if (this.#phase === "stopping" || this.#phase === "dead") return;
    const wasOver = this.#phase === "over";
    this.#phase = "stopping";
    this.#cancelStart?.();
    this.#cancelDeadline?.();
    for (const each of this.#containers) if (each.state.running) this.#events.stopping(each);
    void this.#stopAll().then(() => this.#leave(wasOver));
  }

  async #stopAll(): Promise<void> {
    const { deletionGracePeriodSeconds } = this.#pod.metadata;
    const graceSeconds = deletionGracePeriodSeconds ?? this.#pod.spec.terminationGracePeriodSeconds ?? 30;
    await Promise.allSettled(this.#containers.map((each) => this.#runner.stop(each, graceSeconds * 1000)));
  }

  async #leave(wasOver: boolean): Promise<void> {
    if (this.#phase === "dead") return;
    const { metadata, spec } = this.#pod;
    // Somebody who holds the pod by a finalizer, or counts its ends, wants to know how it ended.
    const watched = (metadata.finalizers ?? []).length > 0 || (spec.restartPolicy ?? "Always") !== "Always";
    if (watched && !wasOver) await this.#status.write();
    try {
      await this.#node.api.delete(PODS, metadata, { gracePeriodSeconds: 0, preconditions: { uid: metadata.uid } });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code !== "NotFound" && error.code !== "Conflict")
        this.#cancelStart = this.#node.clock.after(LOOK_AGAIN_MS, () => void this.#leave(true));
    }
  }

  #facts(): PodFacts {
    const begun = this.#containers.some(({ state, lastState }) => state.running ?? state.terminated ?? lastState);
    return {
      pod: this.#pod,
      containers: this.#failure && !begun ? [] : this.#containers,
      hostIP: this.#node.hostIP,
      podIP: this.#phase === "waiting" ? undefined : this.#podIP,
      startTime: this.#startTime,
      failure: this.#failure,
    };
  }
}

function containersOf({ spec }: Pod): readonly ManagedContainer[] {
  const { initContainers = [], containers } = spec;
  const waitingFor = initContainers.length > 0 ? "PodInitializing" : "ContainerCreating";
  return [
    ...initContainers.map((container) => new ManagedContainer(container, true, waitingFor)),
    ...containers.map((container) => new ManagedContainer(container, false, waitingFor)),
  ];
}
