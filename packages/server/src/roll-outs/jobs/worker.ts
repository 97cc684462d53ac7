import { randomUUID } from "node:crypto";
import { systemClock, type Clock } from "@inlay/resources";
import { sql } from "kysely";
import { PgBoss } from "pg-boss";
import { openClusterAccess, type ClusterAccess } from "../../cluster-access/cluster-access.ts";
import type { Connection } from "../../database/open-database.ts";
import type { ClusterRow } from "../desired/select-profiles.ts";
import { PATIENCE, type Patience } from "../steps/step.ts";
import { endLease, LeaseLost, renewLease, takeLease, type Lease } from "./lease.ts";
import { readRollOut, RollOutStore, type RollOutRow } from "./roll-out-store.ts";
import { runRollOut } from "./run-roll-out.ts";
import { isDatabaseAway } from "./store-errors.ts";

const QUEUE = "roll-outs";
type Job = { readonly rollOutUid: string };

export type WorkerOptions = {
  readonly db: Connection;
  readonly databaseUrl: string;
  /** Default: the cluster's own connection. */
  readonly open?: (cluster: ClusterRow) => Promise<ClusterAccess>;
  readonly clock?: Clock;
  readonly patience?: Patience;
  /** Milliseconds that a cluster stays with a worker that does not answer. */
  readonly leaseMilliseconds?: number;
  /** Told of failures that are nobody's call. */
  readonly logFailure?: (error: unknown) => void;
  /** Told before each step. */
  readonly onStep?: (key: string) => void;
};

/** Carries roll-outs out: any number of them may share one database. */
export type RollOutWorker = {
  /** Sends a roll-out to whichever worker is free. */
  readonly send: (rollOutUid: string) => Promise<void>;
  /** Leaves what is under way to the next worker. */
  readonly stop: () => Promise<void>;
};

const STOPPED = new Error("the worker stops");
const LONGEST_PAUSE_MILLISECONDS = 5_000;
const LOOK_FOR_LEFT_MILLISECONDS = 15_000;

/** Starts working, first on what a worker that is no more has left. Jobs stand in pg-boss, in the same database. */
export async function startRollOutWorker(options: WorkerOptions): Promise<RollOutWorker> {
  const { db, databaseUrl, logFailure = () => undefined } = options;
  const boss = new PgBoss({
    connectionString: databaseUrl,
    max: 4,
    useListenNotify: true,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    reindex: false,
  });
  boss.on("error", logFailure);
  await boss.start();
  // A worker that is killed gives its job back when its heartbeat stops; a roll-out may take hours.
  const retries = { retryLimit: 10_000, retryDelay: 1, heartbeatSeconds: 10, expireInSeconds: 86_000 };
  await boss.createQueue(QUEUE, { ...retries, notify: true });
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const send = async (rollOutUid: string): Promise<void> => void (await boss.send(QUEUE, { rollOutUid }));
  await boss.work<Job>(
    QUEUE,
    { localConcurrency: 8, pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 2 },
    async ([job]) => {
      if (!job) return;
      const work = carryOut(job.data.rollOutUid, options, stopping.signal);
      running.add(work);
      try {
        await work;
      } finally {
        running.delete(work);
      }
    },
  );
  // What nobody works on: left by a worker that is no more, or never handed over.
  const sendLeft = async (): Promise<void> => {
    for (const { uid } of await leftAlone(db)) await send(uid);
  };
  await sendLeft();
  const timer = setInterval(() => void sendLeft().catch(logFailure), LOOK_FOR_LEFT_MILLISECONDS);
  return {
    send,
    stop: async () => {
      clearInterval(timer);
      stopping.abort(STOPPED);
      await Promise.allSettled(running);
      await boss.stop({ graceful: false });
    },
  };
}

const leftAlone = (db: Connection) =>
  db
    .selectFrom("roll_outs")
    .leftJoin("roll_out_leases", "roll_out_leases.cluster_uid", "roll_outs.cluster_uid")
    .select("roll_outs.uid")
    .where("roll_outs.state", "in", ["Pending", "Running"])
    .where((where) =>
      where.or([
        where("roll_out_leases.expires_at", "is", null),
        where("roll_out_leases.expires_at", "<", sql<Date>`clock_timestamp()`),
      ]),
    )
    .execute();

/** Works on a roll-out until it is over, whatever the database does in between. Another worker may be at it: then this one waits its turn. */
async function carryOut(rollOutUid: string, options: WorkerOptions, stopping: AbortSignal): Promise<void> {
  const { db, clock = systemClock, leaseMilliseconds = 15_000 } = options;
  const holder = randomUUID();
  for (let pause = 200; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MILLISECONDS)) {
    stopping.throwIfAborted();
    try {
      const rollOut = await readRollOut(db, rollOutUid);
      if (!rollOut || rollOut.state === "Done" || rollOut.state === "Failed") return;
      const lease = await takeLease(db, rollOut.cluster_uid, holder, leaseMilliseconds);
      if (lease) return await workOn(rollOut, lease, options, stopping);
    } catch (error) {
      if (stopping.aborted || !(error instanceof LeaseLost || isDatabaseAway(error))) throw error;
      options.logFailure?.(error);
    }
    await clock.sleep(pause * (0.5 + Math.random()), stopping);
  }
}

async function workOn(rollOut: RollOutRow, lease: Lease, options: WorkerOptions, stopping: AbortSignal): Promise<void> {
  const {
    db,
    clock = systemClock,
    patience = PATIENCE,
    open = openClusterAccess,
    leaseMilliseconds = 15_000,
  } = options;
  const lost = new AbortController();
  const signal = AbortSignal.any([stopping, lost.signal]);
  let renewing: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    renewing = renewLease(db, lease, leaseMilliseconds).catch((error: unknown) => {
      // A database that is away for a moment is asked again; who has taken over shows then.
      if (error instanceof LeaseLost) lost.abort(error);
    });
  }, leaseMilliseconds / 3);
  let access: ClusterAccess | undefined;
  try {
    const cluster = await db
      .selectFrom("clusters")
      .selectAll()
      .where("uid", "=", rollOut.cluster_uid)
      .executeTakeFirstOrThrow();
    try {
      access = await open(cluster);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      await new RollOutStore(db, lease, rollOut).failed(message, new Date(clock.now()));
      return;
    }
    const onStep = options.onStep && { onStep: options.onStep };
    await runRollOut(rollOut, { db, lease, access, clock, patience, signal, ...onStep });
  } catch (error) {
    if (lost.signal.aborted && !stopping.aborted) throw lost.signal.reason;
    if (stopping.aborted || error instanceof LeaseLost || isDatabaseAway(error)) throw error;
    // A fault of ours: the same would happen again and again.
    options.logFailure?.(error);
    const message = error instanceof Error ? error.message : String(error);
    await new RollOutStore(db, lease, rollOut).failed(message, new Date(clock.now()));
  } finally {
    clearInterval(timer);
    await renewing;
    await access?.close();
    await endLease(db, lease).catch(() => undefined);
  }
}
