import type { AwsCall, AwsCallGate, AwsVerdict } from "@inlay/box-aws";
import type { GateVerdict, KubernetesCall, KubernetesCallGate } from "@inlay/box-kubernetes";
import type { Clock } from "@inlay/resources";
import { matchesAwsCall, matchesKubernetesCall, type Fault, type FaultEffect } from "./fault.ts";

/** A call that a fault holds. */
export interface HeldCall {
  readonly since: string;
  /** `aws ec2 CreateFleet` or `create karpenter.sh/nodeclaims default-x7k2p`. */
  readonly call: string;
  readonly userAgent: string;
}

/** A fault as the control API shows it. */
export interface FaultStatus extends Fault {
  /** Calls that it was played on so far. */
  readonly hits: number;
  readonly held: readonly HeldCall[];
}

interface Entry {
  readonly fault: Fault;
  hits: number;
  readonly held: Map<HeldCall, () => void>;
}

/** The faults that are set, in the order in which they were set. Both APIs pass every call through here; the first match is played. */
export class FaultBoard {
  readonly #entries = new Map<string, Entry>();
  readonly #clock: Clock;
  #sequence = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(fault: Omit<Fault, "id">): FaultStatus {
    const id = `fault-${++this.#sequence}`;
    const entry: Entry = { fault: { id, ...fault }, hits: 0, held: new Map() };
    this.#entries.set(id, entry);
    return statusOf(entry);
  }

  list(): readonly FaultStatus[] {
    return [...this.#entries.values()].map(statusOf);
  }

  get(id: string): FaultStatus | undefined {
    const entry = this.#entries.get(id);
    return entry && statusOf(entry);
  }

  /** Lets the calls go on that the fault holds; it stays set. @returns how many. */
  release(id: string): number | undefined {
    const entry = this.#entries.get(id);
    if (!entry) return undefined;
    const waiting = [...entry.held.values()];
    for (const letGo of waiting) letGo();
    return waiting.length;
  }

  /** Takes the fault away and lets its calls go on. */
  remove(id: string): boolean {
    this.release(id);
    return this.#entries.delete(id);
  }

  clear(): void {
    for (const id of this.#entries.keys()) this.remove(id);
  }

  readonly kubernetesGate: KubernetesCallGate = {
    before: (call, signal) => this.#kubernetes("before", call, signal),
    after: (call, signal) => this.#kubernetes("after", call, signal),
  };

  readonly awsGate: AwsCallGate = {
    before: (call, signal) => this.#aws("before", call, signal),
    after: (call, signal) => this.#aws("after", call, signal),
  };

  async #kubernetes(when: Fault["when"], call: KubernetesCall, signal: AbortSignal): Promise<GateVerdict> {
    const entry = this.#find(when, ({ match }) => match.api === "kubernetes" && matchesKubernetesCall(match, call));
    if (!entry) return { kind: "pass" };
    const resource = `${call.group === "" ? "" : `${call.group}/`}${call.resource}${call.subresource && `/${call.subresource}`}`;
    const effect = await this.#play(entry, `${call.verb} ${resource} ${call.name}`.trim(), call.userAgent, signal);
    if (effect.kind !== "error") return effect;
    const { status, code: reason, message, retryAfterSeconds } = effect;
    return {
      kind: "error",
      status,
      reason,
      message,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    };
  }

  async #aws(when: Fault["when"], call: AwsCall, signal: AbortSignal): Promise<AwsVerdict> {
    const entry = this.#find(when, ({ match }) => match.api === "aws" && matchesAwsCall(match, call));
    if (!entry) return { kind: "pass" };
    const effect = await this.#play(entry, `aws ${call.service} ${call.operation}`, call.userAgent, signal);
    if (effect.kind !== "error") return effect;
    return { kind: "error", status: effect.status, code: effect.code, message: effect.message };
  }

  #find(when: Fault["when"], matches: (fault: Fault) => boolean): Entry | undefined {
    for (const entry of this.#entries.values()) {
      const { fault } = entry;
      if (fault.when !== when || (fault.times !== undefined && entry.hits >= fault.times) || !matches(fault)) continue;
      entry.hits++;
      return entry;
    }
    return undefined;
  }

  /** Waits as the fault says; what remains to be done is an error, a cut, or nothing. */
  async #play(
    entry: Entry,
    call: string,
    userAgent: string,
    signal: AbortSignal,
  ): Promise<Extract<FaultEffect, { kind: "error" | "cut" }> | { readonly kind: "pass" }> {
    const { effect } = entry.fault;
    if (effect.kind === "error" || effect.kind === "cut") return effect;
    if (effect.kind === "delay") await this.#clock.sleep(effect.milliseconds, signal).catch(() => undefined);
    else await this.#hold(entry, { since: new Date(this.#clock.now()).toISOString(), call, userAgent }, signal);
    return { kind: "pass" };
  }

  #hold(entry: Entry, held: HeldCall, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const letGo = () => {
        signal.removeEventListener("abort", letGo);
        entry.held.delete(held);
        resolve();
      };
      if (signal.aborted) return resolve();
      signal.addEventListener("abort", letGo, { once: true });
      entry.held.set(held, letGo);
    });
  }
}

function statusOf({ fault, hits, held }: Entry): FaultStatus {
  return { ...fault, hits, held: [...held.keys()] };
}
