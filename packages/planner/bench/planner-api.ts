export {
  amountsOf,
  seededRandom,
  type Node,
  type NodeClaim,
  type NodePool,
  type Pod,
  type PodSpec,
} from "@inlay/resources";
export * from "../src/index.ts";
