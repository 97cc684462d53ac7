import { LEASES, rfc3339Micro, type Clock, type Draft, type Lease, type Random } from "@inlay/resources";
import { isAlreadyExists, isConflict, isNotFound } from "../client/kube-api-error.ts";
import type { KubeClient } from "../client/kube-client.ts";
import type { Logger } from "../logging/logger.ts";

export interface LeaderElectionOptions {
  /** Of its own: a renewal must not wait behind other calls. */
  readonly client: KubeClient;
  readonly namespace: string;
  readonly name: string;
  /** Who we are: `karpenter-7d9c…_<uuid>`. */
  readonly identity: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** client-go's and Karpenter's: 15 s, 10 s, 2 s. */
  readonly leaseDurationMs?: number;
  readonly renewDeadlineMs?: number;
  readonly retryPeriodMs?: number;
  /** Milliseconds on a clock that only goes forward: a step of the wall clock changes no leader. */
  readonly elapsed?: () => number;
}

export interface Leadership {
  /** Aborts when the lease is lost or given back. Everything that acts stops with it. */
  readonly signal: AbortSignal;
  /** Stops renewing and gives the lease back, so that the next leader need not wait. Call after everything has stopped. */
  release(): Promise<void>;
}

export class LeadershipLost extends Error {
  readonly code = "LEADERSHIP_LOST";
}

/**
 * Waits until this process leads (coordination.k8s.io/v1 Lease). Others' leases are judged by how long *we* saw no change, never by comparing
 * clocks. A leader that cannot renew within the deadline, counted from the start of its last successful call, stops before anybody else may start: so an API
 * server slower than the lease means no leader, never two.
 */
export async function acquireLeadership(options: LeaderElectionOptions, signal: AbortSignal): Promise<Leadership> {
  const election = new Election(options);
  const { namespace, name, logger } = options;
  logger.info(`attempting to acquire leader lease ${namespace}/${name}...`);
  while (!(await election.tryOnce(signal))) await election.pause(signal);
  logger.info(`successfully acquired lease ${namespace}/${name}`);
  return election.lead(signal);
}

class Election {
  readonly #options: LeaderElectionOptions;
  readonly #leaseDurationMs: number;
  readonly #renewDeadlineMs: number;
  readonly #retryPeriodMs: number;
  readonly #elapsed: () => number;
  /** The lease as last seen, and when we saw it change. */
  #seen: Lease | undefined;
  #seenAt = 0;
  /** Start of the last call that made or kept us the holder. */
  #renewedAt = 0;

  constructor(options: LeaderElectionOptions) {
    this.#options = options;
    this.#leaseDurationMs = options.leaseDurationMs ?? 15_000;
    this.#renewDeadlineMs = options.renewDeadlineMs ?? 10_000;
    this.#retryPeriodMs = options.retryPeriodMs ?? 2_000;
    this.#elapsed = options.elapsed ?? (() => performance.now());
  }

  /** Takes or renews the lease; false when another holds it, or nobody knows. */
  async tryOnce(signal: AbortSignal): Promise<boolean> {
    const startedAt = this.#elapsed();
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(this.#renewDeadlineMs))]);
    try {
      const lease = await this.#acquireOrRenew(deadline);
      if (!lease) return false;
      this.#renewedAt = startedAt;
      return true;
    } catch (error) {
      signal.throwIfAborted();
      if (!isConflict(error) && !isAlreadyExists(error))
        this.#options.logger.error("failed to acquire or renew the lease", error, { lease: this.#options.name });
      return false;
    }
  }

  pause(signal: AbortSignal): Promise<void> {
    return this.#options.clock.sleep(this.#retryPeriodMs * (1 + 0.2 * this.#options.random()), signal);
  }

  lead(parent: AbortSignal): Leadership {
    const { logger, name } = this.#options;
    const ended = new AbortController();
    const stopRenewing = new AbortController();
    const renewing = this.#renewUntilLost(AbortSignal.any([stopRenewing.signal, ended.signal])).then((lost) => {
      if (!lost) return;
      logger.error("leader election lost", new LeadershipLost(`lease ${name} could not be renewed in time`));
      ended.abort(new LeadershipLost(`lease ${name} was lost`));
    });
    const onParent = () => ended.abort(parent.reason);
    if (parent.aborted) onParent();
    else parent.addEventListener("abort", onParent, { once: true });
    return {
      signal: ended.signal,
      release: async () => {
        parent.removeEventListener("abort", onParent);
        const wasLost = ended.signal.reason instanceof LeadershipLost;
        stopRenewing.abort();
        ended.abort(new LeadershipLost(`lease ${name} was given back`));
        await renewing;
        if (!wasLost) await this.#giveBack();
      },
    };
  }

  /** True when lost, false when told to stop. */
  async #renewUntilLost(stop: AbortSignal): Promise<boolean> {
    for (;;) {
      // However the calls go, the deadline is kept: it ends the wait for an answer too.
      const remaining = this.#renewDeadlineMs - (this.#elapsed() - this.#renewedAt);
      if (remaining <= 0) return !stop.aborted;
      try {
        await this.#options.clock.sleep(Math.min(this.#retryPeriodMs, remaining), stop);
        const left = this.#renewDeadlineMs - (this.#elapsed() - this.#renewedAt);
        if (left <= 0) return !stop.aborted;
        const renewed = await this.tryOnce(AbortSignal.any([stop, AbortSignal.timeout(Math.ceil(left))]));
        if (!renewed && this.#holder() !== this.#options.identity) return true;
      } catch {
        // Aborted by its deadline (lost, above) or told to stop.
        if (stop.aborted) return false;
      }
    }
  }

  async #acquireOrRenew(signal: AbortSignal): Promise<Lease | undefined> {
    const { client, namespace, name, identity, clock } = this.#options;
    // The holder writes on top of what it wrote last; the version makes sure that nobody was in between.
    const known = this.#holder() === identity ? this.#seen : await this.#read(signal);
    const now = rfc3339Micro(clock.now());
    const leaseDurationSeconds = Math.ceil(this.#leaseDurationMs / 1_000);
    if (!known) {
      const draft: Draft<Lease> = {
        apiVersion: "coordination.k8s.io/v1",
        kind: "Lease",
        metadata: { name, namespace },
        spec: { holderIdentity: identity, leaseDurationSeconds, acquireTime: now, renewTime: now, leaseTransitions: 0 },
      };
      return this.#remember(await client.create<Lease>(LEASES, draft, { signal }));
    }
    const holder = known.spec?.holderIdentity ?? "";
    if (holder !== "" && holder !== identity && !this.#expired()) return undefined;
    const mine = holder === identity;
    const next: Lease = {
      ...known,
      spec: {
        holderIdentity: identity,
        leaseDurationSeconds,
        acquireTime: mine ? known.spec?.acquireTime : now,
        renewTime: now,
        leaseTransitions: (known.spec?.leaseTransitions ?? 0) + (mine ? 0 : 1),
      },
    };
    try {
      return this.#remember(await client.update<Lease>(LEASES, next, { signal }));
    } catch (error) {
      // Somebody wrote, or our last write took effect without an answer: look before deciding.
      if (isConflict(error) || isNotFound(error)) await this.#read(signal);
      throw error;
    }
  }

  async #read(signal: AbortSignal): Promise<Lease | undefined> {
    const { client, namespace, name } = this.#options;
    try {
      return this.#remember(await client.get<Lease>(LEASES, { namespace, name }, { signal }));
    } catch (error) {
      if (!isNotFound(error)) throw error;
      this.#seen = undefined;
      return undefined;
    }
  }

  #remember(lease: Lease): Lease {
    if (lease.metadata.resourceVersion !== this.#seen?.metadata.resourceVersion) this.#seenAt = this.#elapsed();
    this.#seen = lease;
    return lease;
  }

  #holder(): string | undefined {
    return this.#seen?.spec?.holderIdentity;
  }

  #expired(): boolean {
    const durationMs = (this.#seen?.spec?.leaseDurationSeconds ?? this.#leaseDurationMs / 1_000) * 1_000;
    return this.#elapsed() - this.#seenAt > durationMs;
  }

  async #giveBack(): Promise<void> {
    const { client, identity, clock, logger } = this.#options;
    const lease = this.#seen;
    if (!lease || this.#holder() !== identity) return;
    const now = rfc3339Micro(clock.now());
    const spec = { ...lease.spec, holderIdentity: "", leaseDurationSeconds: 1, acquireTime: now, renewTime: now };
    try {
      await client.update<Lease>(LEASES, { ...lease, spec }, { signal: AbortSignal.timeout(2_000) });
    } catch (error) {
      logger.debug("the lease was not given back", { error: String(error) });
    }
  }
}
