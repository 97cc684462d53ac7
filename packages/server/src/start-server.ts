import type { Pack } from "@inlay/profiles";
import { ensureApiKey } from "./access/ensure-api-key.ts";
import { PASSWORD_COST } from "./access/password.ts";
import { administratorOf, ensureTenant, type FirstUser } from "./access/first-tenant.ts";
import { adoptCluster, type AdoptedCluster } from "./clusters/adopt-cluster.ts";
import { openClusterAccess } from "./cluster-access/cluster-access.ts";
import { openDatabase } from "./database/open-database.ts";
import { createServer, type FailureLog } from "./http/create-server.ts";
import { listen, type ListenOptions } from "./http/listen.ts";
import { routes } from "./http/route-table.ts";
import { ClusterObservers } from "./observation/cluster-observers.ts";
import { PackCatalogue } from "./packs/catalogue.ts";
import { startRollOutWorker } from "./roll-outs/jobs/worker.ts";
import type { Charts } from "./roll-outs/rendering/render-cluster.ts";
import { RollOuts } from "./roll-outs/roll-outs.ts";
import { Changes } from "./stream/changes.ts";

export type ServerOptions = ListenOptions & {
  /** `postgres://…`, of `startPostgres` or of DATABASE_URL. */
  readonly databaseUrl: string;
  /** Packs that come with the program. */
  readonly packs: readonly Pack[];
  /** What charts of packs are rendered with. */
  readonly charts: Charts;
  /** Folder of the console's build; absent: the API only. */
  readonly console?: string;
  /** Name of the first tenant and address of its first user; made when the database is new. */
  readonly tenant?: string;
  readonly emailId?: string;
  /** The first user's password; absent: a random one. */
  readonly password?: string;
  /** A key that signs the first user in, made sure of at every start. */
  readonly apiKey?: string;
  /** Clusters that exist and are ours to manage; they come into the project `Default`. */
  readonly clusters?: readonly AdoptedCluster[];
  readonly logFailure: FailureLog;
};

export type RunningServer = {
  readonly url: string;
  /** With a certificate only. */
  readonly httpsUrl?: string;
  /** Told once, by the start that made the first tenant. */
  readonly firstUser?: FirstUser;
  /** Answers what is being asked, then closes. */
  readonly stop: () => Promise<void>;
};

/** Starts the server on loopback unless told otherwise. Any number of them may share one database. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { tenant = "default", emailId = "admin@inlay.local" } = options;
  const db = await openDatabase(options.databaseUrl);
  try {
    const firstUser = await ensureTenant(db, tenant, emailId, PASSWORD_COST, options.password);
    const packs = new PackCatalogue(options.packs);
    const now = () => new Date();
    if (options.apiKey !== undefined || options.clusters !== undefined) {
      const place = await administratorOf(db, tenant);
      if (options.apiKey !== undefined) await ensureApiKey(db, place, options.apiKey, now());
      for (const cluster of options.clusters ?? []) await adoptCluster(db, packs, place, cluster, now());
    }
    const changes = await Changes.listen(options.databaseUrl);
    const logFailure = (error: unknown) => options.logFailure({ ref: "", route: "roll-outs", error });
    // Nobody waits for it: a roll-out that is asked for before it works is found by it later.
    const working = startRollOutWorker({ db, databaseUrl: options.databaseUrl, logFailure });
    working.catch(logFailure);
    const observers = new ClusterObservers(db, changes, now);
    const rollOuts = new RollOuts({
      db,
      packs: options.packs,
      charts: options.charts,
      open: (cluster) => openClusterAccess(cluster),
      now,
      send: async (rollOutUid) => await (await working).send(rollOutUid),
    });
    const services = { db, changes, packs, observers, rollOuts, now, passwordCost: PASSWORD_COST };
    const app = await createServer(services, routes, options.logFailure, options.console);
    const { url, httpsUrl, stop } = await listen(app, options);
    observers.start();
    return {
      url,
      ...(httpsUrl === undefined ? {} : { httpsUrl }),
      ...(firstUser ? { firstUser } : {}),
      stop: async () => {
        await Promise.all([
          stop(),
          observers.stop(),
          working.then(
            (worker) => worker.stop(),
            () => undefined,
          ),
        ]);
        await db.destroy();
      },
    };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}
