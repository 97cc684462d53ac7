export * from "./instance-type.ts";
export * from "./snapshot.ts";
export * from "./plan.ts";
export { planProvisioning } from "./provisioning/plan-provisioning.ts";
