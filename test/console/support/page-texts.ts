/** What the reference page has its reader write into the console's editors: its examples with its account and cluster. */
import {
  editedKarpenterValues,
  editedKubernetesValues,
  replaced,
} from "../../../packages/profiles/src/testing/built-in-packs.ts";

/** Steps 8 and 9 of the installation: the controller's role, the mapping of the nodes' role, the node groups' role. */
export const kubernetesValues = (): string => editedKubernetesValues();

/** Step 14: the account, in quotes. */
export const karpenterValues = editedKarpenterValues;

/** Karpenter kept on the node groups: the account, and the groups' names beside the rule that is there. */
export const affinityValues = (nodeGroups: readonly string[]): string =>
  replaced(
    karpenterValues(),
    "                - key: karpenter.sh/nodepool\n                  operator: DoesNotExist\n",
    `                - key: karpenter.sh/nodepool
                  operator: DoesNotExist
                - key: eks.amazonaws.com/nodegroup
                  operator: In
                  values:
${nodeGroups.map((name) => `                  - ${name}\n`).join("")}`,
  );

/** The default NodePool and its class. */
export const NODE_POOL = `apiVersion: karpenter.sh/v1
kind: NodePool
metadata:
  name: default
spec:
  template:
    spec:
      requirements:
        - key: kubernetes.io/arch
          operator: In
          values: ["amd64"]
        - key: kubernetes.io/os
          operator: In
          values: ["linux"]
        - key: karpenter.sh/capacity-type
          operator: In
          values: ["on-demand"]
        - key: karpenter.k8s.aws/instance-category
          operator: In
          values: ["c", "m", "r"]
        - key: karpenter.k8s.aws/instance-generation
          operator: Gt
          values: ["2"]
      nodeClassRef:
        group: karpenter.k8s.aws
        kind: EC2NodeClass
        name: al2023-20250920
  disruption:
    consolidationPolicy: WhenEmptyOrUnderutilized
    consolidateAfter: 1m
---
apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata:
  name: al2023-20250920
  annotations:
    kubernetes.io/description: "General purpose EC2NodeClass for running Amazon Linux 2023@20250920 AMI nodes"
spec:
  role: "{{.spectro.system.cluster.name}}-nodeRole" # Must match the node role created in the Kubernetes layer under managedMachinePool.roleName.
  amiSelectorTerms:
    - alias: "al2023@v20250920"
  subnetSelectorTerms:
    - tags:
        karpenter.sh/discovery: "{{.spectro.system.cluster.name}}"
  securityGroupSelectorTerms:
    - tags:
        karpenter.sh/discovery: "{{.spectro.system.cluster.name}}"
`;

export const LAYER_VALUES = `pack:
  spectrocloud.com/install-priority: "0"
  namespace: inflate
`;
