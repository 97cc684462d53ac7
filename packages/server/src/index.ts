export * from "./access/roles.ts";
export type { FirstUser } from "./access/first-tenant.ts";
export type { AdoptedCluster } from "./clusters/adopt-cluster.ts";
export { startPostgres, type PostgresOptions, type RunningPostgres } from "./postgres/start-postgres.ts";
export { PostgresUnavailable } from "./postgres/unavailable.ts";
export * from "./query/filter-error.ts";
export * from "./query/filters.ts";
export { loadServer, startServer } from "./load-server.ts";
export type { RunningServer, ServerOptions } from "./start-server.ts";
