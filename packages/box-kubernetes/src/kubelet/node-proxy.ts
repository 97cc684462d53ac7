import type { Duplex } from "node:stream";
import type { Pod } from "@inlay/resources";

/** `kubectl logs` as query options of pods/NAME/log. */
export interface LogOptions {
  readonly follow?: boolean;
  /** The instance before the last restart. */
  readonly previous?: boolean;
  readonly tailLines?: number;
  readonly sinceSeconds?: number;
  /** RFC 3339. */
  readonly sinceTime?: string;
  readonly timestamps?: boolean;
  readonly limitBytes?: number;
}

/** What the API server asks of the kubelet that runs a pod. */
export interface NodeProxy {
  /**
   * The container's output; a simulated container's is empty (and ends when the container does, if followed).
   * A string is the sentence why there is none, for a 400 BadRequest: `container "c" in pod "p" is waiting to start: ContainerCreating`.
   * `signal` ends a followed log.
   */
  log(pod: Pod, container: string, options: LogOptions, signal: AbortSignal): AsyncIterable<Uint8Array> | string;
  /** A connection to the process behind the pod's container port. @throws Error with a sentence when there is none. */
  portForward(pod: Pod, port: number): Promise<Duplex>;
}
