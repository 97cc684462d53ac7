import { openApiName } from "../schema/built-in-schema.ts";
import type { ResourceDefinition } from "../schema/resource-definition.ts";

/** The component that describes a kind: `io.k8s.api.apps.v1.Deployment`, `sh.karpenter.v1.NodePool`. */
export function componentName(definition: ResourceDefinition): string {
  if (!definition.custom && definition.schema.typeName !== undefined) return definition.schema.typeName;
  return `${definition.group.split(".").reverse().join(".")}.${definition.version}.${definition.kind}`;
}

export const OBJECT_META = openApiName("apis/meta/v1.ObjectMeta");
export const LIST_META = openApiName("apis/meta/v1.ListMeta");

export function reference(name: string): { readonly $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}
