import { createHash } from "node:crypto";
import type { ResourceDefinition } from "../schema/resource-definition.ts";
import { componentsOf } from "./components.ts";
import { pathsOf } from "./paths.ts";

/** `/openapi/v3` of a set of resources: an index, and one document for each group and version. */
export interface OpenApi {
  /** The body of `GET /openapi/v3`. */
  readonly index: { readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>> };
  /** The body of `GET /openapi/v3/KEY` as JSON text. @param key `api/v1`, `apis/karpenter.sh/v1` */
  document(key: string): string | undefined;
  /** The keys of all documents. */
  readonly keys: readonly string[];
  /** What the index gives as `hash` for the key: an ETag. */
  hash(key: string): string | undefined;
}

/** Documents are made when they are first asked for; the index needs all of them. */
export function openApiOf(definitions: readonly ResourceDefinition[]): OpenApi {
  const groups = new Map<string, ResourceDefinition[]>();
  for (const definition of definitions) {
    const key = keyOf(definition);
    const list = groups.get(key);
    if (list) list.push(definition);
    else groups.set(key, [definition]);
  }
  const texts = new Map<string, string>();
  const text = (key: string): string | undefined => {
    const members = groups.get(key);
    if (!members) return undefined;
    let found = texts.get(key);
    if (found === undefined) texts.set(key, (found = JSON.stringify(documentOf(members))));
    return found;
  };
  const hashOf = (key: string): string | undefined => {
    const found = text(key);
    return found === undefined ? undefined : createHash("sha256").update(found).digest("hex").toUpperCase();
  };
  let index: OpenApi["index"] | undefined;
  return {
    get index() {
      index ??= {
        paths: Object.fromEntries(
          [...groups.keys()]
            .sort()
            .map((key) => [key, { serverRelativeURL: `/openapi/v3/${key}?hash=${hashOf(key)}` }]),
        ),
      };
      return index;
    },
    document: text,
    keys: [...groups.keys()],
    hash: hashOf,
  };
}

function keyOf({ group, version }: ResourceDefinition): string {
  return group === "" ? `api/${version}` : `apis/${group}/${version}`;
}

function documentOf(definitions: readonly ResourceDefinition[]): object {
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: "v1.32.9" },
    paths: Object.assign({}, ...definitions.map(pathsOf)) as object,
    components: { schemas: componentsOf(definitions) },
  };
}
