/**
 * What the API does a second over TLS, load generator on the same machine; goals from what a real control plane does there (1 710
 * ConfigMaps, 1 015 pods, 45 000 events a second, 20 000 pods listed in 0.89 s).
 * Run: node packages/box-kubernetes/bench/api-over-tls.bench.ts
 */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PODS, seededRandom, systemClock, type Pod } from "@inlay/resources";
import { printFigures, type Figure } from "../../../bench/figures.ts";
import { ADMIN } from "../src/auth/user.ts";
import { startKubernetes, type Kubernetes } from "../src/kubernetes.ts";
import { LoadClient, type Access } from "./load-client.ts";

const CLIENTS = 16;
const CREATES = 10_000;
const WATCHERS = 50;
const WATCHED_CREATES = 2_000;
const LISTED = 20_000;

type Order = Access & { readonly task: "creates" | "watchers" | "list"; readonly kind: "configmaps" | "pods" };

const metadata = (name: string) => ({ name });
const configMap = (name: string) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: metadata(name),
  data: { value: `${name} `.padEnd(900, "x") },
});
const gatedPod = (name: string) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { ...metadata(name), labels: { app: "bench" } },
  spec: {
    schedulingGates: [{ name: "bench/gate" }],
    containers: [{ name: "c", image: "registry.k8s.io/pause:3.10", resources: { requests: { cpu: "100m" } } }],
  },
});

async function serve(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "inlay-bench-"));
  const figures: Figure[] = [];
  for (const dataFolder of [undefined, folder]) {
    const kubernetes = await startKubernetes({
      clock: systemClock,
      random: seededRandom(1),
      ...(dataFolder && { dataFolder }),
    });
    const durable = dataFolder ? ", durable" : "";
    for (const [kind, goal] of [
      ["configmaps", 3_000],
      ["pods", 2_000],
    ] as const) {
      const { rate, cpuMicros } = await measured(kubernetes, { task: "creates", kind }, CREATES);
      figures.push({
        what: `${kind} created by ${CLIENTS} clients${durable}`,
        value: rate,
        unit: "/s",
        goal: { atLeast: goal },
      });
      figures.push({ what: "… CPU of the server for each", value: cpuMicros, unit: "µs" });
    }
    if (!dataFolder) {
      const { rate, cpuMicros } = await measured(
        kubernetes,
        { task: "watchers", kind: "configmaps" },
        WATCHERS * WATCHED_CREATES,
      );
      figures.push({ what: `events to ${WATCHERS} watchers`, value: rate, unit: "/s", goal: { atLeast: 75_000 } });
      figures.push({ what: "… CPU of the server for each", value: cpuMicros, unit: "µs" });
      await fill(kubernetes);
      const { rate: lists } = await measured(kubernetes, { task: "list", kind: "pods" }, 1);
      figures.push({ what: `list of ${LISTED} pods`, value: 1 / lists, unit: "s", goal: { atMost: 0.45 } });
      figures.push({ what: "memory", value: process.memoryUsage.rss() / 2 ** 20, unit: "MiB" });
    }
    await kubernetes.close();
  }
  rmSync(folder, { recursive: true });
  printFigures(figures);
}

/** @returns things a second as the client counts them, and the server's CPU time for each. */
async function measured(kubernetes: Kubernetes, order: Pick<Order, "task" | "kind">, count: number) {
  const { certificate: cert, key } = await kubernetes.clientCertificate(ADMIN);
  const client: ChildProcess = fork(import.meta.filename, ["client"]);
  client.send({ ...order, port: kubernetes.port, ca: kubernetes.certificateAuthorityPem, cert, key } satisfies Order);
  const before = process.cpuUsage();
  const [rate] = (await once(client, "message")) as [number];
  const { user, system } = process.cpuUsage(before);
  await once(client, "exit");
  return { rate, cpuMicros: (user + system) / count };
}

/** Pods with the status that a kubelet gives them, as long as those of a cluster. */
async function fill({ api }: Kubernetes): Promise<void> {
  const startedAt = "2026-01-01T00:00:00Z";
  const condition = (type: string) => ({
    type,
    status: "True" as const,
    lastProbeTime: null,
    lastTransitionTime: startedAt,
  });
  for (let index = CREATES; index < LISTED; index++)
    await api.create<Pod>(PODS, {
      ...(gatedPod(`pods-${index}`) as unknown as Pod),
      metadata: { ...metadata(`pods-${index}`), namespace: "default", labels: { app: "bench" } },
    });
  for (const { metadata: key } of api.list<Pod>(PODS))
    await api.patch<Pod>(
      PODS,
      key,
      "strategic",
      {
        status: {
          phase: "Running",
          conditions: ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady"].map(condition),
          hostIP: "10.0.0.1",
          podIP: "10.1.2.3",
          startTime: startedAt,
          containerStatuses: [
            {
              name: "c",
              image: "registry.k8s.io/pause:3.10",
              imageID: `registry.k8s.io/pause@sha256:${"0".repeat(64)}`,
              containerID: `containerd://${"0".repeat(64)}`,
              ready: true,
              started: true,
              restartCount: 0,
              state: { running: { startedAt } },
            },
          ],
        },
      },
      { subresource: "status" },
    );
}

async function client(order: Order): Promise<void> {
  const rate = await { creates, watchers, list }[order.task](order);
  process.send?.(rate);
  process.disconnect();
}

async function creates(order: Order): Promise<number> {
  const path = `/api/v1/namespaces/default/${order.kind}`;
  const make = order.kind === "pods" ? gatedPod : configMap;
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => LoadClient.open(order)));
  let next = 0;
  const begin = performance.now();
  await Promise.all(
    clients.map(async (each) => {
      while (next < CREATES) await each.request("POST", path, 201, JSON.stringify(make(`${order.kind}-${next++}`)));
    }),
  );
  const rate = (CREATES / (performance.now() - begin)) * 1000;
  for (const each of clients) each.close();
  return rate;
}

async function watchers(order: Order): Promise<number> {
  const path = `/api/v1/namespaces/default/${order.kind}`;
  let seen = 0;
  const all = WATCHERS * WATCHED_CREATES;
  const done = Promise.withResolvers<void>();
  const watching = await Promise.all(Array.from({ length: WATCHERS }, () => LoadClient.open(order)));
  for (const each of watching)
    each.watch(`${path}?watch=true&sendInitialEvents=false&resourceVersionMatch=NotOlderThan`, (count) => {
      seen += count;
      if (seen >= all) done.resolve();
    });
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => LoadClient.open(order)));
  await new Promise((resolve) => setTimeout(resolve, 500));
  let next = 0;
  const begin = performance.now();
  await Promise.all(
    clients.map(async (each) => {
      while (next < WATCHED_CREATES)
        await each.request("POST", path, 201, JSON.stringify(configMap(`watched-${next++}`)));
    }),
  );
  await done.promise;
  const rate = (all / (performance.now() - begin)) * 1000;
  for (const each of [...watching, ...clients]) each.close();
  return rate;
}

/** Of several, the second: the first makes the texts. */
async function list(order: Order): Promise<number> {
  const client = await LoadClient.open(order);
  let begin = 0;
  for (let round = 0; round < 2; round++) {
    begin = performance.now();
    await client.request("GET", `/api/v1/${order.kind}`, 200);
  }
  const rate = 1000 / (performance.now() - begin);
  client.close();
  return rate;
}

if (process.argv[2] === "client") process.once("message", (order: Order) => void client(order));
else await serve();
