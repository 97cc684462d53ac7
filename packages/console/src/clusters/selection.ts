/** The profiles of a cluster as they are and as somebody wants them: what differs, and what the server is asked for. */
type Manifest = { readonly name: string; readonly content?: string; readonly uid?: string };
type Layer = {
  readonly name: string;
  readonly layer: string;
  readonly type?: string;
  readonly tag?: string;
  readonly version?: string;
  readonly values?: string;
  readonly manifests?: readonly Manifest[];
};
/** One profile's version with its layers. */
export type Stack<L extends Layer = Layer> = {
  readonly uid: string;
  readonly name: string;
  readonly packs: readonly L[];
};

/** What somebody has chosen and not saved. */
export type Selection = {
  /** Attached version's uid to the version that takes its place. */
  readonly versions: Readonly<Record<string, string>>;
  readonly added: readonly string[];
  readonly removed: readonly string[];
};
export const NOTHING_CHOSEN: Selection = { versions: {}, added: [], removed: [] };

export const isChosen = ({ versions, added, removed }: Selection): boolean =>
  Object.keys(versions).length + added.length + removed.length > 0;
/** Only add-on profiles come or go: nothing has to be compared in an editor. */
export const onlyAttaches = ({ versions, removed }: Selection): boolean =>
  Object.keys(versions).length === 0 && removed.length === 0;

/** Chooses a version; the version that is attached already takes the choice back. */
export function chooseVersion(selection: Selection, attached: string, chosen: string): Selection {
  const { [attached]: _, ...others } = selection.versions;
  return { ...selection, versions: attached === chosen ? others : { ...others, [attached]: chosen } };
}

/** Uids of the profiles that the cluster will have, in order; each with the attached one that it replaces. */
export function chosenUids(
  attached: readonly string[],
  { versions, added, removed }: Selection,
): readonly { readonly uid: string; readonly replaces?: string }[] {
  const kept = attached.filter((uid) => !removed.includes(uid));
  return [
    ...kept.map((uid) => (versions[uid] === undefined ? { uid } : { uid: versions[uid], replaces: uid })),
    ...added.filter((uid) => !attached.includes(uid)).map((uid) => ({ uid })),
  ];
}

/** Layers under the two headings. An infrastructure profile's add-on layers stand under the second. */
export function underHeadings<L extends Layer>(
  stacks: readonly Stack<L>[],
): Record<"infrastructure" | "addons", { readonly stack: Stack<L>; readonly layer: L }[]> {
  const all = stacks.flatMap((stack) => stack.packs.map((layer) => ({ stack, layer })));
  return {
    infrastructure: all.filter(({ layer }) => layer.layer !== "addon"),
    addons: all.filter(({ layer }) => layer.layer === "addon"),
  };
}

/** One text that changes: a layer's values or one of its manifests. */
export type ChangedText = {
  readonly key: string;
  readonly profileUid: string;
  readonly layer: string;
  readonly manifest?: string;
  readonly change: "added" | "changed" | "removed";
  readonly before: string;
  readonly after: string;
};

/** Texts by layer; a layer that moves between two profiles is the same layer. */
function textsOf(
  stacks: readonly Stack[],
): Map<string, { profileUid: string; layer: string; manifest?: string; text: string }> {
  const texts = new Map<string, { profileUid: string; layer: string; manifest?: string; text: string }>();
  for (const { uid: profileUid, packs } of stacks)
    for (const { name: layer, values = "", manifests = [] } of packs) {
      if (values !== "" || manifests.length === 0) texts.set(layer, { profileUid, layer, text: values });
      for (const { name, content = "" } of manifests)
        texts.set(`${layer} / ${name}`, { profileUid, layer, manifest: name, text: content });
    }
  return texts;
}

/** What differs between two lists of profiles, in the order of `after`, what goes last. */
export function changedTexts(before: readonly Stack[], after: readonly Stack[]): ChangedText[] {
  const [old, next] = [textsOf(before), textsOf(after)];
  const changes: ChangedText[] = [];
  for (const [key, { text, ...where }] of next) {
    const was = old.get(key);
    if (was?.text !== text)
      changes.push({ key, ...where, change: was ? "changed" : "added", before: was?.text ?? "", after: text });
  }
  for (const [key, { text, ...where }] of old)
    if (!next.has(key)) changes.push({ key, ...where, change: "removed", before: text, after: "" });
  return changes;
}

/** Layers with what was written over them in the review. */
export function withEdits<L extends Layer>(
  stacks: readonly Stack<L>[],
  edits: Readonly<Record<string, string>>,
): Stack<L>[] {
  return stacks.map((stack) => ({
    ...stack,
    packs: stack.packs.map((pack) => ({
      ...pack,
      values: edits[pack.name] ?? pack.values,
      manifests: pack.manifests?.map((manifest) => ({
        ...manifest,
        content: edits[`${pack.name} / ${manifest.name}`] ?? manifest.content,
      })),
    })),
  }));
}

/** Bodies of the requests: only profiles that come, change version or are overridden are sent; only overridden layers carry values. */
export function requestOf(
  attached: readonly string[],
  selection: Selection,
  pending: readonly Stack[],
  edits: Readonly<Record<string, string>>,
) {
  const edited = new Set(Object.keys(edits).map((key) => key.split(" / ")[0]));
  const profiles = chosenUids(attached, selection).flatMap(({ uid, replaces }) => {
    const stack = withEdits(
      pending.filter((one) => one.uid === uid),
      edits,
    )[0];
    const overridden = stack?.packs.filter(({ name }) => edited.has(name)) ?? [];
    if (replaces === undefined && overridden.length === 0 && attached.includes(uid)) return [];
    return [
      {
        uid,
        ...(replaces === undefined ? {} : { replaceWithProfile: replaces }),
        ...(overridden.length === 0
          ? {}
          : {
              packValues: overridden.map(({ name, tag, type, values, manifests }) => ({
                name,
                tag,
                type,
                values,
                manifests,
              })),
            }),
      },
    ];
  });
  return { profiles, detached: selection.removed.filter((uid) => attached.includes(uid)) };
}
