import type { Node } from "@inlay/resources";
import type { ClusterHealth } from "../database/schema.ts";
import { fixOf } from "./node-group.ts";
import type { Observation } from "./observation.ts";

/** A node that stops being ready is given this time: machines that are replaced are on their way out. */
const NODE_GRACE_MS = 60_000;
/** A new machine may take this long until it is ready. */
const NEW_NODE_GRACE_MS = 10 * 60_000;

/**
 * A cluster's health: its API server answers, its nodes are ready, its node groups have no issue. Thresholds of ours: Palette does not say its.
 * @param now milliseconds.
 */
export function healthOf(seen: Observation, now: number): ClusterHealth {
  if (!seen.reachable)
    return seen.problem === undefined
      ? { state: "Unknown", conditions: [] }
      : {
          state: "UnHealthy",
          conditions: [{ type: "Reachable", message: `The cluster does not answer: ${seen.problem}` }],
        };
  const conditions = [
    ...seen.nodeGroups.flatMap((group) =>
      group.issues.map((issue) => ({
        type: issue.code,
        message: [`Node group ${group.name}: ${issue.message}`, fixOf(issue)].filter(Boolean).join(" "),
      })),
    ),
    ...seen.nodes.flatMap((node) => {
      const message = troubleOf(node, now);
      return message === undefined ? [] : [{ type: "NodeReady", message }];
    }),
  ];
  return { state: conditions.length === 0 ? "Healthy" : "UnHealthy", conditions };
}

export const isReady = (node: Node): boolean =>
  node.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") === true;

function troubleOf(node: Node, now: number): string | undefined {
  if (isReady(node) || node.metadata.deletionTimestamp !== undefined) return undefined;
  const ready = node.status?.conditions?.find(({ type }) => type === "Ready");
  const since = Date.parse(ready?.lastTransitionTime ?? node.metadata.creationTimestamp);
  const age = now - Date.parse(node.metadata.creationTimestamp);
  if (now - since < NODE_GRACE_MS || age < NEW_NODE_GRACE_MS) return undefined;
  return `Node ${node.metadata.name} is not ready: ${ready?.message ?? "its kubelet has not reported"}`;
}
