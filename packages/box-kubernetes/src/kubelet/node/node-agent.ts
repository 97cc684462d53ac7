import { join } from "node:path";
import {
  amountsOf,
  NODES,
  podRequests,
  type Clock,
  type Node,
  type Pod,
  type Random,
  type ResourceAmounts,
} from "@inlay/resources";
import type { Api } from "../../api/api.ts";
import type { EventRecorder, Happening } from "../../controllers/event-recorder/event-recorder.ts";
import { isTerminal } from "../../controllers/pods/pod-state.ts";
import { hostPortsOf, type HostPort } from "../../scheduler/cluster-state/pod-info.ts";
import type { ContainerRuntime } from "../container-runtime.ts";
import type { Machine } from "../machine.ts";
import type { PodAddresses } from "../pods/pod-addresses.ts";
import { PodWorker } from "../pods/pod-worker.ts";
import type { NodeContext } from "./node-context.ts";
import { NodeRegistration } from "./node-registration.ts";

export interface NodeAgentOptions {
  /** As the node. */
  readonly api: Api;
  readonly machine: Machine;
  readonly clock: Clock;
  readonly random: Random;
  readonly runtime: ContainerRuntime;
  readonly apiServer: { readonly host: string; readonly port: number };
  /** For the volumes of real processes. */
  readonly folder: string;
  readonly addresses: PodAddresses;
  readonly events: EventRecorder;
  /** Whether an event may be written now: thousands of pods at once do not fill the store with them. */
  readonly mayTell: () => boolean;
}

/** The kubelet of one node: its registration and a worker for each of its pods. */
export class NodeAgent {
  readonly #options: NodeAgentOptions;
  readonly #workers = new Map<string, PodWorker>();
  readonly #images = new Set<string>();
  readonly #stopped = new AbortController();
  readonly #registration: NodeRegistration;
  readonly #context: NodeContext;
  #capacity: ResourceAmounts | undefined;

  constructor(options: NodeAgentOptions) {
    this.#options = options;
    const { api, machine, clock, random } = options;
    this.#registration = new NodeRegistration({
      api,
      machine,
      clock,
      random,
      signal: this.#stopped.signal,
      onReady: () => {
        for (const worker of this.#workers.values()) if (worker.needsNetwork) worker.start();
      },
      onEvent: (object, reason, message) => this.#event({ object, type: "Normal", reason, message }),
    });
    this.#context = this.#makeContext();
  }

  /** Resolves when the Node exists. @throws ApiError */
  register(): Promise<void> {
    return this.#registration.register();
  }

  worker(uid: string): PodWorker | undefined {
    return this.#workers.get(uid);
  }

  podChanged(pod: Pod): void {
    const { uid } = pod.metadata;
    const worker = this.#workers.get(uid);
    if (worker) return worker.update(pod);
    if (isTerminal(pod) && pod.metadata.deletionTimestamp === undefined) return;
    const created = new PodWorker(this.#context, pod);
    this.#workers.set(uid, created);
    created.begin();
  }

  podGone({ metadata }: Pod): void {
    this.#workers.get(metadata.uid)?.kill();
    this.#workers.delete(metadata.uid);
  }

  /** The machine has died: processes end, and nobody says anything any more. */
  stop(): void {
    this.#stopped.abort();
    for (const worker of this.#workers.values()) worker.kill();
    this.#workers.clear();
  }

  #makeContext(): NodeContext {
    const { api, machine, clock, random, runtime, apiServer, folder, addresses } = this.#options;
    return {
      api,
      machine,
      clock,
      random,
      runtime,
      apiServer,
      hostIP: machine.addresses.find(({ type }) => type === "InternalIP")?.address ?? "127.0.0.1",
      isReady: () => this.#registration.isReady,
      refusal: (pod) => this.#refusal(pod),
      runsForReal: (image) => runtime.runs?.(image) ?? true,
      pullsImage: (image, policy) => {
        const pulls = policy === "Always" || !this.#images.has(image);
        this.#images.add(image);
        return pulls;
      },
      takeAddress: () => addresses.take(),
      podFolder: (pod) => join(folder, "pods", pod.metadata.uid),
      event: (happening) => this.#event(happening),
    };
  }

  #event(happening: Omit<Happening, "reporter">): void {
    const { events, machine, api, mayTell } = this.#options;
    if (mayTell()) events.record({ ...happening, reporter: { host: machine.nodeName, api } });
  }

  /** A pod that the node has no room for: two schedulers raced, or nobody asked one (kubelet lifecycle predicates). */
  #refusal(pod: Pod): { readonly reason: string; readonly message: string } | undefined {
    const { machine } = this.#options;
    const used: Record<string, number> = {};
    for (const worker of this.#workers.values()) {
      if (!worker.holdsResources || worker.pod.metadata.uid === pod.metadata.uid) continue;
      const requests = requestsOf(worker.pod);
      for (const name in requests) used[name] = (used[name] ?? 0) + requests[name]!;
    }
    const capacity = (this.#capacity ??= amountsOf(machine.allocatable));
    const wanted = requestsOf(pod);
    for (const name in wanted) {
      const requested = wanted[name]!;
      if (requested === 0) continue;
      const there = capacity[name] ?? this.#advertised(name);
      if (requested <= there - (used[name] ?? 0)) continue;
      const amounts = `requested: ${requested}, used: ${used[name] ?? 0}, capacity: ${there}`;
      return {
        reason: `OutOf${name}`,
        message: `Pod was rejected: Node didn't have enough resource: ${name}, ${amounts}`,
      };
    }
    return this.#portConflict(pod);
  }

  /** Devices that the machine does not know of, but somebody has told the API of. */
  #advertised(name: string): number {
    const { api, machine } = this.#options;
    const node = api.get<Node>(NODES, { name: machine.nodeName });
    return amountsOf(node?.status?.allocatable)[name] ?? 0;
  }

  #portConflict(pod: Pod): { readonly reason: string; readonly message: string } | undefined {
    const wanted = hostPortsOf(pod);
    if (wanted.length === 0) return undefined;
    for (const worker of this.#workers.values()) {
      if (!worker.holdsResources || worker.pod.metadata.uid === pod.metadata.uid) continue;
      if (!hostPortsOf(worker.pod).some((taken) => wanted.some((port) => portsConflict(port, taken)))) continue;
      return {
        reason: "NodePorts",
        message:
          "Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
      };
    }
    return undefined;
  }
}

/** Two that one machine cannot give to both. */
function portsConflict(a: HostPort, b: HostPort): boolean {
  const sameAddress = a.ip === b.ip || a.ip === "0.0.0.0" || b.ip === "0.0.0.0";
  return a.port === b.port && a.protocol === b.protocol && sameAddress;
}

const requestsBySpec = new WeakMap<Pod["spec"], ResourceAmounts>();

/** What the pod takes of the node, worked out once for a spec: each pod that comes is weighed against all that are there. */
function requestsOf(pod: Pod): ResourceAmounts {
  const isResized = (pod.status?.containerStatuses ?? []).some((each) => each.resources ?? each.allocatedResources);
  if (isResized) return podRequests(pod);
  let requests = requestsBySpec.get(pod.spec);
  if (!requests) requestsBySpec.set(pod.spec, (requests = podRequests(pod)));
  return requests;
}
