import type { Container, ContainerStatus } from "@inlay/resources";
import type { RunningContainer } from "../container-runtime.ts";
import { LogRing } from "../logs/log-ring.ts";
import type { ContainerFacts, ContainerState } from "../pods/pod-status.ts";
import type { ContainerProbes } from "../probes/container-probes.ts";
import { RestartBackoff } from "./restart-backoff.ts";

/** One container of a pod, as its kubelet has it. */
export class ManagedContainer implements ContainerFacts {
  readonly container: Container;
  readonly isInit: boolean;
  readonly backoff = new RestartBackoff();
  state: ContainerState;
  lastState: ContainerState | undefined;
  ready = false;
  started = false;
  restartCount = 0;
  /** Being started, or waiting for a timer that will start or end it. */
  busy = false;
  cancelTimer: (() => void) | undefined;
  /** Milliseconds. */
  startedAt = 0;
  process: RunningContainer | undefined;
  probes: ContainerProbes | undefined;
  /** Of real processes only. */
  log: LogRing | undefined;
  previousLog: LogRing | undefined;

  constructor(container: Container, isInit: boolean, waitingFor: string) {
    this.container = container;
    this.isInit = isInit;
    this.state = { waiting: { reason: waitingFor } };
  }

  get isSidecar(): boolean {
    return this.isInit && this.container.restartPolicy === "Always";
  }

  /** Takes over what was known before the kubelet was restarted. */
  restore(status: ContainerStatus): void {
    this.state = status.state ?? this.state;
    this.lastState = status.lastState;
    this.ready = status.ready;
    this.started = status.started ?? false;
    this.restartCount = status.restartCount;
    const { startedAt } = status.state?.running ?? {};
    this.startedAt = startedAt ? Date.parse(startedAt) : 0;
  }

  /** @param time RFC 3339 */
  end(exitCode: number, signal: number | undefined, time: string): void {
    this.state = {
      terminated: {
        exitCode,
        ...(signal === undefined ? {} : { signal }),
        reason: exitCode === 0 ? "Completed" : "Error",
        startedAt: this.state.running?.startedAt ?? time,
        finishedAt: time,
      },
    };
    this.#clear();
  }

  wait(reason: string, message?: string): void {
    if (this.state.terminated) this.lastState = this.state;
    this.state = { waiting: { reason, ...(message === undefined ? {} : { message }) } };
  }

  /** A new instance's output is kept beside that of the one before. */
  newLog(): LogRing {
    this.previousLog = this.log;
    this.log = new LogRing();
    return this.log;
  }

  /** The machine is gone: at once, without a word. */
  kill(): void {
    this.process?.kill();
    this.#clear();
  }

  #clear(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    this.probes?.stop();
    this.probes = undefined;
    this.process = undefined;
    this.busy = false;
    this.ready = false;
    this.started = false;
  }
}
