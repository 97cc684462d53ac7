import { EC2_NODE_CLASSES, NODE_POOLS } from "@inlay/resources";
import { seedObject, type SeedObject } from "./seed-object.ts";

const NODE_CLASS = "al2023-20250920";

/** NodePool and EC2NodeClass of the reference page, with the cluster's name where the page has a macro. */
export function referencePool(clusterName: string): readonly SeedObject[] {
  const discovery = [{ tags: { "karpenter.sh/discovery": clusterName } }];
  return [
    seedObject(
      EC2_NODE_CLASSES,
      "karpenter.k8s.aws/v1",
      "EC2NodeClass",
      {
        name: NODE_CLASS,
        annotations: {
          "kubernetes.io/description": "General purpose EC2NodeClass for running Amazon Linux 2023@20250920 AMI nodes",
        },
      },
      {
        spec: {
          role: `${clusterName}-nodeRole`,
          amiSelectorTerms: [{ alias: "al2023@v20250920" }],
          subnetSelectorTerms: discovery,
          securityGroupSelectorTerms: discovery,
        },
      },
    ),
    seedObject(
      NODE_POOLS,
      "karpenter.sh/v1",
      "NodePool",
      { name: "default" },
      {
        spec: {
          template: {
            spec: {
              requirements: [
                { key: "kubernetes.io/arch", operator: "In", values: ["amd64"] },
                { key: "kubernetes.io/os", operator: "In", values: ["linux"] },
                { key: "karpenter.sh/capacity-type", operator: "In", values: ["on-demand"] },
                { key: "karpenter.k8s.aws/instance-category", operator: "In", values: ["c", "m", "r"] },
                { key: "karpenter.k8s.aws/instance-generation", operator: "Gt", values: ["2"] },
              ],
              nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: NODE_CLASS },
            },
          },
          disruption: { consolidationPolicy: "WhenEmptyOrUnderutilized", consolidateAfter: "1m" },
        },
      },
    ),
  ];
}
