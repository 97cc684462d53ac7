import { sql, type Selectable } from "kysely";
import type { Connection } from "../../database/open-database.ts";
import type { Database } from "../../database/schema.ts";
import { announce } from "../../stream/changes.ts";
import { fenced, type Lease } from "./lease.ts";

export type RollOutRow = Selectable<Database["roll_outs"]>;
export type StepRow = Selectable<Database["roll_out_steps"]>;

export const readRollOut = (db: Connection, uid: string): Promise<RollOutRow | undefined> =>
  db.selectFrom("roll_outs").selectAll().where("uid", "=", uid).executeTakeFirst();

export const readSteps = (db: Connection, uid: string): Promise<StepRow[]> =>
  db.selectFrom("roll_out_steps").selectAll().where("roll_out_uid", "=", uid).orderBy("position").execute();

type StepChange = {
  state?: StepRow["state"];
  message?: string;
  object?: string | null;
  fix?: string | null;
  memory?: string;
  started_at?: Date;
  finished_at?: Date | null;
};

/** Writes of the one worker that holds the cluster; each is told to whoever watches. @throws LeaseLost */
export class RollOutStore {
  readonly #db: Connection;
  readonly #lease: Lease;
  readonly #rollOut: RollOutRow;

  constructor(db: Connection, lease: Lease, rollOut: RollOutRow) {
    this.#db = db;
    this.#lease = lease;
    this.#rollOut = rollOut;
  }

  async step(position: number, change: StepChange): Promise<void> {
    await this.#write(async (db) => {
      await db
        .updateTable("roll_out_steps")
        .set(change)
        .where("roll_out_uid", "=", this.#rollOut.uid)
        .where("position", "=", position)
        .execute();
    });
  }

  async addStep(position: number, key: string, name: string, startedAt: Date): Promise<void> {
    const row = {
      roll_out_uid: this.#rollOut.uid,
      position,
      key,
      name,
      state: "Running" as const,
      started_at: startedAt,
    };
    await this.#write(async (db) => {
      await db
        .insertInto("roll_out_steps")
        .values(row)
        .onConflict((conflict) => conflict.columns(["roll_out_uid", "position"]).doNothing())
        .execute();
    });
  }

  async begin(now: Date): Promise<void> {
    await this.#write(async (db) => {
      await db
        .updateTable("roll_outs")
        .set({ state: "Running", started_at: sql<Date>`coalesce(started_at, ${now})` })
        .where("uid", "=", this.#rollOut.uid)
        .execute();
    });
  }

  /** The new version is the last good one. */
  async done(now: Date): Promise<void> {
    const { uid, cluster_uid, order_of_work } = this.#rollOut;
    const profiles = JSON.stringify(order_of_work.after.profiles);
    await this.#write(async (db) => {
      await db.updateTable("roll_outs").set({ state: "Done", finished_at: now }).where("uid", "=", uid).execute();
      await db
        .updateTable("clusters")
        .set({
          profiles,
          desired_profiles: profiles,
          variables: JSON.stringify(order_of_work.after.variables),
          state: "Running",
          modified_at: now,
          resource_version: sql<string>`resource_version + 1`,
        })
        .where("uid", "=", cluster_uid)
        .execute();
    });
  }

  /** The last good version stays. */
  async failed(message: string, now: Date): Promise<void> {
    const { uid, cluster_uid } = this.#rollOut;
    await this.#write(async (db) => {
      await db
        .updateTable("roll_outs")
        .set({ state: "Failed", message, finished_at: now })
        .where("uid", "=", uid)
        .execute();
      await db
        .updateTable("clusters")
        .set({ desired_profiles: sql`profiles`, state: "Running", modified_at: now })
        .where("uid", "=", cluster_uid)
        .execute();
    });
  }

  async #write(write: (db: Connection) => Promise<void>): Promise<void> {
    const { tenant_uid: tenantUid, project_uid: projectUid, cluster_uid: uid } = this.#rollOut;
    await fenced(this.#db, this.#lease, async (db) => {
      await write(db);
      await announce(db, { tenantUid, projectUid, kind: "cluster", uid });
    });
  }
}
