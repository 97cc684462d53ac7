import { randomUUID } from "node:crypto";
import { parseAutoscalerOptions, startAutoscaler, type RunningAutoscaler } from "@inlay/autoscaler";
import { startKubernetes, type Kubernetes, type KubernetesCall, type GateVerdict } from "@inlay/box-kubernetes";
import {
  clientCertificate,
  connectKube,
  jsonLogger,
  Metrics,
  SharedCaches,
  type ClusterAccess,
  type KubeClient,
} from "@inlay/kube";
import {
  CUSTOM_RESOURCE_DEFINITIONS,
  DEPLOYMENTS,
  EC2_NODE_CLASSES,
  karpenterCustomResourceDefinitions,
  NODE_CLAIMS,
  NODE_POOLS,
  NODES,
  PODS,
  seededRandom,
  systemClock,
  type Clock,
  type Deployment,
  type Draft,
  type EC2NodeClass,
  type KubeObject,
  type Node,
  type NodeClaim,
  type NodePool,
  type Pod,
} from "@inlay/resources";
import { until } from "../support/wait.ts";
import { TinyCloud } from "./tiny-cloud.ts";

export type LogLine = Readonly<Record<string, unknown>> & { readonly message: string };

/** A real API server with scheduler, controllers and kubelets, a cloud in memory, and autoscalers that can be started and stopped. */
export interface TestCluster {
  readonly kubernetes: Kubernetes;
  readonly cloud: TinyCloud;
  readonly client: KubeClient;
  readonly log: LogLine[];
  /** Asked before and after every call over HTTP; the first verdict that is not undefined counts. */
  onCall: (call: KubernetesCall, when: "before" | "after") => Promise<GateVerdict | undefined>;
  start(options?: Readonly<Record<string, string>>, clock?: Clock): Promise<TestAutoscaler>;
  nodeClaims(): readonly NodeClaim[];
  nodes(): readonly Node[];
  pods(): readonly Pod[];
  scale(name: string, replicas: number): Promise<void>;
  close(): Promise<void>;
}

export interface TestAutoscaler {
  readonly running: RunningAutoscaler;
  /** From here on nothing of it reaches the API server or comes back: as after SIGKILL. */
  kill(): Promise<void>;
  /** SIGTERM. */
  stop(): Promise<void>;
}

export async function testCluster(nodePool: Partial<NodePool["spec"]> = {}): Promise<TestCluster> {
  const cluster = { onCall: () => Promise.resolve(undefined) } as Pick<TestCluster, "onCall">;
  const gate = async (call: KubernetesCall, when: "before" | "after"): Promise<GateVerdict> =>
    (await cluster.onCall(call, when)) ?? { kind: "pass" };
  const kubernetes = await startKubernetes({
    clock: systemClock,
    random: seededRandom(7),
    gate: { before: (call) => gate(call, "before"), after: (call) => gate(call, "after") },
  });
  const admin = await kubernetes.clientCertificate({ name: "admin", groups: ["system:masters"] });
  const access: ClusterAccess = {
    server: kubernetes.url,
    certificateAuthority: kubernetes.certificateAuthorityPem,
    skipTlsVerify: false,
    tlsServerName: undefined,
    proxyUrl: undefined,
    credentials: clientCertificate(admin.certificate, admin.key),
    namespace: undefined,
  };
  const client = connectKube(access);
  const cloud = new TinyCloud(kubernetes);
  await prepare(client, nodePool);
  const log: LogLine[] = [];
  const started: TestAutoscaler[] = [];
  const { api } = kubernetes;

  const start = async (
    flags: Readonly<Record<string, string>> = {},
    clock: Clock = systemClock,
  ): Promise<TestAutoscaler> => {
    const stopping = new AbortController();
    const clients = [connectKube(access), connectKube(access)] as const;
    const write = (line: string) => {
      if (process.env.SHOW_LOG) process.stderr.write(line);
      log.push(JSON.parse(line) as LogLine);
    };
    const logger = jsonLogger({ level: "INFO", commit: "test", now: Date.now, write });
    const random = seededRandom(Number.parseInt(randomUUID().slice(0, 8), 16));
    const running = await startAutoscaler({
      client: clients[0],
      leaseClient: clients[1],
      caches: new SharedCaches({ client: clients[0], clock, random, logger }),
      provider: cloud,
      providerControllers: [],
      providerSingletons: [],
      clock,
      random,
      logger,
      metrics: new Metrics(),
      options: parseAutoscalerOptions({ "metrics-port": "0", "health-probe-port": "0", ...flags }, {}),
      namespace: "kube-system",
      build: { version: "test", commit: "test" },
      host: "127.0.0.1",
      signal: stopping.signal,
    });
    const end = async (kill: boolean) => {
      // Connections first: what is under way gets no answer, and nothing can be written on the way out.
      if (kill) await Promise.all(clients.map((each) => each.close()));
      stopping.abort(new Error("stopped"));
      await running.done.catch(() => {});
      await Promise.all(clients.map((each) => each.close()));
    };
    const autoscaler = { running, kill: () => end(true), stop: () => end(false) };
    started.push(autoscaler);
    return autoscaler;
  };

  return Object.assign(cluster, {
    kubernetes,
    cloud,
    client,
    log,
    start,
    nodeClaims: () => api.list<NodeClaim>(NODE_CLAIMS),
    nodes: () => api.list<Node>(NODES),
    pods: () => api.list<Pod>(PODS).filter(({ metadata }) => metadata.namespace === "default"),
    scale: async (name: string, replicas: number) => {
      await client.mergePatch(DEPLOYMENTS, { namespace: "default", name }, { spec: { replicas } });
    },
    close: async () => {
      await Promise.all(started.map((each) => each.stop()));
      await client.close();
      await kubernetes.close();
    },
  });
}

const nodeClassRef = { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: "default" };

async function prepare(client: KubeClient, nodePool: Partial<NodePool["spec"]>): Promise<void> {
  for (const definition of karpenterCustomResourceDefinitions())
    await client.create(CUSTOM_RESOURCE_DEFINITIONS, definition);
  const nodeClass: Draft<EC2NodeClass> = {
    apiVersion: "karpenter.k8s.aws/v1",
    kind: "EC2NodeClass",
    metadata: { name: "default" },
    spec: {
      role: "node",
      subnetSelectorTerms: [{ tags: { a: "b" } }],
      securityGroupSelectorTerms: [{ tags: { a: "b" } }],
      amiSelectorTerms: [{ alias: "al2023@latest" }],
    },
  };
  const created = await until("the custom resources to be served", () =>
    client.create<EC2NodeClass>(EC2_NODE_CLASSES, nodeClass),
  );
  const ready = {
    type: "Ready",
    status: "True",
    reason: "Ready",
    message: "",
    lastTransitionTime: created.metadata.creationTimestamp,
    observedGeneration: 1,
  };
  await client.mergePatch(
    EC2_NODE_CLASSES,
    { name: "default" },
    { status: { conditions: [ready] } },
    { subresource: "status" },
  );
  const pool: Draft<NodePool> = {
    apiVersion: "karpenter.sh/v1",
    kind: "NodePool",
    metadata: { name: "default" },
    spec: {
      template: { spec: { nodeClassRef, requirements: [] } },
      disruption: { consolidateAfter: "0s", budgets: [{ nodes: "100%" }] },
      ...nodePool,
    },
  };
  await client.create<NodePool>(NODE_POOLS, pool);
}

export function deployment(name: string, replicas: number, cpu: string, extra: object = {}): Draft<Deployment> {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "default" },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 0,
          containers: [{ name: "main", image: "pause", resources: { requests: { cpu } } }],
          ...extra,
        },
      },
    },
  };
}

export const running = (pods: readonly KubeObject[]): number =>
  (pods as readonly Pod[]).filter(({ status }) => status?.phase === "Running").length;

export const isInitialized = (claim: NodeClaim): boolean =>
  claim.status?.conditions?.some(({ type, status }) => type === "Initialized" && status === "True") ?? false;
