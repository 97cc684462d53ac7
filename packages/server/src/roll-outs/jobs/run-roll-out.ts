import { AwsError } from "@inlay/aws";
import { KubeApiError, KubeConnectionError } from "@inlay/kube";
import type { Clock } from "@inlay/resources";
import type { ClusterAccess } from "../../cluster-access/cluster-access.ts";
import type { Connection } from "../../database/open-database.ts";
import { ClusterObjects } from "../objects/cluster-objects.ts";
import { StepFailed, type Patience, type Step, type StepContext } from "../steps/step.ts";
import { stepsOf } from "../steps/steps-of.ts";
import { LeaseLost, type Lease } from "./lease.ts";
import { OwnedObjects } from "./owned-objects.ts";
import { readSteps, RollOutStore, type RollOutRow, type StepRow } from "./roll-out-store.ts";
import { isDatabaseAway } from "./store-errors.ts";

export type RunParts = {
  readonly db: Connection;
  readonly lease: Lease;
  readonly access: ClusterAccess;
  readonly clock: Clock;
  readonly patience: Patience;
  readonly signal: AbortSignal;
  /** Told before each step; a test ends the worker here. */
  readonly onStep?: (key: string) => void;
};

/** Stands for the taking back of what was done, behind the steps of the roll-out. */
const RESTORE = "restore";

/**
 * Carries a roll-out through, or on from where a worker that is no more left it: steps that are done are not done again; the one that was
 * running is begun again.
 * @throws LeaseLost, what the signal was aborted with, and errors of a database that is away: then it is not over.
 */
export async function runRollOut(rollOut: RollOutRow, parts: RunParts): Promise<void> {
  const { db, lease, clock } = parts;
  const store = new RollOutStore(db, lease, rollOut);
  const now = (): Date => new Date(clock.now());
  await store.begin(now());
  const rows = await readSteps(db, rollOut.uid);
  const steps = stepsOf(rollOut.order_of_work);
  let failure = rows.find(({ key, state }) => key !== RESTORE && state === "Failed");
  for (const [position, step] of steps.entries()) {
    if (failure) break;
    const row = rows[position];
    if (row?.key !== step.key) throw new Error(`the step ${step.key} does not stand where it was planned`);
    if (row.state === "Done") continue;
    failure = await runStep(step, row, rollOut, store, parts);
  }
  if (!failure) return store.done(now());
  if (steps[failure.position]?.afterwards !== true) {
    const touched = steps.slice(0, failure.position + 1);
    await restore(touched, steps.length, rows, rollOut, store, parts);
  }
  await store.failed(`${failure.name}: ${failure.message}`, now());
}

/** @returns the step's row when it has failed. */
async function runStep(
  step: Step,
  row: StepRow,
  rollOut: RollOutRow,
  store: RollOutStore,
  parts: RunParts,
): Promise<StepRow | undefined> {
  const { clock } = parts;
  const now = (): Date => new Date(clock.now());
  const { position } = row;
  parts.signal.throwIfAborted();
  parts.onStep?.(step.key);
  await store.step(position, { state: "Running", message: "", started_at: row.started_at ?? now() });
  const context = contextOf(row, rollOut, store, parts);
  try {
    const message = await withPatience(context, () => step.run(context));
    await store.step(position, { state: "Done", message, object: null, fix: null, finished_at: now() });
    return undefined;
  } catch (error) {
    if (isInterruption(error, parts.signal)) throw error;
    const { message, object, fix } = asStepFailure(error);
    await store.step(position, {
      state: "Failed",
      message,
      object: object ?? null,
      fix: fix ?? null,
      finished_at: now(),
    });
    return { ...row, state: "Failed", message };
  }
}

/** Takes back what the steps did, the last one first, so that the cluster is as it was. */
async function restore(
  touched: readonly Step[],
  position: number,
  rows: readonly StepRow[],
  rollOut: RollOutRow,
  store: RollOutStore,
  parts: RunParts,
): Promise<void> {
  const undone = touched.filter(({ undo }) => undo !== undefined);
  if (undone.length === 0) return;
  const now = (): Date => new Date(parts.clock.now());
  await store.addStep(position, RESTORE, "Bring back the last good version", now());
  const row = { ...rows[0], position } as StepRow;
  try {
    for (const step of undone.toReversed()) {
      parts.signal.throwIfAborted();
      parts.onStep?.(`${RESTORE}/${step.key}`);
      const own = rows.find(({ key }) => key === step.key) ?? row;
      const context = contextOf({ ...own, position }, rollOut, store, parts);
      await withPatience(context, async () => step.undo?.(context));
    }
    await store.step(position, { state: "Done", message: "the cluster is as it was", finished_at: now() });
  } catch (error) {
    if (isInterruption(error, parts.signal)) throw error;
    const { message, object, fix } = asStepFailure(error);
    await store.step(position, {
      state: "Failed",
      message,
      object: object ?? null,
      fix: fix ?? null,
      finished_at: now(),
    });
  }
}

function contextOf(row: StepRow, rollOut: RollOutRow, store: RollOutStore, parts: RunParts): StepContext {
  const { db, lease, access, clock, patience, signal } = parts;
  const memory: Record<string, unknown> = { ...row.memory };
  let told = "";
  return {
    rollOutUid: rollOut.uid,
    work: rollOut.order_of_work,
    kube: access.kube,
    aws: access.aws,
    objects: new ClusterObjects(access.kube),
    owned: new OwnedObjects(db, lease),
    clock,
    patience,
    signal,
    memory,
    report: async (message) => {
      if (message === told) return;
      told = message;
      await store.step(row.position, { message });
    },
    remember: async (notes) => {
      Object.assign(memory, notes);
      await store.step(row.position, { memory: JSON.stringify(memory) });
    },
  };
}

/** A cluster or an account that is busy or away for a while is asked again. */
async function withPatience<T>(context: StepContext, act: () => Promise<T>): Promise<T> {
  const { clock, patience, signal } = context;
  let since: number | undefined;
  for (let pause = patience.look; ; pause = Math.min(pause * 2, 8 * patience.look)) {
    const began = clock.now();
    try {
      return await act();
    } catch (error) {
      if (!isTransient(error) || signal.aborted) throw error;
      // A step that went well for some time has met another trouble.
      if (clock.now() - began > patience.unreachable) since = undefined;
      since ??= clock.now();
      if (clock.now() - since > patience.unreachable) throw error;
      await context.report(`tried again in a moment: ${error instanceof Error ? error.message : String(error)}`);
      await clock.sleep(pause, signal);
    }
  }
}

function isTransient(error: unknown): boolean {
  if (error instanceof KubeApiError) return error.status === 429 || error.status >= 500 || error.status === 409;
  return error instanceof KubeConnectionError || (error instanceof AwsError && error.retryable);
}

const isInterruption = (error: unknown, signal: AbortSignal): boolean =>
  signal.aborted || error instanceof LeaseLost || isDatabaseAway(error);

function asStepFailure(error: unknown): StepFailed {
  if (error instanceof StepFailed) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof AwsError)
    return new StepFailed(`${error.operation}: ${error.code}: ${message}`, {
      fix: "allow the server's identity what the message names, or see whether AWS answers; then Retry",
    });
  if (error instanceof KubeConnectionError)
    return new StepFailed(`the cluster does not answer: ${message}`, {
      fix: "see whether its API server runs; then Retry",
    });
  return new StepFailed(message, { fix: "Retry; if it fails again, the message says at what" });
}
