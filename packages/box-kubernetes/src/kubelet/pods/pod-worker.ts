import { PODS, rfc3339, type Pod } from "@inlay/resources";
import { ApiError } from "../../api/api-error.ts";
import { isReady } from "../../controllers/pods/pod-state.ts";
import { imageProblem } from "../containers/images.ts";
import { ManagedContainer } from "../containers/managed-container.ts";
import { simulatedRun } from "../containers/simulated-run.ts";
import type { RunningContainer } from "../container-runtime.ts";
import { expand, MissingConfig, resolveEnvironment } from "../environment/environment.ts";
import { ContainerProbes } from "../probes/container-probes.ts";
import { PodVolumes } from "../volumes/pod-volumes.ts";
import { missingVolume } from "../volumes/missing-volume.ts";
import type { NodeContext } from "../node/node-context.ts";
import { phaseOf, podStatus, type PodFacts } from "./pod-status.ts";

type Failure = NonNullable<PodFacts["failure"]>;

/** Between looks for what a pod waits for: a volume, a config map. */
const LOOK_AGAIN_MS = 2_000;
const FIRST_PULL_RETRY_MS = 10_000;

/**
 * Runs one pod of a node: starts its containers in order, simulated or as processes, restarts them as its policy says, reports its
 * status, and stops them when it is deleted.
 */
export class PodWorker {
  readonly #node: NodeContext;
  readonly #containers: readonly ManagedContainer[];
  readonly #startTime: string;
  readonly #podIP: string;
  #pod: Pod;
  #volumes: PodVolumes | undefined;
  #failure: Failure | undefined;
  #cancelStart: (() => void) | undefined;
  #cancelDeadline: (() => void) | undefined;
  #phase: "waiting" | "running" | "stopping" | "over" = "waiting";
  #reporting = false;
  #dirty = false;
  #dead = false;

  constructor(node: NodeContext, pod: Pod) {
    this.#node = node;
    this.#pod = pod;
    this.#startTime = pod.status?.startTime ?? rfc3339(node.clock.now());
    this.#podIP = this.#address();
    const { initContainers = [], containers } = pod.spec;
    const waitingFor = initContainers.length > 0 ? "PodInitializing" : "ContainerCreating";
    this.#containers = [
      ...initContainers.map((container) => new ManagedContainer(container, true, waitingFor)),
      ...containers.map((container) => new ManagedContainer(container, false, waitingFor)),
    ];
  }

  get pod(): Pod {
    return this.#pod;
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
    const refusal = this.#pod.status?.startTime ? undefined : this.#node.refusal(this.#pod);
    if (refusal) return this.#refuse(refusal);
    this.#watchDeadline();
    if (this.#pod.status?.startTime && this.#pod.status.containerStatuses) this.#restore();
    this.#report();
    const delay = this.#phase === "running" ? 0 : this.#node.machine.podStartMs * (0.8 + 0.4 * this.#node.random());
    this.#cancelStart = this.#node.clock.after(delay, () => this.start());
  }

  /** Starts what can be started; called again when the node's network comes up. */
  start(): void {
    if (this.#dead || this.#phase === "stopping" || this.#phase === "over") return;
    if (this.needsNetwork && !this.#node.isReady()) return;
    const missing = missingVolume(this.#pod, this.#node.api);
    if (missing) {
      if (missing.message) this.#event("Warning", missing.reason, missing.message);
      this.#cancelStart = this.#node.clock.after(LOOK_AGAIN_MS, () => this.start());
      return;
    }
    this.#phase = "running";
    this.#advance();
  }

  update(pod: Pod): void {
    this.#pod = pod;
    if (pod.metadata.deletionTimestamp !== undefined) this.#terminate();
    // Somebody thought that this node was lost.
    else if (this.#phase === "running" && this.#isReady() && !isReady(pod)) this.#report();
  }

  #isReady(): boolean {
    return this.#containers.every((each) => each.ready || (each.isInit && !each.isSidecar));
  }

  /** The pod is gone from the API, or the machine has died. */
  kill(): void {
    if (this.#dead) return;
    this.#dead = true;
    this.#cancelStart?.();
    this.#cancelDeadline?.();
    for (const each of this.#containers) {
      each.kill();
      each.log?.end(this.#node.clock.now());
    }
    void this.#volumes?.remove();
  }

  container(name: string): ManagedContainer | undefined {
    return this.#containers.find((each) => each.container.name === name);
  }

  get containers(): readonly ManagedContainer[] {
    return this.#containers;
  }

  #address(): string {
    const { status, spec } = this.#pod;
    if (spec.hostNetwork) return this.#node.hostIP;
    return status?.podIP ?? this.#node.takeAddress();
  }

  #refuse(failure: Failure): void {
    this.#failure = failure;
    this.#phase = "over";
    this.#event("Warning", failure.reason, failure.message.replace(/^Pod was rejected: /, ""));
    this.#report();
  }

  /** After a restart of the kubelet: what was simulated goes on, processes have ended with the kubelet before. */
  #restore(): void {
    const { containerStatuses = [], initContainerStatuses = [] } = this.#pod.status ?? {};
    const time = rfc3339(this.#node.clock.now());
    for (const status of [...initContainerStatuses, ...containerStatuses]) {
      const each = this.container(status.name);
      if (!each) continue;
      each.restore(status);
      if (!each.state.running) continue;
      if (this.#node.runsForReal(each.container.image ?? "")) each.end(255, undefined, time);
      else this.#awaitSimulatedEnd(each);
    }
    const phase = this.#pod.status?.phase;
    this.#phase = phase === "Succeeded" || phase === "Failed" ? "over" : phase === "Running" ? "running" : "waiting";
  }

  #watchDeadline(): void {
    const { activeDeadlineSeconds } = this.#pod.spec;
    if (activeDeadlineSeconds === undefined) return;
    const left = Date.parse(this.#startTime) + activeDeadlineSeconds * 1000 - this.#node.clock.now();
    this.#cancelDeadline = this.#node.clock.after(Math.max(0, left), () => {
      if (this.#phase === "over" || this.#phase === "stopping") return;
      const message = "Pod was active on the node longer than the specified deadline";
      this.#failure = { reason: "DeadlineExceeded", message };
      this.#phase = "over";
      void this.#stopAll().then(() => this.#report());
    });
  }

  /** Init containers one after the other, then all the others; ended ones again as the policy says. */
  #advance(): void {
    if (this.#dead || this.#phase !== "running") return;
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
    if (!each.state.terminated) return void this.#startContainer(each);
    if (this.#restarts(each)) return this.#restartLater(each);
    if (each.isInit) this.#finishIfOver();
  }

  #restarts(each: ManagedContainer): boolean {
    if (each.isSidecar) return true;
    const policy = this.#pod.spec.restartPolicy ?? "Always";
    const failed = each.state.terminated?.exitCode !== 0;
    return each.isInit ? policy !== "Never" && failed : policy === "Always" || (policy === "OnFailure" && failed);
  }

  #restartLater(each: ManagedContainer): void {
    const { clock } = this.#node;
    const delay = each.backoff.next(clock.now() - each.startedAt);
    each.busy = true;
    if (delay > 0) {
      const { name, namespace, uid } = this.#pod.metadata;
      const pod = `${name}_${namespace}(${uid})`;
      const what = `restarting failed container ${each.container.name} in pod ${pod}`;
      this.#event("Warning", "BackOff", `Back-off ${what}`, each);
      const message = `back-off ${goDuration(delay)} restarting failed container=${each.container.name} pod=${pod}`;
      each.wait("CrashLoopBackOff", message);
      this.#report();
    }
    each.cancelTimer = clock.after(delay, () => {
      if (each.state.terminated) each.lastState = each.state;
      each.restartCount++;
      void this.#startContainer(each);
    });
  }

  #finishIfOver(): void {
    const phase = phaseOf({ pod: this.#pod, containers: this.#containers });
    if (phase !== "Succeeded" && phase !== "Failed") return;
    this.#phase = "over";
    this.#cancelDeadline?.();
    this.#report();
    void this.#stopAll().then(() => this.#report());
  }

  async #startContainer(each: ManagedContainer): Promise<void> {
    each.busy = true;
    const image = each.container.image ?? "";
    const problem = imageProblem(image);
    if (problem) return this.#imageFailed(each, problem.reason, problem.message);
    this.#eventsOfImage(each, image);
    try {
      const running = this.#node.runsForReal(image) ? await this.#startProcess(each, image) : undefined;
      if (this.#dead || this.#phase === "stopping" || this.#phase === "over") return running?.kill();
      if (!running && (each.container.env?.length ?? 0) > 0) this.#environmentOf(each);
      this.#begun(each, running);
    } catch (error) {
      if (this.#dead) return;
      const reason = error instanceof MissingConfig ? "CreateContainerConfigError" : "RunContainerError";
      const message = error instanceof Error ? error.message : String(error);
      this.#event("Warning", "Failed", `Error: ${message}`, each);
      each.wait(reason, message);
      this.#report();
      each.cancelTimer = this.#node.clock.after(LOOK_AGAIN_MS, () => void this.#startContainer(each));
    }
  }

  #environmentOf(each: ManagedContainer): Record<string, string> {
    const { api, hostIP, machine, apiServer } = this.#node;
    const { allocatable } = machine;
    return resolveEnvironment(this.#pod, each.container, { api, hostIP, podIP: this.#podIP, allocatable, apiServer });
  }

  async #startProcess(each: ManagedContainer, image: string): Promise<RunningContainer | undefined> {
    const { api, hostIP, machine, apiServer, clock, runtime } = this.#node;
    const { allocatable } = machine;
    const sources = { api, hostIP, podIP: this.#podIP, allocatable, apiServer };
    const env = this.#environmentOf(each);
    this.#volumes ??= new PodVolumes(this.#pod, this.#node.podFolder(this.#pod), sources, clock);
    const mounts = await this.#volumes.mountsFor(each.container);
    const { command, args } = each.container;
    const container = {
      ...each.container,
      ...(command ? { command: command.map((text) => expand(text, env)) } : {}),
      ...(args ? { args: args.map((text) => expand(text, env)) } : {}),
    };
    return runtime.start(image, { pod: this.#pod, container, env, mounts });
  }

  #begun(each: ManagedContainer, running: RunningContainer | undefined): void {
    const { clock } = this.#node;
    const { name } = each.container;
    each.busy = false;
    each.startedAt = clock.now();
    each.state = { running: { startedAt: rfc3339(each.startedAt) } };
    this.#event("Normal", "Created", `Created container: ${name}`, each);
    this.#event("Normal", "Started", `Started container ${name}`, each);
    if (running) this.#attach(each, running);
    else this.#simulate(each);
    this.#report();
    this.#advance();
  }

  #simulate(each: ManagedContainer): void {
    const { readinessProbe, startupProbe } = each.container;
    const delay = ((startupProbe?.initialDelaySeconds ?? 0) + (readinessProbe?.initialDelaySeconds ?? 0)) * 1000;
    each.started = delay === 0;
    each.ready = delay === 0;
    if (delay > 0)
      each.cancelTimer = this.#node.clock.after(delay, () => {
        each.started = true;
        each.ready = true;
        this.#report();
        this.#advance();
        this.#awaitSimulatedEnd(each);
      });
    else this.#awaitSimulatedEnd(each);
  }

  #awaitSimulatedEnd(each: ManagedContainer): void {
    const { runMs, exitCode } = simulatedRun(this.#pod, each.container, each.isInit);
    if (runMs === Infinity) return;
    const left = each.startedAt + runMs - this.#node.clock.now();
    each.cancelTimer = this.#node.clock.after(Math.max(0, left), () => this.#ended(each, exitCode, undefined));
  }

  #attach(each: ManagedContainer, running: RunningContainer): void {
    const { clock } = this.#node;
    each.process = running;
    const log = each.newLog();
    running.output.on("data", (chunk: Buffer) => log.write(chunk, clock.now()));
    running.output.on("error", () => undefined);
    running.output.on("end", () => log.end(clock.now()));
    each.probes = new ContainerProbes({
      container: each.container,
      clock,
      portOf: (port) => running.ports.get(port),
      listener: {
        onStarted: () => {
          each.started = true;
          this.#report();
          this.#advance();
        },
        onReady: (ready) => {
          each.ready = ready;
          this.#report();
        },
        onFailure: (kind, message) => this.#event("Warning", "Unhealthy", `${kind} probe failed: ${message}`, each),
        onUnhealthy: (kind) => {
          const text = `Container ${each.container.name} failed ${kind.toLowerCase()} probe, will be restarted`;
          this.#event("Normal", "Killing", text, each);
          void running.stop(this.#graceMs());
        },
      },
    });
    each.probes.start();
    void running.exited.then(({ exitCode, signal }) => {
      if (each.process === running) this.#ended(each, exitCode, signal);
    });
  }

  #ended(each: ManagedContainer, exitCode: number, signal: number | undefined): void {
    if (this.#dead) return;
    each.end(exitCode, signal, rfc3339(this.#node.clock.now()));
    if (this.#phase !== "running") return;
    this.#report();
    this.#advance();
  }

  #imageFailed(each: ManagedContainer, reason: string, message: string): void {
    const { clock } = this.#node;
    const image = each.container.image ?? "";
    if (reason === "ErrImagePull") {
      this.#event("Normal", "Pulling", `Pulling image "${image}"`, each);
      this.#event("Warning", "Failed", `Failed to pull image "${image}": ${message}`, each);
      this.#event("Warning", "Failed", "Error: ErrImagePull", each);
    } else this.#event("Warning", reason, message, each);
    each.wait(reason, message);
    this.#report();
    const delay = Math.max(FIRST_PULL_RETRY_MS, each.backoff.next(0));
    each.cancelTimer = clock.after(delay / 5, () => {
      if (reason === "ErrImagePull") {
        this.#event("Normal", "BackOff", `Back-off pulling image "${image}"`, each);
        this.#event("Warning", "Failed", "Error: ImagePullBackOff", each);
        each.wait("ImagePullBackOff", `Back-off pulling image "${image}": ErrImagePull: ${message}`);
        this.#report();
      }
      each.cancelTimer = clock.after(delay, () => void this.#startContainer(each));
    });
  }

  #eventsOfImage(each: ManagedContainer, image: string): void {
    const present = `Container image "${image}" already present on machine`;
    if (!this.#node.pullsImage(image, each.container.imagePullPolicy))
      return this.#event("Normal", "Pulled", present, each);
    this.#event("Normal", "Pulling", `Pulling image "${image}"`, each);
    const took = `${(this.#node.machine.podStartMs / 1000).toFixed(3)}s`;
    const text = `Successfully pulled image "${image}" in ${took} (${took} including waiting). Image size: 5000000 bytes.`;
    this.#event("Normal", "Pulled", text, each);
  }

  /** The pod has been deleted: its containers stop, then it goes. */
  #terminate(): void {
    if (this.#phase === "stopping" || this.#dead) return;
    const wasOver = this.#phase === "over";
    this.#phase = "stopping";
    this.#cancelStart?.();
    this.#cancelDeadline?.();
    for (const each of this.#containers)
      if (each.state.running) this.#event("Normal", "Killing", `Stopping container ${each.container.name}`, each);
    void this.#stopAll().then(() => this.#leave(wasOver));
  }

  async #stopAll(): Promise<void> {
    const graceMs = this.#graceMs();
    await Promise.all(
      this.#containers.map(async (each) => {
        const { process } = each;
        if (!process) each.cancelTimer?.();
        if (!each.state.running) return;
        each.probes?.stop();
        if (process) {
          await process.stop(graceMs);
          const { exitCode, signal } = await process.exited;
          if (each.process === process) this.#ended(each, exitCode, signal);
        } else {
          await this.#pause(Math.min(graceMs, this.#node.machine.podStartMs / 2));
          this.#ended(each, 0, undefined);
        }
      }),
    );
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#node.clock.after(milliseconds, resolve);
    });
  }

  #graceMs(): number {
    const { deletionGracePeriodSeconds } = this.#pod.metadata;
    return (deletionGracePeriodSeconds ?? this.#pod.spec.terminationGracePeriodSeconds ?? 30) * 1000;
  }

  async #leave(wasOver: boolean): Promise<void> {
    if (this.#dead) return;
    const { metadata, spec } = this.#pod;
    // Somebody who holds the pod by a finalizer, or counts its ends, wants to know how it ended.
    const watched = (metadata.finalizers ?? []).length > 0 || (spec.restartPolicy ?? "Always") !== "Always";
    if (watched && !wasOver) await this.#write();
    const options = { gracePeriodSeconds: 0, preconditions: { uid: metadata.uid } };
    try {
      await this.#node.api.delete(PODS, metadata, options);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code !== "NotFound" && error.code !== "Conflict" && !this.#dead)
        this.#cancelStart = this.#node.clock.after(LOOK_AGAIN_MS, () => void this.#leave(true));
    }
  }

  #event(type: "Normal" | "Warning", reason: string, message: string, each?: ManagedContainer): void {
    const list = each?.isInit ? "initContainers" : "containers";
    const fieldPath = each && `spec.${list}{${each.container.name}}`;
    this.#node.event({ object: this.#pod, type, reason, message, fieldPath });
  }

  /** Writes the status soon; several changes at once become one write, and writes do not overtake each other. */
  #report(): void {
    this.#dirty = true;
    if (this.#reporting) return;
    this.#reporting = true;
    setImmediate(() => void this.#writeAll());
  }

  async #writeAll(): Promise<void> {
    while (this.#dirty && !this.#dead) {
      this.#dirty = false;
      await this.#write();
    }
    this.#reporting = false;
  }

  async #write(): Promise<void> {
    const { hostIP, clock, api } = this.#node;
    const facts: PodFacts = {
      pod: this.#pod,
      containers: this.#failure && !this.#begunOnce() ? [] : this.#containers,
      hostIP,
      podIP: this.#phase === "waiting" ? undefined : this.#podIP,
      startTime: this.#startTime,
      failure: this.#failure,
    };
    const status = podStatus(facts, rfc3339(clock.now()));
    const patch = { metadata: { uid: this.#pod.metadata.uid }, status };
    try {
      this.#pod = await api.patch<Pod>(PODS, this.#pod.metadata, "strategic", patch, { subresource: "status" });
    } catch (error) {
      // Gone, or another pod of the same name: this one needs no status. Anything else is tried again.
      if (!(error instanceof ApiError)) throw error;
      if (error.code === "NotFound" || error.code === "Conflict" || this.#dead) return;
      clock.after(LOOK_AGAIN_MS, () => this.#report());
    }
  }

  #begunOnce(): boolean {
    return this.#containers.some(({ state, lastState }) => state.running ?? state.terminated ?? lastState);
  }
}

/** `10s`, `1m20s`, as Go prints it. */
function goDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
