/** Objects that tests start from. */
import { ec2InstanceType, ec2InstanceTypes } from "@inlay/ec2-catalogue";
import type { EC2NodeClass, NodeClaim } from "@inlay/resources";
import { factsOfCatalogue } from "../instance-types/catalogue-facts.ts";
import type { TypeFacts } from "../instance-types/type-facts.ts";

/** A type as DescribeInstanceTypes would describe it, by the catalogue. */
export function sampleFacts(name: string): TypeFacts {
  const type = ec2InstanceType(name);
  if (!type) throw new Error(`the catalogue has no ${name}`);
  return factsOfCatalogue(type);
}

export const allSampleFacts = (): readonly TypeFacts[] => ec2InstanceTypes().map(factsOfCatalogue);

/** The reference page's EC2NodeClass, resolved. */
export function sampleNodeClass(spec: Partial<EC2NodeClass["spec"]> = {}): EC2NodeClass {
  return {
    apiVersion: "karpenter.k8s.aws/v1",
    kind: "EC2NodeClass",
    metadata: {
      name: "default",
      uid: "class-uid",
      resourceVersion: "1",
      generation: 1,
      creationTimestamp: "2026-11-01T12:00:00Z",
      annotations: {},
    },
    spec: {
      amiSelectorTerms: [{ alias: "al2023@v20250920" }],
      role: "my-eks-cluster-nodeRole",
      subnetSelectorTerms: [{ tags: { "karpenter.sh/discovery": "my-eks-cluster" } }],
      securityGroupSelectorTerms: [{ tags: { "karpenter.sh/discovery": "my-eks-cluster" } }],
      ...spec,
    },
    status: {
      subnets: [
        { id: "subnet-a", zone: "us-east-1a", zoneID: "use1-az1" },
        { id: "subnet-b", zone: "us-east-1b", zoneID: "use1-az2" },
        { id: "subnet-c", zone: "us-east-1c", zoneID: "use1-az4" },
      ],
      securityGroups: [{ id: "sg-1", name: "nodes" }],
      amis: [
        {
          id: "ami-amd64",
          name: "amazon-eks-node-al2023-x86_64-standard-1.32-v20250920",
          requirements: [{ key: "kubernetes.io/arch", operator: "In", values: ["amd64"] }],
        },
        {
          id: "ami-arm64",
          name: "amazon-eks-node-al2023-arm64-standard-1.32-v20250920",
          requirements: [{ key: "kubernetes.io/arch", operator: "In", values: ["arm64"] }],
        },
      ],
      instanceProfile: "my-eks-cluster_1",
    },
  };
}

export function sampleNodeClaim(
  spec: Partial<NodeClaim["spec"]> = {},
  status: NodeClaim["status"] = {},
  metadata: Partial<NodeClaim["metadata"]> = {},
): NodeClaim {
  return {
    apiVersion: "karpenter.sh/v1",
    kind: "NodeClaim",
    metadata: {
      name: "default-abcde",
      uid: "claim-uid",
      resourceVersion: "1",
      creationTimestamp: "2026-11-01T12:00:00Z",
      labels: { "karpenter.sh/nodepool": "default" },
      ...metadata,
    },
    spec: {
      nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: "default" },
      requirements: [],
      ...spec,
    },
    status,
  };
}
