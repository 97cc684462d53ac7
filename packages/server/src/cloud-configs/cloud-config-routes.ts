import { isAwsError } from "@inlay/aws";
import { KubeApiError } from "@inlay/kube";
import { NODES } from "@inlay/resources";
import { Type } from "typebox";
import { ApiError, invalid, notFound } from "../http/api-error.ts";
import { listOf } from "../http/bodies.ts";
import { route, type Call, type Route } from "../http/route.ts";
import { pageOf, Paging } from "../query/paging.ts";
import type { ClusterAccess } from "../cluster-access/cluster-access.ts";
import { AnyBody } from "../clusters/cluster-bodies.ts";
import { tell } from "../clusters/cluster-routes.ts";
import { readCloudConfig, type ClusterRow } from "../clusters/cluster-store.ts";
import { cloudConfigView, poolView } from "./cloud-config-view.ts";
import { KARPENTER_POOL, type MachinePool } from "./machine-pools.ts";

const BASE = "/v1/cloudconfigs/eks/{uid}";
const Size = Type.Integer({ minimum: 0, maximum: 1000 });
/** Of what Palette sends the size counts; the rest of a managed node group follows from the profile. */
const PoolInput = Type.Object({
  poolConfig: Type.Object({
    name: Type.Optional(Type.String()),
    size: Type.Optional(Size),
    minSize: Type.Optional(Size),
    maxSize: Type.Optional(Size),
  }),
});

export const cloudConfigRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: BASE,
    summary: "The cloud config of a cluster with its node pools",
    permission: "cloudconfig.get",
    status: 200,
    answer: AnyBody,
    handle: async (call) => {
      const { row, pools } = await seen(call);
      return cloudConfigView(row, pools);
    },
  }),
  route({
    method: "GET",
    path: `${BASE}/machinePools`,
    summary: "Node pools: managed ones and Karpenter's",
    permission: "cloudconfig.get",
    status: 200,
    answer: listOf(AnyBody),
    handle: async (call) => ({ items: (await seen(call)).pools.map(poolView) }),
  }),
  route({
    method: "GET",
    path: `${BASE}/machinePools/{pool}/machines`,
    summary: "Machines of a pool with price, pods and requests",
    permission: "machine.list",
    status: 200,
    query: Paging,
    answer: listOf(AnyBody),
    handle: async (call) => {
      const { pools } = await seen(call);
      // A pool that has just gone has no machines: its page is still open somewhere.
      return pageOf(pools.find(({ name }) => name === call.params["pool"])?.machines ?? [], call.query);
    },
  }),
  route({
    method: "GET",
    path: `${BASE}/machinePools/{pool}/machines/{machine}`,
    summary: "One machine",
    permission: "machine.get",
    status: 200,
    answer: AnyBody,
    handle: async (call) => machineIn((await seen(call)).pools, call),
  }),
  route({
    method: "PUT",
    path: `${BASE}/machinePools/{pool}`,
    summary: "Changes the size of a managed node group",
    permission: "cloudconfig.update",
    atomic: false,
    status: 204,
    body: PoolInput,
    handle: async (call) => {
      const { row, pools, access } = await seen(call);
      const name = call.params["pool"] ?? "";
      const pool = pools.find((candidate) => candidate.name === name);
      if (!pool) throw notFound("node pool", name);
      if (!pool.group)
        throw new ApiError(
          400,
          "ManagedByKarpenter",
          pool.labels.includes(KARPENTER_POOL)
            ? `The pool ${name} is managed by Karpenter: its NodePool says what it may hold.`
            : `The pool ${name} is no managed node group.`,
        );
      const { desiredSize, minSize, maxSize } = pool.group;
      const { poolConfig: given } = call.body;
      const size = given.size ?? desiredSize;
      const scaling = {
        desiredSize: size,
        minSize: given.minSize ?? Math.min(minSize, size),
        maxSize: given.maxSize ?? Math.max(maxSize, size, 1),
      };
      if (scaling.minSize > size || size > scaling.maxSize)
        throw invalid("poolConfig.size", size, `between minSize ${scaling.minSize} and maxSize ${scaling.maxSize}`);
      await resize(connected(access, row), name, scaling);
      await tell(call, row, "update", `has its node group ${name} set to ${size} nodes`);
    },
  }),
  ...(["POST", "DELETE"] as const).map((method) =>
    route({
      method,
      path: method === "POST" ? `${BASE}/machinePools` : `${BASE}/machinePools/{pool}`,
      summary: "Refused: node groups are made and removed with AWS's own tools",
      permission: method === "POST" ? "cloudconfig.create" : "cloudconfig.delete",
      status: 204,
      ...(method === "POST" ? { body: AnyBody } : {}),
      handle: async (call) => {
        await seen(call);
        throw new ApiError(
          422,
          "NotSupported",
          "Node groups are made and removed with AWS's own tools; nodes for pods are made by Karpenter.",
        );
      },
    }),
  ),
  route({
    method: "PUT",
    path: `${BASE}/machinePools/{pool}/machines/{machine}/maintenance`,
    summary: "Cordons a node, or takes that back",
    permission: "machine.update",
    atomic: false,
    status: 204,
    body: Type.Object({ action: Type.Enum(["cordon", "uncordon"]) }),
    handle: async (call) => {
      const { row, pools, access } = await seen(call);
      const machine = machineIn(pools, call);
      const { action } = call.body;
      try {
        await connected(access, row).kube.mergePatch(
          NODES,
          { name: machine.metadata.name },
          { spec: { unschedulable: action === "cordon" ? true : null } },
        );
      } catch (error) {
        throw refusalOf(error, row);
      }
      await tell(call, row, "update", `has its node ${machine.metadata.name} ${action}ed`);
    },
  }),
];

type Seen = {
  readonly row: ClusterRow;
  readonly pools: readonly MachinePool[];
  readonly access: ClusterAccess | undefined;
};

async function seen(call: Call): Promise<Seen> {
  const row = await readCloudConfig(call.db, call.caller, call.params["uid"] ?? "");
  const observer = call.observers.of(row.uid);
  return { row, pools: observer?.pools ?? [], access: observer?.access };
}

function machineIn(pools: readonly MachinePool[], { params }: Call) {
  const pool = pools.find(({ name }) => name === params["pool"]);
  const machine = pool?.machines.find(
    ({ metadata }) => metadata.uid === params["machine"] || metadata.name === params["machine"],
  );
  if (!machine) throw notFound("machine", params["machine"] ?? "");
  return machine;
}

/** @throws ApiError 503 while the cluster cannot be reached. */
export function connected(access: ClusterAccess | undefined, { name }: Pick<ClusterRow, "name">): ClusterAccess {
  if (!access)
    throw new ApiError(503, "ClusterUnreachable", `The cluster ${name} does not answer. Try again in a moment.`);
  return access;
}

async function resize(
  { aws, eksClusterName: clusterName }: ClusterAccess,
  nodegroupName: string,
  scalingConfig: { readonly desiredSize: number; readonly minSize: number; readonly maxSize: number },
): Promise<void> {
  try {
    await aws.call("eks", "UpdateNodegroupConfig", { clusterName, nodegroupName, scalingConfig });
  } catch (error) {
    if (isAwsError(error)) throw new ApiError(422, "RefusedByAws", `EKS refused the new size: ${error.message}`);
    throw error;
  }
}

/** What a cluster answered, as an answer of ours. */
export function refusalOf(error: unknown, { name }: Pick<ClusterRow, "name">): unknown {
  if (error instanceof KubeApiError)
    return new ApiError(422, "RefusedByCluster", `The cluster ${name} refused: ${error.message}`);
  return new ApiError(
    503,
    "ClusterUnreachable",
    `The cluster ${name} does not answer: ${error instanceof Error ? error.message : String(error)}`,
  );
}
