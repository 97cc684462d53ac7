import type { PoolRepave, RenderedLayer } from "@inlay/profiles";
import type { AppliedProfile, ClusterVariables } from "../database/schema.ts";

/** What a cluster's profiles come to, everything resolved. */
export type Rendition = {
  readonly profiles: readonly AppliedProfile[];
  readonly variables: readonly ClusterVariables[];
  /** With the objects that helm made of charts. */
  readonly layers: readonly RenderedLayer[];
};

/** All that a worker needs to carry a roll-out through; kept with it, so that nothing is decided a second time. */
export type OrderOfWork = {
  readonly clusterName: string;
  readonly eksClusterName: string;
  /** The last good version. */
  readonly before: Rendition;
  readonly after: Rendition;
  /** Node groups that get new machines. */
  readonly pools: readonly PoolRepave[];
};
