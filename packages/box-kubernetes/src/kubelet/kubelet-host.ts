import { PODS, type Clock, type Pod, type Random } from "@inlay/resources";
import type { Api } from "../api/api.ts";
import { nodeUser } from "../auth/user.ts";
import { EventRecorder } from "../controllers/event-recorder/event-recorder.ts";
import { TokenBuckets } from "../controllers/event-recorder/token-buckets.ts";
import { ObjectIndex } from "../controllers/informer/object-index.ts";
import type { ContainerRuntime } from "./container-runtime.ts";
import type { Machine } from "./machine.ts";
import { NodeAgent } from "./node/node-agent.ts";
import type { NodeProxy } from "./node-proxy.ts";
import { PodAddresses } from "./pods/pod-addresses.ts";
import { ProcessProxy } from "./process-proxy.ts";

export interface KubeletHostOptions {
  /** With the right to act as any node. */
  readonly api: Api;
  readonly clock: Clock;
  readonly random: Random;
  readonly runtime: ContainerRuntime;
  /** The API server, as real processes reach it: KUBERNETES_SERVICE_HOST and _PORT. */
  readonly apiServer: { readonly host: string; readonly port: number };
  /** Where the volumes of real processes are kept. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** A kubelet that runs for one machine. */
export interface KubeletHandle {
  /** The machine has died: heartbeats end, its processes are killed, its pods stay as they were in the API. */
  stop(): void;
}

/** Events of all kubelets together: bursts of pods are told, floods are not (a real kubelet has 50 a second of its own). */
const EVENT_BURST = 2_000;
const EVENTS_PER_SECOND = 200;

/** The kubelets of all machines: one watch of pods serves them all. */
export class KubeletHost {
  readonly #options: KubeletHostOptions;
  readonly #agents = new Map<string, NodeAgent>();
  readonly #pods = new ObjectIndex<Pod>(PODS, { node: ({ spec }) => (spec.nodeName ? [spec.nodeName] : []) });
  readonly #addresses = new PodAddresses();
  readonly #events: EventRecorder;
  readonly #budget: TokenBuckets;
  /** What the API server asks the kubelets. */
  readonly proxy: NodeProxy;

  constructor(options: KubeletHostOptions) {
    this.#options = options;
    const { api, clock, signal } = options;
    this.#events = new EventRecorder({ api, clock, component: "kubelet" });
    this.#budget = new TokenBuckets(clock, { burst: EVENT_BURST, perSecond: EVENTS_PER_SECOND, remembered: 1 });
    this.proxy = new ProcessProxy((pod) => this.#agents.get(pod.spec.nodeName ?? "")?.worker(pod.metadata.uid), clock);
    this.#pods.onChange((type, pod) => {
      const agent = this.#agents.get(pod.spec.nodeName ?? "");
      const address = pod.status?.podIP;
      // A pod has its address until it is gone, also when its machine is not there (yet, or any more).
      if (type === "ADDED" && address) this.#addresses.keep(address);
      if (type === "DELETED" && address) this.#addresses.release(address);
      if (type === "DELETED") agent?.podGone(pod);
      else agent?.podChanged(pod);
    });
    this.#pods.start(api, signal);
    signal.addEventListener("abort", () => this.#stopAll(), { once: true });
  }

  /**
   * Starts the machine's kubelet, which registers its node and runs the pods that are bound to it. Resolves when the Node exists.
   * @throws ApiError when the cluster refuses the node: nothing runs then
   */
  async boot(machine: Machine): Promise<KubeletHandle> {
    const { api, clock, random, runtime, apiServer, folder } = this.#options;
    const { nodeName } = machine;
    this.#agents.get(nodeName)?.stop();
    const agent = new NodeAgent({
      api: api.as(nodeUser(nodeName)),
      machine,
      clock,
      random,
      runtime,
      apiServer,
      folder,
      addresses: this.#addresses,
      events: this.#events,
      mayTell: () => this.#budget.take("all"),
    });
    this.#agents.set(nodeName, agent);
    const stop = () => {
      if (this.#agents.get(nodeName) === agent) this.#agents.delete(nodeName);
      agent.stop();
    };
    try {
      await agent.register();
    } catch (error) {
      stop();
      throw error;
    }
    for (const pod of this.#pods.by("node", nodeName)) agent.podChanged(pod);
    return { stop };
  }

  #stopAll(): void {
    for (const agent of this.#agents.values()) agent.stop();
    this.#agents.clear();
  }
}
