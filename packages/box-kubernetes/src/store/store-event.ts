import type { KubeObject } from "@inlay/resources";

/** One change of one object. */
export interface StoreEvent {
  /** The store's revision that this change made: `metadata.resourceVersion` of `object`. */
  readonly revision: number;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  /** For DELETED the last state, carrying the revision of its removal. */
  readonly object: KubeObject;
  /** The state before, unless ADDED. */
  readonly previous?: KubeObject;
}

/** The name is taken. */
export class KeyExists extends Error {
  readonly code = "KEY_EXISTS";
  readonly existing: KubeObject;

  constructor(existing: KubeObject) {
    super(`${existing.kind} ${existing.metadata.name} exists`);
    this.existing = existing;
  }
}

/** The object has changed since it was read, or is gone. */
export class StaleObject extends Error {
  readonly code = "STALE_OBJECT";

  constructor(name: string) {
    super(`${name} has changed since it was read`);
  }
}

/** The watch window no longer reaches back to the revision asked for. */
export class RevisionExpired extends Error {
  readonly code = "REVISION_EXPIRED";
  readonly revision: number;

  constructor(revision: number) {
    super(`revision ${revision} is no longer kept`);
    this.revision = revision;
  }
}
