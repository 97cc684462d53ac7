import { sql } from "kysely";
import type { Connection } from "../../database/open-database.ts";

/** Another worker has taken the cluster over: this one must not write, and stops. */
export class LeaseLost extends Error {
  readonly code = "LeaseLost";

  constructor() {
    super("another worker has taken this cluster over");
  }
}

/** The right to work on a cluster for a time. `fence` grows with every hand-over. */
export type Lease = { readonly clusterUid: string; readonly fence: string };

/** Takes the cluster when nobody has it; undefined: somebody does. Times are those of the database. */
export async function takeLease(
  db: Connection,
  clusterUid: string,
  holder: string,
  milliseconds: number,
): Promise<Lease | undefined> {
  const { rows } = await sql<{ fence: string }>`
    insert into roll_out_leases (cluster_uid, fence, holder, expires_at)
    values (${clusterUid}, 1, ${holder}, clock_timestamp() + ${milliseconds} * interval '1 millisecond')
    on conflict (cluster_uid) do update
      set fence = roll_out_leases.fence + 1, holder = excluded.holder, expires_at = excluded.expires_at
      where roll_out_leases.expires_at < clock_timestamp()
    returning fence`.execute(db);
  const fence = rows[0]?.fence;
  return fence === undefined ? undefined : { clusterUid, fence: String(fence) };
}

/** @throws LeaseLost */
export async function renewLease(db: Connection, { clusterUid, fence }: Lease, milliseconds: number): Promise<void> {
  const { numAffectedRows } = await sql`
    update roll_out_leases set expires_at = clock_timestamp() + ${milliseconds} * interval '1 millisecond'
    where cluster_uid = ${clusterUid} and fence = ${fence}`.execute(db);
  if (numAffectedRows !== 1n) throw new LeaseLost();
}

/** Lets the next one begin at once. */
export async function endLease(db: Connection, { clusterUid, fence }: Lease): Promise<void> {
  await sql`update roll_out_leases set expires_at = clock_timestamp() - interval '1 second'
    where cluster_uid = ${clusterUid} and fence = ${fence}`.execute(db);
}

/** Writes in one transaction that nobody else can overtake: a worker with an older fence gets LeaseLost and changes nothing. */
export function fenced<T>(
  db: Connection,
  { clusterUid, fence }: Lease,
  write: (db: Connection) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (transaction) => {
    const { rows } = await sql`
      select 1 from roll_out_leases where cluster_uid = ${clusterUid} and fence = ${fence} for share`.execute(
      transaction,
    );
    if (rows.length === 0) throw new LeaseLost();
    return write(transaction);
  });
}
