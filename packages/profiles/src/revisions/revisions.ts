import { contentHash } from "../hash/content-hash.ts";
import type { Profile } from "../profile/profile.ts";

/** What a version of a profile held at one time. Never changed: an edit of a version makes the next revision. */
export interface Revision {
  /** 1-based within the version. */
  readonly number: number;
  /** Equal for equal content. */
  readonly contentHash: string;
  readonly profile: Profile;
}

/** The revisions with the edited profile as the newest; the same list when nothing changed. */
export function revise(revisions: readonly Revision[], profile: Profile): readonly Revision[] {
  const newest = revisions.at(-1);
  const hash = hashProfile(profile);
  if (newest?.contentHash === hash) return revisions;
  return [...revisions, { number: (newest?.number ?? 0) + 1, contentHash: hash, profile }];
}

/** Whether a cluster that runs a revision is to be shown "Updates available". */
export function hasUpdates(attached: number, revisions: readonly Revision[]): boolean {
  const running = revisions.find(({ number }) => number === attached);
  const newest = revisions.at(-1);
  // An edit that was taken back is no update.
  return newest !== undefined && running !== undefined && newest.contentHash !== running.contentHash;
}

/** Over everything that reaches a cluster: layers in their order, texts as written, variables. Description and uid do not count. */
export function hashProfile(profile: Profile): string {
  const { name, version, type, cloudType, layers, variables } = profile;
  return contentHash({ name, version, type, cloudType, layers, variables });
}
