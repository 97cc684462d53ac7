import { openApiOf, type OpenApi } from "../../openapi/open-api.ts";
import { swaggerOf } from "../../openapi/swagger.ts";
import type { ResourceRegistry } from "../resource-registry.ts";
import { jsonAnswer, plainAnswer, type Answer } from "./answer.ts";

const ROOT = "/openapi/v3";

const V2_TYPE = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
/** A gnostic `Document` that says `swagger: "2.0"` and nothing else. */
const EMPTY_V2 = Buffer.from([0x0a, 0x03, 0x32, 0x2e, 0x30]);

/**
 * GET /openapi/v3 and the documents below it. Those of built-in groups are made once, those of CRDs whenever one comes or goes.
 * /openapi/v2 as protobuf is empty: kubectl asks it about kinds that v3 does not know, and then tells the user that the kind is missing.
 */
export function openApiHandler(
  registry: ResourceRegistry,
): (path: string, accept: string | undefined) => Answer | undefined {
  let builtIn: OpenApi | undefined;
  let custom: OpenApi | undefined;
  registry.onChange(() => (custom = undefined));
  const parts = (): readonly OpenApi[] => {
    builtIn ??= openApiOf(registry.all().filter((definition) => !definition.custom));
    custom ??= openApiOf(registry.all().filter((definition) => definition.custom));
    return [builtIn, custom];
  };
  return (path, accept) => {
    if (path === ROOT || path === `${ROOT}/`) {
      const paths = Object.assign({}, ...parts().map(({ index }) => index.paths)) as object;
      return jsonAnswer(200, JSON.stringify({ paths }));
    }
    if (path === "/openapi/v2" && !(accept ?? "").includes("protobuf")) {
      const documents = parts().flatMap((part) => part.keys.map((key) => part.document(key) ?? "{}"));
      return jsonAnswer(200, swaggerOf(documents));
    }
    if (path === "/openapi/v2") return { kind: "text", status: 200, contentType: V2_TYPE, text: "", bytes: EMPTY_V2 };
    if (!path.startsWith(`${ROOT}/`)) return undefined;
    const key = path.slice(ROOT.length + 1);
    for (const part of parts()) {
      const text = part.document(key);
      if (text !== undefined) return jsonAnswer(200, text);
    }
    return plainAnswer(404, "");
  };
}
