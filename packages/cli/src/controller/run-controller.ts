import { startAutoscaler, type AutoscalerOptions } from "@inlay/autoscaler";
import { createAwsClients, resolveRegion } from "@inlay/aws";
import {
  apiEventRecorder,
  connectKube,
  jsonLogger,
  loadClusterAccess,
  Metrics,
  SharedCaches,
  type ClusterAccess,
  type KubeClient,
  type LogLevel,
} from "@inlay/kube";
import { createAwsProvider, ProviderMetrics, type ProviderOptions } from "@inlay/provider-aws";
import {
  EC2_NODE_CLASSES,
  NODE_CLAIMS,
  NODE_POOLS,
  NODES,
  systemClock,
  type EC2NodeClass,
  type Node,
  type NodeClaim,
  type NodePool,
} from "@inlay/resources";
import { buildCommit } from "./build-commit.ts";

/** Karpenter's, whose behaviour this is. */
const VERSION = "1.14.1";

export interface ControllerSettings {
  readonly autoscaler: AutoscalerOptions;
  readonly provider: ProviderOptions;
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** Wires kube, aws, provider-aws and autoscaler into one process. Resolves when it has stopped after the signal. */
export async function runController(settings: ControllerSettings): Promise<void> {
  const { autoscaler: options, provider: providerOptions, environment, signal } = settings;
  const clock = systemClock;
  const random = Math.random;
  const commit = buildCommit();
  const output = options.logOutputPaths === "stderr" ? process.stderr : process.stdout;
  const logger = jsonLogger({
    level: options.logLevel.toUpperCase() as LogLevel,
    commit,
    now: () => clock.now(),
    write: (line) => void output.write(line),
  });
  const access = await loadClusterAccess({
    clock,
    environment,
    ...(settings.kubeconfig === undefined ? {} : { kubeconfig: settings.kubeconfig }),
    ...(settings.context === undefined ? {} : { context: settings.context }),
  });
  const client = connect(access, options);
  const leaseClient = connect(access, options);
  const metrics = new Metrics();
  const providerMetrics = new ProviderMetrics(metrics);
  const aws = createAwsClients({
    region: await resolveRegion(environment),
    environment,
    userAgent: `karpenter.sh-${VERSION}`,
    onCall: (call) => providerMetrics.called(call),
  });
  const caches = new SharedCaches({ client, clock, random, logger });
  const events = apiEventRecorder({ client, clock, logger, component: "karpenter", signal });
  const cloud = createAwsProvider({
    kubeClient: client,
    caches: {
      nodePools: caches.of<NodePool>(NODE_POOLS),
      nodeClaims: caches.of<NodeClaim>(NODE_CLAIMS),
      nodeClasses: caches.of<EC2NodeClass>(EC2_NODE_CLASSES),
      nodes: caches.of<Node>(NODES),
    },
    aws,
    clock,
    logger,
    events,
    metrics: providerMetrics,
    options: providerOptions,
    minValuesPolicy: options.minValuesPolicy,
    signal,
  });
  try {
    await cloud.start(signal);
    const running = await startAutoscaler({
      client,
      leaseClient,
      caches,
      provider: cloud.provider,
      providerControllers: cloud.controllers,
      providerSingletons: cloud.singletons,
      clock,
      random,
      logger,
      metrics,
      events,
      options,
      namespace: environment["SYSTEM_NAMESPACE"] || access.namespace || "karpenter",
      build: { version: VERSION, commit },
      host: environment["INLAY_PARENT_PIPE"] === "true" ? "127.0.0.1" : "0.0.0.0",
      signal,
    });
    await running.done;
  } catch (error) {
    if (!signal.aborted) {
      logger.error("controller stopped", error);
      throw error;
    }
  } finally {
    aws.close();
    await Promise.allSettled([client.close(), leaseClient.close()]);
  }
}

function connect(access: ClusterAccess, options: AutoscalerOptions): KubeClient {
  return connectKube(access, {
    requestsPerSecond: options.kubeClientQps,
    burst: options.kubeClientBurst,
    userAgent: `karpenter/${VERSION}`,
  });
}
