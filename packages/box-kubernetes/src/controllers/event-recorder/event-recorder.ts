import { apiVersionOf, EVENTS, rfc3339, rfc3339Micro, type Clock, type Event, type KubeObject } from "@inlay/resources";
import type { Api } from "../../api/api.ts";
import { TokenBuckets } from "./token-buckets.ts";

export interface EventRecorderOptions {
  readonly api: Api;
  readonly clock: Clock;
  /** `source.component` and `reportingComponent`: `deployment-controller`. */
  readonly component: string;
  /** `events.k8s.io` as the scheduler writes them: an action, eventTime and a series instead of a count. */
  readonly style?: "core" | "events.k8s.io";
}

/** One thing that happened to an object. */
export interface Happening {
  readonly object: KubeObject;
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
  /** Of events.k8s.io events. */
  readonly action?: string;
  /** `involvedObject.fieldPath`: `spec.containers{c}`. */
  readonly fieldPath?: string;
  /** `source.host`, and who writes it, when one recorder serves several reporters. */
  readonly reporter?: { readonly host: string; readonly api: Api };
}

/** An event that was written: repeats only raise its count. */
interface Written {
  readonly name: string;
  readonly namespace: string;
  count: number;
}

type WireEvent = Event & { readonly series?: { readonly count: number; readonly lastObservedTime: string } };

const REMEMBERED = 4096;
let sequence = 0;

/**
 * Writes core/v1 Events. Equal events of one object are counted on one Event; one object gets at most 25 at once and one more
 * every five minutes (client-go's EventAggregator and spam filter). Never throws and never makes anybody wait.
 */
export class EventRecorder {
  readonly #options: EventRecorderOptions;
  readonly #written = new Map<string, Written | Promise<Written | undefined>>();
  readonly #buckets: TokenBuckets;

  constructor(options: EventRecorderOptions) {
    this.#options = options;
    this.#buckets = new TokenBuckets(options.clock, { burst: 25, perSecond: 1 / 300, remembered: REMEMBERED });
  }

  normal(object: KubeObject, reason: string, message: string, action?: string): void {
    this.record({ object, type: "Normal", reason, message, action });
  }

  warning(object: KubeObject, reason: string, message: string, action?: string): void {
    this.record({ object, type: "Warning", reason, message, action });
  }

  record(happening: Happening): void {
    const { object, type, reason, message, fieldPath } = happening;
    if (!this.#buckets.take(object.metadata.uid)) return;
    const key = [object.metadata.uid, type, reason, message, fieldPath].join("\0");
    const written = this.#written.get(key);
    if (written instanceof Promise) void written.then((event) => event && this.#repeat(key, event));
    else if (written) this.#repeat(key, written);
    else this.#remember(key, this.#create(happening));
  }

  #remember(key: string, creation: Promise<Written | undefined>): void {
    this.#written.set(key, creation);
    if (this.#written.size > REMEMBERED) this.#written.delete(this.#written.keys().next().value!);
    void creation.then((event) => {
      if (this.#written.get(key) !== creation) return;
      if (event) this.#written.set(key, event);
      else this.#written.delete(key);
    });
  }

  async #create({
    object,
    type,
    reason,
    message,
    action,
    fieldPath,
    reporter,
  }: Happening): Promise<Written | undefined> {
    const { clock, component, style } = this.#options;
    const { api = this.#options.api, host } = reporter ?? {};
    const now = clock.now();
    const namespace = object.metadata.namespace ?? "default";
    const name = `${object.metadata.name}.${(BigInt(Math.floor(now)) * 1_000_000n + BigInt(sequence++ % 1_000_000)).toString(16)}`;
    const times =
      style === "events.k8s.io"
        ? { source: {}, firstTimestamp: null, lastTimestamp: null, eventTime: rfc3339Micro(now) }
        : {
            source: { component, ...(host === undefined ? {} : { host }) },
            firstTimestamp: rfc3339(now),
            lastTimestamp: rfc3339(now),
            count: 1,
            eventTime: null,
          };
    try {
      await api.create<Event>(EVENTS, {
        apiVersion: apiVersionOf(EVENTS),
        kind: "Event",
        metadata: { name, namespace },
        involvedObject: {
          apiVersion: object.apiVersion,
          kind: object.kind,
          name: object.metadata.name,
          namespace: object.metadata.namespace,
          uid: object.metadata.uid,
          resourceVersion: object.metadata.resourceVersion,
          ...(fieldPath === undefined ? {} : { fieldPath }),
        },
        type,
        reason,
        message,
        ...times,
        ...(action === undefined ? {} : { action }),
        reportingComponent: component,
        reportingInstance: host ?? (style === "events.k8s.io" ? `${component}-0` : ""),
      });
      return { name, namespace, count: 1 };
    } catch {
      return undefined; // an event that cannot be written (namespace going away) is no reason to fail
    }
  }

  #repeat(key: string, event: Written): void {
    const { api, clock, style } = this.#options;
    event.count++;
    const patch: Partial<WireEvent> =
      style === "events.k8s.io"
        ? { series: { count: event.count, lastObservedTime: rfc3339Micro(clock.now()) } }
        : { count: event.count, lastTimestamp: rfc3339(clock.now()) };
    const { name, namespace } = event;
    api.patch(EVENTS, { namespace, name }, "merge", patch).catch(() => this.#written.delete(key));
  }
}
