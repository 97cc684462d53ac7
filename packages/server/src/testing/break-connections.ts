import { sql } from "kysely";
import type { Connection } from "../database/open-database.ts";

/** Ends every connection to the database but the one that asks, as a restart of PostgreSQL does. */
export async function breakConnections(db: Connection): Promise<void> {
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where pid <> pg_backend_pid() and datname = current_database()`.execute(db);
}
