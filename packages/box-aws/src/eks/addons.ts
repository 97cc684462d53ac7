import { AwsError } from "../service/aws-error.ts";
import type { OperationTable } from "../service/operation.ts";
import { pageOf } from "../service/paging.ts";
import { text } from "../service/text.ts";
import type { Clock } from "../time/clock.ts";
import { type Cluster, type Clusters, notFound, paging } from "./clusters.ts";
import { describeUpdate, newUpdate } from "./node-group-updates.ts";

/** An add-on that somebody asked EKS for. What it would run is not played: the box brings its own daemons. */
export interface Addon {
  readonly name: string;
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
  version: string;
  modifiedAt: number;
  roleArn?: string | undefined;
  configurationValues?: string | undefined;
}

/** The versions for Kubernetes 1.32, the default one first. */
const VERSIONS: Readonly<Record<string, readonly string[]>> = {
  "aws-ebs-csi-driver": ["v1.48.0-eksbuild.1", "v1.47.0-eksbuild.1"],
  coredns: ["v1.11.4-eksbuild.2", "v1.11.4-eksbuild.24"],
  "eks-pod-identity-agent": ["v1.3.8-eksbuild.2", "v1.3.7-eksbuild.2"],
  "kube-proxy": ["v1.32.6-eksbuild.12", "v1.32.5-eksbuild.2"],
  "metrics-server": ["v0.8.0-eksbuild.2"],
  "vpc-cni": ["v1.20.1-eksbuild.3", "v1.19.5-eksbuild.1"],
};

export function addonOperations(clusters: Clusters, clock: Clock): OperationTable {
  const require = (owner: Cluster, name: string): Addon => {
    const found = (owner.addons ?? {})[name];
    if (!found) throw notFound(`No addon: ${name} found in cluster: ${owner.name}`);
    return found;
  };
  const versionOf = (name: string, wanted: unknown): string => {
    const known = Object.hasOwn(VERSIONS, name) ? VERSIONS[name]! : [];
    const version = text(wanted ?? known[0] ?? "");
    if (known.length === 0) throw new AwsError("InvalidParameterException", `Addon ${name} specified is not supported`);
    if (!known.includes(version))
      throw new AwsError("InvalidParameterException", `Addon version specified is not supported`);
    return version;
  };
  return {
    CreateAddon: (input, context) => {
      const owner = clusters.require(input.clusterName);
      const name = text(input.addonName);
      if (owner.addons?.[name]) throw new AwsError("ResourceInUseException", "Addon already exists.", 409);
      const now = clock.now();
      const created: Addon = {
        name,
        version: versionOf(name, input.addonVersion),
        createdAt: now,
        modifiedAt: now,
        roleArn: input.serviceAccountRoleArn as string | undefined,
        configurationValues: input.configurationValues as string | undefined,
        tags: { ...(input.tags as Record<string, string>) },
      };
      owner.addons = { ...owner.addons, [name]: created };
      context.touched(addonArn(owner, name));
      return { addon: describe(owner, created) };
    },
    DescribeAddon: (input) => {
      const owner = clusters.require(input.clusterName);
      return { addon: describe(owner, require(owner, text(input.addonName))) };
    },
    DescribeAddonVersions: (input) => {
      const names = Object.keys(VERSIONS).filter((name) => (input.addonName ?? name) === name);
      return {
        addons: names.map((addonName) => ({
          addonName,
          owner: "aws",
          publisher: "eks",
          type: "networking",
          addonVersions: VERSIONS[addonName]!.map((addonVersion, index) => ({
            addonVersion,
            architecture: ["amd64", "arm64"],
            compatibilities: [{ clusterVersion: "1.32", platformVersions: ["*"], defaultVersion: index === 0 }],
          })),
        })),
      };
    },
    ListAddons: (input) => {
      const { page, nextToken } = pageOf(
        Object.keys(clusters.require(input.clusterName).addons ?? {}),
        ...paging(input),
      );
      return { addons: page, nextToken };
    },
    UpdateAddon: (input, context) => {
      const owner = clusters.require(input.clusterName);
      const found = require(owner, text(input.addonName));
      found.version = versionOf(found.name, input.addonVersion ?? found.version);
      found.modifiedAt = clock.now();
      if (input.serviceAccountRoleArn !== undefined) found.roleArn = text(input.serviceAccountRoleArn);
      if (input.configurationValues !== undefined) found.configurationValues = text(input.configurationValues);
      context.touched(addonArn(owner, found.name));
      const update = newUpdate("AddonUpdate", clock.now(), { AddonVersion: input.addonVersion });
      update.status = "Successful";
      return { update: describeUpdate(update) };
    },
    DeleteAddon: (input, context) => {
      const owner = clusters.require(input.clusterName);
      const found = require(owner, text(input.addonName));
      owner.addons = Object.fromEntries(Object.entries(owner.addons ?? {}).filter(([name]) => name !== found.name));
      context.touched(addonArn(owner, found.name));
      return { addon: { ...describe(owner, found), status: "DELETING" } };
    },
  };
}

const addonArn = (owner: Cluster, name: string) => `${owner.arn.replace(":cluster/", ":addon/")}/${name}`;

function describe(owner: Cluster, addon: Addon) {
  return {
    addonName: addon.name,
    clusterName: owner.name,
    addonArn: addonArn(owner, addon.name),
    addonVersion: addon.version,
    status: "ACTIVE",
    health: { issues: [] },
    serviceAccountRoleArn: addon.roleArn,
    configurationValues: addon.configurationValues,
    createdAt: new Date(addon.createdAt),
    modifiedAt: new Date(addon.modifiedAt),
    owner: "aws",
    publisher: "eks",
    tags: addon.tags,
  };
}
