import type { Draft } from "../meta/object-meta.ts";
import type { CustomResourceDefinition } from "./custom-resource-definition.ts";
import { ec2NodeClassDefinition } from "./ec2-node-class-crd.ts";
import { nodeClaimDefinition } from "./node-claim-crd.ts";
import { nodePoolDefinition } from "./node-pool-crd.ts";

/** The custom resources that Inlay's controller works with, as objects to apply: Karpenter 1.14, core and AWS provider. */
export function karpenterCustomResourceDefinitions(): readonly Draft<CustomResourceDefinition>[] {
  return [nodePoolDefinition, nodeClaimDefinition, ec2NodeClassDefinition].map(({ spec }) => ({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${spec.names.plural}.${spec.group}` },
    spec,
  }));
}
