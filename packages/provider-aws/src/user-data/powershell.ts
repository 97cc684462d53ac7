import { kubeletFlags } from "./kubelet-flags.ts";
import type { UserDataInput } from "./user-data-input.ts";

/** User data of Windows: the user's text, then the image's bootstrap script. */
export function powershellUserData(input: UserDataInput): string {
  const { cluster, kubelet, custom } = input;
  const dns = kubelet.clusterDNS?.[0];
  const command = [
    `& $EKSBootstrapScriptFile -EKSClusterName '${cluster.name}' -APIServerEndpoint '${cluster.endpoint}' -Base64ClusterCA '${cluster.caBundle}'`,
    `-KubeletExtraArgs '${kubeletFlags(input).join(" ")}'`,
    ...(dns ? [`-DNSClusterIP '${dns}'`] : []),
  ];
  return [
    "<powershell>",
    ...(custom?.trim() ? [custom.trimEnd()] : []),
    '[string]$EKSBootstrapScriptFile = "$env:ProgramFiles\\Amazon\\EKS\\Start-EKSBootstrap.ps1"',
    command.join(" "),
    "</powershell>",
  ].join("\n");
}
