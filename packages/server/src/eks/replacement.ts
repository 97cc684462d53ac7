import { createHash } from "node:crypto";
import type { InputOf } from "@inlay/aws";
import type { NodeGroup } from "../roll-outs/planning/cluster-sight.ts";

/** Tag of a node group that takes the place of another: the other's name. */
export const REPLACES_TAG = "inlay.dev/replaces";

/** Four letters behind a name, as pools of Palette have them: `worker-pool-efgh`. */
const SUFFIX = /-[a-z0-9]{4}$/;

/**
 * The name of the group that takes over from another with a new role: the same whenever it is asked for, so that a second attempt finds what the
 * first one made.
 */
export function replacementName(group: string, roleName: string): string {
  const digest = createHash("sha256").update(`${group}\0${roleName}`).digest();
  const letters = [...digest.subarray(0, 4)].map((byte) => String.fromCharCode(97 + (byte % 26))).join("");
  return `${group.replace(SUFFIX, "")}-${letters}`;
}

/** A node group like another in everything but name and role. */
export function replacementInput(old: NodeGroup, name: string, nodeRole: string): InputOf<"eks", "CreateNodegroup"> {
  const { clusterName, nodegroupName = "", launchTemplate } = old;
  // Settings that stand in a launch template must not be given beside it.
  const machines = launchTemplate
    ? { launchTemplate: { id: launchTemplate.id, version: launchTemplate.version } }
    : { diskSize: old.diskSize, remoteAccess: old.remoteAccess };
  const owned = Object.entries(old.tags ?? {}).filter(([key]) => !key.startsWith("aws:") && key !== REPLACES_TAG);
  return withoutUndefined({
    clusterName,
    nodegroupName: name,
    nodeRole,
    scalingConfig: old.scalingConfig,
    subnets: old.subnets,
    instanceTypes: launchTemplate && !old.instanceTypes?.length ? undefined : old.instanceTypes,
    amiType: old.amiType === "CUSTOM" ? undefined : old.amiType,
    capacityType: old.capacityType,
    labels: old.labels,
    taints: old.taints,
    updateConfig: old.updateConfig,
    ...machines,
    tags: { ...Object.fromEntries(owned), [REPLACES_TAG]: nodegroupName },
    clientRequestToken: createHash("sha256").update(`${clusterName}\0${name}\0${nodeRole}`).digest("hex").slice(0, 32),
  });
}

const withoutUndefined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
