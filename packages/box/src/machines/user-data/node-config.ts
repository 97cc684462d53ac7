import { parse } from "yaml";
import type { StringMap, Taint, TaintEffect } from "@inlay/resources";
import { UserDataRefused, type BootConfig } from "./boot-config.ts";
import { keyedAmounts, nodeLabels, registerWithTaints, taintOf } from "./kubelet-flags.ts";
import type { MimePart } from "./mime-parts.ts";

/** `node.eks.aws/v1alpha1 NodeConfig`, as far as a kubelet is told something by it. */
interface NodeConfig {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly spec?: {
    readonly cluster?: {
      readonly name?: string;
      readonly apiServerEndpoint?: string;
      readonly certificateAuthority?: string;
      readonly cidr?: string;
    };
    readonly instance?: { readonly localStorage?: { readonly strategy?: string } };
    readonly kubelet?: { readonly config?: Readonly<Record<string, unknown>>; readonly flags?: readonly string[] };
  };
}

/** What nodeadm makes of all NodeConfig parts together: later ones win, field by field. @throws UserDataRefused */
export function bootConfigOfNodeConfigs(parts: readonly MimePart[]): BootConfig {
  if (parts.length === 0)
    throw new UserDataRefused(
      "nodeadm: no NodeConfig in the user data: a part of type application/node.eks.aws is needed",
    );
  const configs = parts.map(readNodeConfig);
  const cluster = Object.assign({}, ...configs.map((config) => config.spec?.cluster));
  for (const field of ["name", "apiServerEndpoint", "certificateAuthority", "cidr"])
    if (!cluster[field]) throw new UserDataRefused(`nodeadm: spec.cluster.${field} is missing in the NodeConfig`);
  const kubelet = merged(configs.map((config) => config.spec?.kubelet?.config ?? {}));
  const flags = configs.flatMap((config) => config.spec?.kubelet?.flags ?? []);
  const maxPods = wholeNumber(kubelet["maxPods"], "maxPods");
  const podsPerCore = wholeNumber(kubelet["podsPerCore"], "podsPerCore");
  return {
    clusterName: cluster.name,
    apiServerEndpoint: cluster.apiServerEndpoint,
    certificateAuthority: cluster.certificateAuthority,
    labels: Object.assign({}, ...flagValues(flags, "node-labels").map(nodeLabels)),
    taints: [
      ...taintsOf(kubelet["registerWithTaints"]),
      ...flagValues(flags, "register-with-taints").flatMap(registerWithTaints),
    ],
    ...(maxPods === undefined ? {} : { maxPods }),
    ...(podsPerCore === undefined ? {} : { podsPerCore }),
    kubeReserved: { ...stringMap(kubelet["kubeReserved"]), ...flagAmounts(flags, "kube-reserved") },
    systemReserved: { ...stringMap(kubelet["systemReserved"]), ...flagAmounts(flags, "system-reserved") },
    evictionHard: { ...stringMap(kubelet["evictionHard"]), ...flagAmounts(flags, "eviction-hard") },
    instanceStore: configs.some((config) => config.spec?.instance?.localStorage?.strategy === "RAID0"),
  };
}

function readNodeConfig(part: MimePart): NodeConfig {
  let config: NodeConfig | null;
  try {
    config = parse(part.body, { maxAliasCount: 100, logLevel: "error" }) as NodeConfig | null;
  } catch (error) {
    const message = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new UserDataRefused(`nodeadm: the NodeConfig is not YAML: ${message}`);
  }
  if (config?.apiVersion !== "node.eks.aws/v1alpha1" || config.kind !== "NodeConfig")
    throw new UserDataRefused(
      `nodeadm: no kind "${config?.kind ?? ""}" is registered for version "${config?.apiVersion ?? ""}": NodeConfig of node.eks.aws/v1alpha1 is needed`,
    );
  return config;
}

function merged(configs: readonly Readonly<Record<string, unknown>>[]): Readonly<Record<string, unknown>> {
  const result: Record<string, unknown> = {};
  for (const config of configs)
    for (const [key, value] of Object.entries(config))
      result[key] = isMap(value) && isMap(result[key]) ? { ...result[key], ...value } : value;
  return result;
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function stringMap(value: unknown): StringMap {
  return isMap(value) ? Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)])) : {};
}

function wholeNumber(value: unknown, field: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
  throw new UserDataRefused(`kubelet: ${field}: ${JSON.stringify(value)} is not a whole number`);
}

function taintsOf(value: unknown): readonly Taint[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new UserDataRefused("kubelet: registerWithTaints is not a list of taints");
  return value.map((taint: unknown) => {
    if (!isMap(taint) || typeof taint["key"] !== "string" || typeof taint["effect"] !== "string")
      throw new UserDataRefused(
        `kubelet: registerWithTaints: ${JSON.stringify(taint)} is not a taint with key and effect`,
      );
    const { key, value: text, effect } = taint as { key: string; value?: unknown; effect: TaintEffect };
    return taintOf(key, typeof text === "string" ? text : undefined, effect);
  });
}

function flagValues(flags: readonly string[], name: string): readonly string[] {
  return flags
    .filter((flag) => flag.startsWith(`--${name}=`))
    .map((flag) => flag.slice(name.length + 3).replace(/^"(.*)"$/, "$1"));
}

function flagAmounts(flags: readonly string[], name: string): StringMap {
  return Object.assign({}, ...flagValues(flags, name).map(keyedAmounts));
}
