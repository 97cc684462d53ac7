import {
  DAEMON_SETS,
  DEPLOYMENTS,
  JOBS,
  NAMESPACES,
  PODS,
  STATEFUL_SETS,
  type KubeObject,
  type ResourceRef,
} from "@inlay/resources";
import { Type } from "typebox";
import { notFound } from "../http/api-error.ts";
import { listOf } from "../http/bodies.ts";
import { route, type Route } from "../http/route.ts";
import { AnyBody } from "../clusters/cluster-bodies.ts";
import { readCluster } from "../clusters/cluster-store.ts";
import { connected, refusalOf } from "../cloud-configs/cloud-config-routes.ts";

const DEADLINE_MS = 15_000;
const batch = (resource: string): ResourceRef => ({ group: "batch", version: "v1", resource });
const rbac = (resource: string): ResourceRef => ({ group: "rbac.authorization.k8s.io", version: "v1", resource });

/** Kinds as Palette names them in its paths. */
const KINDS: Readonly<Record<string, ResourceRef>> = {
  namespace: NAMESPACES,
  pod: PODS,
  deployment: DEPLOYMENTS,
  daemonset: DAEMON_SETS,
  statefulset: STATEFUL_SETS,
  job: JOBS,
  cronjob: batch("cronjobs"),
  rolebinding: rbac("rolebindings"),
  clusterrolebinding: rbac("clusterrolebindings"),
};

export const workloadRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/v1/dashboard/spectroclusters/{uid}/workloads/{kind}",
    summary: "Workloads of one kind, read from the cluster now",
    permission: "cluster.get",
    atomic: false,
    status: 200,
    body: Type.Object({
      filter: Type.Optional(Type.Object({ namespaces: Type.Optional(Type.Array(Type.String(), { maxItems: 100 })) })),
    }),
    answer: listOf(AnyBody),
    handle: async ({ db, caller, params, observers, body }) => {
      const row = await readCluster(db, caller, params["uid"] ?? "");
      const kind = params["kind"] ?? "";
      const resource = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
      if (!resource) throw notFound("kind of workload", kind);
      const { kube } = connected(observers.of(row.uid)?.access, row);
      const namespaces = body.filter?.namespaces ?? [];
      try {
        const { items } = await kube.list<Workload>(resource, { signal: AbortSignal.timeout(DEADLINE_MS) });
        return {
          items: items
            .filter(({ metadata }) => namespaces.length === 0 || namespaces.includes(metadata.namespace ?? ""))
            .map(workloadView),
        };
      } catch (error) {
        throw refusalOf(error, row);
      }
    },
  }),
];

/** As much of any of these kinds as is told. */
interface Workload extends KubeObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly nodeName?: string;
    readonly completions?: number;
    readonly schedule?: string;
    readonly suspend?: boolean;
  };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly desiredNumberScheduled?: number;
    readonly numberReady?: number;
    readonly succeeded?: number;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
  };
}

/** @returns the object as Palette's console reads it; `message` says what keeps it from being well. */
export function workloadView({ metadata, spec, status }: Workload) {
  const replicas = spec?.replicas ?? spec?.completions ?? status?.desiredNumberScheduled;
  const readyReplicas = status?.readyReplicas ?? status?.numberReady ?? status?.succeeded;
  const wrong = status?.conditions?.find(
    ({ type, status: holds }) => holds === "False" && ["PodScheduled", "Available", "Progressing"].includes(type),
  );
  const message = status?.message ?? wrong?.message ?? spec?.schedule;
  return {
    metadata: {
      uid: metadata.uid,
      name: metadata.name,
      ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
      creationTimestamp: metadata.creationTimestamp,
      labels: metadata.labels ?? {},
    },
    spec: replicas === undefined ? {} : { replicas },
    status: {
      ...(status?.phase === undefined
        ? {}
        : { phase: metadata.deletionTimestamp === undefined ? status.phase : "Terminating" }),
      ...(replicas === undefined ? {} : { replicas, readyReplicas: readyReplicas ?? 0 }),
      ...(message === undefined ? {} : { message }),
      ...(spec?.nodeName === undefined ? {} : { nodeName: spec.nodeName }),
    },
  };
}
