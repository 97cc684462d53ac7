import { parse, stringify } from "yaml";
import type { MimePart } from "./mime.ts";
import { isMime, parseMime, renderMime } from "./mime.ts";
import type { UserDataInput } from "./user-data-input.ts";

const NODE_CONFIG_TYPE = "application/node.eks.aws";
const SHELL_TYPE = 'text/x-shellscript; charset="us-ascii"';

/**
 * User data of Amazon Linux 2023: a MIME document for nodeadm. The user's parts come first; ours comes last, because the last
 * NodeConfig wins.
 */
export function nodeadmUserData(input: UserDataInput): string {
  return renderMime([...userParts(input.custom), { contentType: NODE_CONFIG_TYPE, body: nodeConfig(input) }]);
}

/** The user's text as it is meant: MIME, a NodeConfig (anything that is a YAML map), else a shell script. */
function userParts(custom: string | undefined): readonly MimePart[] {
  if (!custom?.trim()) return [];
  if (isMime(custom)) return parseMime(custom);
  return [{ contentType: isYamlMap(custom) ? NODE_CONFIG_TYPE : SHELL_TYPE, body: custom }];
}

function isYamlMap(text: string): boolean {
  try {
    const value: unknown = parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function nodeConfig({ cluster, serviceCidr, kubelet, labels, taints, raid0 }: UserDataInput): string {
  const nodeLabels = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const config = {
    apiVersion: "node.eks.aws/v1alpha1",
    kind: "NodeConfig",
    metadata: {},
    spec: {
      cluster: {
        apiServerEndpoint: cluster.endpoint,
        certificateAuthority: cluster.caBundle,
        cidr: serviceCidr,
        name: cluster.name,
      },
      instance: { localStorage: raid0 ? { strategy: "RAID0" } : {} },
      kubelet: {
        config: sortedKeys({
          ...kubelet,
          registerWithTaints: taints.map(({ key, value, effect }) => ({
            effect,
            key,
            ...(value ? { value } : {}),
          })),
        }),
        ...(nodeLabels.length > 0 ? { flags: [`--node-labels=${nodeLabels.join(",")}`] } : {}),
      },
    },
  };
  return `# Karpenter Generated NodeConfig\n${stringify(config, { lineWidth: 0 })}`;
}

function sortedKeys(object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(object)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
