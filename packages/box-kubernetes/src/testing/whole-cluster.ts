import { seededRandom, type KubeObject, type Pod, type ResourceRef } from "@inlay/resources";
import type { Api, ObjectKey } from "../api/api.ts";
import { startKubernetes, type Kubernetes } from "../kubernetes.ts";
import { testMachine } from "./simulated-cluster.ts";
import { SteppedClock } from "./stepped-clock.ts";

/** All of a cluster, with every admission plugin and role, in time that passes only when the test says so. */
export interface WholeCluster {
  readonly kubernetes: Kubernetes;
  readonly api: Api;
  readonly clock: SteppedClock;
  /** What controllers failed at. */
  readonly failures: readonly string[];
  /** Makes an object in `default`, unless it says otherwise. */
  make<T extends KubeObject = KubeObject>(resource: ResourceRef, object: object): Promise<T>;
  read<T extends KubeObject = KubeObject>(resource: ResourceRef, name: string, namespace?: string): T | undefined;
  pods(labelSelector?: string): readonly Pod[];
  close(): Promise<void>;
}

/** @param nodes names of machines that are ready at once. */
export async function wholeCluster(nodes: readonly string[] = ["a", "b"]): Promise<WholeCluster> {
  const clock = new SteppedClock();
  const failures: string[] = [];
  const kubernetes = await startKubernetes({
    clock,
    random: seededRandom(1),
    onControllerFailure: (controller, key, error) =>
      void failures.push(`${controller} ${key}: ${error instanceof Error ? error.message : String(error)}`),
  });
  const { api } = kubernetes;
  for (const name of nodes) await kubernetes.kubelets.boot(testMachine(name));
  await clock.pass(2_000);
  return {
    kubernetes,
    api,
    clock,
    failures,
    make: <T extends KubeObject>(resource: ResourceRef, object: object) => {
      const { metadata = {}, ...rest } = object as { readonly metadata?: Partial<KubeObject["metadata"]> };
      return api.create<T>(resource, { ...rest, metadata: { namespace: "default", ...metadata } } as never);
    },
    read: <T extends KubeObject>(resource: ResourceRef, name: string, namespace = "default") =>
      api.get<T>(resource, keyIn(namespace, name)),
    pods: (labelSelector) => api.list<Pod>(PODS, { namespace: "default", ...(labelSelector && { labelSelector }) }),
    close: () => kubernetes.close(),
  };
}

const PODS: ResourceRef = { group: "", version: "v1", resource: "pods" };

function keyIn(namespace: string, name: string): ObjectKey {
  return { ...(namespace && { namespace }), name };
}

/** A pod template that asks for nothing. */
export function template(app: string, spec: Partial<Pod["spec"]> = {}, image = "registry.k8s.io/pause:3.10") {
  return { metadata: { labels: { app } }, spec: { containers: [{ name: "c", image }], ...spec } };
}
