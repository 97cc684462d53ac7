import type { CustomResourceDefinition, StructuralSchema } from "./custom-resource-definition.ts";
import { kubeletSchema } from "./ec2-kubelet-schema.ts";
import {
  blockDeviceMappings,
  connectionTracking,
  instanceTags,
  metadataOptions,
  networkInterfaces,
} from "./ec2-machine-schemas.ts";
import { ec2NodeClassStatus } from "./ec2-node-class-status.ts";
import {
  amiFamilyRules,
  amiSelectorTerms,
  capacityReservationSelectorTerms,
  placementGroupSelector,
  securityGroupSelectorTerms,
  subnetSelectorTerms,
} from "./ec2-selector-terms.ts";
import { flag, integer, kubernetesObject, objectOf, oneOf, rules, text } from "./schema-shapes.ts";

const spec: StructuralSchema = objectOf(
  "How nodes are made at EC2.",
  {
    subnetSelectorTerms,
    securityGroupSelectorTerms,
    capacityReservationSelectorTerms,
    placementGroupSelector,
    amiSelectorTerms,
    amiFamily: oneOf(
      "Format of the user data and default disks. Follows from an alias; needed where the images are selected otherwise.",
      ["AL2", "AL2023", "Bottlerocket", "Custom", "Windows2019", "Windows2022", "Windows2025"],
    ),
    userData: text("User data of the nodes, in the format of the image family; Karpenter's own is merged into it."),
    role: text(
      "IAM role of the nodes; Karpenter makes an instance profile for it.",
      rules(["self != ''", "role cannot be empty"]),
    ),
    instanceProfile: text(
      "Instance profile of the nodes, used as it is.",
      rules(["self != ''", "instanceProfile cannot be empty"]),
    ),
    tags: instanceTags,
    kubelet: kubeletSchema,
    blockDeviceMappings,
    instanceStorePolicy: oneOf("What is done with the instance's own disks.", ["RAID0"]),
    networkInterfaces,
    detailedMonitoring: flag("Whether EC2 monitors the nodes in detail."),
    associatePublicIPAddress: flag("Whether nodes get a public address; absent leaves it to the subnet."),
    ipPrefixCount: integer("Number of address prefixes of each network interface.", "int32", { minimum: 0 }),
    metadataOptions,
    connectionTracking,
    context: text("Reserved field of EC2's CreateFleet."),
    cpuOptions: objectOf("Options of the processor.", {
      nestedVirtualization: oneOf("Whether nodes can run virtual machines themselves.", ["enabled", "disabled"]),
    }),
  },
  {
    required: ["amiSelectorTerms", "securityGroupSelectorTerms", "subnetSelectorTerms"],
    ...rules(
      [
        "(has(self.role) && !has(self.instanceProfile)) || (!has(self.role) && has(self.instanceProfile))",
        "must specify exactly one of ['role', 'instanceProfile']",
      ],
      ...amiFamilyRules,
    ),
  },
);

export const ec2NodeClassDefinition: Pick<CustomResourceDefinition, "spec"> = {
  spec: {
    group: "karpenter.k8s.aws",
    names: {
      plural: "ec2nodeclasses",
      singular: "ec2nodeclass",
      kind: "EC2NodeClass",
      listKind: "EC2NodeClassList",
      shortNames: ["ec2nc", "ec2ncs"],
      categories: ["karpenter"],
    },
    scope: "Cluster",
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: { openAPIV3Schema: kubernetesObject("How nodes are made at EC2.", spec, ec2NodeClassStatus) },
        subresources: { status: {} },
        additionalPrinterColumns: [
          { name: "Ready", type: "string", jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
          { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" },
          { name: "Role", type: "string", priority: 1, jsonPath: ".spec.role" },
        ],
      },
    ],
  },
};
