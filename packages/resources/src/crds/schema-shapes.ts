import type { CelRule, StructuralSchema } from "./custom-resource-definition.ts";

/** What is said of a schema node beside its shape. */
type Extra = Omit<StructuralSchema, "type" | "properties" | "items" | "additionalProperties">;

/** Names the fields of `properties`; which of them are required stands in `extra`. */
export function objectOf(
  description: string,
  properties: Readonly<Record<string, StructuralSchema>>,
  extra: Extra = {},
): StructuralSchema {
  return { type: "object", description, properties, ...extra };
}

export function listOf(description: string, items: StructuralSchema, extra: Extra = {}): StructuralSchema {
  return { type: "array", description, items, ...extra };
}

export function mapOf(description: string, values: StructuralSchema, extra: Extra = {}): StructuralSchema {
  return { type: "object", description, additionalProperties: values, ...extra };
}

export function text(description: string, extra: Extra = {}): StructuralSchema {
  return { type: "string", description, ...extra };
}

export function flag(description: string): StructuralSchema {
  return { type: "boolean", description };
}

export function integer(description: string, format: "int32" | "int64", extra: Extra = {}): StructuralSchema {
  return { type: "integer", format, description, ...extra };
}

export function oneOf(description: string, values: readonly string[], extra: Extra = {}): StructuralSchema {
  return { type: "string", description, enum: values, ...extra };
}

export function rules(...list: readonly (readonly [rule: string, message: string])[]): {
  readonly "x-kubernetes-validations": readonly CelRule[];
} {
  return { "x-kubernetes-validations": list.map(([rule, message]) => ({ rule, message })) };
}

/** An optional DNS prefix and a slash, then a name: a label or taint key. */
export const QUALIFIED_NAME =
  "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*(\\/))?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$";
export const LABEL_VALUE = "^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$";
export const QUANTITY =
  "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$";
export const DURATION = "^([0-9]+(s|m|h))+$";
export const DURATION_OR_NEVER = "^(([0-9]+(s|m|h))+|Never)$";

/** `corev1.ResourceList`: resource names to quantities, which may be written as numbers. */
export function resourceList(description: string): StructuralSchema {
  return mapOf(description, {
    anyOf: [{ type: "integer" }, { type: "string" }],
    pattern: QUANTITY,
    "x-kubernetes-int-or-string": true,
  });
}

/** The three fields that every object has beside spec and status. */
export function kubernetesObject(
  description: string,
  spec: StructuralSchema,
  status: StructuralSchema,
): StructuralSchema {
  return objectOf(
    description,
    {
      apiVersion: text("Group and version that this object is written in."),
      kind: text("Kind of this object, in CamelCase."),
      metadata: { type: "object" },
      spec,
      status,
    },
    { required: ["spec"] },
  );
}
