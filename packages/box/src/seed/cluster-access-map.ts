import { stringify } from "yaml";
import { CONFIG_MAPS } from "@inlay/resources";
import { seedObject, type SeedObject } from "./seed-object.ts";

/** The ConfigMap that maps IAM roles to Kubernetes users, with the node role in it, as the reference page sets it. */
export function clusterAccessMap(nodeRoleArn: string): SeedObject {
  const mapRoles = [
    {
      rolearn: nodeRoleArn,
      username: "system:node:{{EC2PrivateDNSName}}",
      groups: ["system:bootstrappers", "system:nodes"],
    },
  ];
  return seedObject(
    CONFIG_MAPS,
    "v1",
    "ConfigMap",
    { name: "aws-auth", namespace: "kube-system" },
    { data: { mapRoles: stringify(mapRoles) } },
  );
}
