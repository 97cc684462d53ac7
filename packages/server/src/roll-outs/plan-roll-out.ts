import {
  contentHash,
  iamChanges,
  planRepave,
  readEksSettings,
  validateCluster,
  type Pack,
  type Problem,
  type RenderContext,
  type RenderedLayer,
  type RepavePlan,
} from "@inlay/profiles";
import type { ClusterAccess } from "../cluster-access/cluster-access.ts";
import type { Connection } from "../database/open-database.ts";
import { notFound } from "../http/api-error.ts";
import { macrosInScope } from "../macros/macro-routes.ts";
import { readProfiles } from "./desired/read-profiles.ts";
import { selectProfiles, type ClusterRow, type DesiredProfiles } from "./desired/select-profiles.ts";
import { lookAtAws, lookInside, type AwsSight, type InsideSight } from "./planning/cluster-sight.ts";
import { estimateSeconds, repaveSeconds } from "./planning/estimate.ts";
import { nodeGroupOf, planNodes } from "./planning/node-plan.ts";
import { planObjects, type ObjectPlan, type OwnedObject } from "./planning/object-plan.ts";
import { hourlyRate, readPrices, type Prices } from "./planning/prices.ts";
import { unreachable } from "./planning/unreachable.ts";
import { ClusterObjects } from "./objects/cluster-objects.ts";
import type { OrderOfWork, Rendition } from "./order-of-work.ts";
import { renderCluster, type Charts } from "./rendering/render-cluster.ts";
import type { RollOutPlan, RollOutSelection } from "./roll-out-plan.ts";

/** What planning needs beside the cluster's row. */
export type PlanContext = {
  readonly db: Connection;
  readonly packs: readonly Pack[];
  readonly charts: Charts;
  /** Opens the cluster; who calls `planRollOut` need not close it. */
  readonly open: (cluster: ClusterRow) => Promise<ClusterAccess>;
};

/** A plan with all that a worker needs to carry it out. */
export type PlannedRollOut = { readonly plan: RollOutPlan; readonly work: OrderOfWork };

/** Longest time that a cluster and its account may take to answer everything. */
const DEADLINE_MILLISECONDS = 60_000;

/** @throws ApiError 404 */
export async function readCluster(db: Connection, clusterUid: string): Promise<ClusterRow> {
  const cluster = await db.selectFrom("clusters").selectAll().where("uid", "=", clusterUid).executeTakeFirst();
  if (!cluster) throw notFound("cluster", clusterUid);
  return cluster;
}

/**
 * What applying a selection of profiles would do to a cluster: against what the last roll-out rendered, and against what the cluster holds
 * now. Nothing is changed. What is wrong stands in the plan's `problems`, a cluster that does not answer too.
 * @throws ApiError for a selection that cannot be (unknown uid, a layer that the profile does not have).
 */
export async function planRollOut(
  context: PlanContext,
  clusterUid: string,
  selection: RollOutSelection,
): Promise<RollOutPlan> {
  const cluster = await readCluster(context.db, clusterUid);
  return (await planProfiles(context, cluster, await selectProfiles(context.db, cluster, selection))).plan;
}

/** The same for profiles that are settled already: those of an earlier roll-out. */
export async function planProfiles(
  context: PlanContext,
  cluster: ClusterRow,
  desired: DesiredProfiles,
): Promise<PlannedRollOut> {
  const signal = AbortSignal.timeout(DEADLINE_MILLISECONDS);
  const { db, packs } = context;
  const read = await readProfiles(db, desired.profiles);
  const rendering = await renderContext(
    context,
    cluster,
    desired,
    read.profiles.flatMap(({ layers }) => layers),
  );
  const rendered = await renderCluster(read.profiles, packs, context.charts, rendering);
  const before = await lastGood(context, cluster);
  const after: Rendition = { ...desired, layers: rendered.layers };
  const seen = await look(context, cluster, rendered.layers, signal);
  const { aws, inside } = seen;

  const problems = distinct([
    ...read.problems,
    ...seen.problems,
    ...validateCluster(read.profiles, packs, { ...rendering, ...(aws && { cluster: aws.facts }) }),
    ...rendered.problems,
    ...seen.objects.problems,
  ]);
  const iam = iamChanges(before.layers, after.layers);
  const repave = planRepave(before.layers, after.layers, { pools: poolsOf(aws) });
  const nodes = planNodes(repave.pools, inside ?? { nodes: [], pods: [], budgets: [] });
  const { objects } = seen.objects;
  const hash = contentHash({
    clusterUid: cluster.uid,
    profiles: desired.profiles,
    variables: desired.variables,
    layers: after.layers,
    objects,
    iam,
    repave: repave.id,
    nodes: nodes.nodes,
  });
  const plan: RollOutPlan = {
    hash,
    objects,
    iam,
    ...nodes,
    seconds: estimateSeconds(iam.length, repave.pools, objects),
    ...costs(repave, inside, seen.prices),
    repave: repaveView(repave, aws),
    warnings: [
      ...problems.filter(({ severity }) => severity === "warning").map(sentence),
      ...repave.warnings.filter(({ severity }) => severity === "warning").map(sentence),
    ],
    problems: [
      ...problems,
      ...repave.warnings
        .filter(({ severity }) => severity === "error")
        .map(({ code, severity, layer, message, fix }): Problem => ({
          code,
          severity,
          layer,
          message,
          fix,
          field: `layers[${layer}]`,
        })),
    ],
  };
  const work = {
    clusterName: cluster.name,
    eksClusterName: cluster.eks_cluster_name,
    before,
    after,
    pools: repave.pools,
  };
  return { plan, work };
}

/** What the last good roll-out rendered; before the first one, what the profiles that the cluster came with render to. */
async function lastGood(context: PlanContext, cluster: ClusterRow): Promise<Rendition> {
  const { db, packs, charts } = context;
  const last = await db
    .selectFrom("roll_outs")
    .select("order_of_work")
    .where("cluster_uid", "=", cluster.uid)
    .where("state", "=", "Done")
    .orderBy("created_at", "desc")
    .limit(1)
    .executeTakeFirst();
  if (last) return last.order_of_work.after;
  const { profiles, variables } = cluster;
  const read = await readProfiles(db, profiles);
  const rendering = await renderContext(
    context,
    cluster,
    { profiles, variables },
    read.profiles.flatMap(({ layers }) => layers),
  );
  return { profiles, variables, layers: (await renderCluster(read.profiles, packs, charts, rendering)).layers };
}

async function renderContext(
  { db }: PlanContext,
  cluster: ClusterRow,
  { profiles, variables }: DesiredProfiles,
  layers: readonly { readonly layer: string; readonly tag: string }[],
): Promise<RenderContext> {
  const scope = {
    tenantUid: cluster.tenant_uid,
    ...(cluster.project_uid === null ? {} : { projectUid: cluster.project_uid }),
  };
  const project = await db
    .selectFrom("projects")
    .select("name")
    .where("uid", "=", cluster.project_uid ?? "")
    .executeTakeFirst();
  const kubernetes = layers.find(({ layer }) => layer === "k8s");
  const nameOf = (uid: string): string => profiles.find(({ profileUid }) => profileUid === uid)?.name ?? uid;
  return {
    system: {
      "cluster.name": cluster.name,
      "cluster.uid": cluster.uid,
      "cloud.type": cluster.cloud_type,
      "cloud.region": cluster.region,
      "tenant.uid": cluster.tenant_uid,
      ...(project && { "project.name": project.name, "project.uid": cluster.project_uid ?? "" }),
      ...(kubernetes && { "kubernetes.version": kubernetes.tag }),
    },
    macros: await macrosInScope(db, scope),
    variables: Object.fromEntries(
      variables.map(({ profileUid, variables: values }) => [
        nameOf(profileUid),
        Object.fromEntries(values.map(({ name, value }) => [name, value])),
      ]),
    ),
  };
}

type Sight = {
  readonly aws?: AwsSight;
  readonly inside?: InsideSight;
  readonly prices: Prices;
  readonly objects: ObjectPlan;
  readonly problems: readonly Problem[];
};

/** All that the cluster and its account show. What does not answer is a problem of the plan, not the end of it. */
async function look(
  context: PlanContext,
  cluster: ClusterRow,
  layers: readonly RenderedLayer[],
  signal: AbortSignal,
): Promise<Sight> {
  const problems: Problem[] = [];
  const or = <T>(what: "cluster" | "account", asked: Promise<T>): Promise<T | undefined> =>
    asked.catch((error: unknown) => {
      problems.push(unreachable(what, cluster.name, error));
      return undefined;
    });
  const nothing = { prices: new Map<string, number>(), objects: { objects: [], problems: [] }, problems };
  const access = await or("cluster", context.open(cluster));
  if (!access) return nothing;
  try {
    const settings = readEksSettings(layers.find(({ layer }) => layer === "k8s")?.data ?? {});
    const arns = settings.irsaRoles.flatMap(({ policies }) => policies);
    const [aws, inside] = await Promise.all([
      or("account", lookAtAws(access, arns, signal)),
      or("cluster", lookInside(access, signal)),
    ]);
    const owned = await ownedObjects(context.db, cluster.uid);
    const objects =
      inside && (await or("cluster", planObjects(layers, owned, new ClusterObjects(access.kube), signal)));
    const prices = inside && aws ? await readPrices(access.aws, inside.nodes, signal) : nothing.prices;
    return { ...nothing, ...(aws && { aws }), ...(inside && { inside }), ...(objects && { objects }), prices };
  } finally {
    await access.close();
  }
}

async function ownedObjects(db: Connection, clusterUid: string): Promise<readonly OwnedObject[]> {
  const rows = await db.selectFrom("owned_objects").selectAll().where("cluster_uid", "=", clusterUid).execute();
  return rows.map(({ identity, layer, api_version: apiVersion, kind, namespace, name }) => ({
    identity,
    layer,
    apiVersion,
    kind,
    ...(namespace === null ? {} : { namespace }),
    name,
  }));
}

const poolsOf = (aws: AwsSight | undefined) =>
  (aws?.nodeGroups ?? []).map(({ nodegroupName = "", nodeRole = "", scalingConfig }) => ({
    name: nodegroupName,
    nodeGroup: nodegroupName,
    roleName: nodeRole.split("/").at(-1) ?? "",
    size: scalingConfig?.desiredSize ?? 0,
  }));

function repaveView({ pools, required }: RepavePlan, aws: AwsSight | undefined): RollOutPlan["repave"] {
  const reasons = pools.flatMap(({ pool, reasons: causes }) =>
    causes.map(({ layer, field, why }) => ({
      code: "NodePoolRepave",
      message: `${pool}: ${field}: ${why}`,
      layer,
      field,
    })),
  );
  return { isRequired: required, isFull: required && pools.length === aws?.nodeGroups.length, reasons };
}

/** Machines of a group that rolls run beside those that replace them. */
function costs(repave: RepavePlan, inside: InsideSight | undefined, prices: Prices) {
  const nodes = inside?.nodes ?? [];
  const rate = nodes.length === 0 ? undefined : hourlyRate(nodes, prices);
  if (rate === undefined) return {};
  const rolling = nodes.filter((node) => repave.pools.some(({ nodeGroup }) => nodeGroup === nodeGroupOf(node)));
  const extra = ((hourlyRate(rolling, prices) ?? 0) * repaveSeconds(repave.pools)) / 3_600;
  return { hourlyRateBefore: rate, hourlyRateAfter: rate, extraCost: Math.round(extra * 10_000) / 10_000 };
}

const sentence = ({ message, fix }: { readonly message: string; readonly fix?: string }): string =>
  fix === undefined ? message : `${message}: ${fix}`;

function distinct(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Map(
    problems.map((problem) => [`${problem.code}\0${problem.field}\0${problem.line}\0${problem.message}`, problem]),
  );
  return [...seen.values()];
}
