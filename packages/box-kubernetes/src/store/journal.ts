import type { KubeObject } from "@inlay/resources";

export interface JournalEntry {
  readonly revision: number;
  readonly resource: string;
  readonly object: KubeObject;
  readonly removed: boolean;
}

export type ResourceObject = readonly [resource: string, object: KubeObject];

/** Keeps a store's writes across restarts. */
export interface Journal {
  /** What was kept. Called once, before anything else. */
  load(): { readonly revision: number; readonly objects: Iterable<ResourceObject> };
  /** @param everything all objects, this entry included: what a fresh journal would begin with. */
  append(entry: JournalEntry, everything: () => Iterable<ResourceObject>): void;
  whenDurable(): Promise<void> | undefined;
  /** @param current the store's revision. */
  durableRevision(current: number): number;
  close(): Promise<void>;
}
