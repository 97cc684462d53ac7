export * from "./instance-type.ts";
export * from "./snapshot.ts";
export * from "./plan.ts";
