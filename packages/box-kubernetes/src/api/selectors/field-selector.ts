import type { KubeObject } from "@inlay/resources";
import type { ResourceDefinition } from "../../schema/resource-definition.ts";
import { badRequest } from "../failures.ts";

export interface FieldSelector {
  readonly matches: (object: KubeObject) => boolean;
  /** The name that the selector pins down, if it does: such a list is authorized by that name. */
  readonly name: string | undefined;
}

const METADATA: Readonly<Record<string, (object: KubeObject) => string>> = {
  "metadata.name": (object) => object.metadata.name,
  "metadata.namespace": (object) => object.metadata.namespace ?? "",
};

/**
 * `spec.nodeName=n,status.phase!=Failed` for a resource. Wording of k8s.io/apimachinery fields.ParseSelector.
 *
 * @throws ApiError 400
 */
export function parseFieldSelector(text: string, definition: ResourceDefinition): FieldSelector {
  const terms = text
    .split(",")
    .filter((term) => term !== "")
    .map((term) => parseTerm(term, text, definition));
  return {
    matches: (object) => terms.every(({ read, value, equal }) => (read(object) === value) === equal),
    name: terms.find(({ label, equal }) => label === "metadata.name" && equal)?.value,
  };
}

function parseTerm(term: string, text: string, definition: ResourceDefinition) {
  const parsed = /^(.*?)(!=|==|=)(.*)$/s.exec(term);
  if (!parsed) throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`);
  const [, label = "", operator, escaped = ""] = parsed;
  const read = METADATA[label] ?? ownLabel(definition, label);
  if (!read) throw badRequest(unknownLabel(definition, label));
  return { label, read, value: escaped.replace(/\\([\\,=])/g, "$1"), equal: operator !== "!=" };
}

function ownLabel(definition: ResourceDefinition, label: string) {
  return Object.hasOwn(definition.fieldLabels, label) ? definition.fieldLabels[label] : undefined;
}

function unknownLabel(definition: ResourceDefinition, label: string): string {
  return definition.custom || Object.keys(definition.fieldLabels).length > 0
    ? `field label not supported: ${label}`
    : `"${label}" is not a known field selector: only "metadata.name", "metadata.namespace"`;
}
