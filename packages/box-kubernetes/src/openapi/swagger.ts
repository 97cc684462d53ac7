/**
 * `/openapi/v2` as JSON: what the documents of version 3 say of types, as one. Paths are left out: who reads them, reads version 3.
 *
 * @param documents JSON texts of OpenAPI 3 documents.
 */
export function swaggerOf(documents: readonly string[]): string {
  const definitions: Record<string, unknown> = {};
  for (const text of documents) {
    const { components } = JSON.parse(text.replaceAll("#/components/schemas/", "#/definitions/")) as {
      readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
    };
    Object.assign(definitions, components.schemas);
  }
  const info = { title: "Kubernetes", version: "v1.32.9" };
  return JSON.stringify({ swagger: "2.0", info, paths: {}, definitions });
}
