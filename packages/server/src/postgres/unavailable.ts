/** PostgreSQL cannot be started here. The message says why, and that DATABASE_URL names another one. */
export class PostgresUnavailable extends Error {
  readonly code = "PostgresUnavailable";

  constructor(reason: string, cause?: unknown) {
    super(
      `PostgreSQL cannot be started here: ${reason}. Set DATABASE_URL=postgres://user:password@host:5432/database to use one that runs already.`,
      { cause },
    );
  }
}
