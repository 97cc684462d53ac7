import { openApiOf, type OpenApi } from "../../openapi/open-api.ts";
import type { ResourceRegistry } from "../resource-registry.ts";
import { jsonAnswer, plainAnswer, type Answer } from "./answer.ts";

const ROOT = "/openapi/v3";

/**
 * GET /openapi/v3 and the documents below it. Those of built-in groups are made once, those of CRDs whenever one comes or goes.
 * /openapi/v2 is not served: every client of ours falls back to v3.
 */
export function openApiHandler(registry: ResourceRegistry): (path: string) => Answer | undefined {
  let builtIn: OpenApi | undefined;
  let custom: OpenApi | undefined;
  registry.onChange(() => (custom = undefined));
  const parts = (): readonly OpenApi[] => {
    builtIn ??= openApiOf(registry.all().filter((definition) => !definition.custom));
    custom ??= openApiOf(registry.all().filter((definition) => definition.custom));
    return [builtIn, custom];
  };
  return (path) => {
    if (path === ROOT || path === `${ROOT}/`) {
      const paths = Object.assign({}, ...parts().map(({ index }) => index.paths)) as object;
      return jsonAnswer(200, JSON.stringify({ paths }));
    }
    if (!path.startsWith(`${ROOT}/`)) return undefined;
    const key = path.slice(ROOT.length + 1);
    for (const part of parts()) {
      const text = part.document(key);
      if (text !== undefined) return jsonAnswer(200, text);
    }
    return plainAnswer(404, "");
  };
}
