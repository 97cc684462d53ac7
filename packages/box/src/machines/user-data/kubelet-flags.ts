import type { StringMap, Taint, TaintEffect } from "@inlay/resources";
import { UserDataRefused } from "./boot-config.ts";

const LABEL_DOMAINS = /(^|\.)(kubernetes\.io|k8s\.io)$/;
/** What a kubelet may set on its own node in Kubernetes' domains (kubelet's ValidateNodeLabels). */
const OWN_LABELS = new Set([
  "beta.kubernetes.io/arch",
  "beta.kubernetes.io/instance-type",
  "beta.kubernetes.io/os",
  "failure-domain.beta.kubernetes.io/region",
  "failure-domain.beta.kubernetes.io/zone",
  "kubernetes.io/arch",
  "kubernetes.io/hostname",
  "kubernetes.io/os",
  "node.kubernetes.io/instance-type",
  "topology.kubernetes.io/region",
  "topology.kubernetes.io/zone",
]);
const OWN_DOMAINS = /(^|\.)(kubelet\.kubernetes\.io|node\.kubernetes\.io)$/;

/** `--node-labels=a=b,c=d`. @throws UserDataRefused as the kubelet refuses to start. */
export function nodeLabels(text: string): StringMap {
  const labels: Record<string, string> = {};
  for (const pair of text.split(",").filter((part) => part !== "")) {
    const [key, ...value] = pair.split("=");
    labels[key!] = value.join("=");
  }
  const foreign = Object.keys(labels).filter((key) => {
    const domain = key.includes("/") ? key.slice(0, key.indexOf("/")) : "";
    return LABEL_DOMAINS.test(domain) && !OWN_LABELS.has(key) && !OWN_DOMAINS.test(domain) && !isTopologyAws(domain);
  });
  if (foreign.length > 0)
    throw new UserDataRefused(
      `kubelet: unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels: [${foreign.sort().join(" ")}]`,
    );
  return labels;
}

/** `topology.k8s.aws` only looks like one of Kubernetes' own domains. */
const isTopologyAws = (domain: string) => domain.endsWith("k8s.aws");

/** `--register-with-taints=key=value:Effect,…`. */
export function registerWithTaints(text: string): readonly Taint[] {
  return text
    .split(",")
    .filter((part) => part !== "")
    .map((part) => {
      const match = /^([^=:]+)(?:=([^:]*))?:(NoSchedule|PreferNoSchedule|NoExecute)$/.exec(part);
      if (!match) throw new UserDataRefused(`kubelet: invalid taint spec: ${part}`);
      return taintOf(match[1]!, match[2], match[3] as TaintEffect);
    });
}

export function taintOf(key: string, value: string | undefined, effect: TaintEffect): Taint {
  return value ? { key, value, effect } : { key, effect };
}

/** `cpu=100m,memory=1Gi` or `memory.available<100Mi,…`. */
export function keyedAmounts(text: string): StringMap {
  return Object.fromEntries(
    text
      .split(",")
      .filter((part) => part !== "")
      .map((part) => {
        const at = part.search(/[=<]/);
        return [part.slice(0, at), part.slice(at + 1)];
      }),
  );
}
