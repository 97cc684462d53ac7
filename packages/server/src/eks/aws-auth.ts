import { isConflict, isNotFound, type KubeClient } from "@inlay/kube";
import type { EksSettings } from "@inlay/profiles";
import { CONFIG_MAPS, type ConfigMap } from "@inlay/resources";
import { parse, stringify } from "yaml";

export type Mapping = Pick<EksSettings, "mapRoles" | "mapUsers">;
type Entry = Readonly<Record<string, unknown>>;

const KEY = { namespace: "kube-system", name: "aws-auth" };
const ATTEMPTS = 5;

/** `aws-auth` cannot be read: nothing is written over it. */
export class MappingUnreadable extends Error {
  readonly code = "MappingUnreadable";
}

/**
 * Brings the ConfigMap `kube-system/aws-auth` from one mapping of ours to the next. Entries of others, such as EKS's own for node groups, stay as
 * they are and where they are. @returns whether anything had to be changed.
 */
export async function mapInAwsAuth(
  kube: KubeClient,
  before: Mapping,
  after: Mapping,
  signal: AbortSignal,
): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    const there = await read(kube, signal);
    const data = mergeMapping(there?.data ?? {}, before, after);
    if (data === undefined) return false;
    try {
      if (there) {
        const { resourceVersion } = there.metadata;
        await kube.mergePatch(CONFIG_MAPS, KEY, { data }, { resourceVersion, signal });
      } else {
        const object = { apiVersion: "v1", kind: "ConfigMap" as const, metadata: KEY, data };
        await kube.create<ConfigMap>(CONFIG_MAPS, object, { signal });
      }
      return true;
    } catch (error) {
      if (!isConflict(error) || attempt === ATTEMPTS) throw error;
    }
  }
}

/** The texts that have to change; undefined: none. @throws MappingUnreadable */
export function mergeMapping(
  data: Readonly<Record<string, string>>,
  before: Mapping,
  after: Mapping,
): Readonly<Record<string, string>> | undefined {
  const roles = merged(data["mapRoles"], "rolearn", asEntries(before.mapRoles), asEntries(after.mapRoles));
  const users = merged(data["mapUsers"], "userarn", asEntries(before.mapUsers), asEntries(after.mapUsers));
  const changed = {
    ...(roles === undefined ? {} : { mapRoles: roles }),
    ...(users === undefined ? {} : { mapUsers: users }),
  };
  return Object.keys(changed).length === 0 ? undefined : changed;
}

const asEntries = (list: readonly object[]): readonly Entry[] => list.map((entry) => inOrder({ ...entry }));

function merged(
  text: string | undefined,
  key: "rolearn" | "userarn",
  before: readonly Entry[],
  after: readonly Entry[],
): string | undefined {
  const list = entries(text, key === "rolearn" ? "mapRoles" : "mapUsers");
  const wanted = new Map(after.map((entry) => [entry[key], entry]));
  const gone = new Set(before.map((entry) => entry[key]).filter((arn) => !wanted.has(arn)));
  const kept = list.filter((entry) => !gone.has(entry[key])).map((entry) => wanted.get(entry[key]) ?? entry);
  const present = new Set(list.map((entry) => entry[key]));
  const result = [...kept, ...after.filter((entry) => !present.has(entry[key]))];
  return JSON.stringify(result) === JSON.stringify(list) ? undefined : stringify(result, { lineWidth: 0 });
}

function entries(text: string | undefined, field: string): readonly Entry[] {
  if (text === undefined || text.trim() === "") return [];
  let list: unknown;
  try {
    list = parse(text);
  } catch (error) {
    throw new MappingUnreadable(`${field} in aws-auth: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!Array.isArray(list)) throw new MappingUnreadable(`${field} in aws-auth is not a list`);
  return (list as readonly Partial<Entry>[]).map((entry) => inOrder(entry as Entry));
}

/** Equal entries compare equal, in whatever order their fields were written. */
const inOrder = ({ rolearn, userarn, username, groups, ...rest }: Entry): Entry => ({
  ...(rolearn === undefined ? {} : { rolearn }),
  ...(userarn === undefined ? {} : { userarn }),
  ...(username === undefined ? {} : { username }),
  ...(groups === undefined ? {} : { groups }),
  ...rest,
});

async function read(kube: KubeClient, signal: AbortSignal): Promise<ConfigMap | undefined> {
  try {
    return await kube.get<ConfigMap>(CONFIG_MAPS, KEY, { signal });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
