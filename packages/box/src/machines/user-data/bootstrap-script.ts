import { UserDataRefused, type BootConfig } from "./boot-config.ts";
import { keyedAmounts, nodeLabels, registerWithTaints } from "./kubelet-flags.ts";

/**
 * What Amazon Linux 2's `/etc/eks/bootstrap.sh` is told: the last call in the scripts counts.
 * @throws UserDataRefused
 */
export function bootConfigOfBootstrapScript(script: string): BootConfig {
  const joined = script.replaceAll(/\\\n/g, " ");
  const call = [...joined.matchAll(/\/etc\/eks\/bootstrap\.sh(.*)$/gm)].at(-1)?.[1];
  if (call === undefined) throw new UserDataRefused("cloud-init: the user data does not call /etc/eks/bootstrap.sh");
  const words = shellWords(call);
  const options = new Map<string, string>();
  const positional: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    if (word.startsWith("--")) options.set(word, words[++index] ?? "");
    else positional.push(word);
  }
  const [clusterName] = positional;
  if (!clusterName) throw new UserDataRefused("bootstrap.sh: the cluster's name is missing");
  const flags = shellWords(options.get("--kubelet-extra-args") ?? "");
  const flag = (name: string) =>
    flags
      .findLast((word) => word.startsWith(`--${name}=`))
      ?.slice(name.length + 3)
      .replace(/^"(.*)"$/, "$1") ?? "";
  const count = (name: string) => (/^\d+$/.test(flag(name)) ? Number(flag(name)) : undefined);
  const maxPods = count("max-pods");
  const podsPerCore = count("pods-per-core");
  return {
    clusterName,
    apiServerEndpoint: options.get("--apiserver-endpoint") ?? "",
    certificateAuthority: options.get("--b64-cluster-ca") ?? "",
    labels: nodeLabels(flag("node-labels")),
    taints: registerWithTaints(flag("register-with-taints")),
    ...(maxPods === undefined ? {} : { maxPods }),
    ...(podsPerCore === undefined ? {} : { podsPerCore }),
    kubeReserved: keyedAmounts(flag("kube-reserved")),
    systemReserved: keyedAmounts(flag("system-reserved")),
    evictionHard: keyedAmounts(flag("eviction-hard")),
    instanceStore: options.get("--local-disks") === "raid0",
  };
}

/** Words as a shell splits them: quotes group, nothing is expanded. */
function shellWords(text: string): string[] {
  return [...text.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"/g, "$1$2"),
  );
}
