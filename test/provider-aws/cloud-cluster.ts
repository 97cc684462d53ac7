import { createAwsClients, type AwsClients } from "@inlay/aws";
import {
  createAwsSimulation,
  listen,
  seedEksAccount,
  type AwsCall,
  type AwsVerdict,
  type BoxAwsSimulation,
  type Instance,
} from "@inlay/box-aws";
import { startKubernetes, type Kubernetes } from "@inlay/box-kubernetes";
import {
  apiEventRecorder,
  clientCertificate,
  connectKube,
  jsonLogger,
  Metrics,
  runControllers,
  SharedCaches,
  type KubeClient,
} from "@inlay/kube";
import { createAwsProvider, parseProviderOptions, ProviderMetrics, type AwsProvider } from "@inlay/provider-aws";
import {
  CUSTOM_RESOURCE_DEFINITIONS,
  EC2_NODE_CLASSES,
  karpenterCustomResourceDefinitions,
  NODE_CLAIMS,
  NODE_POOLS,
  NODES,
  seededRandom,
  SERVICES,
  systemClock,
  type Clock,
  type Draft,
  type EC2NodeClass,
  type Node,
  type NodeClaim,
  type NodePool,
  type Service,
} from "@inlay/resources";
import { until } from "../support/wait.ts";

export const CLUSTER_NAME = "my-eks-cluster";
const CONTROLLER_ROLE = `arn:aws:iam::123456789012:role/${CLUSTER_NAME}-karpenterControllerRole`;

export type LogLine = Readonly<Record<string, unknown>> & { readonly message: string };

/** A real API server and an AWS account, both behind their protocols; providers that can be started and killed. No machines boot. */
export interface CloudCluster {
  readonly aws: BoxAwsSimulation;
  readonly client: KubeClient;
  /** Asked before and after every AWS call; the first verdict that is not undefined counts. */
  onAwsCall: (call: AwsCall, when: "before" | "after") => Promise<AwsVerdict | undefined> | AwsVerdict | undefined;
  start(environment?: Readonly<Record<string, string>>): Promise<RunningProvider>;
  nodeClass(name: string, spec?: Partial<EC2NodeClass["spec"]>): Promise<EC2NodeClass>;
  readyNodeClass(name?: string): Promise<EC2NodeClass>;
  nodePool(nodeClass: string): Promise<NodePool>;
  nodeClaim(nodeClass: string, overrides?: Partial<NodeClaim["spec"]>): Promise<NodeClaim>;
  /** Instances that were launched for claims, in any state but terminated. */
  launched(): readonly Instance[];
  close(): Promise<void>;
}

export interface RunningProvider extends Omit<AwsProvider, "start"> {
  readonly signal: AbortSignal;
  readonly log: readonly LogLine[];
  /** Moves its clock on. */
  passTime(milliseconds: number): void;
  /** From here on nothing of it reaches AWS or the API server: as after SIGKILL. */
  stop(): Promise<void>;
}

export async function cloudCluster(): Promise<CloudCluster> {
  const cluster: Pick<CloudCluster, "onAwsCall"> = { onAwsCall: () => undefined };
  const gate = async (call: AwsCall, when: "before" | "after"): Promise<AwsVerdict> =>
    (await cluster.onAwsCall(call, when)) ?? { kind: "pass" };
  const aws = createAwsSimulation({
    clock: systemClock,
    seed: 7,
    speed: 1_000,
    gate: { before: (call) => gate(call, "before"), after: (call) => gate(call, "after") },
  });
  const awsServer = await listen(aws);
  await seedEksAccount(aws, { clusterName: CLUSTER_NAME });
  const keys = aws.issueAccessKey(CONTROLLER_ROLE);
  const kubernetes = await startKubernetes({ clock: systemClock, random: seededRandom(7) });
  aws.setClusterEndpoint(CLUSTER_NAME, {
    endpoint: kubernetes.url,
    certificateAuthority: Buffer.from(kubernetes.certificateAuthorityPem).toString("base64"),
  });
  const client = await adminClient(kubernetes);
  await prepare(client);
  const running: RunningProvider[] = [];

  const start = async (environment: Readonly<Record<string, string>> = {}): Promise<RunningProvider> => {
    const provider = await startProvider(kubernetes, {
      AWS_ENDPOINT_URL: awsServer.url,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      INLAY_REQUIRE_LOOPBACK_AWS: "true",
      CLUSTER_NAME,
      ...environment,
    });
    running.push(provider);
    return provider;
  };

  return Object.assign(cluster, {
    aws,
    client,
    start,
    nodeClass: (name: string, spec: Partial<EC2NodeClass["spec"]> = {}) =>
      client.create<EC2NodeClass>(EC2_NODE_CLASSES, nodeClassDraft(name, spec)),
    readyNodeClass: async (name = "default") => {
      await client.create<EC2NodeClass>(EC2_NODE_CLASSES, nodeClassDraft(name, {}));
      return until(`EC2NodeClass ${name} to be ready`, async () => {
        const nodeClass = await client.get<EC2NodeClass>(EC2_NODE_CLASSES, { name });
        const ready = nodeClass.status?.conditions?.find(({ type }) => type === "Ready");
        if (ready?.status !== "True") throw new Error(JSON.stringify(nodeClass.status?.conditions));
        return nodeClass;
      });
    },
    nodePool: (nodeClass: string) => client.create<NodePool>(NODE_POOLS, nodePoolDraft(nodeClass)),
    nodeClaim: (nodeClass: string, overrides: Partial<NodeClaim["spec"]> = {}) =>
      client.create<NodeClaim>(NODE_CLAIMS, nodeClaimDraft(nodeClass, overrides)),
    launched: () =>
      aws
        .instances()
        .filter(({ tags, state }) => tags["karpenter.sh/nodepool"] !== undefined && state !== "terminated"),
    close: async () => {
      await Promise.all(running.map((provider) => provider.stop()));
      await client.close();
      await kubernetes.close();
      await awsServer.close();
      await aws.close();
    },
  });
}

async function adminClient(kubernetes: Kubernetes): Promise<KubeClient> {
  const admin = await kubernetes.clientCertificate({ name: "admin", groups: ["system:masters"] });
  return connectKube({
    server: kubernetes.url,
    certificateAuthority: kubernetes.certificateAuthorityPem,
    skipTlsVerify: false,
    tlsServerName: undefined,
    proxyUrl: undefined,
    credentials: clientCertificate(admin.certificate, admin.key),
    namespace: undefined,
  });
}

async function startProvider(
  kubernetes: Kubernetes,
  environment: Readonly<Record<string, string>>,
): Promise<RunningProvider> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const client = await adminClient(kubernetes);
  const log: LogLine[] = [];
  let ahead = 0;
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + ahead };
  const logger = jsonLogger({
    level: "DEBUG",
    commit: "test",
    now: Date.now,
    write: (line) => {
      if (process.env.SHOW_LOG) process.stderr.write(line);
      log.push(JSON.parse(line) as LogLine);
    },
  });
  const random = seededRandom(7);
  const metrics = new Metrics();
  const providerMetrics = new ProviderMetrics(metrics);
  const clients: AwsClients = createAwsClients({
    region: "us-east-1",
    environment,
    userAgent: "karpenter.sh-1.14.1",
    onCall: (call) => providerMetrics.called(call),
  });
  const caches = new SharedCaches({ client, clock, random, logger });
  const provider = createAwsProvider({
    kubeClient: client,
    caches: {
      nodePools: caches.of<NodePool>(NODE_POOLS),
      nodeClaims: caches.of<NodeClaim>(NODE_CLAIMS),
      nodeClasses: caches.of<EC2NodeClass>(EC2_NODE_CLASSES),
      nodes: caches.of<Node>(NODES),
    },
    aws: clients,
    clock,
    logger,
    events: apiEventRecorder({ client, clock, logger, signal, component: "karpenter" }),
    metrics: providerMetrics,
    options: parseProviderOptions({}, environment),
    minValuesPolicy: "Strict",
    signal,
  });
  caches.start(signal);
  await caches.whenSynced(signal);
  await provider.start(signal);
  const controllers = runControllers(
    provider.controllers,
    provider.singletons,
    { clock, random, logger, metrics },
    signal,
  );
  return {
    ...provider,
    signal,
    log,
    passTime: (milliseconds) => (ahead += milliseconds),
    stop: async () => {
      stopping.abort(new Error("stopped"));
      clients.close();
      await controllers.stopped();
      await client.close();
    },
  };
}

async function prepare(client: KubeClient): Promise<void> {
  for (const definition of karpenterCustomResourceDefinitions())
    await client.create(CUSTOM_RESOURCE_DEFINITIONS, definition);
  const dns: Draft<Service> = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { namespace: "kube-system", name: "kube-dns" },
    spec: { clusterIP: "10.100.0.10", ports: [{ name: "dns", port: 53, protocol: "UDP" }] },
  };
  await client.create<Service>(SERVICES, dns);
  await until(
    "the custom resources to be served",
    async () => (await client.list(EC2_NODE_CLASSES)).items.length === 0,
  );
}

function nodeClassDraft(name: string, spec: Partial<EC2NodeClass["spec"]>): Draft<EC2NodeClass> {
  const discovery = [{ tags: { "karpenter.sh/discovery": CLUSTER_NAME } }];
  return {
    apiVersion: "karpenter.k8s.aws/v1",
    kind: "EC2NodeClass",
    metadata: { name },
    spec: {
      role: `${CLUSTER_NAME}-nodeRole`,
      amiSelectorTerms: [{ alias: "al2023@v20250920" }],
      subnetSelectorTerms: discovery,
      securityGroupSelectorTerms: discovery,
      ...spec,
    },
  };
}

const classRef = (name: string) => ({ group: "karpenter.k8s.aws", kind: "EC2NodeClass", name });

/** The reference page's NodePool. */
function nodePoolDraft(nodeClass: string): Draft<NodePool> {
  return {
    apiVersion: "karpenter.sh/v1",
    kind: "NodePool",
    metadata: { name: "default" },
    spec: {
      template: {
        spec: {
          nodeClassRef: classRef(nodeClass),
          requirements: [
            { key: "kubernetes.io/arch", operator: "In", values: ["amd64"] },
            { key: "kubernetes.io/os", operator: "In", values: ["linux"] },
            { key: "karpenter.sh/capacity-type", operator: "In", values: ["on-demand"] },
            { key: "karpenter.k8s.aws/instance-category", operator: "In", values: ["c", "m", "r"] },
            { key: "karpenter.k8s.aws/instance-generation", operator: "Gt", values: ["2"] },
          ],
        },
      },
    },
  };
}

function nodeClaimDraft(nodeClass: string, overrides: Partial<NodeClaim["spec"]>): Draft<NodeClaim> {
  return {
    apiVersion: "karpenter.sh/v1",
    kind: "NodeClaim",
    metadata: {
      generateName: "default-",
      labels: { "karpenter.sh/nodepool": "default" },
    },
    spec: {
      nodeClassRef: classRef(nodeClass),
      requirements: [
        { key: "kubernetes.io/arch", operator: "In", values: ["amd64"] },
        { key: "karpenter.sh/capacity-type", operator: "In", values: ["on-demand"] },
        { key: "node.kubernetes.io/instance-type", operator: "In", values: ["c6a.2xlarge", "m6a.2xlarge"] },
      ],
      resources: { requests: { cpu: "5180m", memory: "120Mi", pods: "8" } },
      ...overrides,
    },
  };
}
