/** Clusters: Palette's paths, and the plan that precedes a change. */
import { queryOptions } from "@tanstack/react-query";
import { everyPage, request } from "./client.ts";
import type {
  CloudConfig,
  Cluster,
  ClusterEvent,
  ClusterStatus,
  ClusterSummary,
  List,
  Machine,
  MachinePool,
  Plan,
  ProfileSelection,
  Workload,
} from "./types.ts";

const page = (path: string, token: string | undefined): string =>
  `${path}?limit=50${token ? `&continue=${encodeURIComponent(token)}` : ""}`;

export const clustersQuery = queryOptions({
  queryKey: ["clusters"],
  queryFn: ({ signal }) =>
    everyPage<ClusterSummary>((token) =>
      request(
        "POST",
        page("/v1/dashboard/spectroclusters/search", token),
        { filter: { conjunction: "and", filterGroups: [] }, sort: [] },
        signal,
      ),
    ),
});

export const clusterQuery = (uid: string) =>
  queryOptions({
    queryKey: ["clusters", uid],
    queryFn: ({ signal }) => request<Cluster>("GET", `/v1/spectroclusters/${uid}`, undefined, signal),
  });

export const overviewQuery = (uid: string) =>
  queryOptions({
    queryKey: ["clusters", uid, "overview"],
    queryFn: ({ signal }) =>
      request<{ spec?: { cloudConfig?: CloudConfig["spec"] }; status?: ClusterStatus }>(
        "GET",
        `/v1/dashboard/spectroclusters/${uid}/overview`,
        undefined,
        signal,
      ),
  });

export type PoolWithMachines = { readonly pool: MachinePool; readonly machines: readonly Machine[] };

export const nodesQuery = (uid: string, cloudConfigUid: string | undefined) =>
  queryOptions({
    queryKey: ["clusters", uid, "nodes"],
    enabled: cloudConfigUid !== undefined,
    queryFn: async ({ signal }): Promise<PoolWithMachines[]> => {
      const config = await request<CloudConfig>("GET", `/v1/cloudconfigs/eks/${cloudConfigUid}`, undefined, signal);
      return await Promise.all(
        (config.spec.machinePoolConfig ?? [])
          .filter((pool) => !pool.isControlPlane)
          .map(async (pool) => ({
            pool,
            machines: await everyPage<Machine>((token) =>
              request(
                "GET",
                page(
                  `/v1/cloudconfigs/eks/${cloudConfigUid}/machinePools/${encodeURIComponent(pool.name)}/machines`,
                  token,
                ),
                undefined,
                signal,
              ),
            ),
          })),
      );
    },
  });

export const eventsQuery = (uid: string) =>
  queryOptions({
    queryKey: ["clusters", uid, "events"],
    queryFn: ({ signal }) =>
      everyPage<ClusterEvent>((token) =>
        request("GET", page(`/v1/events/components/spectrocluster/${uid}`, token), undefined, signal),
      ),
  });

export const WORKLOADS = ["pod", "deployment", "daemonset", "statefulset", "job", "cronjob", "namespace"] as const;
export type WorkloadKind = (typeof WORKLOADS)[number];

export const workloadsQuery = (uid: string, kind: WorkloadKind) =>
  queryOptions({
    queryKey: ["clusters", uid, "workloads", kind],
    queryFn: async ({ signal }) => {
      const answer = await request<Record<string, readonly Workload[]> & Partial<List<Workload>>>(
        "POST",
        `/v1/dashboard/spectroclusters/${uid}/workloads/${kind}`,
        { filter: {} },
        signal,
      );
      return answer.items ?? Object.values(answer).find(Array.isArray) ?? [];
    },
  });

export const planChange = (
  uid: string,
  profiles: readonly ProfileSelection[],
  detached: readonly string[],
  signal?: AbortSignal,
): Promise<Plan> => request("POST", `/v1/spectroclusters/${uid}/profiles/plan`, { profiles, detached }, signal);

/** Applies exactly the plan with this hash. @throws RequestRefused 409 when the plan no longer matches. */
export const applyChange = (
  uid: string,
  profiles: readonly ProfileSelection[],
  detached: readonly string[],
  planHash: string,
): Promise<void> =>
  request("PATCH", `/v1/spectroclusters/${uid}/profiles?resolveNotification=true`, { profiles, detached, planHash });

/** Back to the last good version of every profile. */
export const rollBack = (uid: string): Promise<void> => request("POST", `/v1/spectroclusters/${uid}/rollout/rollBack`);
/** Goes on at the step that failed. */
export const retryRollOut = (uid: string): Promise<void> => request("POST", `/v1/spectroclusters/${uid}/rollout/retry`);

type Size = { readonly size: number; readonly minSize: number; readonly maxSize: number };
export const sizePool = (cloudConfigUid: string, pool: MachinePool, size: Size): Promise<void> =>
  request("PUT", `/v1/cloudconfigs/eks/${cloudConfigUid}/machinePools/${encodeURIComponent(pool.name)}`, {
    cloudConfig: { instanceType: pool.instanceType, capacityType: pool.capacityType },
    poolConfig: { name: pool.name, labels: pool.labels ?? [], ...size },
  });

export const approveRepave = (uid: string): Promise<void> =>
  request("PATCH", `/v1/spectroclusters/${uid}/repave/approve`);

export const repaveQuery = (uid: string, state: string | undefined) =>
  queryOptions({
    queryKey: ["clusters", uid, "repave"],
    enabled: state === "Pending",
    queryFn: ({ signal }) =>
      request<{ spec?: { reasons?: readonly { message?: string }[] }; status?: { state?: string; message?: string } }>(
        "GET",
        `/v1/spectroclusters/${uid}/repave/status`,
        undefined,
        signal,
      ),
  });

export const kubeconfig = (uid: string): Promise<string> =>
  request("GET", `/v1/spectroclusters/${uid}/assets/kubeconfig`);
