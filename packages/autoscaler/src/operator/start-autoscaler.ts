import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { CloudProvider } from "@inlay/cloud";
import {
  acquireLeadership,
  apiEventRecorder,
  runControllers,
  type ControllerDefinition,
  type EventRecorder,
  type KubeClient,
  type Leadership,
  type Logger,
  type Metrics,
  type RunningControllers,
  type SharedCaches,
  type SingletonDefinition,
} from "@inlay/kube";
import { NODE_CLAIMS, NODES, type Clock, type Node, type NodeClaim, type Random } from "@inlay/resources";
import { meteredProvider } from "../cloud/metered-provider.ts";
import { ChangeTracker } from "../disruption/change-tracker.ts";
import { autoscalerMetrics } from "../metrics/autoscaler-metrics.ts";
import { connectConditionMetrics } from "../metrics/condition-metrics.ts";
import { connectNodeMetrics } from "../metrics/node-metrics.ts";
import { connectNodePoolMetrics } from "../metrics/node-pool-metrics.ts";
import { connectPodState } from "../metrics/pod-state.ts";
import { PodTimings } from "../metrics/pod-timings.ts";
import type { AutoscalerOptions } from "../options/option-table.ts";
import { warmUp } from "../provisioning/warm-up.ts";
import { policyOf } from "../snapshot/policy.ts";
import { clusterCaches, type ClusterCaches } from "../state/cluster-caches.ts";
import type { Environment } from "../state/environment.ts";
import { Nominations } from "../state/nominations.ts";
import { PoolPrices } from "../state/pool-prices.ts";
import { SteadyAges } from "../state/steady-age.ts";
import { autoscalerControllers } from "./controllers.ts";
import { startProbeServers } from "./probe-servers.ts";

export interface AutoscalerDependencies {
  readonly client: KubeClient;
  /** For the lease alone, with connections of its own. */
  readonly leaseClient: KubeClient;
  /** Shared with the provider; started here. */
  readonly caches: SharedCaches;
  readonly provider: CloudProvider;
  /** The provider's own, run beside ours while this process leads. */
  readonly providerControllers: readonly ControllerDefinition[];
  readonly providerSingletons: readonly SingletonDefinition[];
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Where events go; by default to the API, as component `karpenter`. */
  readonly events?: EventRecorder;
  readonly options: AutoscalerOptions;
  /** Namespace that the controller runs in: where the lease is, unless an option says otherwise. */
  readonly namespace: string;
  /** For the metric `karpenter_build_info`. */
  readonly build: { readonly version: string; readonly commit: string };
  /** Address that metrics and probes are served on. */
  readonly host: string;
  /** Stops everything, gracefully. */
  readonly signal: AbortSignal;
}

export interface RunningAutoscaler {
  readonly metricsPort: number;
  readonly healthProbePort: number;
  /**
   * Resolves when everything has stopped after the signal. Rejects with LeadershipLost when the lease was lost, after everything has stopped: the process should
   * end then, and start anew.
   */
  readonly done: Promise<void>;
}

/**
 * Runs the autoscaler: caches and probes at once, controllers as soon as this process leads. Resolves when metrics and probes answer.
 * @throws when a port is taken.
 */
export async function startAutoscaler(dependencies: AutoscalerDependencies): Promise<RunningAutoscaler> {
  const { client, caches, metrics, options, logger, clock } = dependencies;
  // Caches outlive the leadership by a moment: controllers that finish still read them.
  const watching = new AbortController();
  const cluster = clusterCaches(caches, dependencies.provider.nodeClassKinds);
  const written = autoscalerMetrics(metrics);
  const podTimings = new PodTimings(metrics, clock);
  const environment: Environment = {
    client,
    caches: cluster,
    provider: (controller) => meteredProvider(dependencies.provider, written, controller),
    events:
      dependencies.events ??
      apiEventRecorder({ client, clock, logger, component: "karpenter", signal: watching.signal }),
    metrics: written,
    options,
    clock,
    random: dependencies.random,
    ages: new SteadyAges(() => clock.now()),
    nominations: new Nominations(),
    podTimings,
    prices: new PoolPrices(),
  };
  describeBuild(dependencies);
  const started = performance.now();
  metrics.beforeRender(() => {
    written.synced.set({}, caches.synced ? 1 : 0);
    written.unsyncedTime.set({}, caches.synced ? 0 : (performance.now() - started) / 1_000);
  });
  const disconnectMetrics = [podTimings.connect(cluster.pods)];
  if (!options.disableClusterStateObservability) {
    connectNodeMetrics(metrics, environment);
    connectNodePoolMetrics(metrics, environment);
    connectPodState(metrics, environment);
    disconnectMetrics.push(connectConditionMetrics(metrics, environment));
  }
  const servers = await startProbeServers({
    host: dependencies.host,
    metricsPort: options.metricsPort,
    healthProbePort: options.healthProbePort,
    metrics,
    logger,
    unready: () => (caches.synced ? undefined : `not listed yet: ${caches.unsynced.join(", ")}`),
  });
  caches.start(watching.signal);
  const untilStopped = async () => {
    try {
      await lead(dependencies, environment);
    } finally {
      watching.abort();
      for (const disconnect of disconnectMetrics) disconnect();
      await caches.stopped();
      await servers.close();
    }
  };
  const done = untilStopped();
  // Whoever awaits `done` hears of it; nobody has to at once.
  done.catch(() => {});
  return { metricsPort: servers.metricsPort, healthProbePort: servers.healthProbePort, done };
}

/** What is under way when the process is told to stop, or has lost its lease, gets this long to see the signal. Less than a lease lasts. */
const STOP_DEADLINE_MS = 10_000;

async function lead(dependencies: AutoscalerDependencies, environment: Environment): Promise<void> {
  const { caches, signal, logger, options, metrics, clock } = dependencies;
  const status = metrics.gauge("leader_election_master_status", "1 while this process leads.", ["name"]);
  const leads = (value: number) => status.set({ name: options.leaderElectionName }, value);
  leads(0);
  let leadership: Leadership | undefined;
  let running: RunningControllers | undefined;
  try {
    await caches.whenSynced(signal);
    void warmUp(policyOf(options), logger, signal);
    if (!options.disableLeaderElection) leadership = await acquireLeadership(electionOptions(dependencies), signal);
    const acting = leadership?.signal ?? signal;
    leads(1);
    await catchUp(environment, acting);
    running = run(dependencies, environment, acting);
    logger.debug("controllers started");
    await aborted(acting);
    acting.throwIfAborted();
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    leads(0);
    const stopped = running ? await within(STOP_DEADLINE_MS, running.stopped(), clock) : true;
    // A lease that is given back while something still acts would make two leaders: then it has to run out.
    if (stopped) await leadership?.release();
    else logger.error("stopping", "some controllers did not stop in time; the lease is left to run out");
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

async function within(milliseconds: number, work: Promise<void>, clock: Clock): Promise<boolean> {
  const waiting = new AbortController();
  const late = clock.sleep(milliseconds, waiting.signal).then(() => false, () => false); // prettier-ignore
  const done = await Promise.race([work.then(() => true), late]);
  waiting.abort();
  return done;
}

/**
 * What the leader before us wrote last may not have reached our watches: claims and nodes are read once from the API before anything is decided, so that no
 * claim is made twice.
 */
async function catchUp({ client, caches }: Environment, signal: AbortSignal): Promise<void> {
  const observeAll = async <T extends NodeClaim | Node>(
    resource: typeof NODE_CLAIMS,
    cache: Pick<ClusterCaches["nodeClaims"], "observe"> | Pick<ClusterCaches["nodes"], "observe">,
  ) => {
    const { items } = await client.list<T>(resource, { signal });
    for (const item of items) (cache as { observe(object: T): void }).observe(item);
  };
  await Promise.all([observeAll<NodeClaim>(NODE_CLAIMS, caches.nodeClaims), observeAll<Node>(NODES, caches.nodes)]);
}

function run(dependencies: AutoscalerDependencies, environment: Environment, acting: AbortSignal): RunningControllers {
  const changes = new ChangeTracker();
  const disconnect = changes.connect(environment.caches);
  acting.addEventListener("abort", disconnect, { once: true });
  const own = autoscalerControllers(environment, changes);
  return runControllers(
    [...own.controllers, ...dependencies.providerControllers],
    [...own.singletons, ...dependencies.providerSingletons],
    dependencies,
    acting,
  );
}

function electionOptions({ leaseClient, namespace, options, clock, random, logger }: AutoscalerDependencies) {
  return {
    client: leaseClient,
    namespace: options.leaderElectionNamespace || namespace,
    name: options.leaderElectionName,
    // In a container the variable is the pod's name; the box's containers share the machine's own host name.
    identity: `${process.env.HOSTNAME || hostname()}_${randomUUID()}`,
    clock,
    random,
    logger,
  };
}

function describeBuild({ metrics, build }: AutoscalerDependencies): void {
  metrics
    .gauge("karpenter_build_info", "A metric with a constant '1' value that tells which build runs.", [
      "version",
      "goversion",
      "goarch",
      "commit",
    ])
    .set(
      { version: build.version, goversion: `node ${process.version}`, goarch: process.arch, commit: build.commit },
      1,
    );
}
