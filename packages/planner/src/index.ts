export * from "./instance-type.ts";
export * from "./snapshot.ts";
export * from "./plan.ts";
export { planProvisioning } from "./provisioning/plan-provisioning.ts";
export { planDisruption } from "./disruption/plan-disruption.ts";
export { validateCommand, type CommandValidation } from "./disruption/validate-command.ts";
