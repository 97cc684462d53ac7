/**
 * The controller as a process of its own against the box's API server: from pending pods to node claims, beyond the batch window, and
 * what it costs when nothing happens.
 */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { NodeClaimNotFound, type CloudInstance, type CloudProvider } from "@inlay/cloud";
import { parseAutoscalerOptions, startAutoscaler } from "@inlay/autoscaler";
import { startKubernetes, type Kubernetes } from "@inlay/box-kubernetes";
import { clientCertificate, connectKube, jsonLogger, Metrics, SharedCaches, type KubeClient } from "@inlay/kube";
import type { InstanceType } from "@inlay/planner";
import {
  CUSTOM_RESOURCE_DEFINITIONS,
  EC2_NODE_CLASSES,
  karpenterCustomResourceDefinitions,
  NODE_CLAIMS,
  NODE_POOLS,
  NODES,
  PODS,
  rfc3339,
  seededRandom,
  systemClock,
  type EC2NodeClass,
  type Node,
  type NodeClaim,
  type NodePool,
  type Pod,
} from "@inlay/resources";
import { printFigures } from "./figures.ts";

const NODE_COUNT = 500;
const PODS_PER_NODE = 5;
const PENDING_PODS = 1_000;
const REST_MS = 30_000;
const ZONES = ["zone-a", "zone-b", "zone-c"];
const GIB = 2 ** 30;
const nodeClassRef = { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: "default" };

/** 400 types, 1 to 400 CPUs, three zones. */
const TYPES: readonly InstanceType[] = Array.from({ length: 400 }, (_, index) => ({
  name: `t.${index + 1}`,
  requirements: [
    { key: "node.kubernetes.io/instance-type", operator: "In", values: [`t.${index + 1}`] },
    { key: "kubernetes.io/arch", operator: "In", values: ["amd64"] },
    { key: "kubernetes.io/os", operator: "In", values: ["linux"] },
    { key: "topology.kubernetes.io/zone", operator: "In", values: ZONES },
    { key: "karpenter.sh/capacity-type", operator: "In", values: ["on-demand", "spot"] },
  ],
  offerings: ZONES.flatMap((zone) => [
    { zone, capacityType: "on-demand", pricePerHour: 0.05 * (index + 1), available: true } as const,
    { zone, capacityType: "spot", pricePerHour: 0.02 * (index + 1), available: true } as const,
  ]),
  capacity: { cpu: 1_000 * (index + 1), memory: 4 * GIB * (index + 1), pods: 110 },
  overhead: { cpu: 80 },
}));

interface Access {
  readonly server: string;
  readonly certificateAuthority: string;
  readonly certificate: string;
  readonly key: string;
}

const connect = (access: Access): KubeClient =>
  connectKube(
    {
      server: access.server,
      certificateAuthority: access.certificateAuthority,
      skipTlsVerify: false,
      tlsServerName: undefined,
      proxyUrl: undefined,
      credentials: clientCertificate(access.certificate, access.key),
      namespace: undefined,
    },
    { requestsPerSecond: 2_000, burst: 5_000 },
  );

/** A cloud whose instances are all there, and that launches nothing new. */
async function controller(access: Access): Promise<void> {
  const never = (_: NodeClaim, signal: AbortSignal): Promise<CloudInstance> =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("stopped"))));
  const provider: CloudProvider = {
    name: "bench",
    nodeClassKinds: [{ group: "karpenter.k8s.aws", kind: "EC2NodeClass" }],
    repairPolicies: [],
    create: never,
    get: () => Promise.reject(new NodeClaimNotFound("unknown")),
    delete: () => Promise.resolve(),
    list: () => Promise.resolve([]),
    instanceTypes: () => Promise.resolve(TYPES),
    isDrifted: () => Promise.resolve(""),
  };
  const logger = jsonLogger({
    level: "INFO",
    commit: "bench",
    now: Date.now,
    write: (line) => process.send!({ line: JSON.parse(line) as unknown }),
  });
  const random = seededRandom(1);
  const client = connect(access);
  const stopping = new AbortController();
  process.on("message", (question) => {
    if (question === "cpu") process.send!({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss() });
    if (question === "stop") stopping.abort(new Error("stopped"));
  });
  const running = await startAutoscaler({
    client,
    leaseClient: connect(access),
    caches: new SharedCaches({ client, clock: systemClock, random, logger }),
    provider,
    providerControllers: [],
    providerSingletons: [],
    clock: systemClock,
    random,
    logger,
    metrics: new Metrics(),
    options: parseAutoscalerOptions({ "metrics-port": "0", "health-probe-port": "0" }, {}),
    namespace: "kube-system",
    build: { version: "bench", commit: "bench" },
    host: "127.0.0.1",
    signal: stopping.signal,
  });
  process.send!({ started: true });
  await running.done.catch(() => {});
  process.exit(0);
}

interface Line {
  readonly message: string;
  readonly time: string;
  readonly duration?: string;
  readonly requests?: { readonly pods?: string };
}

async function measure(): Promise<void> {
  const kubernetes = await startKubernetes({ clock: systemClock, random: seededRandom(7) });
  const admin = await kubernetes.clientCertificate({ name: "admin", groups: ["system:masters"] });
  const access: Access = {
    server: kubernetes.url,
    certificateAuthority: kubernetes.certificateAuthorityPem,
    certificate: admin.certificate,
    key: admin.key,
  };
  const client = connect(access);
  await fill(client, kubernetes);
  const lines: Line[] = [];
  const child = fork(import.meta.filename, ["controller", JSON.stringify(access)], { execArgv: process.execArgv });
  child.on("message", (message: { readonly line?: Line }) => {
    if (message.line) lines.push(message.line);
  });
  await once(child, "message");
  // The first half minute is for caches, hashes and first plans.
  await systemClock.sleep(REST_MS);
  const before = await usage(child);
  await systemClock.sleep(REST_MS);
  const after = await usage(child);
  const cores = (after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system) / 1_000 / REST_MS;

  await Promise.all(Array.from({ length: PENDING_PODS }, (_, n) => client.create<Pod>(PODS, pendingPod(n))));
  const deadline = Date.now() + 60_000;
  while (!lines.some(({ message }) => message === "created nodeclaim")) {
    if (Date.now() > deadline)
      throw new Error(`no node claim within a minute; the last lines: ${JSON.stringify(lines.slice(-3))}`);
    await systemClock.sleep(100);
  }
  await systemClock.sleep(3_000);
  child.send("stop");
  await once(child, "exit");
  await client.close();
  await kubernetes.close();
  printFigures([
    { what: `controller CPU at rest, ${NODE_COUNT} nodes`, value: cores, unit: "cores", goal: { atMost: 0.05 } },
    { what: "controller memory", value: after.rss / 2 ** 20, unit: "MiB" },
    ...latencyFigures(lines),
  ]);
}

async function usage(child: ChildProcess): Promise<{ readonly cpu: NodeJS.CpuUsage; readonly rss: number }> {
  const answer = new Promise<{ readonly cpu: NodeJS.CpuUsage; readonly rss: number }>((resolve) => {
    const listener = (message: { readonly cpu?: NodeJS.CpuUsage; readonly rss?: number }) => {
      if (!message.cpu) return;
      child.off("message", listener);
      resolve({ cpu: message.cpu, rss: message.rss ?? 0 });
    };
    child.on("message", listener);
  });
  child.send("cpu");
  return answer;
}

/** From the end of the batch window to the answer to each claim's creation, one figure a pod. */
function latencyFigures(lines: readonly Line[]) {
  const found = lines.findIndex(({ message }) => message === "found provisionable pod(s)");
  const first = lines[found]!;
  const planning = milliseconds(first.duration!);
  const startedAt = Date.parse(first.time) - planning;
  const claims = lines.slice(found).filter(({ message }) => message === "created nodeclaim");
  const perPod = claims
    .flatMap(({ time, requests }) =>
      Array.from({ length: Number(requests?.pods ?? 0) }, () => Date.parse(time) - startedAt),
    )
    .sort((a, b) => a - b);
  return [
    { what: "planning of the first batch", value: planning, unit: "ms" },
    { what: "pods in new claims", value: perPod.length, unit: "pods" },
    { what: "new claims", value: claims.length, unit: "claims" },
    {
      what: "pending to claim created, beyond the batch window, p95",
      value: perPod[Math.floor(perPod.length * 0.95)] ?? 0,
      unit: "ms",
      goal: { atMost: 100 },
    },
  ];
}

function milliseconds(goDuration: string): number {
  const [, number = "0", unit = "ms"] = /^([\d.]+)(µs|ms|s)$/.exec(goDuration) ?? [];
  return Number(number) * { µs: 0.001, ms: 1, s: 1_000 }[unit as "ms"];
}

async function fill(client: KubeClient, kubernetes: Kubernetes): Promise<void> {
  for (const definition of karpenterCustomResourceDefinitions())
    await client.create(CUSTOM_RESOURCE_DEFINITIONS, definition);
  await client.create<EC2NodeClass>(EC2_NODE_CLASSES, {
    apiVersion: "karpenter.k8s.aws/v1",
    kind: "EC2NodeClass",
    metadata: { name: "default" },
    spec: {
      role: "node",
      subnetSelectorTerms: [{ tags: { a: "b" } }],
      securityGroupSelectorTerms: [{ tags: { a: "b" } }],
      amiSelectorTerms: [{ alias: "al2023@latest" }],
    },
  });
  const now = rfc3339(Date.now());
  const condition = (type: string) => ({
    type,
    status: "True",
    reason: type,
    message: "",
    lastTransitionTime: now,
    observedGeneration: 1,
  });
  const status = { subresource: "status" } as const;
  await client.mergePatch(
    EC2_NODE_CLASSES,
    { name: "default" },
    { status: { conditions: [condition("Ready")] } },
    status,
  );
  await client.create<NodePool>(NODE_POOLS, {
    apiVersion: "karpenter.sh/v1",
    kind: "NodePool",
    metadata: { name: "default" },
    spec: { template: { spec: { nodeClassRef, requirements: [] } }, disruption: { consolidateAfter: "30s" } },
  });
  const indices = Array.from({ length: NODE_COUNT }, (_, index) => index);
  while (indices.length > 0)
    await Promise.all(indices.splice(0, 50).map((index) => fillNode(client, kubernetes, index, condition)));
}

/** A node that is just full: at rest there is nothing to consolidate. */
async function fillNode(
  client: KubeClient,
  kubernetes: Kubernetes,
  index: number,
  condition: (type: string) => object,
): Promise<void> {
  const name = `node-${index}`;
  const providerID = `bench:///${ZONES[index % 3]}/${name}`;
  const labels = {
    "node.kubernetes.io/instance-type": "t.4",
    "topology.kubernetes.io/zone": ZONES[index % 3]!,
    "karpenter.sh/capacity-type": "spot",
    "karpenter.sh/nodepool": "default",
    "karpenter.k8s.aws/ec2nodeclass": "default",
  };
  const capacity = { cpu: "4", memory: "16Gi", pods: "110" };
  const allocatable = { ...capacity, cpu: "3920m" };
  await client.create<NodeClaim>(NODE_CLAIMS, {
    apiVersion: "karpenter.sh/v1",
    kind: "NodeClaim",
    metadata: { name, labels, finalizers: ["karpenter.sh/termination"] },
    spec: { nodeClassRef, requirements: [], expireAfter: "720h" },
  });
  const conditions = ["Launched", "Registered", "Initialized", "Ready"].map(condition);
  const status = { providerID, nodeName: name, capacity, allocatable, conditions };
  await client.mergePatch(NODE_CLAIMS, { name }, { status }, { subresource: "status" });
  await kubernetes.kubelets.boot({
    nodeName: name,
    providerID,
    labels: { "kubernetes.io/arch": "amd64", "kubernetes.io/os": "linux", "kubernetes.io/hostname": name },
    taints: [],
    addresses: [{ type: "Hostname", address: name }],
    capacity,
    allocatable,
    nodeInfo: { kubeletVersion: "v1.32.9", architecture: "amd64", operatingSystem: "linux" },
    readyAfterMs: 10,
    podStartMs: 10,
  });
  const registered = { ...labels, "karpenter.sh/registered": "true", "karpenter.sh/initialized": "true" };
  await client.mergePatch<Node>(
    NODES,
    { name },
    { metadata: { labels: registered, finalizers: ["karpenter.sh/termination"] } },
  );
  await Promise.all(
    Array.from({ length: PODS_PER_NODE }, (_, n) =>
      client.create<Pod>(PODS, pod(`${name}-${n}`, `${3_900 / PODS_PER_NODE}m`, { nodeName: name })),
    ),
  );
}

function pod(name: string, cpu: string, spec: Partial<Pod["spec"]> = {}) {
  return {
    apiVersion: "v1",
    kind: "Pod" as const,
    metadata: { name, namespace: "default" },
    spec: { ...spec, containers: [{ name: "main", image: "pause", resources: { requests: { cpu } } }] },
  };
}

const pendingPod = (n: number) => pod(`pending-${n}`, `${[100, 250, 500, 1_000, 1_500][n % 5]}m`);

if (process.send && process.argv[2] === "controller") await controller(JSON.parse(process.argv[3]!) as Access);
else await measure();
