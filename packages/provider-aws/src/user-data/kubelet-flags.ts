import type { UserDataInput } from "./user-data-input.ts";

/** The kubelet's settings as its command line flags (Amazon Linux 2, Windows). */
export function kubeletFlags({ kubelet, labels, taints }: UserDataInput): readonly string[] {
  const nodeLabels = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const taintTexts = taints.map(({ key, value, effect }) => `${key}=${value ?? ""}:${effect}`);
  return [
    ...flag("node-labels", nodeLabels.length > 0 ? nodeLabels.join(",") : undefined),
    ...flag("register-with-taints", taintTexts.length > 0 ? taintTexts.join(",") : undefined),
    ...flag("max-pods", kubelet.maxPods),
    ...flag("pods-per-core", kubelet.podsPerCore),
    ...flag("system-reserved", joined(kubelet.systemReserved, "=")),
    ...flag("kube-reserved", joined(kubelet.kubeReserved, "=")),
    ...flag("eviction-hard", joined(kubelet.evictionHard, "<")),
    ...flag("eviction-soft", joined(kubelet.evictionSoft, "<")),
    ...flag("eviction-soft-grace-period", joined(kubelet.evictionSoftGracePeriod, "=")),
    ...flag("eviction-max-pod-grace-period", kubelet.evictionMaxPodGracePeriod),
    ...flag("image-gc-high-threshold", kubelet.imageGCHighThresholdPercent),
    ...flag("image-gc-low-threshold", kubelet.imageGCLowThresholdPercent),
    ...flag("cpu-cfs-quota", kubelet.cpuCFSQuota),
  ];
}

function flag(name: string, value: string | number | boolean | undefined): readonly string[] {
  if (value === undefined) return [];
  return [typeof value === "string" ? `--${name}="${value}"` : `--${name}=${value}`];
}

function joined(map: Readonly<Record<string, string>> | undefined, separator: string): string | undefined {
  const entries = Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? undefined : entries.map(([key, value]) => `${key}${separator}${value}`).join(",");
}
