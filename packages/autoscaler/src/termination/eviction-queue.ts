import { isNotFound, KubeApiError, type ControllerDefinition, type ReconcileResult } from "@inlay/kube";
import type { Node, Pod } from "@inlay/resources";
import type { Environment } from "../state/environment.ts";
import { podKey } from "../state/pods.ts";

interface Eviction {
  readonly pod: Pod;
  readonly node: Node;
  readonly reason: string;
}

/**
 * Evicts pods one by one, each as often as its budgets need, with backoff. The pod's uid goes along, so that a namesake that has come in its
 * place is left alone. Nothing of it must survive a restart: the drain fills it anew.
 */
export class EvictionQueue {
  readonly #environment: Environment;
  readonly #evictions = new Map<string, Eviction>();
  #enqueue: (key: string) => void = () => {};

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** Asking again for a pod that is in the queue changes nothing. */
  add(pod: Pod, node: Node, reason: string): void {
    const key = podKey(pod);
    if (this.#evictions.get(key)?.pod.metadata.uid === pod.metadata.uid) return;
    this.#evictions.set(key, { pod, node, reason });
    this.#enqueue(key);
  }

  definition(): ControllerDefinition {
    return {
      name: "eviction-queue",
      forKind: { group: "", kind: "Pod" },
      concurrency: Math.max(100, Math.min(5_000, this.#environment.options.cpuRequests / 10)),
      backoff: { baseMs: 100, maxMs: 10_000 },
      sources: (enqueue) => {
        this.#enqueue = enqueue;
        return () => (this.#enqueue = () => {});
      },
      reconcile: (key, { signal }) => this.#evict(key, signal),
    };
  }

  async #evict(key: string, signal: AbortSignal): Promise<ReconcileResult | void> {
    const eviction = this.#evictions.get(key);
    if (!eviction) return;
    const { client, caches, events, metrics } = this.#environment;
    const { pod, node, reason } = eviction;
    const { name, namespace, uid } = pod.metadata;
    const current = caches.pods.get(name, namespace);
    if (current?.metadata.uid !== uid || current.metadata.deletionTimestamp) return this.#done(key, eviction);
    try {
      await client.evict({ name, namespace }, { preconditions: { uid }, signal });
    } catch (error) {
      if (signal.aborted || !(error instanceof KubeApiError)) throw error;
      metrics.evictionRequests.inc({ code: String(error.status) });
      if (isNotFound(error) || error.status === 409) return this.#done(key, eviction);
      // 429: a budget forbids it now; 500: several budgets, which the API cannot judge.
      if (error.status !== 429 && error.status !== 500) throw error;
      const message = `Failed to drain node, evicting pod ${key} violates a disruption budget: ${error.message}`;
      events.record({ object: node, type: "Warning", reason: "FailedDraining", message, dedupeValues: [key] });
      return { requeue: true };
    }
    metrics.evictionRequests.inc({ code: "200" });
    metrics.podsDrained.inc({ reason });
    events.record({ object: pod, type: "Normal", reason: "Evicted", message: `Evicted pod: ${reason}` });
    return this.#done(key, eviction);
  }

  #done(key: string, eviction: Eviction): void {
    if (this.#evictions.get(key) === eviction) this.#evictions.delete(key);
  }
}
