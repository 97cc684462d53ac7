import { EVENTS, rfc3339, type Clock, type Event } from "@inlay/resources";
import type { KubeClient } from "../client/kube-client.ts";
import { RequestRate } from "../client/request-rate.ts";
import type { Logger } from "../logging/logger.ts";
import type { EventRecorder, EventToRecord } from "./event-recorder.ts";

export interface ApiEventRecorderOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** `karpenter`. */
  readonly component: string;
  /** Events a second, and at once: those beyond are dropped, so that a storm cannot drown the API server. */
  readonly perSecond?: number;
  readonly burst?: number;
}

const DEFAULT_DEDUPE_MS = 120_000;
const REMEMBERED = 8_192;
/** Written at the same time; more wait in order. */
const CONCURRENT = 8;

/**
 * Writes core/v1 Events. What was told already within its time is not told again; an event that comes again after that raises the count of the
 * object written before, as client-go's correlator does.
 */
export function apiEventRecorder(options: ApiEventRecorderOptions): EventRecorder {
  const { client, clock, logger, signal, component } = options;
  const rate = new RequestRate(options.perSecond ?? 50, options.burst ?? 200, clock);
  const rates = new Map<string, RequestRate>();
  const lastTold = new Map<string, { at: number; count: number; firstTimestamp: string; name?: string }>();
  const waiting: (() => Promise<void>)[] = [];
  let active = 0;

  const allowed = ({ reason, limit }: EventToRecord): boolean => {
    if (!limit) return rate.tryTake();
    let own = rates.get(reason);
    if (!own) rates.set(reason, (own = new RequestRate(limit.perSecond, limit.burst, clock)));
    return own.tryTake() && rate.tryTake();
  };

  const pump = () => {
    while (active < CONCURRENT && !signal.aborted) {
      const write = waiting.shift();
      if (!write) return;
      active += 1;
      void write()
        .catch((error: unknown) => logger.debug("event not recorded", { error: String(error) }))
        .finally(() => {
          active -= 1;
          pump();
        });
    }
  };

  return {
    record(event) {
      if (signal.aborted) return;
      const { metadata, kind } = event.object;
      const id = [kind, metadata.uid, event.reason, ...(event.dedupeValues ?? [event.message])].join("\u0000");
      const now = clock.now();
      const told = lastTold.get(id);
      if (told && Math.abs(now - told.at) < (event.dedupeMs ?? DEFAULT_DEDUPE_MS)) return;
      if (!allowed(event)) return;
      const memory = told ?? { at: now, count: 0, firstTimestamp: rfc3339(now) };
      memory.at = now;
      memory.count += 1;
      lastTold.delete(id);
      lastTold.set(id, memory);
      if (lastTold.size > REMEMBERED) lastTold.delete(lastTold.keys().next().value!);
      waiting.push(() => write(event, memory, now));
      pump();
    },
  };

  async function write(
    event: EventToRecord,
    memory: { count: number; readonly firstTimestamp: string; name?: string },
    now: number,
  ): Promise<void> {
    const namespace = event.object.metadata.namespace ?? "default";
    if (memory.name !== undefined) {
      const patch = { count: memory.count, lastTimestamp: rfc3339(now), message: event.message };
      try {
        await client.mergePatch<Event>(EVENTS, { namespace, name: memory.name }, patch, { signal });
        return;
      } catch {
        // It has expired (events live an hour): written anew below.
      }
    }
    const name = `${event.object.metadata.name}.${Math.round(now * 1e6 + memory.count).toString(16)}`;
    await client.create<Event>(
      EVENTS,
      {
        apiVersion: "v1",
        kind: "Event",
        metadata: { name, namespace },
        involvedObject: {
          apiVersion: event.object.apiVersion,
          kind: event.object.kind,
          name: event.object.metadata.name,
          namespace: event.object.metadata.namespace,
          uid: event.object.metadata.uid,
          resourceVersion: event.object.metadata.resourceVersion,
        },
        reason: event.reason,
        message: event.message.slice(0, 1_024),
        type: event.type,
        source: { component },
        firstTimestamp: memory.firstTimestamp,
        lastTimestamp: rfc3339(now),
        count: memory.count,
        reportingComponent: component,
      },
      { signal },
    );
    memory.name = name;
  }
}
