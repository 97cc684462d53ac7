import type { KubeObject } from "@inlay/resources";
import type { TableDefinition } from "../schema/resource-definition.ts";
import { jsonText } from "../store/json-text.ts";

/** What of the object goes with its row: `includeObject` of the request. */
export type IncludeObject = "None" | "Metadata" | "Object";

export interface TableForm {
  readonly definition: TableDefinition;
  /** `v1`, `v1beta1`. */
  readonly version: string;
  readonly include: IncludeObject;
  /** Milliseconds, for ages. */
  readonly now: number;
  /** Absent in later frames of a watch. */
  readonly withColumns: boolean;
}

/** A `meta.k8s.io Table` as JSON text. @param metadata of the list, or of the one object. */
export function tableText(objects: readonly KubeObject[], metadata: object, form: TableForm): string {
  const columns = form.withColumns ? JSON.stringify(form.definition.columns) : "null";
  const rows = objects.map((object) => rowText(object, form));
  return `{"kind":"Table","apiVersion":"meta.k8s.io/${form.version}","metadata":${JSON.stringify(metadata)},"columnDefinitions":${columns},"rows":[${rows.join(",")}]}\n`;
}

function rowText(object: KubeObject, { definition, version, include, now }: TableForm): string {
  const cells = JSON.stringify(definition.cells(object, now));
  if (include === "None") return `{"cells":${cells},"object":null}`;
  const shown = include === "Object" ? jsonText(object) : partialText(object, version);
  return `{"cells":${cells},"object":${shown}}`;
}

/** `PartialObjectMetadata`: the object without all but its metadata. */
export function partialText({ metadata }: KubeObject, version: string): string {
  return `{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/${version}","metadata":${JSON.stringify(metadata)}}`;
}
