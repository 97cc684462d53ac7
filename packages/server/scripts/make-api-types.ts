import type { Route } from "../src/http/route.ts";
import { openApi } from "../src/http/openapi.ts";

const HEAD = `/** Types of the REST API, made from the route table: \`node packages/server/scripts/write-api-types.ts\`. Do not edit. */\n\n`;

/** The text of the generated file of types. */
export async function makeApiTypes(routes: readonly Route[]): Promise<string> {
  const { default: generate, astToString } = await import("openapi-typescript");
  // As clients get it: schemas carry more than JSON can.
  const document = JSON.parse(JSON.stringify(openApi(routes))) as Parameters<typeof generate>[0];
  return HEAD + astToString(await generate(document, { alphabetize: false }));
}
