import { useState } from "react";
import type { Pack } from "../api/types.ts";

/** Permission to change layers. */
export const CHANGE = "clusterProfile.update";

/** Unsaved layers of a profile; a reload or a look elsewhere does not lose them. */
export function useDraft(uid: string): [readonly Pack[] | undefined, (packs: readonly Pack[] | undefined) => void] {
  const key = `inlay.draft.${uid}`;
  const [draft, setDraft] = useState<readonly Pack[] | undefined>(() => {
    const text = sessionStorage.getItem(key);
    return text === null ? undefined : (JSON.parse(text) as readonly Pack[]);
  });
  return [
    draft,
    (packs) => {
      setDraft(packs);
      if (packs === undefined) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, JSON.stringify(packs));
    },
  ];
}
