export * from "./access/roles.ts";
export * from "./query/filter-error.ts";
export * from "./query/filters.ts";
