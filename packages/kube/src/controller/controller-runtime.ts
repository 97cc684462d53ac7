import { randomUUID } from "node:crypto";
import type { Clock, Random } from "@inlay/resources";
import { isStale } from "../client/kube-api-error.ts";
import type { Logger } from "../logging/logger.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { controllerMetrics, type ControllerMetrics, type ReconcileOutcome } from "./controller-metrics.ts";
import type { ControllerDefinition, ReconcileContext, SingletonDefinition } from "./controller.ts";
import { WorkQueue } from "./work-queue.ts";

export interface ControllerRuntimeDependencies {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface RunningControllers {
  /** Resolves when nothing is being reconciled any more, after the signal aborted. */
  stopped(): Promise<void>;
}

const DEFAULT_BACKOFF = { baseMs: 5, maxMs: 1_000_000 };
const SINGLETON_BACKOFF = { baseMs: 500, maxMs: 60_000 };

/**
 * Runs controllers until the signal aborts. Then no reconcile is started any more and running ones see the signal.
 * Failures are logged and tried again with backoff; decisions on what has changed or gone since (somebody else was faster) are made again quietly.
 */
export function runControllers(
  controllers: readonly ControllerDefinition[],
  singletons: readonly SingletonDefinition[],
  dependencies: ControllerRuntimeDependencies,
  signal: AbortSignal,
): RunningControllers {
  const metrics = controllerMetrics(dependencies.metrics);
  const running = [
    ...controllers.map((definition) => new RunningController(definition, dependencies, metrics, signal).stopped),
    ...singletons.map((definition) => runSingleton(definition, dependencies, metrics, signal)),
  ];
  return { stopped: async () => void (await Promise.all(running)) };
}

class RunningController {
  readonly stopped: Promise<void>;
  readonly #definition: ControllerDefinition;
  readonly #dependencies: ControllerRuntimeDependencies;
  readonly #metrics: ControllerMetrics;
  readonly #signal: AbortSignal;
  readonly #queue: WorkQueue;
  readonly #idle = Promise.withResolvers<void>();

  constructor(
    definition: ControllerDefinition,
    dependencies: ControllerRuntimeDependencies,
    metrics: ControllerMetrics,
    signal: AbortSignal,
  ) {
    this.#definition = definition;
    this.#dependencies = dependencies;
    this.#metrics = metrics;
    this.#signal = signal;
    const queueLabels = { name: definition.name, controller: definition.name };
    this.#queue = new WorkQueue({
      clock: dependencies.clock,
      random: dependencies.random,
      ...(definition.backoff ?? DEFAULT_BACKOFF),
      onAdd: () => metrics.queueAdds.inc(queueLabels),
      onRetry: () => metrics.queueRetries.inc(queueLabels),
      onTake: (seconds) => metrics.queueWait.observe(queueLabels, seconds),
    });
    metrics.maxConcurrent.set({ controller: definition.name }, definition.concurrency);
    logStart(dependencies.logger, kindFields(definition), definition.concurrency);
    this.#queue.onReady = () => this.#dispatch();
    const disconnect = definition.sources((key, afterMs) => this.#queue.addAfter(key, afterMs ?? 0));
    this.stopped = this.#idle.promise;
    const stop = () => {
      disconnect();
      this.#queue.close();
      if (this.#queue.processing === 0) this.#idle.resolve();
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  }

  #dispatch(): void {
    while (!this.#signal.aborted && this.#queue.processing < this.#definition.concurrency) {
      const key = this.#queue.take();
      if (key === undefined) break;
      void this.#work(key);
    }
    this.#metrics.queueDepth.set({ name: this.#definition.name, controller: this.#definition.name }, this.#queue.depth);
  }

  async #work(key: string): Promise<void> {
    const { name } = this.#definition;
    this.#metrics.active.set({ controller: name }, this.#queue.processing);
    const reconcileId = randomUUID();
    const logger = this.#dependencies.logger.with(boundFields(this.#definition, key, reconcileId));
    const startedAt = performance.now();
    // Off the caller's stack: whoever enqueued has not finished its own change yet.
    await Promise.resolve();
    let requeueAfterMs: number | undefined;
    let outcome: ReconcileOutcome = "success";
    try {
      const result = await this.#definition.reconcile(key, { logger, reconcileId, signal: this.#signal });
      requeueAfterMs = result?.requeueAfterMs;
      outcome = result?.requeue ? "requeue" : requeueAfterMs === undefined ? "success" : "requeue_after";
    } catch (error) {
      outcome = isStale(error) ? "requeue" : "error";
      if (outcome === "error" && !this.#signal.aborted) {
        logger.error("Reconciler error", error);
        this.#metrics.errors.inc({ controller: name });
      }
    }
    const seconds = (performance.now() - startedAt) / 1_000;
    this.#metrics.reconciles.inc({ controller: name, result: outcome });
    this.#metrics.time.observe({ controller: name }, seconds);
    this.#metrics.queueWork.observe({ name, controller: name }, seconds);
    if (outcome === "error" || outcome === "requeue") this.#queue.addRateLimited(key);
    else {
      this.#queue.forget(key);
      if (requeueAfterMs !== undefined) this.#queue.addAfter(key, Math.max(1, requeueAfterMs));
    }
    this.#queue.done(key);
    this.#metrics.active.set({ controller: name }, this.#queue.processing);
    if (this.#signal.aborted && this.#queue.processing === 0) this.#idle.resolve();
    else this.#dispatch();
  }
}

/** In controller-runtime's order: controller, group, kind, the object, namespace, name, reconcileID. */
function boundFields({ name: controller, forKind }: ControllerDefinition, key: string, reconcileID: string) {
  const slash = key.indexOf("/");
  const namespace = slash < 0 ? "" : key.slice(0, slash);
  const name = key.slice(slash + 1);
  if (!forKind) return { controller, namespace, name, reconcileID };
  return {
    ...kindFields({ name: controller, forKind }),
    [forKind.kind]: namespace === "" ? { name } : { name, namespace },
    namespace,
    name,
    reconcileID,
  };
}

function kindFields({ name: controller, forKind }: Pick<ControllerDefinition, "name" | "forKind">) {
  return forKind ? { controller, controllerGroup: forKind.group, controllerKind: forKind.kind } : { controller };
}

/** controller-runtime's two lines for each controller: by them a reader of the log sees what runs. */
function logStart(logger: Logger, fields: ReturnType<typeof kindFields>, workers: number): void {
  logger.info("Starting Controller", fields);
  logger.info("Starting workers", { ...fields, "worker count": workers });
}

async function runSingleton(
  { name, reconcile }: SingletonDefinition,
  { clock, random, logger }: ControllerRuntimeDependencies,
  metrics: ControllerMetrics,
  signal: AbortSignal,
): Promise<void> {
  metrics.maxConcurrent.set({ controller: name }, 1);
  logStart(logger, kindFields({ name }), 1);
  let failures = 0;
  while (!signal.aborted) {
    const reconcileId = randomUUID();
    const bound = logger.with({ controller: name, namespace: "", name: "", reconcileID: reconcileId });
    const context: ReconcileContext = { logger: bound, reconcileId, signal };
    const startedAt = performance.now();
    metrics.active.set({ controller: name }, 1);
    let waitMs: number;
    try {
      waitMs = (await reconcile(context)).requeueAfterMs;
      failures = 0;
      metrics.reconciles.inc({ controller: name, result: "requeue_after" });
    } catch (error) {
      if (signal.aborted) return;
      const stale = isStale(error);
      if (!stale) {
        bound.error("Reconciler error", error);
        metrics.errors.inc({ controller: name });
      }
      metrics.reconciles.inc({ controller: name, result: stale ? "requeue" : "error" });
      waitMs =
        Math.min(SINGLETON_BACKOFF.maxMs, SINGLETON_BACKOFF.baseMs * 2 ** Math.min(failures, 20)) *
        (0.8 + 0.4 * random());
      failures += 1;
    } finally {
      metrics.active.set({ controller: name }, 0);
      metrics.time.observe({ controller: name }, (performance.now() - startedAt) / 1_000);
    }
    await clock.sleep(Math.max(0, waitMs), signal).catch(() => {});
  }
}
