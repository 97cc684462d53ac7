import { parse, type TomlTable } from "smol-toml";
import type { StringMap } from "@inlay/resources";
import { UserDataRefused, type BootConfig } from "./boot-config.ts";
import { nodeLabels, registerWithTaints } from "./kubelet-flags.ts";

/** What `settings.kubernetes` of Bottlerocket's TOML tells the kubelet. @throws UserDataRefused */
export function bootConfigOfBottlerocket(userData: string): BootConfig {
  const { settings } = readToml(userData);
  const kubernetes = tableOf(tableOf(settings, "settings")["kubernetes"], "settings.kubernetes");
  const required = (name: string): string => {
    const value = kubernetes[name];
    if (typeof value === "string" && value !== "") return value;
    throw new UserDataRefused(`early-boot-config: settings.kubernetes.${name} is missing`);
  };
  const texts = (name: string): StringMap =>
    Object.fromEntries(
      Object.entries(tableOf(kubernetes[name], `settings.kubernetes.${name}`)).map(([key, value]) => [
        key,
        String(value as unknown),
      ]),
    );
  const labels = Object.entries(texts("node-labels")).map(([key, value]) => `${key}=${value}`);
  const maxPods = kubernetes["max-pods"];
  if (maxPods !== undefined && !(Number.isInteger(maxPods) && Number(maxPods) >= 0))
    throw new UserDataRefused("early-boot-config: settings.kubernetes.max-pods is not a whole number");
  const commands = tableOf(tableOf(settings, "settings")["bootstrap-commands"], "settings.bootstrap-commands");
  return {
    clusterName: required("cluster-name"),
    apiServerEndpoint: required("api-server"),
    certificateAuthority: required("cluster-certificate"),
    labels: nodeLabels(labels.join(",")),
    taints: registerWithTaints(taintSpecs(tableOf(kubernetes["node-taints"], "settings.kubernetes.node-taints"))),
    ...(maxPods === undefined ? {} : { maxPods: Number(maxPods) }),
    kubeReserved: texts("kube-reserved"),
    systemReserved: texts("system-reserved"),
    evictionHard: texts("eviction-hard"),
    instanceStore: JSON.stringify(commands).includes('"ephemeral-storage","bind"'),
  };
}

function readToml(text: string): TomlTable {
  try {
    return parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new UserDataRefused(`early-boot-config: the user data is not TOML: ${message}`);
  }
}

function tableOf(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (value === undefined) return {};
  if (typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date))
    return value as Readonly<Record<string, unknown>>;
  throw new UserDataRefused(`early-boot-config: ${path} is not a table`);
}

/** `key = ["value:Effect"]`, or the one text without a list. */
function taintSpecs(taints: Readonly<Record<string, unknown>>): string {
  return Object.entries(taints)
    .flatMap(([key, values]) => [values].flat().map((value) => `${key}=${String(value)}`))
    .join(",");
}
