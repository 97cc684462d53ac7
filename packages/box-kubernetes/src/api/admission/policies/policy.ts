import type { KubeObject, LabelSelector } from "@inlay/resources";
import type { Rule, Selection } from "../expressions/matching.ts";

interface Matching {
  readonly resourceRules?: readonly Rule[];
  readonly excludeResourceRules?: readonly Rule[];
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
}

export interface PolicyRule {
  readonly expression: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
}

/** admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy. */
export interface AdmissionPolicy extends KubeObject {
  readonly spec: {
    readonly paramKind?: { readonly apiVersion: string; readonly kind: string };
    readonly matchConstraints?: Matching;
    readonly matchConditions?: readonly { readonly name: string; readonly expression: string }[];
    readonly validations?: readonly PolicyRule[];
    readonly variables?: readonly { readonly name: string; readonly expression: string }[];
    readonly failurePolicy?: "Fail" | "Ignore";
  };
}

/** ValidatingAdmissionPolicyBinding: where a policy holds, and what follows from it. */
export interface PolicyBinding extends KubeObject {
  readonly spec: {
    readonly policyName: string;
    readonly paramRef?: {
      readonly name?: string;
      readonly namespace?: string;
      readonly selector?: LabelSelector;
      readonly parameterNotFoundAction?: "Allow" | "Deny";
    };
    readonly matchResources?: Matching;
    readonly validationActions?: readonly string[];
  };
}

/** Without rules of its own a binding takes its policy's. */
export function selectionOf(matching: Matching = {}): Selection {
  const { resourceRules, excludeResourceRules: excluded, namespaceSelector, objectSelector } = matching;
  return {
    rules:
      resourceRules && resourceRules.length > 0
        ? resourceRules
        : [{ apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*", "*/*"] }],
    ...(excluded && { excluded }),
    ...(namespaceSelector && { namespaceSelector }),
    ...(objectSelector && { objectSelector }),
  };
}
