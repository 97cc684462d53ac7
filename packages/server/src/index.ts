export * from "./access/roles.ts";
export { startPostgres, type PostgresOptions, type RunningPostgres } from "./postgres/start-postgres.ts";
export { PostgresUnavailable } from "./postgres/unavailable.ts";
export * from "./query/filter-error.ts";
export * from "./query/filters.ts";
