import {
  CSI_NODES,
  LEASES,
  NODES,
  rfc3339Micro,
  type Clock,
  type CSINode,
  type Lease,
  type Node,
  type Random,
} from "@inlay/resources";
import type { Api } from "../../api/api.ts";
import { ApiError } from "../../api/api-error.ts";
import type { Machine } from "../machine.ts";
import {
  csiNodeDraft,
  csiNodePatch,
  heartbeatConditions,
  leaseDraft,
  nodeDraft,
  nodeStatus,
  type NodeStage,
} from "./node-object.ts";

const LEASE_RENEWAL_MS = 10_000;
/** Without changes the status is posted this often (nodeStatusReportFrequency). */
const STATUS_REPORT_MS = 5 * 60_000;
/** Device plugins follow the network plugin by a quarter of the time that it took. */
const DEVICES_AFTER = 0.25;

export interface NodeRegistrationOptions {
  /** As the node itself. */
  readonly api: Api;
  readonly machine: Machine;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** The network is up: pods may start. */
  readonly onReady: () => void;
  /** Something to tell about the node. */
  readonly onEvent: (node: Node, reason: string, message: string) => void;
}

/** The kubelet's word about its node: registration, readiness, heartbeats. */
export class NodeRegistration {
  readonly #options: NodeRegistrationOptions;
  readonly #cancels = new Set<() => void>();
  #stage: NodeStage = "registered";

  constructor(options: NodeRegistrationOptions) {
    this.#options = options;
    options.signal.addEventListener("abort", () => this.#stop(), { once: true });
  }

  get isReady(): boolean {
    return this.#stage !== "registered";
  }

  /** Resolves when the Node exists. @throws ApiError when the cluster refuses it */
  async register(): Promise<void> {
    const { api, machine, clock, signal } = this.#options;
    const { nodeName } = machine;
    try {
      await api.create<Node>(NODES, nodeDraft(machine, clock.now()));
    } catch (error) {
      if (!(error instanceof ApiError && error.code === "AlreadyExists")) throw error;
      await this.#takeOver();
    }
    if (signal.aborted) return;
    this.#tell("Starting", "Starting kubelet.");
    this.#tell("NodeHasSufficientMemory", `Node ${nodeName} status is now: NodeHasSufficientMemory`);
    this.#tell("NodeHasNoDiskPressure", `Node ${nodeName} status is now: NodeHasNoDiskPressure`);
    this.#tell("NodeHasSufficientPID", `Node ${nodeName} status is now: NodeHasSufficientPID`);
    await this.#attempt(() => api.create<CSINode>(CSI_NODES, csiNodeDraft(this.#node()!)));
    await this.#renewLease();
    // Nodes that boot together do not renew together.
    this.#after(LEASE_RENEWAL_MS * this.#options.random(), () => this.#keepLease());
    this.#after(STATUS_REPORT_MS * (0.8 + 0.4 * this.#options.random()), () => this.#keepStatus());
    this.#after(machine.readyAfterMs, () => void this.#become("ready", nodeName));
  }

  /** The node was here before: after a restart of the kubelet, labels are reconciled and the status starts anew. */
  async #takeOver(): Promise<void> {
    const { api, machine, clock } = this.#options;
    const draft = nodeDraft(machine, clock.now());
    await api.patch(NODES, { name: machine.nodeName }, "merge", { metadata: { labels: draft.metadata.labels } });
    await this.#patchStatus(draft.status);
  }

  async #become(stage: NodeStage, nodeName: string): Promise<void> {
    const { api, machine, clock, onReady } = this.#options;
    this.#stage = stage;
    const node = this.#node();
    if (!node) return;
    const { capacity, allocatable } = nodeStatus(machine, stage, clock.now());
    await this.#attempt(() => this.#patchStatus({ capacity, allocatable, conditions: this.#conditions() }));
    if (stage === "with-devices") return;
    await this.#attempt(() => api.patch(NODES, { name: nodeName }, "merge", csiNodePatch(node)));
    this.#tell("NodeReady", `Node ${nodeName} status is now: NodeReady`);
    onReady();
    const devices = Object.keys(machine.capacity).length > Object.keys(capacity ?? {}).length;
    if (devices) this.#after(machine.readyAfterMs * DEVICES_AFTER, () => void this.#become("with-devices", nodeName));
  }

  #tell(reason: string, message: string): void {
    const node = this.#node();
    if (node) this.#options.onEvent(node, reason, message);
  }

  #keepLease(): void {
    void this.#attempt(() => this.#renewLease());
    this.#after(LEASE_RENEWAL_MS, () => this.#keepLease());
  }

  async #renewLease(): Promise<void> {
    const { api, clock, machine } = this.#options;
    const node = this.#node();
    if (!node) return;
    const renewTime = rfc3339Micro(clock.now());
    const key = { namespace: "kube-node-lease", name: machine.nodeName };
    const lease = api.get<Lease>(LEASES, key);
    if (lease) await api.update<Lease>(LEASES, { ...lease, spec: { ...lease.spec, renewTime } });
    else await this.#attempt(() => api.create<Lease>(LEASES, leaseDraft(node, renewTime)));
  }

  #keepStatus(): void {
    if (this.#node()) void this.#attempt(() => this.#patchStatus({ conditions: this.#conditions() }));
    this.#after(STATUS_REPORT_MS, () => this.#keepStatus());
  }

  #conditions() {
    return heartbeatConditions(this.#node()?.status?.conditions, this.isReady, this.#options.clock.now());
  }

  #node(): Node | undefined {
    return this.#options.api.get<Node>(NODES, { name: this.#options.machine.nodeName });
  }

  #patchStatus(status: unknown): Promise<Node> {
    const { api, machine } = this.#options;
    return api.patch<Node>(NODES, { name: machine.nodeName }, "strategic", { status }, { subresource: "status" });
  }

  /** A heartbeat that fails is made up for by the next one. */
  async #attempt(call: () => Promise<unknown>): Promise<void> {
    if (this.#options.signal.aborted) return;
    try {
      await call();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  #after(milliseconds: number, callback: () => void): void {
    if (this.#options.signal.aborted) return;
    const cancel = this.#options.clock.after(milliseconds, () => {
      this.#cancels.delete(cancel);
      callback();
    });
    this.#cancels.add(cancel);
  }

  #stop(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
  }
}
