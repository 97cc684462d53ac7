import type { Readable } from "node:stream";
import type { Container, Pod } from "@inlay/resources";

/** Everything that a real process gets of its pod. */
export interface ContainerContext {
  readonly pod: Pod;
  readonly container: Container;
  /** `env`, resolved: fieldRef, configMapKeyRef, secretKeyRef, resourceFieldRef, and the service environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Folders on this machine by mount path: projected tokens, config maps, secrets. The process is told where they really are. */
  readonly mounts: Readonly<Record<string, string>>;
}

/** A container that is a real child process. */
export interface RunningContainer {
  /** Standard output and standard error, as they come. */
  readonly output: Readable;
  /** Resolves when the process has ended. `signal` is the number that ended it, if one did. */
  readonly exited: Promise<{ readonly exitCode: number; readonly signal?: number }>;
  /** The real loopback port behind each container port. */
  readonly ports: ReadonlyMap<number, number>;
  /** Asks it to stop (SIGTERM), then kills it after `graceMs`. */
  stop(graceMs: number): Promise<void>;
  /** SIGKILL at once. */
  kill(): void;
}

/** Turns the few images on the box's short list into processes; everything else is simulated. */
export interface ContainerRuntime {
  /**
   * Whether the image is on the list: for others no environment and no volumes need to be made. Absent: they always are.
   */
  runs?(image: string): boolean;
  /** Undefined: not on the list. */
  start(image: string, context: ContainerContext): Promise<RunningContainer> | undefined;
}

/** For a machine without real processes. */
export const SIMULATED_ONLY: ContainerRuntime = { runs: () => false, start: () => undefined };
