import { sql } from "kysely";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Connection } from "../database/open-database.ts";

/** Something that changed. Who hears of it reads it again: the event carries no content. */
export type Change = {
  readonly tenantUid: string;
  readonly projectUid: string | null;
  readonly kind: string;
  readonly uid: string;
  /** Seen in a cluster by this server, and not a change in the database. */
  readonly isSeen?: true;
};
type Subscriber = { readonly hear: (change: Change) => void; readonly end: () => void };

const CHANNEL = "inlay_changes";
const LONGEST_PAUSE_MILLISECONDS = 5_000;

/** Tells every server on this database, when the transaction commits. */
export async function announce(db: Connection, change: Change): Promise<void> {
  await sql`select pg_notify(${CHANNEL}, ${JSON.stringify(change)})`.execute(db);
}

/**
 * What changes in the database, by LISTEN on one connection for all subscribers. When that connection breaks, changes may be missed:
 * all subscribers are ended, so that they come again and read everything.
 */
export class Changes {
  readonly #url: string;
  readonly #subscribers = new Set<Subscriber>();
  readonly #closing = new AbortController();
  #client: pg.Client | undefined;

  private constructor(url: string) {
    this.#url = url;
  }

  /** Resolves when it listens. Call `close()` at the end. */
  static async listen(url: string): Promise<Changes> {
    const changes = new Changes(url);
    await changes.#connect();
    return changes;
  }

  /** @returns ends the subscription. */
  subscribe(subscriber: Subscriber): () => void {
    if (this.#client === undefined) subscriber.end();
    else this.#subscribers.add(subscriber);
    return () => void this.#subscribers.delete(subscriber);
  }

  /** Tells the subscribers of this server only: of what each server sees for itself. */
  tell(change: Change): void {
    for (const { hear } of this.#subscribers) hear(change);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#endAll();
    const client = this.#client;
    this.#client = undefined;
    await client?.end();
  }

  #endAll(): void {
    const all = [...this.#subscribers];
    this.#subscribers.clear();
    for (const { end } of all) end();
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url, connectionTimeoutMillis: 15_000, keepAlive: true });
    client.on("error", () => undefined);
    client.on("notification", ({ payload }) => {
      const change = JSON.parse(payload ?? "{}") as Change;
      for (const { hear } of this.#subscribers) hear(change);
    });
    client.once("end", () => {
      if (this.#client !== client) return;
      this.#client = undefined;
      this.#endAll();
      void this.#reconnect();
    });
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    if (this.#closing.signal.aborted) await client.end();
    else this.#client = client;
  }

  async #reconnect(): Promise<void> {
    const { signal } = this.#closing;
    for (let pause = 100; !signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MILLISECONDS)) {
      try {
        await this.#connect();
        return;
      } catch {
        await sleep(pause * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
