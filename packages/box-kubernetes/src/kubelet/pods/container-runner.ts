import { rfc3339, type Pod } from "@inlay/resources";
import { imageProblem } from "../containers/images.ts";
import type { ManagedContainer } from "../containers/managed-container.ts";
import { simulatedRun } from "../containers/simulated-run.ts";
import type { RunningContainer } from "../container-runtime.ts";
import { MissingConfig } from "../environment/environment.ts";
import type { NodeContext } from "../node/node-context.ts";
import { ContainerProbes } from "../probes/container-probes.ts";
import type { PodEvents } from "./pod-events.ts";
import { PodProcesses } from "./pod-processes.ts";

/** What the containers' pod is told. */
export interface RunnerListener {
  /** Nothing may be started any more. */
  readonly isEnding: () => boolean;
  /** There is something to report. */
  readonly onChanged: () => void;
  /** Something has started or ended: others may be next. */
  readonly onProgress: () => void;
}

export interface ContainerRunnerOptions {
  readonly node: NodeContext;
  readonly podOf: () => Pod;
  readonly podIP: string;
  readonly events: PodEvents;
  readonly listener: RunnerListener;
}

/** Between attempts to start what something is missing for. */
const LOOK_AGAIN_MS = 2_000;
const FIRST_PULL_RETRY_MS = 10_000;

/** Starts and stops single containers of a pod, as processes or simulated. */
export class ContainerRunner {
  readonly #options: ContainerRunnerOptions;
  readonly #processes: PodProcesses;

  constructor(options: ContainerRunnerOptions) {
    this.#options = options;
    this.#processes = new PodProcesses(options.node, options.podIP);
  }

  async start(each: ManagedContainer): Promise<void> {
    const { node, podOf, events, listener } = this.#options;
    each.busy = true;
    const image = each.container.image ?? "";
    const problem = imageProblem(image);
    if (problem) return this.#imageFailed(each, problem.reason, problem.message);
    events.imageReady(each, image);
    try {
      const real = node.runsForReal(image);
      const running = real ? await this.#processes.start(podOf(), each.container, image) : undefined;
      if (listener.isEnding()) return running?.kill();
      if (!running && (each.container.env?.length ?? 0) > 0) this.#processes.environmentOf(podOf(), each.container);
      this.#begun(each, running);
    } catch (error) {
      if (listener.isEnding()) return;
      const reason = error instanceof MissingConfig ? "CreateContainerConfigError" : "RunContainerError";
      const message = error instanceof Error ? error.message : String(error);
      events.warning("Failed", `Error: ${message}`, each);
      this.#waitAndRetry(each, reason, message, LOOK_AGAIN_MS);
    }
  }

  /** Restarts it after its backoff. */
  restart(each: ManagedContainer): void {
    const { node, events, listener } = this.#options;
    const delay = each.backoff.next(node.clock.now() - each.startedAt);
    each.busy = true;
    if (delay > 0) {
      each.wait("CrashLoopBackOff", events.restartBackoff(each, delay));
      listener.onChanged();
    }
    each.cancelTimer = node.clock.after(delay, () => {
      if (each.state.terminated) each.lastState = each.state;
      each.restartCount++;
      void this.start(each);
    });
  }

  /** A running container that was known before the kubelet was restarted: a process has ended with the kubelet. */
  resume(each: ManagedContainer): void {
    const { node } = this.#options;
    if (node.runsForReal(each.container.image ?? "")) each.end(255, undefined, rfc3339(node.clock.now()));
    else this.#awaitSimulatedEnd(each);
  }

  /** Resolves when it has stopped; a simulated one stops quickly. */
  async stop(each: ManagedContainer, graceMs: number): Promise<void> {
    const { node } = this.#options;
    const { process } = each;
    if (!process) each.cancelTimer?.();
    if (!each.state.running) return;
    each.probes?.stop();
    if (process) {
      await process.stop(graceMs);
      const { exitCode, signal } = await process.exited;
      if (each.process === process) this.#ended(each, exitCode, signal);
      return;
    }
    await new Promise<void>((resolve) => {
      node.clock.after(Math.min(graceMs, node.machine.podStartMs / 2), resolve);
    });
    this.#ended(each, 0, undefined);
  }

  /** At once, without a word; the pod's folders go too. */
  killAll(containers: readonly ManagedContainer[]): void {
    for (const each of containers) {
      each.kill();
      each.log?.end(this.#options.node.clock.now());
    }
    this.#processes.remove().catch(() => undefined);
  }

  #begun(each: ManagedContainer, running: RunningContainer | undefined): void {
    const { node, events, listener } = this.#options;
    each.busy = false;
    each.startedAt = node.clock.now();
    each.state = { running: { startedAt: rfc3339(each.startedAt) } };
    events.started(each);
    if (running) this.#attach(each, running);
    else this.#simulate(each);
    listener.onChanged();
    listener.onProgress();
  }

  #simulate(each: ManagedContainer): void {
    const { node, listener } = this.#options;
    const { readinessProbe, startupProbe } = each.container;
    const delay = ((startupProbe?.initialDelaySeconds ?? 0) + (readinessProbe?.initialDelaySeconds ?? 0)) * 1000;
    each.started = delay === 0;
    each.ready = delay === 0;
    if (delay === 0) return this.#awaitSimulatedEnd(each);
    each.cancelTimer = node.clock.after(delay, () => {
      each.started = true;
      each.ready = true;
      listener.onChanged();
      listener.onProgress();
      this.#awaitSimulatedEnd(each);
    });
  }

  #awaitSimulatedEnd(each: ManagedContainer): void {
    const { node, podOf } = this.#options;
    const { runMs, exitCode } = simulatedRun(podOf(), each.container, each.isInit);
    if (runMs === Infinity) return;
    const left = each.startedAt + runMs - node.clock.now();
    each.cancelTimer = node.clock.after(Math.max(0, left), () => this.#ended(each, exitCode, undefined));
  }

  #attach(each: ManagedContainer, running: RunningContainer): void {
    const { clock } = this.#options.node;
    each.process = running;
    const log = each.newLog();
    running.output.on("data", (chunk: Buffer) => log.write(chunk, clock.now()));
    running.output.on("error", () => undefined);
    running.output.on("end", () => log.end(clock.now()));
    each.probes = this.#probesOf(each, running);
    each.probes.start();
    void running.exited.then(({ exitCode, signal }) => {
      if (each.process === running) this.#ended(each, exitCode, signal);
    });
  }

  #probesOf(each: ManagedContainer, running: RunningContainer): ContainerProbes {
    const { node, podOf, events, listener } = this.#options;
    return new ContainerProbes({
      container: each.container,
      clock: node.clock,
      portOf: (port) => running.ports.get(port),
      listener: {
        onStarted: () => {
          each.started = true;
          listener.onChanged();
          listener.onProgress();
        },
        onReady: (ready) => {
          each.ready = ready;
          listener.onChanged();
        },
        onFailure: (kind, message) => events.warning("Unhealthy", `${kind} probe failed: ${message}`, each),
        onUnhealthy: (kind) => {
          events.unhealthy(each, kind);
          void running.stop((podOf().spec.terminationGracePeriodSeconds ?? 30) * 1000);
        },
      },
    });
  }

  #ended(each: ManagedContainer, exitCode: number, signal: number | undefined): void {
    const { node, listener } = this.#options;
    each.end(exitCode, signal, rfc3339(node.clock.now()));
    if (listener.isEnding()) return;
    listener.onChanged();
    listener.onProgress();
  }

  #imageFailed(each: ManagedContainer, reason: string, message: string): void {
    const { node, events, listener } = this.#options;
    const image = each.container.image ?? "";
    const delay = Math.max(FIRST_PULL_RETRY_MS, each.backoff.next(0));
    if (reason !== "ErrImagePull") {
      events.warning(reason, message, each);
      return this.#waitAndRetry(each, reason, message, delay);
    }
    events.pullFailed(each, image, message);
    each.wait(reason, message);
    listener.onChanged();
    each.cancelTimer = node.clock.after(delay / 5, () => {
      events.pullBackoff(each, image);
      const text = `Back-off pulling image "${image}": ErrImagePull: ${message}`;
      this.#waitAndRetry(each, "ImagePullBackOff", text, delay);
    });
  }

  #waitAndRetry(each: ManagedContainer, reason: string, message: string, delayMs: number): void {
    const { node, listener } = this.#options;
    each.wait(reason, message);
    listener.onChanged();
    each.cancelTimer = node.clock.after(delayMs, () => void this.start(each));
  }
}
