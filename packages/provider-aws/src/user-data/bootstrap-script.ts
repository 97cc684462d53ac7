import { kubeletFlags } from "./kubelet-flags.ts";
import type { MimePart } from "./mime.ts";
import { isMime, parseMime, renderMime } from "./mime.ts";
import type { UserDataInput } from "./user-data-input.ts";

const SHELL_TYPE = 'text/x-shellscript; charset="us-ascii"';

/** User data of Amazon Linux 2: the user's parts, then a script that calls the image's bootstrap.sh. */
export function bootstrapScriptUserData(input: UserDataInput): string {
  return renderMime([...userParts(input.custom), { contentType: SHELL_TYPE, body: bootstrapScript(input) }]);
}

function userParts(custom: string | undefined): readonly MimePart[] {
  if (!custom?.trim()) return [];
  return isMime(custom) ? parseMime(custom) : [{ contentType: SHELL_TYPE, body: custom }];
}

function bootstrapScript(input: UserDataInput): string {
  const { cluster, kubelet, raid0 } = input;
  const dns = kubelet.clusterDNS?.[0];
  const command = [
    `/etc/eks/bootstrap.sh '${cluster.name}' --apiserver-endpoint '${cluster.endpoint}' --b64-cluster-ca '${cluster.caBundle}'`,
    ...(dns?.includes(":") ? ["--ip-family ipv6"] : []),
    ...(dns ? [`--dns-cluster-ip '${dns}'`] : []),
    "--use-max-pods false",
    `--kubelet-extra-args '${kubeletFlags(input).join(" ")}'`,
    ...(raid0 ? ["--local-disks raid0"] : []),
  ];
  return [
    "#!/bin/bash -xe",
    "exec > >(tee /var/log/user-data.log|logger -t user-data -s 2>/dev/console) 2>&1",
    command.join(" \\\n"),
  ].join("\n");
}
