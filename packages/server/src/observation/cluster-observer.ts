import { SharedCaches, type Logger, type ObjectCache } from "@inlay/kube";
import {
  CUSTOM_RESOURCE_DEFINITIONS,
  EVENTS,
  NODE_CLAIMS,
  NODES,
  PODS,
  systemClock,
  type Event,
  type KubeObject,
  type Node,
  type NodeClaim,
  type Pod,
} from "@inlay/resources";
import { setTimeout as sleep } from "node:timers/promises";
import { openClusterAccess, type ClusterAccess, type ReachableCluster } from "../cluster-access/cluster-access.ts";
import { machinePools, type MachinePool } from "../cloud-configs/machine-pools.ts";
import { MachinePrices } from "./machine-prices.ts";
import { readNodeGroups, type NodeGroup } from "./node-group.ts";
import { UNSEEN, type Observation } from "./observation.ts";

/** How often it is asked whether the cluster answers, and what EKS says of its node groups. */
const LOOK_MS = 5_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
const CALL_DEADLINE_MS = 10_000;

const nothing = (): void => undefined;
/** What goes wrong is told by `problem`, and tried again. */
const SILENT: Logger = { debug: nothing, info: nothing, error: nothing, with: () => SILENT, named: () => SILENT };

/**
 * Watches one cluster: nodes, pods, node claims and events by list and watch, node groups by asking EKS. It goes on until its signal aborts,
 * through every failure.
 */
export class ClusterObserver {
  readonly #cluster: ReachableCluster;
  readonly #changed: () => void;
  #seen: Observation = UNSEEN;
  #pools: readonly MachinePool[] | undefined;
  #access: ClusterAccess | undefined;

  /** @param changed called, maybe often, when something is different that people see. */
  constructor(cluster: ReachableCluster, changed: () => void) {
    this.#cluster = cluster;
    this.#changed = () => {
      this.#pools = undefined;
      changed();
    };
  }

  get seen(): Observation {
    return this.#seen;
  }

  /** Its node pools with their machines: made anew when something is different. */
  get pools(): readonly MachinePool[] {
    return (this.#pools ??= machinePools(this.#seen));
  }

  /** For reads that are not kept and for changes; undefined while the connection cannot be used. */
  get access(): ClusterAccess | undefined {
    return this.#access;
  }

  async run(signal: AbortSignal): Promise<void> {
    for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        this.#access = await openClusterAccess(this.#cluster);
        await this.#follow(this.#access, signal);
      } catch (error) {
        if (!signal.aborted) this.#unreachable(error);
      } finally {
        await this.#access?.close().catch(nothing);
        this.#access = undefined;
      }
      await sleep(pause * (0.75 + Math.random() / 2), undefined, { signal }).catch(nothing);
    }
  }

  #unreachable(error: unknown): void {
    const problem = error instanceof Error ? error.message : String(error);
    if (!this.#seen.reachable && this.#seen.problem === problem) return;
    this.#seen = { ...this.#seen, reachable: false, problem };
    this.#changed();
  }

  async #follow(access: ClusterAccess, outer: AbortSignal): Promise<void> {
    const { kube, aws, eksClusterName } = access;
    const ending = new AbortController();
    const signal = AbortSignal.any([outer, ending.signal]);
    const version = async (): Promise<string> => {
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(CALL_DEADLINE_MS)]);
      return ((await kube.raw("/version", { signal: deadline })) as { gitVersion?: string }).gitVersion ?? "";
    };
    // Fails at once where nobody answers: then nothing is begun.
    let kubernetesVersion = await version();
    const caches = new SharedCaches({ client: kube, clock: systemClock, random: Math.random, logger: SILENT });
    const prices = new MachinePrices(aws, Date.now, () => this.#changed());
    let nodeGroups: readonly NodeGroup[] = [];
    let claims: ObjectCache<NodeClaim> | undefined;
    const nodes = this.#watched<Node>(caches, NODES, shownOfNode);
    const pods = this.#watched<Pod>(caches, PODS, shownOfPod);
    const events = this.#watched<Event>(caches, EVENTS, ({ metadata }) => metadata.resourceVersion);
    const definitions = caches.of<KubeObject>(CUSTOM_RESOURCE_DEFINITIONS, {
      fieldSelector: "metadata.name=nodeclaims.karpenter.sh",
    });
    definitions.onChange(({ type }) => {
      if (type !== "deleted")
        claims ??= this.#watched<NodeClaim>(caches, NODE_CLAIMS, ({ metadata }) => metadata.resourceVersion);
    });
    const look = async (): Promise<void> => {
      kubernetesVersion = await version();
      // Without the right to ask EKS the nodes are grouped by their labels.
      nodeGroups = await readNodeGroups(aws, eksClusterName, signal).catch(() => nodeGroups);
    };
    const update = (): void => {
      const before = this.#seen;
      const isNew = !before.reachable || before.kubernetesVersion !== kubernetesVersion;
      const regrouped = JSON.stringify(before.nodeGroups) !== JSON.stringify(nodeGroups);
      this.#seen = {
        reachable: true,
        kubernetesVersion,
        serverUrl: kube.serverUrl,
        nodeGroups,
        priceOf: (type, zone, capacity) => prices.of(type, zone, capacity),
        get nodes() {
          return nodes.all();
        },
        get pods() {
          return pods.all();
        },
        get nodeClaims() {
          return claims?.all() ?? [];
        },
        get events() {
          return events.all();
        },
      };
      if (isNew || regrouped) this.#changed();
    };
    try {
      caches.start(signal);
      await Promise.all([nodes.whenSynced(signal), pods.whenSynced(signal), look()]);
      update();
      while (!signal.aborted) {
        await sleep(LOOK_MS, undefined, { signal });
        await look();
        update();
      }
    } finally {
      ending.abort();
      await caches.stopped();
    }
  }

  /** A cache whose changes are told when something shown is different: heartbeats are not. */
  #watched<T extends KubeObject>(
    caches: SharedCaches,
    resource: Parameters<SharedCaches["of"]>[0],
    shown: (object: T) => string,
  ): ObjectCache<T> {
    const cache = caches.of<T>(resource);
    cache.onChange(({ type, object, previous }) => {
      if (type !== "modified" || previous === undefined || shown(object) !== shown(previous)) this.#changed();
    });
    return cache;
  }
}

const shownOfNode = ({ metadata, spec, status }: Node): string =>
  JSON.stringify([
    metadata.labels,
    metadata.deletionTimestamp,
    spec.unschedulable,
    status?.allocatable,
    status?.addresses,
    status?.conditions?.map(({ type, status: holds, reason }) => [type, holds, reason]),
  ]);

const shownOfPod = ({ metadata, spec, status }: Pod): string =>
  JSON.stringify([
    metadata.deletionTimestamp,
    spec.nodeName,
    status?.phase,
    status?.reason,
    status?.conditions?.map(({ type, status: holds }) => [type, holds]),
  ]);
