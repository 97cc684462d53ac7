import type { AwsClients } from "@inlay/aws";
import type { KubeClient } from "@inlay/kube";
import type { Clock } from "@inlay/resources";
import type { OwnedObjects } from "../jobs/owned-objects.ts";
import type { ClusterObjects } from "../objects/cluster-objects.ts";
import type { OrderOfWork } from "../order-of-work.ts";

/** How long steps wait before they give up, in milliseconds. */
export type Patience = {
  /** Between two looks. */
  readonly look: number;
  /** For the objects of a layer to become healthy. */
  readonly ready: number;
  /** For a node group to come up, or to go. */
  readonly nodeGroup: number;
  /** For budgets to let the pods of a node go; EKS's own time is a quarter of an hour. */
  readonly drain: number;
  /** For machines that the cluster refuses, before that counts as failed. */
  readonly refused: number;
  /** For a cluster or an account that does not answer. */
  readonly unreachable: number;
};

const MINUTE = 60_000;
export const PATIENCE: Patience = {
  look: 2_000,
  ready: 10 * MINUTE,
  nodeGroup: 20 * MINUTE,
  drain: 15 * MINUTE,
  refused: 3 * MINUTE,
  unreachable: 5 * MINUTE,
};

/** What a step works with. */
export type StepContext = {
  readonly rollOutUid: string;
  readonly work: OrderOfWork;
  readonly kube: KubeClient;
  readonly aws: AwsClients;
  readonly objects: ClusterObjects;
  readonly owned: OwnedObjects;
  readonly clock: Clock;
  readonly patience: Patience;
  /** Aborted when this worker stops, or is not the one any more. */
  readonly signal: AbortSignal;
  /** Says what the step waits for. */
  readonly report: (message: string) => Promise<void>;
  /** What the step noted when it began before, perhaps in a worker that is no more. */
  readonly memory: Readonly<Record<string, unknown>>;
  /** Notes something before it acts. */
  readonly remember: (notes: Readonly<Record<string, unknown>>) => Promise<void>;
};

/** One step of a roll-out. Both ways may be begun again after a kill at any line, and then go on. */
export type Step = {
  /** The same for the same order of work. */
  readonly key: string;
  readonly name: string;
  /** @returns what was done. @throws StepFailed */
  readonly run: (context: StepContext) => Promise<string>;
  /** The new version is healthy by then: when this step fails, it can be tried again, and nothing is taken back. */
  readonly afterwards?: true;
  /** Takes back what `run` did, as far as the cluster notices; called in reverse order when a later step fails. */
  readonly undo?: (context: StepContext) => Promise<void>;
};

/** A step that cannot be done: at which object, and what helps. */
export class StepFailed extends Error {
  readonly code = "StepFailed";
  readonly object: string | undefined;
  readonly fix: string | undefined;

  constructor(message: string, at: { readonly object?: string; readonly fix?: string } = {}) {
    super(message);
    this.object = at.object;
    this.fix = at.fix;
  }
}

/**
 * Looks until there is an answer. `look` may report in between; it gets the milliseconds that have passed.
 * @param late what has failed when there is none in time.
 */
export async function until<T>(
  { clock, patience, signal }: StepContext,
  milliseconds: number,
  look: (passed: number) => Promise<T | undefined>,
  late: () => StepFailed,
): Promise<T> {
  const start = clock.now();
  for (;;) {
    const answer = await look(clock.now() - start);
    if (answer !== undefined) return answer;
    if (clock.now() - start > milliseconds) throw late();
    await clock.sleep(patience.look, signal);
  }
}
