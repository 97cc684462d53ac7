import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NAMESPACES, seededRandom, systemClock, type Clock, type Namespace } from "@inlay/resources";
import { namespaceLifecycle } from "../api/admission/namespace-lifecycle.ts";
import type { Api } from "../api/api.ts";
import { InProcessApi } from "../api/in-process-api.ts";
import { ResourceRegistry } from "../api/resource-registry.ts";
import { ServiceAccountTokens } from "../auth/tokens/service-account-tokens.ts";
import { ADMIN } from "../auth/user.ts";
import { startControllers } from "../controllers/start-controllers.ts";
import { builtInDefinitions } from "../definitions/built-in.ts";
import { SIMULATED_ONLY, type ContainerRuntime } from "../kubelet/container-runtime.ts";
import { KubeletHost } from "../kubelet/kubelet-host.ts";
import type { Machine } from "../kubelet/machine.ts";
import { startScheduler } from "../scheduler/scheduler.ts";
import { ObjectStore } from "../store/object-store.ts";

export interface SimulatedCluster {
  readonly api: Api;
  readonly kubelets: KubeletHost;
  /** What controllers failed at, for the message of a test that times out. */
  readonly failures: readonly string[];
  stop(): void;
}

export interface SimulatedClusterOptions {
  readonly clock?: Clock;
  readonly runtime?: ContainerRuntime;
  readonly seed?: number;
  /** Absent: all. */
  readonly parts?: readonly ("controllers" | "scheduler")[];
}

let tokens: Promise<ServiceAccountTokens> | undefined;

/** API, controllers, scheduler and kubelets on an empty store, with built-in kinds and without rights to check. */
export async function simulatedCluster(options: SimulatedClusterOptions = {}): Promise<SimulatedCluster> {
  const { clock = systemClock, runtime = SIMULATED_ONLY, seed = 1, parts = ["controllers", "scheduler"] } = options;
  tokens ??= ServiceAccountTokens.create("https://kubernetes.default.svc.cluster.local", systemClock);
  const random = seededRandom(seed);
  const registry = new ResourceRegistry(builtInDefinitions());
  const machinery = {
    store: new ObjectStore(),
    registry,
    admission: [namespaceLifecycle],
    authorizer: { decide: () => ({ allowed: true }), decidePath: () => ({ allowed: true }) },
    tokens: await tokens,
    clock,
    random,
  };
  const api = new InProcessApi(machinery, ADMIN);
  for (const name of ["default", "kube-system", "kube-node-lease"])
    await api.create<Namespace>(NAMESPACES, { apiVersion: "v1", kind: "Namespace", metadata: { name } });
  const stopping = new AbortController();
  const { signal } = stopping;
  const failures: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), "inlay-kubelet-"));
  const kubelets = new KubeletHost({
    api,
    clock,
    random,
    runtime,
    apiServer: { host: "127.0.0.1", port: 6443 },
    folder,
    signal,
  });
  const onFailure = (controller: string, key: string, error: unknown) =>
    void failures.push(`${controller} ${key}: ${error instanceof Error ? error.message : String(error)}`);
  if (parts.includes("controllers"))
    startControllers({ api, registry, clock, random, rootCa: "-- CA --", signal, onFailure });
  if (parts.includes("scheduler")) startScheduler({ api, clock, random, signal });
  const stop = () => {
    stopping.abort();
    rmSync(folder, { recursive: true, force: true });
  };
  return { api, kubelets, failures, stop };
}

/** A machine that is ready at once and starts pods at once. */
export function testMachine(nodeName: string, over: Partial<Machine> = {}): Machine {
  return {
    nodeName,
    providerID: `aws:///us-east-1a/i-${nodeName}`,
    labels: {
      "topology.kubernetes.io/zone": "us-east-1a",
      "topology.kubernetes.io/region": "us-east-1",
      ...over.labels,
    },
    taints: [],
    addresses: [{ type: "InternalIP", address: "10.0.0.1" }],
    capacity: { cpu: "4", memory: "16Gi", pods: "58" },
    allocatable: { cpu: "4", memory: "16Gi", pods: "58" },
    nodeInfo: { architecture: "amd64", operatingSystem: "linux", kubeletVersion: "v1.32.9-eks-113cf36" },
    readyAfterMs: 0,
    podStartMs: 0,
    ...over,
  };
}

/** Waits until `look` gives a value that is not false or undefined. @throws Error after five seconds, with what `describe` says */
export async function eventually<T>(look: () => T | undefined | false, describe: () => unknown = () => ""): Promise<T> {
  const end = performance.now() + 5_000;
  for (;;) {
    const value = look();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > end)
      throw new Error(`it did not happen within 5 s: ${JSON.stringify(describe(), null, 1)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
