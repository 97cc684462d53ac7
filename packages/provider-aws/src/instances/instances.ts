import type { AwsClients, Filter } from "@inlay/aws";
import { everyPage, isNotFoundAtAws } from "@inlay/aws";
import type { Clock } from "@inlay/resources";
import type { BatchObserver, Outcome } from "../batching/batcher.ts";
import { Batcher } from "../batching/batcher.ts";
import { TAG_EC2NODECLASS, TAG_EKS_CLUSTER, TAG_NODECLAIM, TAG_NODEPOOL } from "../labels/aws-names.ts";
import type { InstanceFacts } from "./instance-facts.ts";
import { instanceFacts } from "./instance-facts.ts";

/** Every state but terminated. */
const LIVING: Filter = {
  Name: "instance-state-name",
  Values: ["pending", "running", "stopping", "stopped", "shutting-down"],
};
const PAGE_SIZE = 1_000;
/** EC2 takes at most 200 values in a filter. */
const DESCRIBE_WINDOW = { idleMs: 100, maxMs: 1_000, maxItems: 200 };
const TERMINATE_WINDOW = { idleMs: 100, maxMs: 1_000, maxItems: 500 };

export type InstanceBatchObserver = (
  batcher: "describe_instances" | "terminate_instances",
  batch: Parameters<BatchObserver>[0],
) => void;

/** What EC2 says of instances; calls that come close together go out as one. */
export class Instances {
  readonly #aws: AwsClients;
  readonly #clusterName: string;
  readonly #describing: Batcher<string, InstanceFacts | undefined>;
  readonly #terminating: Batcher<string, "terminating" | "gone">;
  /** What was seen last, for questions whose answer hardly changes. */
  readonly #seen = new Map<string, InstanceFacts>();
  /** Batches go on when one of their callers gives up. */
  readonly #life: AbortSignal;

  constructor(
    aws: AwsClients,
    clock: Clock,
    clusterName: string,
    life: AbortSignal,
    observe: InstanceBatchObserver = () => undefined,
  ) {
    this.#aws = aws;
    this.#clusterName = clusterName;
    this.#life = life;
    this.#describing = new Batcher(
      clock,
      DESCRIBE_WINDOW,
      (ids) => this.#describeBatch(ids),
      (batch) => observe("describe_instances", batch),
    );
    this.#terminating = new Batcher(
      clock,
      TERMINATE_WINDOW,
      (ids) => this.#terminateBatch(ids),
      (batch) => observe("terminate_instances", batch),
    );
  }

  /** Undefined: EC2 does not know it (any more, or not yet). One that has terminated is known for about an hour. */
  get(instanceId: string, signal: AbortSignal): Promise<InstanceFacts | undefined> {
    return this.#describing.add(instanceId, signal);
  }

  /** The same, but an answer of the last listing will do. */
  async getSeen(instanceId: string, signal: AbortSignal): Promise<InstanceFacts | undefined> {
    return this.#seen.get(instanceId) ?? (await this.get(instanceId, signal));
  }

  /** Starts termination, or finds it started. */
  terminate(instanceId: string, signal: AbortSignal): Promise<"terminating" | "gone"> {
    return this.#terminating.add(instanceId, signal);
  }

  /** Every living instance that a node pool of this cluster launched. */
  async list(signal: AbortSignal): Promise<readonly InstanceFacts[]> {
    const found = await this.#describe([...this.#ours(), LIVING], signal);
    this.#seen.clear();
    for (const facts of found) this.#seen.set(facts.id, facts);
    return found;
  }

  /** Living instances that were launched for claims of this name. */
  ofNodeClaim(name: string, signal: AbortSignal): Promise<readonly InstanceFacts[]> {
    return this.#describe([...this.#ours(), LIVING, { Name: `tag:${TAG_NODECLAIM}`, Values: [name] }], signal);
  }

  #ours(): readonly Filter[] {
    return [
      { Name: "tag-key", Values: [TAG_NODEPOOL] },
      { Name: "tag-key", Values: [TAG_EC2NODECLASS] },
      { Name: `tag:${TAG_EKS_CLUSTER}`, Values: [this.#clusterName] },
    ];
  }

  async #describe(filters: readonly Filter[], signal: AbortSignal): Promise<readonly InstanceFacts[]> {
    return everyPage(async (token) => {
      const page = await this.#aws.call(
        "ec2",
        "DescribeInstances",
        {
          Filters: [...filters],
          MaxResults: PAGE_SIZE,
          ...(token === undefined ? {} : { NextToken: token }),
        },
        { signal },
      );
      const found = (page.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []);
      return { items: found.flatMap((instance) => instanceFacts(instance) ?? []), next: page.NextToken };
    });
  }

  async #describeBatch(ids: readonly string[]): Promise<readonly Outcome<InstanceFacts | undefined>[]> {
    const found = await this.#describe([{ Name: "instance-id", Values: [...new Set(ids)] }], this.#life);
    const byId = new Map(found.map((facts) => [facts.id, facts]));
    for (const id of ids) this.#seen.delete(id);
    for (const facts of found) this.#seen.set(facts.id, facts);
    return ids.map((id) => ({ value: byId.get(id) }));
  }

  async #terminateBatch(ids: readonly string[]): Promise<readonly Outcome<"terminating" | "gone">[]> {
    const distinct = [...new Set(ids)];
    const outcomes = new Map<string, Outcome<"terminating" | "gone">>();
    try {
      for (const [id, state] of await this.#terminate(distinct)) outcomes.set(id, { value: state });
    } catch (error) {
      // One id that does not exist fails the call for all; what is left is asked for one by one.
      if (distinct.length === 1) outcomes.set(distinct[0]!, outcomeOf(error));
    }
    for (const id of distinct.filter((one) => !outcomes.has(one))) outcomes.set(id, await this.#terminateOne(id));
    return ids.map((id) => outcomes.get(id)!);
  }

  async #terminateOne(id: string): Promise<Outcome<"terminating" | "gone">> {
    try {
      const state = (await this.#terminate([id])).get(id);
      return state ? { value: state } : { error: new Error(`EC2 did not terminate ${id}`) };
    } catch (error) {
      return outcomeOf(error);
    }
  }

  async #terminate(ids: readonly string[]): Promise<ReadonlyMap<string, "terminating" | "gone">> {
    const { TerminatingInstances } = await this.#aws.call(
      "ec2",
      "TerminateInstances",
      { InstanceIds: [...ids] },
      { signal: this.#life },
    );
    return new Map(
      (TerminatingInstances ?? []).flatMap(({ InstanceId, CurrentState }) => {
        const state = TERMINATION_STATES[CurrentState?.Name ?? ""];
        return InstanceId && state ? [[InstanceId, state] as const] : [];
      }),
    );
  }
}

const TERMINATION_STATES: Readonly<Record<string, "terminating" | "gone">> = {
  "shutting-down": "terminating",
  terminated: "gone",
};

function outcomeOf(error: unknown): Outcome<"gone"> {
  return isNotFoundAtAws(error) ? { value: "gone" } : { error };
}
