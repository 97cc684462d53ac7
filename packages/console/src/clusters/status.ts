/** What states of clusters, layers and node pools mean to who looks at them. */
export type Tone = "good" | "bad" | "busy" | "warn" | "idle";

type PackStatus = {
  readonly name: string;
  readonly profileUid?: string;
  readonly condition?: { readonly type: string; readonly status: string; readonly message?: string };
};
export type LayerStatus = { readonly tone: Tone; readonly label: string; readonly message?: string };

/** Palette's colours: grey waits, blue is being installed, green is deployed, red failed. */
export function layerStatus(packs: readonly PackStatus[], profileUid: string, name: string): LayerStatus {
  const found =
    packs.find((pack) => pack.name === name && pack.profileUid === profileUid) ??
    packs.find((pack) => pack.name === name && pack.profileUid === undefined);
  const { type, status, message } = found?.condition ?? { type: "", status: "" };
  if (type === "Error") return { tone: "bad", label: "Failed", message };
  if (type === "Ready" && status === "True") return { tone: "good", label: "Deployed", message };
  if (type === "Installed" || type === "Ready" || type === "UpgradeAvailable")
    return { tone: "busy", label: "Deploying", message };
  return { tone: "idle", label: "Waiting", message };
}

const SETTLED: ReadonlySet<string> = new Set(["Running", "Deleted", "Error"]);
type Changing = {
  readonly state?: string;
  readonly packs?: readonly PackStatus[];
  readonly conditions?: readonly { readonly status: string }[];
};

/** True while something is on its way: then the state is shown with a loading icon. A failed layer is not on its way. */
export function isChanging({ state, packs = [], conditions = [] }: Changing): boolean {
  if (state === undefined || !SETTLED.has(state)) return true;
  if (state !== "Running") return false;
  return (
    conditions.some(({ status }) => status === "Unknown") ||
    packs.some((pack) => {
      const { tone } = layerStatus([pack], pack.profileUid ?? "", pack.name);
      return tone === "busy" || tone === "idle";
    })
  );
}

const KARPENTER = "spectrocloud.com/managed-by:karpenter";

/** Whether Karpenter, not a node group, makes a pool's nodes. */
export const isKarpenterPool = (pool: { readonly labels?: readonly string[] }): boolean =>
  pool.labels?.includes(KARPENTER) ?? false;

/** Every instance type of a pool with its number of nodes, the most frequent first. */
export function instanceTypes(machines: readonly { readonly spec?: { readonly instanceType?: string } }[]): string {
  const groups = Map.groupBy(machines, ({ spec }) => spec?.instanceType ?? "unknown");
  return [...groups]
    .toSorted(([a, one], [b, other]) => other.length - one.length || a.localeCompare(b))
    .map(([type, { length }]) => (length === 1 ? type : `${type} × ${length}`))
    .join(", ");
}

/** `3 / 4` cores or GiB; undefined when the whole is unknown. */
export const shareOf = (part: number | undefined, whole: number | undefined): number | undefined =>
  part === undefined || !whole ? undefined : (100 * part) / whole;
