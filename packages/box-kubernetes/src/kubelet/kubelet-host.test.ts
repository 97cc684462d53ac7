import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { PassThrough } from "node:stream";
import {
  CONFIG_MAPS,
  CSI_NODES,
  EVENTS,
  NODES,
  PERSISTENT_VOLUME_CLAIMS,
  PERSISTENT_VOLUMES,
  PODS,
  SERVICE_ACCOUNTS,
  STORAGE_CLASSES,
  VOLUME_ATTACHMENTS,
  type ConfigMap,
  type Container,
  type Event,
  type KubeObject,
  type Node,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  type ServiceAccount,
  type StorageClass,
} from "@inlay/resources";
import { afterEach, expect, test } from "vitest";
import { conditionOf, isReady } from "../controllers/pods/pod-state.ts";
import { SteppedClock } from "../testing/stepped-clock.ts";
import { eventually, simulatedCluster, testMachine, type SimulatedCluster } from "../testing/simulated-cluster.ts";
import type { ContainerContext, ContainerRuntime, RunningContainer } from "./container-runtime.ts";

let cluster: SimulatedCluster;
afterEach(() => cluster.stop());

const key = { namespace: "default", name: "p" };
const pod = () => cluster.api.get<Pod>(PODS, key);
const status = (index = 0) => pod()?.status?.containerStatuses?.[index];
const events = () =>
  cluster.api.list<Event>(EVENTS, { namespace: "default" }).map(({ reason, message }) => `${reason} ${message}`);
const create = (containers: readonly Container[], spec: Partial<Pod["spec"]> = {}) =>
  cluster.api.create<Pod>(PODS, {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", namespace: "default", labels: { app: "p" } },
    spec: { containers, ...spec },
  });
const shell = (script: string, over: Partial<Container> = {}): Container => ({
  name: "c",
  image: "busybox:1.37",
  command: ["sh", "-c", script],
  ...over,
});
const pause: Container = { name: "c", image: "registry.k8s.io/pause:3.10" };

test("a node registers not ready, becomes ready, and gets its devices later", async () => {
  const clock = new SteppedClock();
  cluster = await simulatedCluster({ clock });
  const capacity = { cpu: "4", memory: "16Gi", pods: "58", "vpc.amazonaws.com/pod-eni": "18" };
  const taints = [{ key: "karpenter.sh/unregistered", effect: "NoExecute" as const }];
  await cluster.kubelets.boot(testMachine("n", { capacity, allocatable: capacity, taints, readyAfterMs: 8_000 }));
  const node = () => cluster.api.get<Node>(NODES, { name: "n" })!;
  expect(conditionOf(node(), "Ready")).toMatchObject({ status: "False", reason: "KubeletNotReady" });
  expect(node().spec.taints?.[0]).toMatchObject(taints[0]!);
  expect(node().metadata.labels).toMatchObject({ "kubernetes.io/hostname": "n", "kubernetes.io/arch": "amd64" });
  await clock.pass(8_000);
  expect(conditionOf(node(), "Ready")).toMatchObject({ status: "True", message: "kubelet is posting ready status" });
  expect(node().status?.allocatable).not.toHaveProperty("vpc.amazonaws.com/pod-eni");
  expect(node().metadata.labels).toMatchObject({ "topology.ebs.csi.aws.com/zone": "us-east-1a" });
  await clock.pass(2_000);
  expect(node().status?.allocatable).toMatchObject({ "vpc.amazonaws.com/pod-eni": "18" });
  expect(cluster.api.get<KubeObject>(CSI_NODES, { name: "n" })).toBeDefined();
  const lease = () =>
    cluster.api.get<KubeObject>(
      { group: "coordination.k8s.io", version: "v1", resource: "leases" },
      { namespace: "kube-node-lease", name: "n" },
    );
  const renewed = lease()!.metadata.resourceVersion;
  await clock.pass(11_000);
  expect(lease()!.metadata.resourceVersion).not.toBe(renewed);
  const told = cluster.api
    .list<Event>(EVENTS)
    .filter(({ involvedObject }) => involvedObject.kind === "Node")
    .map(({ reason }) => reason);
  expect(told).toEqual(expect.arrayContaining(["Starting", "RegisteredNode", "NodeReady"]));
});

test("a pod waits, starts with addresses and events, and goes when it is deleted", async () => {
  const clock = new SteppedClock();
  cluster = await simulatedCluster({ clock });
  await cluster.kubelets.boot(testMachine("n", { podStartMs: 2_000 }));
  await clock.pass(100);
  await create([pause]);
  await clock.pass(100);
  expect(status()?.state?.waiting?.reason).toBe("ContainerCreating");
  expect(pod()?.status).toMatchObject({ phase: "Pending", hostIP: "10.0.0.1" });
  await clock.pass(3_000);
  expect(pod()?.status).toMatchObject({ phase: "Running", podIP: expect.stringMatching(/^100\.64\./) as string });
  expect(isReady(pod()!)).toBe(true);
  expect(status()).toMatchObject({ ready: true, started: true, restartCount: 0, image: "registry.k8s.io/pause:3.10" });
  expect(events()).toEqual(
    expect.arrayContaining([
      "Scheduled Successfully assigned default/p to n",
      'Pulling Pulling image "registry.k8s.io/pause:3.10"',
      "Created Created container: c",
      "Started Started container c",
    ]),
  );
  await cluster.api.delete(PODS, key);
  expect(pod()).toBeDefined();
  await clock.pass(2_000);
  expect(pod()).toBeUndefined();
  expect(events()).toContain("Killing Stopping container c");
});

test("init containers run first, one after the other, and a failing one is tried again", async () => {
  const clock = new SteppedClock();
  cluster = await simulatedCluster({ clock });
  await cluster.kubelets.boot(testMachine("n"));
  const initContainers = [shell("sleep 5", { name: "one" }), shell("sleep 5; exit 1", { name: "two" })];
  await create([pause], { initContainers });
  await clock.pass(1_000);
  const init = () => pod()!.status!.initContainerStatuses!;
  expect(init()[0]?.state?.running).toBeDefined();
  expect(status()?.state?.waiting?.reason).toBe("PodInitializing");
  expect(conditionOf(pod()!, "Initialized")?.status).toBe("False");
  await clock.pass(5_000);
  expect(init()[0]?.state?.terminated?.exitCode).toBe(0);
  expect(init()[1]?.state?.running).toBeDefined();
  await clock.pass(12_000);
  expect(init()[1]).toMatchObject({ restartCount: 1, state: { waiting: { reason: "CrashLoopBackOff" } } });
  expect(pod()?.status?.phase).toBe("Pending");
});

test("a container that keeps ending is restarted with growing delays", async () => {
  const clock = new SteppedClock();
  cluster = await simulatedCluster({ clock });
  await cluster.kubelets.boot(testMachine("n"));
  await create([shell("sleep 1; exit 2")]);
  await clock.pass(4_000);
  expect(status()).toMatchObject({ restartCount: 1, ready: false });
  expect(status()?.state?.waiting?.reason).toBe("CrashLoopBackOff");
  expect(status()?.state?.waiting?.message).toMatch(/^back-off 10s restarting failed container=c pod=p_default\(/);
  expect(status()?.lastState?.terminated).toMatchObject({ exitCode: 2, reason: "Error" });
  await clock.pass(10_000);
  expect(status()?.restartCount).toBe(2);
  await clock.pass(15_000);
  expect(status()?.restartCount).toBe(2);
  await clock.pass(10_000);
  expect(status()?.restartCount).toBe(3);
});

test("an image that does not exist is not pulled", async () => {
  const clock = new SteppedClock();
  cluster = await simulatedCluster({ clock });
  await cluster.kubelets.boot(testMachine("n"));
  await create([{ name: "c", image: "nginx:does-not-exist" }]);
  await clock.pass(1_000);
  expect(status()?.state?.waiting?.reason).toBe("ErrImagePull");
  await clock.pass(5_000);
  expect(status()?.state?.waiting?.reason).toBe("ImagePullBackOff");
  expect(pod()?.status?.phase).toBe("Pending");
  expect(events()).toContain('BackOff Back-off pulling image "nginx:does-not-exist"');
});

test("a config map that is missing is waited for", async () => {
  const clock = new SteppedClock();
  cluster = await simulatedCluster({ clock });
  await cluster.kubelets.boot(testMachine("n"));
  await create([{ ...pause, env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "m", key: "a" } } }] }]);
  await clock.pass(1_000);
  expect(status()?.state?.waiting).toEqual({
    reason: "CreateContainerConfigError",
    message: 'configmap "m" not found',
  });
  await cluster.api.create<ConfigMap>(CONFIG_MAPS, {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "m", namespace: "default" },
    data: { a: "1" },
  });
  await clock.pass(3_000);
  expect(pod()?.status?.phase).toBe("Running");
});

test("a pod that ends for good is finished, one that takes too long is failed", async () => {
  const clock = new SteppedClock();
  cluster = await simulatedCluster({ clock });
  await cluster.kubelets.boot(testMachine("n"));
  await create([shell("sleep 3")], { restartPolicy: "Never" });
  await clock.pass(5_000);
  expect(pod()?.status?.phase).toBe("Succeeded");
  await cluster.api.delete(PODS, key);
  await clock.pass(1_000);
  await create([shell("sleep 100")], { restartPolicy: "Never", activeDeadlineSeconds: 5 });
  await clock.pass(7_000);
  expect(pod()?.status).toMatchObject({ phase: "Failed", reason: "DeadlineExceeded" });
});

test("a node refuses what it has no room for", async () => {
  const clock = new SteppedClock();
  cluster = await simulatedCluster({ clock });
  await cluster.kubelets.boot(testMachine("n"));
  await clock.pass(100);
  await create([{ ...pause, resources: { requests: { cpu: "5" } } }], { nodeName: "n" });
  await clock.pass(1_000);
  expect(pod()?.status).toMatchObject({
    phase: "Failed",
    reason: "OutOfcpu",
    message: "Pod was rejected: Node didn't have enough resource: cpu, requested: 5000, used: 0, capacity: 4000",
  });
});

test("a claim gets its volume in the zone of the node, attached before the pod starts and detached after it", async () => {
  const clock = new SteppedClock();
  cluster = await simulatedCluster({ clock });
  await cluster.kubelets.boot(testMachine("n"));
  await cluster.api.create<StorageClass>(STORAGE_CLASSES, {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name: "gp3" },
    provisioner: "ebs.csi.aws.com",
    reclaimPolicy: "Delete",
    volumeBindingMode: "WaitForFirstConsumer",
  });
  await cluster.api.create<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS, {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "data", namespace: "default" },
    spec: { storageClassName: "gp3", accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "4Gi" } } },
  });
  const claim = () =>
    cluster.api.get<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS, { namespace: "default", name: "data" });
  await clock.pass(1_000);
  expect(claim()?.status?.phase).toBe("Pending");
  expect(events()).toContain("WaitForFirstConsumer waiting for first consumer to be created before binding");
  await create([pause], { volumes: [{ name: "v", persistentVolumeClaim: { claimName: "data" } }] });
  await clock.pass(10_000);
  expect(claim()?.status).toMatchObject({ phase: "Bound", capacity: { storage: "4Gi" } });
  const volume = cluster.api.list<PersistentVolume>(PERSISTENT_VOLUMES)[0]!;
  expect(volume.spec.nodeAffinity?.required?.nodeSelectorTerms[0]?.matchExpressions?.[0]?.values).toEqual([
    "us-east-1a",
  ]);
  expect(volume.status?.phase).toBe("Bound");
  expect(pod()?.status?.phase).toBe("Running");
  expect(cluster.api.list(VOLUME_ATTACHMENTS)).toMatchObject([{ spec: { nodeName: "n" }, status: { attached: true } }]);
  await cluster.api.delete(PODS, key);
  await cluster.api.delete(PERSISTENT_VOLUME_CLAIMS, claim()!.metadata);
  await clock.pass(10_000);
  expect([cluster.api.list(VOLUME_ATTACHMENTS), claim(), cluster.api.list(PERSISTENT_VOLUMES)]).toEqual([
    [],
    undefined,
    [],
  ]);
});

/** A container that the test runs: it ends when told, and may listen. */
class TestProcess implements RunningContainer {
  readonly context: ContainerContext;
  readonly output = new PassThrough();
  readonly ports: Map<number, number>;
  readonly exited: Promise<{ exitCode: number; signal?: number }>;
  end!: (exitCode: number) => void;
  killed = false;

  constructor(context: ContainerContext, ports: Map<number, number>) {
    this.context = context;
    this.ports = ports;
    this.exited = new Promise((resolve) => {
      this.end = (exitCode) => {
        this.output.end();
        resolve({ exitCode });
      };
    });
  }

  stop(): Promise<void> {
    this.end(143);
    return Promise.resolve();
  }

  kill(): void {
    this.killed = true;
    this.end(137);
  }
}

class TestRuntime implements ContainerRuntime {
  readonly started: TestProcess[] = [];
  readonly ports = new Map<number, number>();

  runs(image: string): boolean {
    return image === "real:1";
  }

  start(image: string, context: ContainerContext): Promise<RunningContainer> | undefined {
    if (!this.runs(image)) return undefined;
    const process = new TestProcess(context, this.ports);
    this.started.push(process);
    return Promise.resolve(process);
  }
}

async function text(log: AsyncIterable<Uint8Array> | string): Promise<string> {
  if (typeof log === "string") return log;
  const chunks: Uint8Array[] = [];
  for await (const chunk of log) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
const forever = new AbortController().signal;
const real = (over: Partial<Container> = {}): Container => ({ name: "c", image: "real:1", ...over });

test("a real container gets its environment and its token as a file, and its output is its log", async () => {
  const runtime = new TestRuntime();
  cluster = await simulatedCluster({ runtime });
  await cluster.kubelets.boot(testMachine("n"));
  const account = {
    apiVersion: "v1",
    kind: "ServiceAccount" as const,
    metadata: { name: "robot", namespace: "default" },
  };
  await cluster.api.create<ServiceAccount>(SERVICE_ACCOUNTS, account);
  const volumes = [
    {
      name: "token",
      projected: {
        sources: [
          { serviceAccountToken: { path: "token", audience: "sts.amazonaws.com", expirationSeconds: 3600 } },
          { downwardAPI: { items: [{ path: "namespace", fieldRef: { fieldPath: "metadata.namespace" } }] } },
        ],
      },
    },
  ];
  const env = [
    { name: "POD", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
    { name: "MEMORY", valueFrom: { resourceFieldRef: { resource: "limits.memory", divisor: "1Mi" } } },
    { name: "HELLO", value: "hello $(POD)" },
  ];
  const resources = { limits: { memory: "1Gi" }, requests: { memory: "1Gi" } };
  const volumeMounts = [{ name: "token", mountPath: "/var/run/secrets/x" }];
  await create([real({ env, resources, volumeMounts, args: ["--name=$(POD)"] })], {
    volumes,
    serviceAccountName: "robot",
  });
  const process = await eventually(
    () => runtime.started[0],
    () => [pod()?.status, events()],
  );
  expect(process.context.env).toMatchObject({
    POD: "p",
    MEMORY: "1024",
    HELLO: "hello p",
    KUBERNETES_SERVICE_HOST: "127.0.0.1",
    KUBERNETES_SERVICE_PORT: "6443",
  });
  expect(process.context.container.args).toEqual(["--name=p"]);
  const folder = process.context.mounts["/var/run/secrets/x"]!;
  expect(await readFile(`${folder}/namespace`, "utf8")).toBe("default");
  const token = await readFile(`${folder}/token`, "utf8");
  const claims = JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString()) as Record<string, unknown>;
  expect(claims).toMatchObject({ sub: "system:serviceaccount:default:robot", aud: ["sts.amazonaws.com"] });
  process.output.write("one\ntwo\nthr");
  process.output.write("ee\nfour\n");
  await eventually(() => status()?.ready);
  const log = (options: Parameters<typeof cluster.kubelets.proxy.log>[2]) =>
    text(cluster.kubelets.proxy.log(pod()!, "c", options, forever));
  await eventually(() => process.output.readableLength === 0);
  expect(await log({})).toBe("one\ntwo\nthree\nfour\n");
  expect(await log({ tailLines: 2 })).toBe("three\nfour\n");
  expect(await log({ timestamps: true, tailLines: 1 })).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z four\n$/);
  expect(await log({ previous: true })).toBe('previous terminated container "c" in pod "p" not found');
  const followed = log({ follow: true, tailLines: 0 });
  process.output.write("five\n");
  process.end(1);
  expect(await followed).toBe("five\n");
  await eventually(() => runtime.started.length === 2 && status()?.restartCount === 1);
  expect(await log({ previous: true, tailLines: 1 })).toBe("five\n");
});

test("probes ask the real port, port forwarding reaches it, a machine that dies takes its processes with it", async () => {
  const runtime = new TestRuntime();
  let healthy = false;
  const server = createServer((_request, response) => {
    response.statusCode = healthy ? 200 : 503;
    response.end("hi");
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  runtime.ports.set(8080, (server.address() as { port: number }).port);
  cluster = await simulatedCluster({ runtime });
  const handle = await cluster.kubelets.boot(testMachine("n"));
  const readinessProbe = { httpGet: { path: "/readyz", port: "http" }, periodSeconds: 1, failureThreshold: 1 };
  await create([real({ ports: [{ name: "http", containerPort: 8080 }], readinessProbe })]);
  await eventually(
    () => events().includes("Unhealthy Readiness probe failed: HTTP probe failed with statuscode: 503"),
    () => [pod()?.status, events()],
  );
  expect(status()?.ready).toBe(false);
  healthy = true;
  await eventually(() => isReady(pod()!));
  const stream = await cluster.kubelets.proxy.portForward(pod()!, 8080);
  stream.write("GET / HTTP/1.0\r\n\r\n");
  let answer = "";
  for await (const chunk of stream) answer += String(chunk);
  expect(answer).toMatch(/hi$/);
  await expect(cluster.kubelets.proxy.portForward(pod()!, 9)).rejects.toThrow("nothing listens on port 9");
  handle.stop();
  expect(runtime.started[0]?.killed).toBe(true);
  expect(isReady(pod()!)).toBe(true);
  server.close();
});

test("a failing liveness probe restarts the container; deletion asks the process to stop", async () => {
  const runtime = new TestRuntime();
  cluster = await simulatedCluster({ runtime });
  await cluster.kubelets.boot(testMachine("n"));
  const livenessProbe = { tcpSocket: { port: 1 }, periodSeconds: 1, failureThreshold: 1 };
  await create([real({ livenessProbe })]);
  await eventually(
    () => status()?.restartCount === 1 && runtime.started.length >= 2,
    () => [pod()?.status, events()],
  );
  expect(status()?.lastState?.terminated?.exitCode).toBe(143);
  expect(events()).toContain("Killing Container c failed liveness probe, will be restarted");
  await cluster.api.delete(PODS, key);
  await eventually(
    () => pod() === undefined,
    () => pod()?.status,
  );
});

test("after a restart of its machine a process is started again, as a restart", async () => {
  const runtime = new TestRuntime();
  cluster = await simulatedCluster({ runtime });
  const handle = await cluster.kubelets.boot(testMachine("n"));
  await create([real(), { ...pause, name: "simulated" }]);
  await eventually(() => isReady(pod()!));
  const address = pod()!.status!.podIP;
  handle.stop();
  await cluster.kubelets.boot(testMachine("n"));
  await eventually(
    () => runtime.started.length === 2 && status()?.restartCount === 1 && isReady(pod()!),
    () => pod()?.status,
  );
  expect(status()?.lastState?.terminated?.exitCode).toBe(255);
  expect(status(1)?.restartCount).toBe(0);
  expect(pod()!.status!.podIP).toBe(address);
});
