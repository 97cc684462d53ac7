import type { TSchema } from "typebox";
import type { Route } from "./route.ts";

const ERROR = {
  type: "object",
  required: ["code", "message"],
  properties: { code: { type: "string" }, message: { type: "string" }, details: {}, ref: { type: "string" } },
};

/** The OpenAPI 3.1 document of the route table. */
export function openApi(routes: readonly Route[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const row of routes) (paths[row.path] ??= {})[row.method.toLowerCase()] = operation(row);
  return {
    openapi: "3.1.0",
    info: { title: "Inlay", description: "Speaks Palette's REST API.", version: "1.0.0" },
    paths,
    components: {
      schemas: { Error: ERROR },
      securitySchemes: {
        session: { type: "apiKey", in: "header", name: "Authorization" },
        apiKey: { type: "apiKey", in: "header", name: "ApiKey" },
      },
    },
  };
}

function operation(row: Route): object {
  const parameters = [
    ...[...row.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: "path",
      required: true,
      schema: { type: "string" },
    })),
    ...Object.entries(row.query?.properties ?? {}).map(([name, schema]) => ({
      name,
      in: "query",
      required: row.query?.required?.includes(name) ?? false,
      schema,
    })),
    ...(row.permission === "public" || row.scope !== undefined
      ? []
      : [{ name: "ProjectUid", in: "header", required: false, schema: { type: "string" } }]),
  ];
  return {
    summary: row.summary,
    ...(row.permission === "public" ? {} : { security: [{ session: [] }, { apiKey: [] }] }),
    ...(row.permission.includes(".") ? { "x-permission": row.permission } : {}),
    parameters,
    ...(row.body
      ? {
          requestBody: {
            required: true,
            content: { [row.multipart ? "multipart/form-data" : "application/json"]: { schema: row.body } },
          },
        }
      : {}),
    responses: {
      [row.status]: { description: "done", ...(row.answer ? { content: json(row.answer) } : {}) },
      default: { description: "refused", content: json({ $ref: "#/components/schemas/Error" }) },
    },
  };
}

const json = (schema: TSchema): object => ({ "application/json": { schema } });
