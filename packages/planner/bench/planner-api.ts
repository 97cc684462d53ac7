export { amountsOf, seededRandom, type NodePool, type Pod, type PodSpec } from "@inlay/resources";
export * from "../src/index.ts";
