import { readFile } from "node:fs/promises";
import { Type } from "typebox";
import { ApiError, notFound } from "../http/api-error.ts";
import { keptAnnotations, MetadataInput } from "../http/bodies.ts";
import { route, Text, type Call, type Route } from "../http/route.ts";
import { poolView } from "../cloud-configs/cloud-config-view.ts";
import { MASK } from "../cluster-profiles/profile-view.ts";
import { AnyBody, ClusterBody, OverviewBody, VariablesBody } from "./cluster-bodies.ts";
import { attachedOf, readCluster, touchCluster, type ClusterRow } from "./cluster-store.ts";
import {
  attachedView,
  clusterMetadata,
  clusterStatus,
  clusterView,
  hasUpdates,
  type SeenCluster,
} from "./cluster-view.ts";

export const uidOf = (call: Pick<Call, "params">): string => call.params["uid"] ?? "";

/** A cluster with all that is known of it. @throws ApiError 404 */
export async function seenCluster(call: Call, uid: string): Promise<SeenCluster> {
  const row = await readCluster(call.db, call.caller, uid);
  return {
    row,
    attached: await attachedOf(call.db, row),
    observer: call.observers.of(uid),
    rollOut: await call.rollOuts.view(uid),
  };
}

export const clusterRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/v1/spectroclusters/{uid}",
    summary: "A cluster with its profiles and its status",
    permission: "cluster.get",
    status: 200,
    answer: ClusterBody,
    handle: async (call) => clusterView(await seenCluster(call, uidOf(call)), call.now()),
  }),
  route({
    method: "GET",
    path: "/v1/dashboard/spectroclusters/{uid}/overview",
    summary: "State, health, cost, requests, layers and steps of a cluster",
    permission: "cluster.get",
    status: 200,
    answer: OverviewBody,
    handle: async (call) => {
      const seen = await seenCluster(call, uidOf(call));
      return {
        metadata: clusterMetadata(seen.row),
        spec: {
          cloudConfig: {
            cloudType: seen.row.cloud_type,
            cloudRegion: seen.row.region,
            clusterConfig: { region: seen.row.region },
            machinePoolConfig: (seen.observer?.pools ?? []).map(poolView),
          },
          clusterProfileTemplates: seen.attached.map(attachedView),
        },
        status: clusterStatus(seen, call.now()),
      };
    },
  }),
  route({
    method: "GET",
    path: "/v1/spectroclusters/{uid}/status",
    summary: "Status of a cluster",
    permission: "cluster.get",
    status: 200,
    answer: AnyBody,
    handle: async (call) => clusterStatus(await seenCluster(call, uidOf(call)), call.now()),
  }),
  route({
    method: "GET",
    path: "/v1/spectroclusters/{uid}/status/health",
    summary: "Health of a cluster, with what is wrong",
    permission: "cluster.get",
    status: 200,
    answer: AnyBody,
    handle: async (call) => clusterStatus(await seenCluster(call, uidOf(call)), call.now()).health,
  }),
  route({
    method: "PATCH",
    path: "/v1/spectroclusters/{uid}/metadata",
    summary: "Changes a cluster's tags and description",
    permission: "cluster.update",
    status: 204,
    body: Type.Object({ metadata: MetadataInput }),
    handle: async (call) => {
      const row = await readCluster(call.db, call.caller, uidOf(call));
      const { name, labels, annotations } = call.body.metadata;
      if (name !== row.name)
        throw new ApiError(400, "NotSupported", "A cluster keeps its name: roles and tags in its account hold it.", {
          field: "metadata.name",
        });
      const set = {
        ...(labels ? { labels: JSON.stringify(labels) } : {}),
        ...(annotations ? { annotations: JSON.stringify(keptAnnotations(annotations)) } : {}),
      };
      await touchCluster(call.db, row.uid, set, call.now());
      await tell(call, row, "update", "was changed in its tags");
    },
  }),
  route({
    method: "DELETE",
    path: "/v1/spectroclusters/{uid}",
    summary: "Refused: clusters are not deleted from here",
    permission: "cluster.delete",
    status: 204,
    query: Type.Object({ forceDelete: Type.Optional(Type.Boolean()) }),
    handle: async (call) => {
      const row = await readCluster(call.db, call.caller, uidOf(call));
      throw new ApiError(
        422,
        "DeleteNotSupported",
        `Inlay did not make the cluster ${row.name} and does not delete it: detach its add-on profiles here, then delete the EKS cluster with AWS's own tools.`,
      );
    },
  }),
  route({
    method: "POST",
    path: "/v1/spectroclusters/eks",
    summary: "Refused: clusters are not made here",
    permission: "cluster.create",
    status: 201,
    body: AnyBody,
    handle: async () => {
      throw new ApiError(
        422,
        "CreateNotSupported",
        "Inlay does not make EKS clusters: make one with AWS's own tools; `inlay up` brings one that is managed already.",
      );
    },
  }),
  ...(["kubeconfig", "kubeconfigclient", "adminKubeconfig"] as const).map((asset) =>
    route({
      method: "GET",
      path: `/v1/spectroclusters/{uid}/assets/${asset}`,
      summary: asset === "adminKubeconfig" ? "Kubeconfig of an administrator" : "Kubeconfig of the cluster",
      // Palette gives the administrator's to Cluster Admins only; ours is the same file.
      permission: asset === "adminKubeconfig" ? "cluster.delete" : "cluster.update",
      status: 200,
      handle: async (call) => new Text("application/yaml", await kubeconfigOf(call)),
    }),
  ),
  route({
    method: "GET",
    path: "/v1/spectroclusters/{uid}/variables",
    summary: "Values that the cluster gives to its profiles' variables; sensitive ones are masked",
    permission: "cluster.get",
    status: 200,
    answer: VariablesBody,
    handle: async (call) => {
      const row = await readCluster(call.db, call.caller, uidOf(call));
      const attached = await attachedOf(call.db, row);
      return {
        variables: row.variables.map(({ profileUid, variables }) => {
          const declared = attached.find(({ applied }) => applied.profileUid === profileUid)?.variables ?? [];
          const isSensitive = (name: string) =>
            declared.find((variable) => variable.name === name)?.["isSensitive"] === true;
          return {
            profileUid,
            variables: variables.map(({ name, value }) => ({ name, value: isSensitive(name) ? MASK : value })),
          };
        }),
      };
    },
  }),
  route({
    method: "GET",
    path: "/v1/spectroclusters/{uid}/profileUpdates",
    summary: "Attached profiles that have been changed since the cluster took them",
    permission: "cluster.get",
    status: 200,
    answer: Type.Object({ profiles: Type.Array(AnyBody) }),
    handle: async (call) => {
      const row = await readCluster(call.db, call.caller, uidOf(call));
      return {
        profiles: (await attachedOf(call.db, row)).filter(hasUpdates).map(({ applied, published }) => ({
          uid: applied.profileUid,
          name: applied.name,
          version: applied.version,
          current: Number(applied.revisionUid),
          target: published,
        })),
      };
    },
  }),
];

/** What the server itself uses, when it is a file: a cluster reached by AWS credentials has none to give. */
async function kubeconfigOf(call: Call): Promise<string> {
  const row = await readCluster(call.db, call.caller, uidOf(call));
  const { connection } = await call.db
    .selectFrom("clusters")
    .select("connection")
    .where("uid", "=", row.uid)
    .executeTakeFirstOrThrow();
  if (connection.kubeconfig !== undefined) return connection.kubeconfig;
  if (connection.kubeconfigPath !== undefined) {
    try {
      return await readFile(connection.kubeconfigPath, "utf8");
    } catch {
      throw notFound("kubeconfig of the cluster", row.name);
    }
  }
  throw new ApiError(
    404,
    "ResourceNotFound",
    `The cluster ${row.name} is reached by AWS credentials: run aws eks update-kubeconfig --name ${row.eks_cluster_name} --region ${row.region}.`,
  );
}

export const tell = async (
  call: Pick<Call, "audit">,
  { uid, name, project_uid }: Pick<ClusterRow, "uid" | "name" | "project_uid">,
  action: "update" | "delete" | "activity",
  what: string,
): Promise<void> =>
  await call.audit({
    action,
    kind: "cluster",
    uid,
    name,
    message: `Cluster ${name} ${what}.`,
    projectUid: project_uid,
  });
