export * from "./ec2-instance-type.ts";
export * from "./catalogue.ts";
export { zonesOffering } from "./zones/offered-zones.ts";
