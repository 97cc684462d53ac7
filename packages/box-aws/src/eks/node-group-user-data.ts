import type { NodeTaint } from "./node-groups.ts";

const EFFECTS: Readonly<Record<string, string>> = {
  NO_SCHEDULE: "NoSchedule",
  PREFER_NO_SCHEDULE: "PreferNoSchedule",
  NO_EXECUTE: "NoExecute",
};

/** What a node of a managed node group is told at boot: EKS writes a NodeConfig for nodeadm into a MIME document. */
export function nodeGroupUserData(cluster: {
  readonly name: string;
  readonly endpoint: string;
  readonly certificateAuthority: string;
  readonly serviceCidr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly NodeTaint[];
}): string {
  const labels = Object.entries(cluster.labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  const taints = cluster.taints
    .map(({ key, value, effect }) => `${key}=${value ?? ""}:${EFFECTS[effect ?? ""] ?? "NoSchedule"}`)
    .join(",");
  return [
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="//"',
    "",
    "--//",
    "Content-Type: application/node.eks.aws",
    "",
    "---",
    "apiVersion: node.eks.aws/v1alpha1",
    "kind: NodeConfig",
    "spec:",
    "  cluster:",
    `    name: ${cluster.name}`,
    `    apiServerEndpoint: ${cluster.endpoint}`,
    `    certificateAuthority: ${cluster.certificateAuthority}`,
    `    cidr: ${cluster.serviceCidr}`,
    "  kubelet:",
    "    config: {}",
    "    flags:",
    `      - "--node-labels=${labels}"`,
    ...(taints === "" ? [] : [`      - "--register-with-taints=${taints}"`]),
    "",
    "--//--",
    "",
  ].join("\n");
}
