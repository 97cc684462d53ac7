import type { KubeObject } from "@inlay/resources";
import type { ResourceDefinition } from "../../schema/resource-definition.ts";
import { jsonText } from "../../store/json-text.ts";
import { partialText, tableText, type IncludeObject, type TableForm } from "../../table/table-text.ts";
import { badRequest } from "../failures.ts";
import { ApiError } from "../api-error.ts";
import type { ListPage } from "../reads/list-objects.ts";
import { notAcceptable, type Accepted } from "./media-types.ts";

/** How one call wants its objects: as they are, as rows, or as their metadata alone. */
export interface Rendering {
  readonly definition: ResourceDefinition;
  readonly accepted: Accepted;
  readonly include: IncludeObject;
  /** Milliseconds. */
  readonly now: number;
}

const INCLUDES: readonly string[] = ["None", "Metadata", "Object"];

/** @throws ApiError 400 */
export function includeObject(query: URLSearchParams): IncludeObject {
  const given = query.get("includeObject") ?? "";
  if (given === "") return "Metadata";
  if (INCLUDES.includes(given)) return given as IncludeObject;
  throw badRequest(
    `Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(given)}: must be 'Metadata', 'Object', 'None', or empty`,
  );
}

/** @throws ApiError 406 when the form does not fit one object. */
export function objectText(object: KubeObject, rendering: Rendering): string {
  const { accepted, definition } = rendering;
  switch (accepted.as) {
    case "":
      return jsonText(object);
    case "Table":
      return tableText([object], { resourceVersion: object.metadata.resourceVersion }, tableForm(rendering, true));
    case "PartialObjectMetadata":
      return partialText(object, accepted.asVersion);
    case "PartialObjectMetadataList":
      throw wrongForm("PartialObjectMetadataList", `is not a list (*core.${definition.kind})`);
  }
}

/** @throws ApiError 406 when the form does not fit a list. */
export function listText(page: ListPage, rendering: Rendering): string {
  const { accepted, definition } = rendering;
  const { items, resourceVersion, continueToken, remainingItemCount } = page;
  const metadata = {
    resourceVersion,
    ...(continueToken !== undefined && { continue: continueToken }),
    ...(remainingItemCount !== undefined && { remainingItemCount }),
  };
  switch (accepted.as) {
    case "Table":
      return tableText(items, metadata, tableForm(rendering, true));
    case "PartialObjectMetadataList": {
      const parts = items.map((item) => partialText(item, accepted.asVersion));
      return `{"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/${accepted.asVersion}","metadata":${JSON.stringify(metadata)},"items":[${parts.join(",")}]}\n`;
    }
    case "PartialObjectMetadata":
      throw wrongForm("PartialObjectMetadata", `is a list (*core.${definition.listKind})`);
    case "": {
      const apiVersion = definition.group === "" ? definition.version : `${definition.group}/${definition.version}`;
      const texts = items.map((item) => itemText(item, definition));
      return `{"kind":"${definition.listKind}","apiVersion":"${apiVersion}","metadata":${JSON.stringify(metadata)},"items":[${texts.join(",")}]}\n`;
    }
  }
}

/** Lists of more objects than this are made and sent in pieces of as many. */
const PIECE_ITEMS = 250;

/** Undefined: the list is short, or not wanted as it is. */
export function listPieces(page: ListPage, rendering: Rendering): Iterable<string> | undefined {
  const { items } = page;
  const { accepted, definition } = rendering;
  if (items.length <= PIECE_ITEMS || accepted.as !== "") return undefined;
  const empty = listText({ ...page, items: [] }, rendering);
  const end = "]}\n";
  return {
    *[Symbol.iterator]() {
      for (let from = 0; from < items.length; from += PIECE_ITEMS) {
        const texts = items.slice(from, from + PIECE_ITEMS).map((item) => itemText(item, definition));
        yield (from === 0 ? empty.slice(0, -end.length) : ",") + texts.join(",");
      }
      yield end;
    },
  };
}

/** Items of a built-in kind's list do not repeat their kind. */
function itemText(item: KubeObject, definition: ResourceDefinition): string {
  const text = jsonText(item);
  if (definition.custom) return text;
  const prefix = `{"kind":${JSON.stringify(item.kind)},"apiVersion":${JSON.stringify(item.apiVersion)},`;
  return text.startsWith(prefix) ? `{${text.slice(prefix.length)}` : text;
}

/** An object in a frame of a watch. @param isFirst only the first Table tells its columns. */
export function watchedText(object: KubeObject, rendering: Rendering, isFirst: boolean): string {
  const { accepted } = rendering;
  if (accepted.as === "Table") {
    const metadata = { resourceVersion: object.metadata.resourceVersion };
    return tableText([object], metadata, tableForm(rendering, isFirst)).trimEnd();
  }
  return accepted.as === "" ? jsonText(object) : partialText(object, accepted.asVersion);
}

function tableForm({ definition, accepted, include, now }: Rendering, withColumns: boolean): TableForm {
  return { definition: definition.table, version: accepted.asVersion, include, now, withColumns };
}

function wrongForm(form: string, why: string): ApiError {
  return new ApiError(406, "NotAcceptable", `you requested ${form}, but the requested object ${why}`);
}

/** Watches with initial events have no rows. @throws ApiError 406 */
export function checkWatchForm({ as }: Accepted, sendInitialEvents: boolean | undefined): void {
  if (as === "Table" && sendInitialEvents !== undefined) throw notAcceptable();
}
