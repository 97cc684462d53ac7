import type { Clock, Container, Probe } from "@inlay/resources";
import { runProbe, type ProbeResult } from "./probe-request.ts";

export interface ProbeListener {
  readonly onStarted: () => void;
  readonly onReady: (ready: boolean) => void;
  /** The container has to be restarted. */
  readonly onUnhealthy: (kind: "Liveness" | "Startup") => void;
  readonly onFailure: (kind: ProbeKind, message: string) => void;
}

/** Until it has been ready once, a process is asked more often than a real kubelet would: nobody likes to wait for a period to end. */
const UNTIL_READY_MS = 1_000;

type ProbeKind = "Startup" | "Readiness" | "Liveness";

export interface ContainerProbesOptions {
  readonly container: Container;
  readonly clock: Clock;
  readonly portOf: (containerPort: number) => number | undefined;
  readonly listener: ProbeListener;
}

/** The probes of one real process: readiness and liveness begin when the startup probe, if there is one, has succeeded. */
export class ContainerProbes {
  readonly #options: ContainerProbesOptions;
  readonly #cancels = new Set<() => void>();
  #stopped = false;

  constructor(options: ContainerProbesOptions) {
    this.#options = options;
  }

  start(): void {
    const { startupProbe } = this.#options.container;
    if (!startupProbe) return this.#begun();
    const { listener } = this.#options;
    const stop = this.#repeat("Startup", startupProbe, {
      up: () => {
        stop();
        this.#begun();
      },
      down: () => {
        stop();
        listener.onUnhealthy("Startup");
      },
    });
  }

  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
  }

  #begun(): void {
    const { container, listener } = this.#options;
    listener.onStarted();
    const { readinessProbe, livenessProbe } = container;
    if (readinessProbe)
      this.#repeat("Readiness", readinessProbe, {
        up: () => listener.onReady(true),
        down: () => listener.onReady(false),
      });
    else listener.onReady(true);
    if (!livenessProbe) return;
    const stop = this.#repeat("Liveness", livenessProbe, {
      up: () => undefined,
      down: () => {
        stop();
        listener.onUnhealthy("Liveness");
      },
    });
  }

  /** Calls `up` after successThreshold successes in a row, `down` after failureThreshold failures. Returns how to end it. */
  #repeat(kind: ProbeKind, probe: Probe, { up, down }: { up: () => void; down: () => void }): () => void {
    const { container, clock, portOf, listener } = this.#options;
    let successes = 0;
    let failures = 0;
    let succeeded = false;
    let ended = false;
    const periodMs = (probe.periodSeconds ?? 10) * 1000;
    let cancel: (() => void) | undefined;
    const judge = ({ success, message }: ProbeResult) => {
      if (this.#stopped || ended) return;
      if (success) {
        failures = 0;
        succeeded = true;
        if (++successes === (probe.successThreshold ?? 1)) up();
      } else {
        successes = 0;
        listener.onFailure(kind, message);
        if (++failures === (probe.failureThreshold ?? 3)) down();
      }
      if (!ended) wait(kind === "Readiness" && !succeeded ? Math.min(periodMs, UNTIL_READY_MS) : periodMs);
    };
    const wait = (milliseconds: number) => {
      if (this.#stopped) return;
      const stopTimer = clock.after(milliseconds, () => {
        this.#cancels.delete(stopTimer);
        void runProbe(probe, container, portOf).then(judge);
      });
      cancel = stopTimer;
      this.#cancels.add(stopTimer);
    };
    wait((probe.initialDelaySeconds ?? 0) * 1000);
    return () => {
      ended = true;
      cancel?.();
    };
  }
}
