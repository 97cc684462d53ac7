import type { Clock, Pod, Random } from "@inlay/resources";
import type { Api } from "../../api/api.ts";
import type { Happening } from "../../controllers/event-recorder/event-recorder.ts";
import type { ContainerRuntime } from "../container-runtime.ts";
import type { Machine } from "../machine.ts";

/** What a pod's worker has of its node. */
export interface NodeContext {
  /** As the node. */
  readonly api: Api;
  readonly clock: Clock;
  readonly random: Random;
  readonly machine: Machine;
  readonly runtime: ContainerRuntime;
  readonly hostIP: string;
  readonly apiServer: { readonly host: string; readonly port: number };
  /** The network is up. */
  isReady(): boolean;
  /** Why the node does not take the pod. */
  refusal(pod: Pod): { readonly reason: string; readonly message: string } | undefined;
  /** Whether the image becomes a process. */
  runsForReal(image: string): boolean;
  /** Whether the image has to be fetched now; from then on it is on the machine. */
  pullsImage(image: string, policy: string | undefined): boolean;
  takeAddress(): string;
  /** A folder of the pod's own, for its volumes. */
  podFolder(pod: Pod): string;
  event(happening: Omit<Happening, "reporter">): void;
}
