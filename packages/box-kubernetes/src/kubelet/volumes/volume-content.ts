import { CONFIG_MAPS, SECRETS, type ConfigMap, type Pod, type Secret, type Volume } from "@inlay/resources";
import type { Api } from "../../api/api.ts";
import { fieldValue, MissingConfig, resourceValue, type EnvironmentSources } from "../environment/environment.ts";

/** A token that has to be asked for, and asked for again before it expires. */
export interface TokenFile {
  readonly path: string;
  readonly audiences: readonly string[];
  readonly expirationSeconds: number;
}

/** What a volume's folder holds, by path. */
export interface VolumeContent {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly tokens: readonly TokenFile[];
}

interface KeyItem {
  readonly key: string;
  readonly path: string;
}
interface KeyedSource {
  readonly items?: readonly KeyItem[];
  readonly optional?: boolean;
}
interface DownwardItem {
  readonly path: string;
  readonly fieldRef?: { readonly fieldPath: string };
  readonly resourceFieldRef?: { readonly containerName?: string; readonly resource: string; readonly divisor?: string };
}
interface ProjectedSource {
  readonly serviceAccountToken?: {
    readonly path: string;
    readonly audience?: string;
    readonly expirationSeconds?: number;
  };
  readonly configMap?: KeyedSource & { readonly name: string };
  readonly secret?: KeyedSource & { readonly name: string };
  readonly downwardAPI?: { readonly items?: readonly DownwardItem[] };
}

/**
 * The content of config map, secret, downward and projected volumes; undefined for volumes that have none of their own (emptyDir is
 * an empty folder; host paths and claims have nothing behind them here). @throws MissingConfig
 */
export function volumeContent(pod: Pod, volume: Volume, sources: EnvironmentSources): VolumeContent | undefined {
  if (volume.projected) return projected(pod, (volume.projected.sources ?? []) as readonly ProjectedSource[], sources);
  if (volume.configMap) return projected(pod, [{ configMap: volume.configMap }], sources);
  if (volume.secret) {
    const { secretName, ...rest } = volume.secret as KeyedSource & { readonly secretName: string };
    return projected(pod, [{ secret: { ...rest, name: secretName } }], sources);
  }
  if (volume["downwardAPI"])
    return projected(pod, [{ downwardAPI: volume["downwardAPI"] as ProjectedSource["downwardAPI"] }], sources);
  return volume.emptyDir ? { files: new Map(), tokens: [] } : undefined;
}

function projected(pod: Pod, parts: readonly ProjectedSource[], sources: EnvironmentSources): VolumeContent {
  const files = new Map<string, Uint8Array>();
  const tokens: TokenFile[] = [];
  for (const { serviceAccountToken, configMap, secret, downwardAPI } of parts) {
    if (serviceAccountToken) {
      const { path, audience, expirationSeconds = 3600 } = serviceAccountToken;
      tokens.push({ path, audiences: audience ? [audience] : [], expirationSeconds });
    }
    if (configMap)
      addKeys(files, configMapBytes(pod, configMap, sources.api), configMap, `configmap ${configMap.name}`);
    if (secret) addKeys(files, secretBytes(pod, secret, sources.api), secret, `secret ${secret.name}`);
    for (const item of downwardAPI?.items ?? []) files.set(item.path, Buffer.from(downwardValue(pod, item, sources)));
  }
  return { files, tokens };
}

type Bytes = Readonly<Record<string, Uint8Array>>;

function addKeys(files: Map<string, Uint8Array>, bytes: Bytes, { items, optional }: KeyedSource, what: string): void {
  const wanted = items ?? Object.keys(bytes).map((key) => ({ key, path: key }));
  for (const { key, path } of wanted) {
    const value = bytes[key];
    if (value) files.set(path, value);
    else if (!optional) throw new MissingConfig(`${what} references non-existent config key: ${key}`);
  }
}

function configMapBytes(pod: Pod, { name, optional }: KeyedSource & { readonly name: string }, api: Api): Bytes {
  const found = api.get<ConfigMap>(CONFIG_MAPS, { namespace: pod.metadata.namespace, name });
  if (!found && !optional) throw new MissingConfig(`configmap ${JSON.stringify(name)} not found`);
  return {
    ...mapValues(found?.data, (value) => Buffer.from(value)),
    ...mapValues(found?.binaryData, (value) => Buffer.from(value, "base64")),
  };
}

function secretBytes(pod: Pod, { name, optional }: KeyedSource & { readonly name: string }, api: Api): Bytes {
  const found = api.get<Secret>(SECRETS, { namespace: pod.metadata.namespace, name });
  if (!found && !optional) throw new MissingConfig(`secret ${JSON.stringify(name)} not found`);
  return mapValues(found?.data, (value) => Buffer.from(value, "base64"));
}

function mapValues(map: Readonly<Record<string, string>> | undefined, of: (value: string) => Uint8Array): Bytes {
  return Object.fromEntries(Object.entries(map ?? {}).map(([key, value]) => [key, of(value)]));
}

function downwardValue(pod: Pod, { fieldRef, resourceFieldRef }: DownwardItem, sources: EnvironmentSources): string {
  if (fieldRef) return fieldValue(pod, fieldRef.fieldPath, sources);
  const container = pod.spec.containers[0]!;
  return resourceFieldRef ? resourceValue(pod, container, resourceFieldRef, sources.allocatable) : "";
}
