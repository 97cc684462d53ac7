import { once } from "node:events";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import type { Clock, Pod } from "@inlay/resources";
import type { ManagedContainer } from "./containers/managed-container.ts";
import type { LogOptions, NodeProxy } from "./node-proxy.ts";
import type { PodWorker } from "./pods/pod-worker.ts";

const CONNECT_MS = 10_000;

/** Logs and ports of the pods that run on this host's machines. */
export class ProcessProxy implements NodeProxy {
  readonly #workerOf: (pod: Pod) => PodWorker | undefined;
  readonly #clock: Clock;

  constructor(workerOf: (pod: Pod) => PodWorker | undefined, clock: Clock) {
    this.#workerOf = workerOf;
    this.#clock = clock;
  }

  log(pod: Pod, name: string, options: LogOptions, signal: AbortSignal): AsyncIterable<Uint8Array> | string {
    const container = this.#workerOf(pod)?.container(name);
    const described = `container ${JSON.stringify(name)} in pod ${JSON.stringify(pod.metadata.name)}`;
    if (!container) return `${described} is not available: its node does not answer`;
    if (options.previous && !container.lastState?.terminated) return `previous terminated ${described} not found`;
    const waiting = container.state.waiting?.reason;
    if (!options.previous && waiting !== undefined && !container.log && !container.lastState)
      return `${described} is waiting to start: ${waiting}`;
    const log = options.previous ? container.previousLog : container.log;
    if (log) return log.read(options, this.#clock.now(), signal);
    return silence(container, options.follow === true && container.state.running !== undefined, this.#clock, signal);
  }

  async portForward(pod: Pod, port: number): Promise<Duplex> {
    const worker = this.#workerOf(pod);
    for (const { process } of worker?.containers ?? []) {
      const real = process?.ports.get(port);
      if (real === undefined) continue;
      const socket = connect({ host: "127.0.0.1", port: real });
      await once(socket, "connect", { signal: AbortSignal.timeout(CONNECT_MS) });
      return socket;
    }
    const { namespace, name } = pod.metadata;
    const what = worker ? `nothing listens on port ${port}` : "its node does not answer";
    throw new Error(
      `unable to forward port ${port} to pod ${namespace}/${name}: ${what}; simulated containers have no ports`,
    );
  }
}

const LOOK_MS = 500;

/** A simulated container says nothing; who follows it hears nothing until it ends. */
async function* silence(
  container: ManagedContainer,
  follow: boolean,
  clock: Clock,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  const { startedAt } = container;
  yield new Uint8Array();
  while (follow && !signal.aborted && container.state.running && container.startedAt === startedAt)
    await clock.sleep(LOOK_MS, signal).catch(() => undefined);
}
