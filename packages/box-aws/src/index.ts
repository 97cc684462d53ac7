export * from "./aws-simulation.ts";
