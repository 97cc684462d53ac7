import type { ControllerDefinition, Logger } from "@inlay/kube";
import type { NodeClaim } from "@inlay/resources";
import { isTrue } from "../conditions/conditions.ts";
import { ANNOTATION_REPLACES_FOR } from "../names.ts";
import type { Environment } from "../state/environment.ts";
import { nodesOfClaim } from "../state/managed.ts";
import { deleteNodeClaim } from "../state/writes.ts";
import { commandRecordOf, commandRecords, type CommandRecord } from "./command.ts";
import { decideCommand, type ObservedCommand } from "./decide-command.ts";
import type { disruptionReport } from "./disruption-report.ts";
import { unmark } from "./marks.ts";
import type { StartingCommands } from "./starting-commands.ts";

const POLL_MS = 10_000;

/**
 * Carries commands to their end, each by its own: waits for replacements, deletes candidates, rolls back. Knows of nothing but what
 * stands in the cluster, except of those that this process is starting right now.
 */
export function commandQueue(
  environment: Environment,
  report: ReturnType<typeof disruptionReport>,
  starting: StartingCommands,
): ControllerDefinition {
  const { caches, ages } = environment;
  return {
    name: "disruption.queue",
    concurrency: 20,
    backoff: { baseMs: 1_000, maxMs: 10_000 },
    sources(enqueue) {
      const ends = [
        starting.onFinish(enqueue),
        caches.nodeClaims.onChange(({ object }) => {
          const id = commandRecordOf(object)?.id ?? object.metadata.annotations?.[ANNOTATION_REPLACES_FOR];
          if (id) enqueue(id);
        }),
      ];
      for (const { id } of commandRecords(caches.nodeClaims.all())) enqueue(id);
      return () => ends.forEach((end) => end());
    },
    async reconcile(id, { logger, signal }) {
      if (starting.has(id)) return;
      const record = commandRecords(caches.nodeClaims.all()).find((each) => each.id === id);
      if (!record) return;
      const observed = observe(record);
      const intent = decideCommand(observed);
      switch (intent.kind) {
        case "done":
          ages.forget(`command/${id}`);
          return;
        case "await":
          report.waiting(intent.replacements);
          return { requeueAfterMs: POLL_MS };
        case "terminate":
          for (const claim of intent.claims) {
            await deleteNodeClaim(environment, claim, signal);
            report.terminating(claim, record);
          }
          return { requeueAfterMs: POLL_MS };
        case "rollBack":
          await rollBack(observed, intent.why, logger, signal);
          return;
      }
    },
  };

  function observe(record: CommandRecord): ObservedCommand {
    const present = (names: readonly string[]) =>
      names.flatMap((name) => {
        const claim = caches.nodeClaims.get(name);
        return claim ? [claim] : [];
      });
    return {
      record,
      candidates: present(record.candidates).map((claim) => ({ claim, nodes: nodesOfClaim(claim, caches) })),
      replacements: present(record.replacements),
      ageMs: ages.age(`command/${record.id}`, Date.parse(record.startedAt)),
    };
  }

  /** Replacements that have no instance yet go too; the others are nodes like any other, and consolidation judges them. */
  async function rollBack(observed: ObservedCommand, why: string, logger: Logger, signal: AbortSignal): Promise<void> {
    const { record, candidates, replacements } = observed;
    const unlaunched = replacements.filter((claim: NodeClaim) => !isTrue(claim, "Launched"));
    for (const claim of unlaunched) await deleteNodeClaim(environment, claim, signal);
    for (const { claim } of candidates) {
      const foreign = commandRecordOf(claim) !== undefined && commandRecordOf(claim)?.id !== record.id;
      if (!claim.metadata.deletionTimestamp && !foreign) await unmark(environment, claim, signal);
    }
    report.rolledBack(logger, record, why);
    ages.forget(`command/${record.id}`);
  }
}
