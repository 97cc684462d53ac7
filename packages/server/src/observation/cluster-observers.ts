import { setTimeout as sleep } from "node:timers/promises";
import type { ReachableCluster } from "../cluster-access/cluster-access.ts";
import type { ClusterObserved } from "../database/schema.ts";
import type { Connection } from "../database/open-database.ts";
import type { Change, Changes } from "../stream/changes.ts";
import { ClusterObserver } from "./cluster-observer.ts";
import { healthOf, isReady } from "./health.ts";

/** A burst of changes in a cluster is one event: the first is told at once, the next ones no sooner than this. */
const THROTTLE_MS = 250;
/** What lists show of a cluster is kept in the database, no more often than this. */
const KEEP_MS = 2_000;
/** Clusters that came or went without our hearing of it. */
const SYNC_MS = 60_000;

type Place = { readonly uid: string; readonly tenantUid: string; readonly projectUid: string | null };
type Watched = Place & {
  readonly connection: string;
  readonly observer: ClusterObserver;
  readonly stop: AbortController;
  readonly running: Promise<void>;
  kept: string;
  keeping: NodeJS.Timeout | undefined;
  telling: NodeJS.Timeout | undefined;
  toldAt: number;
};

/** One observer per cluster of the database. Each server has its own: what they see is told to their own listeners. */
export class ClusterObservers {
  readonly #db: Connection;
  readonly #changes: Changes;
  readonly #now: () => Date;
  readonly #watched = new Map<string, Watched>();
  readonly #stop = new AbortController();
  #following: Promise<void> | undefined;
  #syncing: Promise<void> = Promise.resolve();

  constructor(db: Connection, changes: Changes, now: () => Date) {
    this.#db = db;
    this.#changes = changes;
    this.#now = now;
  }

  /** Begins to watch. Nothing is waited for: a cluster that does not answer delays nobody. */
  start(): void {
    this.#following = this.#follow();
  }

  of(clusterUid: string): ClusterObserver | undefined {
    return this.#watched.get(clusterUid)?.observer;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#following;
    await this.#syncing;
    await Promise.all([...this.#watched.values()].map((watched) => this.#end(watched)));
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const ended = Promise.withResolvers<void>();
      const unsubscribe = this.#changes.subscribe({
        end: ended.resolve,
        hear: (change) => {
          if (change.kind === "cluster" && change.isSeen !== true) this.#sync();
        },
      });
      this.#sync();
      await Promise.race([ended.promise, sleep(SYNC_MS, undefined, { signal }).catch(() => undefined)]);
      unsubscribe();
      await sleep(FIRST_LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One after the other, so that the last one sees the last state. */
  #sync(): void {
    this.#syncing = this.#syncing.then(() => this.#synchronise()).catch(() => undefined);
  }

  async #synchronise(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    const rows = await this.#db
      .selectFrom("clusters")
      .select(["uid", "tenant_uid", "project_uid", "eks_cluster_name", "region", "connection"])
      .execute();
    const found = new Map(rows.map((row) => [row.uid, row]));
    for (const watched of this.#watched.values())
      if (JSON.stringify(found.get(watched.uid)?.connection) !== watched.connection) {
        this.#watched.delete(watched.uid);
        await this.#end(watched);
      }
    for (const { uid, tenant_uid, project_uid, ...cluster } of rows)
      if (!this.#watched.has(uid)) this.#begin({ uid, tenantUid: tenant_uid, projectUid: project_uid }, cluster);
  }

  #begin(place: Place, cluster: ReachableCluster): void {
    const stop = new AbortController();
    const observer = new ClusterObserver(cluster, () => this.#changed(place.uid));
    this.#watched.set(place.uid, {
      ...place,
      connection: JSON.stringify(cluster.connection),
      observer,
      stop,
      running: observer.run(stop.signal),
      kept: "",
      keeping: undefined,
      telling: undefined,
      toldAt: 0,
    });
  }

  async #end(watched: Watched): Promise<void> {
    watched.stop.abort();
    clearTimeout(watched.keeping);
    clearTimeout(watched.telling);
    await watched.running;
  }

  #changed(uid: string): void {
    const watched = this.#watched.get(uid);
    if (!watched || watched.stop.signal.aborted) return;
    watched.keeping ??= setTimeout(
      () => {
        watched.keeping = undefined;
        void this.#keep(watched);
      },
      watched.kept === "" && watched.observer.seen.reachable ? 0 : KEEP_MS,
    );
    if (watched.telling !== undefined) return;
    const wait = Math.max(0, watched.toldAt + THROTTLE_MS - Date.now());
    watched.telling = setTimeout(() => {
      watched.telling = undefined;
      watched.toldAt = Date.now();
      this.#changes.tell(seenChange(watched));
    }, wait);
  }

  /** Health and sums for lists: without a look at the cluster they can be read. */
  async #keep(watched: Watched): Promise<void> {
    const { seen } = watched.observer;
    const health = healthOf(seen, this.#now().getTime());
    const machines = watched.observer.pools.flatMap((pool) => pool.machines);
    const rates = machines.map(({ spec }) => spec.hourlyRate);
    const observed: ClusterObserved = seen.reachable
      ? {
          nodes: { ready: seen.nodes.filter(isReady).length, total: seen.nodes.length },
          ...(rates.every((rate) => rate !== undefined)
            ? { hourlyRate: rates.reduce<number>((sum, rate) => sum + (rate ?? 0), 0) }
            : {}),
          ...(seen.kubernetesVersion === undefined ? {} : { kubernetesVersion: seen.kubernetesVersion }),
        }
      : {};
    const text = JSON.stringify([health, observed]);
    if (text === watched.kept) return;
    try {
      await this.#db
        .updateTable("clusters")
        .set({
          health: JSON.stringify(health),
          ...(seen.reachable ? { observed: JSON.stringify(observed) } : {}),
        })
        .where("uid", "=", watched.uid)
        .execute();
      watched.kept = text;
      this.#changes.tell(seenChange(watched));
    } catch {
      // The database does not answer: the next change tries again.
    }
  }
}

const FIRST_LOOK_MS = 500;

const seenChange = ({ uid, tenantUid, projectUid }: Place): Change => ({
  tenantUid,
  projectUid,
  kind: "cluster",
  uid,
  isSeen: true,
});
