import { TAINT_DISRUPTED, type Node, type NodeClaim } from "@inlay/resources";
import { conditionOf, isTrue } from "../conditions/conditions.ts";
import { ANNOTATION_DISRUPTION_COMMAND } from "../names.ts";
import type { Environment } from "../state/environment.ts";
import { nodesOfClaim } from "../state/managed.ts";
import { patchNode, patchNodeClaim, patchNodeClaimStatus } from "../state/writes.ts";
import { commandRecordOf, type CommandRecord } from "./command.ts";
import { hasDisruptedTaint } from "./decide-command.ts";

/** Writes the command on the claim: the first thing that is done, and the last that is undone. */
export async function markClaim(
  environment: Environment,
  claim: NodeClaim,
  record: CommandRecord,
  signal: AbortSignal,
) {
  const annotations = { [ANNOTATION_DISRUPTION_COMMAND]: JSON.stringify(record) };
  const marked = await patchNodeClaim(environment, claim, { metadata: { annotations } }, signal);
  const condition = {
    type: "DisruptionReason",
    status: "True",
    reason: record.reason,
    message: record.reason,
  } as const;
  await patchNodeClaimStatus(environment, marked, { conditions: [condition] }, signal);
}

export async function taintNode(environment: Environment, node: Node, signal: AbortSignal): Promise<void> {
  if (hasDisruptedTaint(node)) return;
  await patchNode(environment, node, { spec: { taints: [...(node.spec.taints ?? []), TAINT_DISRUPTED] } }, signal);
}

/** Takes taint, condition and command away again from what is not leaving. */
export async function unmark(environment: Environment, claim: NodeClaim, signal: AbortSignal): Promise<void> {
  for (const node of nodesOfClaim(claim, environment.caches)) await untaint(environment, node, signal);
  const cleared = conditionOf(claim, "DisruptionReason")
    ? await patchNodeClaimStatus(environment, claim, { removed: ["DisruptionReason"] }, signal)
    : claim;
  if (cleared.metadata.annotations?.[ANNOTATION_DISRUPTION_COMMAND] === undefined) return;
  const annotations = { [ANNOTATION_DISRUPTION_COMMAND]: null };
  await patchNodeClaim(environment, cleared, { metadata: { annotations } }, signal);
}

async function untaint(environment: Environment, node: Node, signal: AbortSignal): Promise<void> {
  if (!hasDisruptedTaint(node) || node.metadata.deletionTimestamp) return;
  const taints = (node.spec.taints ?? []).filter(({ key }) => key !== TAINT_DISRUPTED.key);
  await patchNode(environment, node, { spec: { taints } }, signal);
}

/** Claims that carry marks of a disruption that does not exist: left by another controller, or by a rollback that was cut short. */
export function strayMarks(
  claims: readonly NodeClaim[],
  nodesOf: (claim: NodeClaim) => readonly Node[],
): readonly NodeClaim[] {
  return claims.filter(
    (claim) =>
      !claim.metadata.deletionTimestamp &&
      commandRecordOf(claim) === undefined &&
      (isTrue(claim, "DisruptionReason") ||
        claim.metadata.annotations?.[ANNOTATION_DISRUPTION_COMMAND] !== undefined ||
        nodesOf(claim).some((node) => hasDisruptedTaint(node) && !node.metadata.deletionTimestamp)),
  );
}
