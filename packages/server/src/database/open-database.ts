import { Kysely, PostgresDialect } from "kysely";
import { Migrator } from "kysely/migration";
import pg from "pg";
import { migrations } from "./migrations.ts";
import type { Database } from "./schema.ts";

export type Connection = Kysely<Database>;

/** The schema could not be brought to this version. */
export class MigrationFailed extends Error {
  readonly code = "MigrationFailed";

  constructor(migration: string | undefined, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`The database could not be brought to this version${migration ? ` (${migration})` : ""}: ${reason}`, {
      cause,
    });
  }
}

/**
 * Connects to PostgreSQL and brings its schema to this version; several servers may start at once, one of them migrates. Call `destroy()` at
 * the end.
 * @throws MigrationFailed
 */
export async function openDatabase(url: string): Promise<Connection> {
  const pool = new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 15_000 });
  // A connection that breaks is replaced at its next use, and who uses it is told by a query; without listeners it would end the process:
  // the pool's hears of idle ones, each connection's own of those that are in use between two queries.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) {
    await db.destroy();
    throw new MigrationFailed(results?.find(({ status }) => status === "Error")?.migrationName, error);
  }
  return db;
}
