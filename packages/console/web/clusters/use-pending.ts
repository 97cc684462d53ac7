import { useQueries } from "@tanstack/react-query";
import { chosenUids, type Selection, type Stack } from "../../src/clusters/selection.ts";
import { profileQuery } from "../api/profiles.ts";
import type { AttachedProfile, Pack } from "../api/types.ts";

export type PendingStack = Stack<Pack> & { readonly version: string; readonly replaces?: string };

/** The profiles that a cluster will have, with their layers; undefined while some are on their way. */
export function usePending(attached: readonly AttachedProfile[], selection: Selection) {
  const chosen = chosenUids(
    attached.map(({ uid }) => uid),
    selection,
  );
  const loaded = useQueries({ queries: chosen.map(({ uid }) => profileQuery(uid)) });
  const stacks = chosen.map(({ uid, replaces }, index): PendingStack => {
    const now = attached.find((profile) => profile.uid === uid);
    const profile = loaded[index]?.data;
    const template = profile?.spec.published ?? profile?.spec.draft;
    return {
      uid,
      replaces,
      name: now?.name ?? profile?.metadata.name ?? "",
      version: now?.profileVersion ?? now?.version ?? profile?.spec.version ?? "",
      packs: now ? currentPacks(now, template?.packs ?? []) : (template?.packs ?? []),
    };
  });
  return {
    stacks,
    loading: loaded.some(({ isPending }) => isPending),
    error: loaded.find(({ error }) => error)?.error,
  };
}

/** What a cluster runs: its own values where they differ from the profile's, contents of manifests from the profile. */
export const currentPacks = (attached: AttachedProfile, ofProfile: readonly Pack[]): readonly Pack[] =>
  (attached.packs ?? ofProfile).map((pack) => {
    const same = ofProfile.find(({ name }) => name === pack.name);
    return {
      ...same,
      ...pack,
      values: pack.values ?? same?.values,
      manifests: (pack.manifests ?? same?.manifests)?.map((manifest) => ({
        ...manifest,
        content: manifest.content ?? same?.manifests?.find(({ name }) => name === manifest.name)?.content,
      })),
    };
  });
