import type { Connection } from "../database/open-database.ts";
import { newUid } from "../database/uid.ts";
import { ApiError } from "../http/api-error.ts";
import { announce } from "../stream/changes.ts";
import { selectProfiles, type ClusterRow, type DesiredProfiles } from "./desired/select-profiles.ts";
import { readRollOut, readSteps } from "./jobs/roll-out-store.ts";
import { planProfiles, planRollOut, readCluster, type PlanContext, type PlannedRollOut } from "./plan-roll-out.ts";
import type { RollOutPlan, RollOutSelection } from "./roll-out-plan.ts";
import { viewOf } from "./view-of.ts";
import type { RollOutView } from "./roll-out-view.ts";
import { stepsOf } from "./steps/steps-of.ts";

export type RollOutOptions = PlanContext & {
  readonly now: () => Date;
  /** Hands a roll-out to a worker. */
  readonly send: (rollOutUid: string) => Promise<void>;
};

/**
 * Roll-outs of clusters: planned, approved by the plan's hash, carried out by workers. All methods write in transactions of their own: call
 * them without holding a lock on the cluster's row.
 */
export class RollOuts {
  readonly #options: RollOutOptions;

  constructor(options: RollOutOptions) {
    this.#options = options;
  }

  /** @throws ApiError 404, 400 */
  plan(clusterUid: string, selection: RollOutSelection): Promise<RollOutPlan> {
    return planRollOut(this.#options, clusterUid, selection);
  }

  /**
   * Starts what was approved. The plan is made again: what has changed since shows in its hash.
   * @param by uid of the user.
   * @throws ApiError 409 PlanChanged (the details hold the plan as it is now), 409 RollOutRunning, 400 PlanHasProblems
   */
  async start(
    clusterUid: string,
    plan: Pick<RollOutPlan, "hash">,
    selection: RollOutSelection,
    by: string,
  ): Promise<RollOutView> {
    const { db } = this.#options;
    const cluster = await readCluster(db, clusterUid);
    await this.#refuseSecond(clusterUid);
    const desired = await selectProfiles(db, cluster, selection);
    const planned = await planProfiles(this.#options, cluster, desired);
    if (planned.plan.hash !== plan.hash)
      throw new ApiError(
        409,
        "PlanChanged",
        "The cluster or its profiles have changed since this plan was made: look at the plan as it is now, and approve that.",
        { plan: planned.plan },
      );
    return this.#begin("apply", cluster, planned, by);
  }

  /** The roll-out that runs, else the latest; undefined: there was none. */
  async view(clusterUid: string): Promise<RollOutView | undefined> {
    const { db } = this.#options;
    const row = await this.#latest(clusterUid);
    return row && viewOf(row, await readSteps(db, row.uid));
  }

  /** Brings back the last good version: after a failure the one that still counts, after a success the one before. @throws ApiError 409 */
  async rollBack(clusterUid: string, by: string): Promise<RollOutView> {
    const cluster = await readCluster(this.#options.db, clusterUid);
    await this.#refuseSecond(clusterUid);
    const latest = await this.#latest(clusterUid);
    if (!latest)
      throw new ApiError(409, "NothingToRollBack", `${cluster.name} has had no roll-out: there is no earlier version.`);
    const { before } = latest.order_of_work;
    const target: DesiredProfiles =
      latest.state === "Failed"
        ? { profiles: cluster.profiles, variables: cluster.variables }
        : { profiles: before.profiles, variables: before.variables };
    return this.#begin("rollBack", cluster, await planProfiles(this.#options, cluster, target), by);
  }

  /** Does the roll-out that failed once more, from the beginning: what is done already costs nothing. @throws ApiError 409 */
  async retry(clusterUid: string, by: string): Promise<RollOutView> {
    const cluster = await readCluster(this.#options.db, clusterUid);
    await this.#refuseSecond(clusterUid);
    const latest = await this.#latest(clusterUid);
    if (latest?.state !== "Failed")
      throw new ApiError(409, "NothingToRetry", `The last roll-out of ${cluster.name} has not failed.`);
    const { profiles, variables } = latest.order_of_work.after;
    const planned = await planProfiles(this.#options, cluster, { profiles, variables });
    return this.#begin(latest.kind, cluster, planned, by);
  }

  async #begin(
    kind: "apply" | "rollBack",
    cluster: ClusterRow,
    { plan, work }: PlannedRollOut,
    by: string,
  ): Promise<RollOutView> {
    const first = plan.problems.find(({ severity }) => severity === "error");
    if (first)
      throw new ApiError(
        400,
        "PlanHasProblems",
        `${first.field}: ${first.message}${first.fix ? `: ${first.fix}` : ""}`,
        {
          problems: plan.problems,
        },
      );
    const { db, now, send } = this.#options;
    const uid = newUid();
    const at = now();
    try {
      await db.transaction().execute(async (transaction) => {
        await transaction
          .insertInto("roll_outs")
          .values({
            uid,
            tenant_uid: cluster.tenant_uid,
            project_uid: cluster.project_uid,
            cluster_uid: cluster.uid,
            kind,
            state: "Pending",
            plan_hash: plan.hash,
            is_repave: plan.repave.isRequired,
            order_of_work: JSON.stringify(work),
            author_uid: by,
            created_at: at,
          })
          .execute();
        const steps = stepsOf(work).map(({ key, name }, position) => ({
          roll_out_uid: uid,
          position,
          key,
          name,
          state: "Pending" as const,
        }));
        await transaction.insertInto("roll_out_steps").values(steps).execute();
        await transaction
          .updateTable("clusters")
          .set({ desired_profiles: JSON.stringify(work.after.profiles), state: "Updating", modified_at: at })
          .where("uid", "=", cluster.uid)
          .execute();
        await tell(transaction, cluster);
      });
    } catch (error) {
      throw isSecond(error) ? running(cluster.name) : error;
    }
    // Should this fail, the next worker that starts finds it: it stands in the table.
    await send(uid).catch(() => undefined);
    const row = await readRollOut(db, uid);
    if (!row) throw new Error(`the roll-out ${uid} is gone`);
    return viewOf(row, await readSteps(db, uid));
  }

  #latest(clusterUid: string) {
    return this.#options.db
      .selectFrom("roll_outs")
      .selectAll()
      .where("cluster_uid", "=", clusterUid)
      .orderBy("created_at", "desc")
      .limit(1)
      .executeTakeFirst();
  }

  async #refuseSecond(clusterUid: string): Promise<void> {
    const latest = await this.#latest(clusterUid);
    if (latest?.state === "Pending" || latest?.state === "Running") throw running(latest.order_of_work.clusterName);
  }
}

const running = (clusterName: string): ApiError =>
  new ApiError(409, "RollOutRunning", `A roll-out of ${clusterName} is running: wait until it is over.`);

/** The unique index that allows one unfinished roll-out a cluster. */
const isSecond = (error: unknown): boolean =>
  error instanceof Error && (error as { readonly constraint?: unknown }).constraint === "roll_outs_one_at_a_time";

const tell = (db: Connection, { tenant_uid: tenantUid, project_uid: projectUid, uid }: ClusterRow): Promise<void> =>
  announce(db, { tenantUid, projectUid, kind: "cluster", uid });
