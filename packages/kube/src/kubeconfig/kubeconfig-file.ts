import { readFile } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import { parse } from "yaml";
import { KubeConfigError } from "./kubeconfig-error.ts";

export interface ExecPluginConfig {
  readonly apiVersion?: string;
  readonly command: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null;
  readonly installHint?: string;
  readonly provideClusterInfo?: boolean;
  readonly interactiveMode?: "Never" | "IfAvailable" | "Always";
}

/** A cluster entry; file references are absolute. */
export interface ClusterEntry {
  readonly server: string;
  readonly "certificate-authority"?: string;
  readonly "certificate-authority-data"?: string;
  readonly "insecure-skip-tls-verify"?: boolean;
  readonly "tls-server-name"?: string;
  readonly "proxy-url"?: string;
}

/** A user entry; file references are absolute. */
export interface UserEntry {
  readonly "client-certificate"?: string;
  readonly "client-certificate-data"?: string;
  readonly "client-key"?: string;
  readonly "client-key-data"?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly exec?: ExecPluginConfig;
}

export interface ContextEntry {
  readonly cluster: string;
  readonly user?: string;
  readonly namespace?: string;
}

/** One kubeconfig, or several merged: the first file that names an entry wins, as in client-go. */
export interface KubeConfigDocument {
  readonly currentContext: string;
  readonly clusters: ReadonlyMap<string, ClusterEntry>;
  readonly users: ReadonlyMap<string, UserEntry>;
  readonly contexts: ReadonlyMap<string, ContextEntry>;
}

/** @throws KubeConfigError when the text is not a kubeconfig. */
export function parseKubeConfig(text: string, path: string): KubeConfigDocument {
  const document: unknown = readYaml(text, path);
  if (document === null || document === undefined) return mergeKubeConfigs([]);
  if (typeof document !== "object" || Array.isArray(document))
    throw new KubeConfigError(`${path}: not a kubeconfig: a mapping with clusters, users and contexts was expected`);
  const folder = dirname(path);
  const fields = document as Record<string, unknown>;
  return {
    currentContext: typeof fields["current-context"] === "string" ? fields["current-context"] : "",
    clusters: named<ClusterEntry>(fields.clusters, "cluster", path, (entry) =>
      absolute(entry, ["certificate-authority"], folder),
    ),
    users: named<UserEntry>(fields.users, "user", path, (entry) =>
      absolute(withExecPath(entry, folder), ["client-certificate", "client-key", "tokenFile"], folder),
    ),
    contexts: named<ContextEntry>(fields.contexts, "context", path, (entry) => entry),
  };
}

export function mergeKubeConfigs(documents: readonly KubeConfigDocument[]): KubeConfigDocument {
  const firstWins = <T>(pick: (document: KubeConfigDocument) => ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
    new Map(documents.toReversed().flatMap((document) => [...pick(document)]));
  return {
    currentContext: documents.find((document) => document.currentContext)?.currentContext ?? "",
    clusters: firstWins((document) => document.clusters),
    users: firstWins((document) => document.users),
    contexts: firstWins((document) => document.contexts),
  };
}

/** Reads and merges; a path that does not exist is passed over, as `KUBECONFIG` allows. */
export async function readKubeConfigs(paths: readonly string[]): Promise<KubeConfigDocument> {
  const documents = await Promise.all(
    paths.map(async (path) => {
      try {
        return [parseKubeConfig(await readFile(path, "utf8"), path)];
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
        throw error;
      }
    }),
  );
  return mergeKubeConfigs(documents.flat());
}

function readYaml(text: string, path: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new KubeConfigError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function named<T>(list: unknown, field: string, path: string, finish: (entry: T) => T): ReadonlyMap<string, T> {
  if (list === undefined || list === null) return new Map();
  if (!Array.isArray(list)) throw new KubeConfigError(`${path}: ${field}s: must be a list`);
  return new Map(
    list.map((item: unknown, index) => {
      const entry = item as { readonly name?: unknown; readonly [key: string]: unknown } | null;
      if (typeof entry?.name !== "string")
        throw new KubeConfigError(`${path}: ${field}s[${index}].name: must be a string`);
      return [entry.name, finish((entry[field] ?? {}) as T)] as const;
    }),
  );
}

function absolute<T extends object>(entry: T, fields: readonly string[], folder: string): T {
  const relative = Object.entries(entry).filter(
    ([key, value]) => fields.includes(key) && typeof value === "string" && value !== "" && !isAbsolute(value),
  );
  return { ...entry, ...Object.fromEntries(relative.map(([key, value]) => [key, join(folder, String(value))])) };
}

/** A plugin named with a separator is looked for beside the kubeconfig; a bare name on PATH. */
function withExecPath(entry: UserEntry, folder: string): UserEntry {
  const command = entry.exec?.command;
  if (!entry.exec || !command || !command.includes("/") || isAbsolute(command)) return entry;
  return { ...entry, exec: { ...entry.exec, command: join(folder, command) } };
}
