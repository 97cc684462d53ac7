import type { KubeObject } from "@inlay/resources";
import type { ResourceDefinition } from "../../schema/resource-definition.ts";
import { parseFieldSelector } from "../selectors/field-selector.ts";
import { parseLabelSelector } from "../selectors/label-selector.ts";

/** Which objects of a resource a list or watch is about. */
export interface Selection {
  readonly matches: (object: KubeObject) => boolean;
  /** No selector was given. */
  readonly isEverything: boolean;
}

/** @throws ApiError 400 */
export function selectionOf(
  definition: ResourceDefinition,
  { labelSelector = "", fieldSelector = "" }: { readonly labelSelector?: string; readonly fieldSelector?: string },
): Selection {
  const label = labelSelector === "" ? undefined : parseLabelSelector(labelSelector);
  const field = fieldSelector === "" ? undefined : parseFieldSelector(fieldSelector, definition);
  if (!label && !field) return { matches: () => true, isEverything: true };
  const matches = (object: KubeObject) =>
    (!label || label(object.metadata.labels)) && (!field || field.matches(object));
  return { matches, isEverything: false };
}
