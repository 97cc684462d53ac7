import type { Logger, SingletonDefinition } from "@inlay/kube";
import { planDisruption, validateCommand, type DisruptionCommand, type Policy } from "@inlay/planner";
import { PlanOutdated } from "../provisioning/claim-creation.ts";
import { policyOf } from "../snapshot/policy.ts";
import { buildSnapshot } from "../snapshot/snapshot-builder.ts";
import type { Environment } from "../state/environment.ts";
import { isManagedClaim, nodesOfClaim } from "../state/managed.ts";
import type { ChangeTracker } from "./change-tracker.ts";
import type { disruptionReport } from "./disruption-report.ts";
import { strayMarks, unmark } from "./marks.ts";
import { startCommand } from "./start-command.ts";
import type { StartingCommands } from "./starting-commands.ts";

const PERIOD_MS = 10_000;
/** Time itself changes answers (durations pass, prices move): at the latest after this long everything is looked at again. */
const LONGEST_REST_MS = 5 * 60_000;
/** Budgets with a schedule open and close on the minute. */
const SCHEDULED_REST_MS = 60_000;

interface Pending {
  readonly command: DisruptionCommand;
  /** On a clock that only goes forward. */
  readonly dueAt: number;
}

/**
 * Looks every ten seconds for nodes that are empty, drifted or could be cheaper, and starts at most one command at a time. A command of
 * consolidation waits 15 s and is checked against the state of then; meanwhile nothing is blocked but this loop's own next idea.
 */
export class DisruptionLoop {
  readonly #environment: Environment;
  readonly #changes: ChangeTracker;
  readonly #report: ReturnType<typeof disruptionReport>;
  readonly #policy: Policy;
  readonly #starting: StartingCommands;
  #pending: Pending | undefined;
  /** When nothing was found, and at which version of the state. */
  #restedAt: { readonly version: number; readonly time: number } | undefined;

  constructor(
    environment: Environment,
    changes: ChangeTracker,
    report: ReturnType<typeof disruptionReport>,
    starting: StartingCommands,
  ) {
    this.#environment = environment;
    this.#changes = changes;
    this.#report = report;
    this.#starting = starting;
    this.#policy = policyOf(environment.options);
  }

  definition(): SingletonDefinition {
    return {
      name: "disruption",
      reconcile: async ({ logger, signal }) => {
        if (this.#pending) return { requeueAfterMs: await this.#validate(this.#pending, logger, signal) };
        await this.#cleanUp(signal);
        return { requeueAfterMs: await this.#plan(logger, signal) };
      },
    };
  }

  async #cleanUp(signal: AbortSignal): Promise<void> {
    const { caches, provider } = this.#environment;
    const managed = caches.nodeClaims.all().filter((claim) => isManagedClaim(claim, provider("disruption")));
    const strays = strayMarks(managed, (claim) => nodesOfClaim(claim, caches));
    for (const claim of strays) await unmark(this.#environment, claim, signal);
  }

  /** Milliseconds until the next run. */
  async #plan(logger: Logger, signal: AbortSignal): Promise<number> {
    if (this.#environment.caches.nodeClaims.all().length === 0) return PERIOD_MS;
    const { version } = this.#changes;
    if (this.#mayRest(version)) return PERIOD_MS;
    const snapshot = await buildSnapshot(this.#environment, "disruption", logger, signal);
    const startedAt = performance.now();
    const plan = planDisruption(snapshot, this.#policy);
    this.#report.evaluated(plan, (performance.now() - startedAt) / 1_000);
    const { command } = plan;
    if (!command) {
      this.#restedAt = { version, time: performance.now() };
      return PERIOD_MS;
    }
    this.#restedAt = undefined;
    if (command.validateAfterMs > 0) {
      this.#pending = { command, dueAt: performance.now() + command.validateAfterMs };
      this.#report.candidate(command);
      return command.validateAfterMs;
    }
    return this.#start(command, logger, signal);
  }

  async #validate({ command, dueAt }: Pending, logger: Logger, signal: AbortSignal): Promise<number> {
    const remaining = dueAt - performance.now();
    if (remaining > 0) return remaining;
    this.#pending = undefined;
    const snapshot = await buildSnapshot(this.#environment, "disruption", logger, signal);
    const verdict = validateCommand(snapshot, command, this.#policy);
    if (verdict.valid) return this.#start(verdict.command, logger, signal);
    this.#report.rejected(logger, command, verdict.reason);
    return PERIOD_MS;
  }

  async #start(command: DisruptionCommand, logger: Logger, signal: AbortSignal): Promise<number> {
    let id: string | undefined;
    const onRecord = (record: { readonly id: string }) => {
      id = record.id;
      this.#starting.add(record.id);
    };
    try {
      await startCommand(this.#environment, command, this.#report, logger, onRecord, signal);
    } catch (error) {
      if (!(error instanceof PlanOutdated)) throw error;
      this.#report.rejected(logger, command, error.message);
      return PERIOD_MS;
    } finally {
      // From here on the queue judges it by what stands in the cluster.
      if (id !== undefined) this.#starting.finish(id);
    }
    return 0;
  }

  /** True while planning again could only find nothing again. */
  #mayRest(version: number): boolean {
    const rested = this.#restedAt;
    if (!rested || rested.version !== version) return false;
    const nominationEnd = this.#environment.nominations.nextEnd();
    if (nominationEnd !== undefined && nominationEnd <= this.#environment.clock.now()) return false;
    return performance.now() - rested.time < (this.#hasScheduledBudget() ? SCHEDULED_REST_MS : LONGEST_REST_MS);
  }

  #hasScheduledBudget(): boolean {
    return this.#environment.caches.nodePools
      .all()
      .some((pool) => pool.spec.disruption?.budgets?.some(({ schedule }) => schedule !== undefined));
  }
}
