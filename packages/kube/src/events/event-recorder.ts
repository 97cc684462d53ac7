import type { KubeObject } from "@inlay/resources";

export interface EventToRecord {
  readonly object: KubeObject;
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
  /** Equal events within this time are dropped; 2 minutes by default. */
  readonly dedupeMs?: number;
  /** What makes two events equal beside reason and object; the message by default. */
  readonly dedupeValues?: readonly string[];
  /** For reasons that come in floods: events of this reason a second and at once, beside the limit for all. */
  readonly limit?: { readonly perSecond: number; readonly burst: number };
}

/** Writes core/v1 Events with source component `karpenter`. Never throws, never blocks; losing one is no failure. */
export interface EventRecorder {
  record(event: EventToRecord): void;
}
