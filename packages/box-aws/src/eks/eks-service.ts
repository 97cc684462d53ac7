import { text } from "../service/text.ts";
import { randomUUID } from "node:crypto";
import type { Ec2Service } from "../ec2/ec2-service.ts";
import { eksImages } from "../ec2/images.ts";
import { AwsError } from "../service/aws-error.ts";
import type { OperationContext, OperationTable, Shape } from "../service/operation.ts";
import { pageOf } from "../service/paging.ts";
import type { Service } from "../service/service.ts";
import type { Clock } from "../time/clock.ts";
import { nodeGroupUserData } from "./node-group-user-data.ts";

/** Where the cluster's API server answers. */
export interface ClusterEndpoint {
  /** `https://127.0.0.1:6443` */
  readonly endpoint: string;
  /** Base64 of its CA certificate. */
  readonly certificateAuthority: string;
}

interface Cluster {
  readonly name: string;
  readonly arn: string;
  readonly version: string;
  readonly roleArn: string;
  readonly createdAt: number;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly vpcId: string;
  readonly issuer: string;
  tags: Record<string, string>;
  endpoint?: ClusterEndpoint;
  readonly accessEntries: Record<string, AccessEntry>;
}
interface AccessEntry {
  readonly principalArn: string;
  readonly username: string;
  readonly groups: readonly string[];
  readonly type: string;
  readonly createdAt: number;
}
interface NodeGroup {
  readonly name: string;
  readonly clusterName: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly nodeRole: string;
  readonly profileName: string;
  readonly subnetIds: readonly string[];
  readonly instanceTypes: readonly string[];
  readonly capacityType: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Shape[];
  readonly diskSizeGiB: number;
  scaling: { readonly minSize: number; readonly maxSize: number; readonly desiredSize: number };
  readonly instanceIds: string[];
  deleting: boolean;
}

export interface EksOptions {
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
  readonly seed: number;
  readonly ec2: Ec2Service;
}

export interface EksService extends Service {
  setClusterEndpoint(name: string, endpoint: ClusterEndpoint): void;
  accessEntryOf(
    cluster: string,
    arn: string,
  ): { readonly username: string; readonly groups: readonly string[] } | undefined;
  close(): void;
}

const SERVICE_CIDR = "10.100.0.0/16";
const RELEASE = "20250920";

function notFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", message, 404);
}

/** Clusters and their managed node groups. A node group keeps its desired size: an instance that ends is replaced. */
export function createEksService({ accountId, region, clock, ec2 }: EksOptions): EksService {
  const clusters = new Map<string, Cluster>();
  const groups = new Map<string, NodeGroup>();

  const cluster = (name: unknown): Cluster => {
    const found = clusters.get(text(name));
    if (!found) throw notFound(`No cluster found for name: ${text(name)}.`);
    return found;
  };
  const group = (input: Shape): NodeGroup => {
    const { name } = cluster(input.clusterName);
    const found = groups.get(`${name}/${text(input.nodegroupName)}`);
    if (!found) throw notFound(`No node group found for name: ${text(input.nodegroupName)}.`);
    return found;
  };

  /** Launches what is missing and ends what is too much; does nothing until the cluster's endpoint is known. */
  async function reconcile(found: NodeGroup): Promise<void> {
    const owner = clusters.get(found.clusterName);
    if (!owner?.endpoint) return;
    const wanted = found.deleting ? 0 : found.scaling.desiredSize;
    while (found.instanceIds.length > wanted) await terminate(found.instanceIds.pop()!);
    while (found.instanceIds.length < wanted) {
      const id = await launch(owner, owner.endpoint, found);
      if (id === undefined) return;
      found.instanceIds.push(id);
    }
    if (found.deleting) groups.delete(`${found.clusterName}/${found.name}`);
  }

  async function launch(owner: Cluster, endpoint: ClusterEndpoint, found: NodeGroup): Promise<string | undefined> {
    const subnet = found.subnetIds[found.instanceIds.length % found.subnetIds.length]!;
    const image = eksImages().find(
      (each) => each.name === `amazon-eks-node-al2023-x86_64-standard-${owner.version}-v${RELEASE}`,
    )!;
    const labels = {
      ...found.labels,
      "eks.amazonaws.com/nodegroup": found.name,
      "eks.amazonaws.com/nodegroup-image": image.id,
      "eks.amazonaws.com/capacityType": found.capacityType,
    };
    const tags = [
      { Key: "eks:cluster-name", Value: owner.name },
      { Key: "eks:nodegroup-name", Value: found.name },
      { Key: `kubernetes.io/cluster/${owner.name}`, Value: "owned" },
    ];
    const output = await ec2.operations.RunInstances!(
      {
        ImageId: image.id,
        InstanceType: found.instanceTypes[0],
        MinCount: 1,
        MaxCount: 1,
        SubnetId: subnet,
        SecurityGroupIds: owner.securityGroupIds,
        IamInstanceProfile: { Name: found.profileName },
        UserData: Buffer.from(
          nodeGroupUserData({ name: owner.name, ...endpoint, serviceCidr: SERVICE_CIDR, labels }),
        ).toString("base64"),
        TagSpecifications: [
          { ResourceType: "instance", Tags: tags },
          { ResourceType: "volume", Tags: tags },
        ],
        BlockDeviceMappings: [{ DeviceName: image.rootDeviceName, Ebs: { VolumeSize: found.diskSizeGiB } }],
        ...(found.capacityType === "SPOT" ? { InstanceMarketOptions: { MarketType: "spot" } } : {}),
      },
      serviceContext(),
    );
    return (output.Instances as readonly { InstanceId: string }[])[0]?.InstanceId;
  }

  async function terminate(instanceId: string): Promise<void> {
    await ec2.operations.TerminateInstances!({ InstanceIds: [instanceId] }, serviceContext());
  }

  function serviceContext(): OperationContext {
    return {
      principal: {
        accessKeyId: "",
        arn: `arn:aws:sts::${accountId}:assumed-role/AWSServiceRoleForAmazonEKSNodegroup/EKS`,
        accountId,
      },
      accountId,
      region,
      requestId: randomUUID(),
      endpoint: "",
      signal: new AbortController().signal,
      touched: () => {},
    };
  }

  function reconcileSoon(found: NodeGroup): void {
    void reconcile(found).catch((error: unknown) => console.error(`node group ${found.name}:`, error));
  }

  const stopListening = ec2.onInstanceState((instance) => {
    if (instance.state !== "shutting-down" && instance.state !== "terminated") return;
    for (const found of groups.values()) {
      const index = found.instanceIds.indexOf(instance.instanceId);
      if (index < 0) continue;
      found.instanceIds.splice(index, 1);
      reconcileSoon(found);
    }
  });

  const operations: OperationTable = {
    CreateCluster: async (input, context) => {
      const name = text(input.name);
      if (clusters.has(name))
        throw new AwsError("ResourceInUseException", `Cluster already exists with name: ${name}`, 409);
      const vpc = input.resourcesVpcConfig as
        { subnetIds?: readonly string[]; securityGroupIds?: readonly string[] } | undefined;
      const subnetIds = vpc?.subnetIds ?? [];
      if (subnetIds.length < 2)
        throw new AwsError("InvalidParameterException", "Subnets specified must be in at least two different AZs");
      const described = (await ec2.operations.DescribeSubnets!({ SubnetIds: subnetIds }, context)) as {
        Subnets: readonly { VpcId: string }[];
      };
      const created: Cluster = {
        name,
        arn: `arn:aws:eks:${region}:${accountId}:cluster/${name}`,
        version: text(input.version ?? "1.32"),
        roleArn: text(input.roleArn),
        createdAt: clock.now(),
        subnetIds,
        securityGroupIds: vpc?.securityGroupIds ?? [],
        vpcId: described.Subnets[0]!.VpcId,
        issuer: String(
          (input.tags as Record<string, string> | undefined)?.["inlay.dev/oidc-issuer"] ??
            `https://oidc.eks.${region}.amazonaws.com/id/${name}`,
        ),
        tags: { ...(input.tags as Record<string, string>) },
        accessEntries: {},
      };
      clusters.set(name, created);
      context.touched(created.arn);
      return { cluster: describeCluster(created) };
    },
    DescribeCluster: (input) => ({ cluster: describeCluster(cluster(input.name)) }),
    ListClusters: (input) => {
      const { page, nextToken } = pageOf(
        [...clusters.keys()],
        (input.maxResults as number | undefined) ?? 100,
        input.nextToken as string | undefined,
        "InvalidParameterException",
      );
      return { clusters: page, nextToken };
    },
    CreateNodegroup: async (input, context) => {
      const owner = cluster(input.clusterName);
      const name = text(input.nodegroupName);
      const key = `${owner.name}/${name}`;
      if (groups.has(key))
        throw new AwsError(
          "ResourceInUseException",
          `NodeGroup already exists with name ${name} and cluster name ${owner.name}`,
          409,
        );
      const nodeRole = text(input.nodeRole);
      const scaling = input.scalingConfig as NodeGroup["scaling"] | undefined;
      const created: NodeGroup = {
        name,
        clusterName: owner.name,
        arn: `arn:aws:eks:${region}:${accountId}:nodegroup/${owner.name}/${name}/${randomUUID()}`,
        createdAt: clock.now(),
        nodeRole,
        profileName: nodeRole.split("/").at(-1)!,
        subnetIds: (input.subnets ?? owner.subnetIds) as readonly string[],
        instanceTypes: (input.instanceTypes ?? ["t3.medium"]) as readonly string[],
        capacityType: text(input.capacityType ?? "ON_DEMAND"),
        labels: (input.labels ?? {}) as Record<string, string>,
        taints: (input.taints ?? []) as readonly Shape[],
        diskSizeGiB: Number(input.diskSize ?? 20),
        scaling: {
          minSize: scaling?.minSize ?? 1,
          maxSize: scaling?.maxSize ?? 2,
          desiredSize: scaling?.desiredSize ?? 1,
        },
        instanceIds: [],
        deleting: false,
      };
      groups.set(key, created);
      context.touched(created.arn);
      await reconcile(created);
      return { nodegroup: describeGroup(created) };
    },
    DescribeNodegroup: (input) => ({ nodegroup: describeGroup(group(input)) }),
    ListNodegroups: (input) => {
      const { name } = cluster(input.clusterName);
      const names = [...groups.values()].filter((each) => each.clusterName === name).map((each) => each.name);
      const { page, nextToken } = pageOf(
        names,
        (input.maxResults as number | undefined) ?? 100,
        input.nextToken as string | undefined,
        "InvalidParameterException",
      );
      return { nodegroups: page, nextToken };
    },
    UpdateNodegroupConfig: async (input, context) => {
      const found = group(input);
      const scaling = { ...found.scaling, ...(input.scalingConfig as Partial<NodeGroup["scaling"]>) };
      if (scaling.desiredSize < scaling.minSize || scaling.desiredSize > scaling.maxSize)
        throw new AwsError(
          "InvalidParameterException",
          `desired capacity ${scaling.desiredSize} must be between min size ${scaling.minSize} and max size ${scaling.maxSize}`,
        );
      found.scaling = scaling;
      context.touched(found.arn);
      await reconcile(found);
      return {
        update: {
          id: randomUUID(),
          status: "Successful",
          type: "ConfigUpdate",
          createdAt: new Date(clock.now()),
          params: [],
          errors: [],
        },
      };
    },
    DeleteNodegroup: async (input, context) => {
      const found = group(input);
      found.deleting = true;
      context.touched(found.arn);
      const nodegroup = describeGroup(found);
      await reconcile(found);
      return { nodegroup };
    },
    ListAddons: (input) => ({ addons: cluster(input.clusterName) && [] }),
    CreateAccessEntry: (input) => {
      const owner = cluster(input.clusterName);
      const principalArn = text(input.principalArn);
      if (Object.hasOwn(owner.accessEntries, principalArn))
        throw new AwsError(
          "ResourceInUseException",
          "The specified access entry resource is already in use on this cluster.",
          409,
        );
      const type = text(input.type ?? "STANDARD");
      const node = type === "EC2_LINUX";
      const created: AccessEntry = {
        principalArn,
        type,
        username: text(input.username ?? (node ? "system:node:{{EC2PrivateDNSName}}" : principalArn)),
        groups: node ? ["system:nodes", "system:bootstrappers"] : ((input.kubernetesGroups ?? []) as readonly string[]),
        createdAt: clock.now(),
      };
      owner.accessEntries[principalArn] = created;
      return { accessEntry: describeAccessEntry(owner, created) };
    },
    DescribeAccessEntry: (input) => {
      const owner = cluster(input.clusterName);
      return { accessEntry: describeAccessEntry(owner, accessEntry(owner, text(input.principalArn))) };
    },
    ListAccessEntries: (input) => ({ accessEntries: Object.keys(cluster(input.clusterName).accessEntries) }),
    DeleteAccessEntry: (input) => {
      const owner = cluster(input.clusterName);
      delete owner.accessEntries[accessEntry(owner, text(input.principalArn)).principalArn];
      return {};
    },
    TagResource: (input) => {
      const found = [...clusters.values()].find((each) => each.arn === input.resourceArn);
      if (!found) throw notFound(`No resource found for arn: ${text(input.resourceArn)}.`);
      Object.assign(found.tags, input.tags);
      return {};
    },
    ListTagsForResource: (input) => {
      const found = [...clusters.values()].find((each) => each.arn === input.resourceArn);
      if (!found) throw notFound(`No resource found for arn: ${text(input.resourceArn)}.`);
      return { tags: found.tags };
    },
  };

  return {
    operations,
    setClusterEndpoint: (name, endpoint) => {
      cluster(name).endpoint = endpoint;
      for (const found of groups.values()) if (found.clusterName === name) reconcileSoon(found);
    },
    accessEntryOf: (name, arn) => clusters.get(name)?.accessEntries[arn],
    close: stopListening,
    save: () => ({ clusters: [...clusters.values()], groups: [...groups] }),
    restore: (saved) => {
      const state = saved as { clusters: Cluster[]; groups: [string, NodeGroup][] };
      for (const each of state.clusters) clusters.set(each.name, each);
      for (const [key, each] of state.groups) groups.set(key, each);
    },
  };
}

function accessEntry(owner: Cluster, principalArn: string): AccessEntry {
  const found = owner.accessEntries[principalArn];
  if (!found)
    throw notFound(
      "The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'.",
    );
  return found;
}

function describeAccessEntry(owner: Cluster, entry: AccessEntry) {
  return {
    clusterName: owner.name,
    principalArn: entry.principalArn,
    kubernetesGroups: entry.groups,
    username: entry.username,
    type: entry.type,
    createdAt: new Date(entry.createdAt),
    modifiedAt: new Date(entry.createdAt),
    tags: {},
  };
}

function describeCluster(found: Cluster) {
  return {
    name: found.name,
    arn: found.arn,
    version: found.version,
    createdAt: new Date(found.createdAt),
    endpoint: found.endpoint?.endpoint,
    roleArn: found.roleArn,
    status: found.endpoint ? "ACTIVE" : "CREATING",
    platformVersion: "eks.20",
    certificateAuthority: { data: found.endpoint?.certificateAuthority },
    resourcesVpcConfig: {
      subnetIds: found.subnetIds,
      securityGroupIds: found.securityGroupIds,
      clusterSecurityGroupId: found.securityGroupIds[0],
      vpcId: found.vpcId,
      endpointPublicAccess: true,
      endpointPrivateAccess: true,
      publicAccessCidrs: ["0.0.0.0/0"],
    },
    kubernetesNetworkConfig: { serviceIpv4Cidr: SERVICE_CIDR, ipFamily: "ipv4" },
    identity: { oidc: { issuer: found.issuer } },
    accessConfig: { authenticationMode: "API_AND_CONFIG_MAP" },
    logging: { clusterLogging: [] },
    health: { issues: [] },
    tags: found.tags,
  };
}

function describeGroup(found: NodeGroup) {
  const complete = found.instanceIds.length === found.scaling.desiredSize;
  return {
    nodegroupName: found.name,
    nodegroupArn: found.arn,
    clusterName: found.clusterName,
    version: "1.32",
    releaseVersion: `1.32.9-${RELEASE}`,
    createdAt: new Date(found.createdAt),
    modifiedAt: new Date(found.createdAt),
    status: found.deleting ? "DELETING" : complete ? "ACTIVE" : "CREATING",
    capacityType: found.capacityType,
    scalingConfig: found.scaling,
    instanceTypes: found.instanceTypes,
    subnets: found.subnetIds,
    amiType: "AL2023_x86_64_STANDARD",
    nodeRole: found.nodeRole,
    labels: found.labels,
    taints: found.taints,
    diskSize: found.diskSizeGiB,
    health: { issues: [] },
    updateConfig: { maxUnavailable: 1 },
    tags: {},
  };
}
