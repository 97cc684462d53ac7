import type { TomlTable } from "smol-toml";
import { parse, stringify } from "smol-toml";
import type { UserDataInput } from "./user-data-input.ts";

/** From this release on, binding the instance's disks needs no list of folders. */
const BINDS_BY_ITSELF = [1, 46, 0] as const;
const BOUND_FOLDERS = ["/var/lib/containerd", "/var/lib/kubelet", "/var/log/pods"];

/** The user's TOML cannot be read. */
export class TomlUnreadable extends Error {
  readonly code = "TOML_UNREADABLE";
}

/** User data of Bottlerocket: the user's settings with ours on top. @throws TomlUnreadable */
export function bottlerocketUserData(input: UserDataInput): string {
  const document = parseSettings(input.custom);
  const settings = table(document.settings);
  const kubernetes: TomlTable = {
    ...table(settings.kubernetes),
    ...kubernetesSettings(input, table(settings.kubernetes)),
  };
  const bootstrapCommands: TomlTable = {
    ...table(settings["bootstrap-commands"]),
    ...(input.raid0 ? { "000-mount-instance-storage": mountInstanceStorage(input.imageVersion) } : {}),
  };
  return stringify({
    ...document,
    settings: {
      ...settings,
      kubernetes,
      ...(Object.keys(bootstrapCommands).length > 0 ? { "bootstrap-commands": bootstrapCommands } : {}),
    },
  });
}

function parseSettings(custom: string | undefined): TomlTable {
  if (!custom?.trim()) return {};
  try {
    return parse(custom);
  } catch (cause) {
    throw new TomlUnreadable(`spec.userData is not TOML: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

function kubernetesSettings({ cluster, kubelet, labels, taints }: UserDataInput, own: TomlTable): TomlTable {
  const nodeTaints: Record<string, string[]> = {};
  for (const { key, value, effect } of taints) (nodeTaints[key] ??= []).push(`${value ?? ""}:${effect}`);
  const settings: Record<string, TomlTable[string] | undefined> = {
    "cluster-name": cluster.name,
    "api-server": cluster.endpoint,
    "cluster-certificate": cluster.caBundle,
    "node-labels": { ...table(own["node-labels"]), ...labels },
    "node-taints": nodeTaints,
    "max-pods": kubelet.maxPods,
    "cluster-dns-ip": kubelet.clusterDNS?.[0],
    "system-reserved": stringTable(kubelet.systemReserved),
    "kube-reserved": stringTable(kubelet.kubeReserved),
    "eviction-hard": stringTable(kubelet.evictionHard),
    "eviction-soft": stringTable(kubelet.evictionSoft),
    "eviction-soft-grace-period": stringTable(kubelet.evictionSoftGracePeriod),
    "eviction-max-pod-grace-period": kubelet.evictionMaxPodGracePeriod,
    "image-gc-high-threshold-percent": optionalText(kubelet.imageGCHighThresholdPercent),
    "image-gc-low-threshold-percent": optionalText(kubelet.imageGCLowThresholdPercent),
    "cpu-cfs-quota-enforced": kubelet.cpuCFSQuota,
  };
  return Object.fromEntries(
    Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

function mountInstanceStorage(imageVersion: string | undefined): TomlTable {
  const bind = ["apiclient", "ephemeral-storage", "bind"];
  return {
    commands: [
      ["apiclient", "ephemeral-storage", "init"],
      isAtLeast(imageVersion, BINDS_BY_ITSELF) ? bind : [...bind, "--dirs", ...BOUND_FOLDERS],
    ],
    mode: "always",
    essential: true,
  };
}

/** An unknown version counts as new. */
function isAtLeast(version: string | undefined, minimum: readonly number[]): boolean {
  const parts = /(\d+)\.(\d+)\.(\d+)/
    .exec(version ?? "")
    ?.slice(1)
    .map(Number);
  if (!parts) return true;
  const difference = parts.map((part, index) => part - (minimum[index] ?? 0)).find((delta) => delta !== 0) ?? 0;
  return difference >= 0;
}

function table(value: unknown): TomlTable {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function stringTable(map: Readonly<Record<string, string>> | undefined): TomlTable | undefined {
  return map && Object.keys(map).length > 0 ? { ...map } : undefined;
}

function optionalText(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
