import { readFileSync } from "node:fs";
import { join } from "node:path";

const example = (name: string) => readFileSync(join(import.meta.dirname, "../../examples", name), "utf8");

/** The reference page's Deployment: no replicas, one CPU each. */
export const INFLATE = example("inflate.yaml");

/** Three small pods that may not share a node: with two nodes in the group, one of them needs a Karpenter node. */
export const SPREAD_OUT = example("spread-out.yaml");
