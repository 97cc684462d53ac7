import type { Clock } from "@inlay/resources";
import type { PodInfo } from "../cluster-state/pod-info.ts";

/** A pod that waits for a node. */
export interface QueuedPod {
  info: PodInfo;
  attempts: number;
  /** Milliseconds; when the last attempt failed. */
  failedAt: number;
}

const FIRST_BACKOFF_MS = 1_000;
const LONGEST_BACKOFF_MS = 10_000;
/** A pod that no event has brought back is tried again after this time. */
const UNSCHEDULABLE_FOR_MS = 5 * 60_000;
const FLUSH_EVERY_MS = 30_000;

/**
 * kube-scheduler's three queues: active (highest priority first, then first come), backing off (1 s, doubling to 10 s), and
 * unschedulable, where a pod stays until something happens that could help it.
 */
export class SchedulingQueue {
  readonly #clock: Clock;
  readonly #onActive: () => void;
  readonly #active = new Map<number, Map<string, QueuedPod>>();
  readonly #backingOff = new Map<string, { readonly queued: QueuedPod; readonly cancel: () => void }>();
  readonly #unschedulable = new Map<string, QueuedPod>();
  #cancelFlush: (() => void) | undefined;

  constructor(clock: Clock, onActive: () => void) {
    this.#clock = clock;
    this.#onActive = onActive;
  }

  /** A new pod, or one whose spec or labels have changed so that it deserves another look. */
  add(info: PodInfo): void {
    const uid = info.pod.metadata.uid;
    const known = this.#find(uid);
    if (!known) return this.#activate({ info, attempts: 0, failedAt: 0 });
    const changed =
      known.info.pod.spec !== info.pod.spec || known.info.pod.metadata.labels !== info.pod.metadata.labels;
    known.info = info;
    if (changed && this.#unschedulable.delete(uid)) this.#activateAfterBackoff(known);
  }

  delete(uid: string): void {
    this.#unschedulable.delete(uid);
    this.#backingOff.get(uid)?.cancel();
    this.#backingOff.delete(uid);
    for (const [priority, pods] of this.#active) if (pods.delete(uid) && pods.size === 0) this.#active.delete(priority);
  }

  pop(): QueuedPod | undefined {
    if (this.#active.size === 0) return undefined;
    const priority = Math.max(...this.#active.keys());
    const pods = this.#active.get(priority)!;
    const [uid, queued] = pods.entries().next().value!;
    pods.delete(uid);
    if (pods.size === 0) this.#active.delete(priority);
    queued.attempts++;
    return queued;
  }

  /** No node fits: the pod waits for something to happen. */
  unschedulable(queued: QueuedPod): void {
    queued.failedAt = this.#clock.now();
    this.#unschedulable.set(queued.info.pod.metadata.uid, queued);
    this.#cancelFlush ??= this.#clock.after(FLUSH_EVERY_MS, () => this.#flush());
  }

  /** Something went wrong that has nothing to do with the pod: try again after the backoff. */
  retry(queued: QueuedPod): void {
    queued.failedAt = this.#clock.now();
    this.#activateAfterBackoff(queued);
  }

  /** Brings back the pods that an event could have helped. */
  move(helps: (info: PodInfo) => boolean): void {
    for (const [uid, queued] of this.#unschedulable) {
      if (!helps(queued.info)) continue;
      this.#unschedulable.delete(uid);
      this.#activateAfterBackoff(queued);
    }
  }

  get waiting(): number {
    let active = 0;
    for (const pods of this.#active.values()) active += pods.size;
    return active + this.#backingOff.size + this.#unschedulable.size;
  }

  stop(): void {
    this.#cancelFlush?.();
    for (const { cancel } of this.#backingOff.values()) cancel();
    this.#backingOff.clear();
    this.#unschedulable.clear();
    this.#active.clear();
  }

  #find(uid: string): QueuedPod | undefined {
    const waiting = this.#unschedulable.get(uid) ?? this.#backingOff.get(uid)?.queued;
    if (waiting) return waiting;
    for (const pods of this.#active.values()) if (pods.has(uid)) return pods.get(uid);
    return undefined;
  }

  #activate(queued: QueuedPod): void {
    const pods = this.#active.get(queued.info.priority) ?? new Map<string, QueuedPod>();
    this.#active.set(queued.info.priority, pods.set(queued.info.pod.metadata.uid, queued));
    this.#onActive();
  }

  #activateAfterBackoff(queued: QueuedPod): void {
    const backoff = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.max(0, queued.attempts - 1));
    const left = queued.failedAt + backoff - this.#clock.now();
    if (left <= 0) return this.#activate(queued);
    const uid = queued.info.pod.metadata.uid;
    const cancel = this.#clock.after(left, () => {
      this.#backingOff.delete(uid);
      this.#activate(queued);
    });
    this.#backingOff.set(uid, { queued, cancel });
  }

  #flush(): void {
    this.#cancelFlush = undefined;
    const before = this.#clock.now() - UNSCHEDULABLE_FOR_MS;
    for (const [uid, queued] of this.#unschedulable) {
      if (queued.failedAt > before) continue;
      this.#unschedulable.delete(uid);
      this.#activate(queued);
    }
    if (this.#unschedulable.size > 0) this.#cancelFlush = this.#clock.after(FLUSH_EVERY_MS, () => this.#flush());
  }
}
