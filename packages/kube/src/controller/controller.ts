import type { Logger } from "../logging/logger.ts";

/** What a reconcile asks for: nothing, or to be called again. */
export interface ReconcileResult {
  readonly requeueAfterMs?: number;
  /** Again, with the key's backoff, as after a failure but without calling it one. */
  readonly requeue?: boolean;
}

export interface ReconcileContext {
  readonly logger: Logger;
  /** uuid v4, as in the logs. */
  readonly reconcileId: string;
  readonly signal: AbortSignal;
}

/**
 * A controller: keys come from its sources, each key is reconciled by one worker at a time, equal keys waiting are one, failures
 * are tried again with exponential backoff and jitter.
 */
export interface ControllerDefinition {
  /** As in logs and metrics: `nodeclaim.lifecycle`. */
  readonly name: string;
  /** Kind of the objects behind the keys; absent for singletons. */
  readonly forKind?: { readonly group: string; readonly kind: string };
  readonly concurrency: number;
  /** Called once; connects caches to the queue and returns what disconnects them. Key: `name` or `namespace/name`. */
  readonly sources: (enqueue: (key: string, afterMs?: number) => void) => () => void;
  readonly reconcile: (key: string, context: ReconcileContext) => Promise<ReconcileResult | void>;
  /** Base and limit of the backoff; 5 ms to 1000 s by default, as controller-runtime. */
  readonly backoff?: { readonly baseMs: number; readonly maxMs: number };
}

/** A loop without objects: runs, waits as long as it says, runs again. */
export interface SingletonDefinition {
  readonly name: string;
  readonly reconcile: (context: ReconcileContext) => Promise<{ readonly requeueAfterMs: number }>;
}
