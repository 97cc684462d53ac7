import { randomUUID } from "node:crypto";
import type { Logger } from "@inlay/kube";
import type { DisruptionCommand } from "@inlay/planner";
import { rfc3339 } from "@inlay/resources";
import { ANNOTATION_REPLACES_FOR } from "../names.ts";
import { createNodeClaims, newClaimName, PlanOutdated } from "../provisioning/claim-creation.ts";
import type { Environment } from "../state/environment.ts";
import { nodesOfClaim } from "../state/managed.ts";
import type { CommandRecord } from "./command.ts";
import type { disruptionReport } from "./disruption-report.ts";
import { markClaim, taintNode } from "./marks.ts";

/**
 * Sets a command going: marks the claims, taints the nodes, creates the replacements. From the first mark on it can be read off the cluster how
 * far it got; a failure on the way is rolled back by whoever looks after commands (command-queue.ts).
 */
export async function startCommand(
  environment: Environment,
  command: DisruptionCommand,
  report: ReturnType<typeof disruptionReport>,
  logger: Logger,
  onRecord: (record: CommandRecord) => void,
  signal: AbortSignal,
): Promise<void> {
  const { caches, clock } = environment;
  const candidates = command.candidates.map(({ nodeClaim, preconditions }) => {
    const claim = caches.nodeClaims.get(nodeClaim);
    const same = preconditions.every(
      ({ kind, name, uid }) =>
        (kind === "NodeClaim" ? caches.nodeClaims : kind === "Node" ? caches.nodes : caches.nodePools).get(name)
          ?.metadata.uid === uid,
    );
    if (!claim || claim.metadata.deletionTimestamp || !same) throw new PlanOutdated(`nodeclaim ${nodeClaim} is gone`);
    return claim;
  });
  const replacements = command.replacements.map((planned) => ({
    planned,
    name: newClaimName(environment, planned.nodePool),
  }));
  const record: CommandRecord = {
    id: randomUUID(),
    reason: command.reason,
    decision: command.decision,
    consolidationType: command.consolidationType,
    candidates: candidates.map(({ metadata }) => metadata.name),
    replacements: replacements.map(({ name }) => name),
    startedAt: rfc3339(clock.now()),
  };
  onRecord(record);
  report.started(logger, command, record);
  await Promise.all(candidates.map((claim) => markClaim(environment, claim, record, signal)));
  const nodes = candidates.flatMap((claim) => nodesOfClaim(claim, caches));
  await Promise.all(nodes.map((node) => taintNode(environment, node, signal)));
  const annotations = { [ANNOTATION_REPLACES_FOR]: record.id };
  const claims = replacements.map((replacement) => ({ ...replacement, annotations }));
  const created = await createNodeClaims(environment, claims, command.reason.toLowerCase(), logger, signal);
  for (const result of created) {
    if (result.status === "rejected") throw result.reason;
    report.launching(result.value, record);
  }
  const until = clock.now() + 2 * environment.options.batchMaxDurationMs;
  for (const { name } of command.existingNodes) environment.nominations.nominate(name, until);
}
