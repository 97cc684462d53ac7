import { Type } from "typebox";
import type { Connection } from "../database/open-database.ts";
import type { Permission } from "../access/roles.ts";
import { alreadyExists, invalid, notFound } from "../http/api-error.ts";
import { route, type Call, type Route } from "../http/route.ts";

const Macro = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 128 }),
  value: Type.String({ maxLength: 65_536 }),
});
const Macros = Type.Object({ macros: Type.Array(Macro, { maxItems: 1000 }) });
type Macro = { readonly name: string; readonly value: string };
/** A name stands in `{{.spectro.macro.NAME}}`. */
const NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;

type Place = { readonly tenantUid: string; readonly projectUid: string | null };

/** User macros of a project and of the tenant. A project's hides the tenant's of the same name. */
export const macroRoutes: readonly Route[] = [
  ...routesAt("/v1/projects/{uid}/macros", "path", ({ caller }) => ({
    tenantUid: caller.tenantUid,
    projectUid: caller.projectUid ?? null,
  })),
  ...routesAt("/v1/tenants/{tenantUid}/macros", "tenant", ({ caller, params }) => {
    if (params["tenantUid"] !== caller.tenantUid) throw notFound("tenant", params["tenantUid"] ?? "");
    return { tenantUid: caller.tenantUid, projectUid: null };
  }),
  route({
    method: "GET",
    path: "/v1/clusterprofiles/macros",
    summary: "Names of the macros that profiles of this scope can use",
    permission: "clusterProfile.list",
    status: 200,
    answer: Type.Object({ macros: Type.Array(Type.String()) }),
    handle: async ({ db, caller }) => {
      return { macros: Object.keys(await macrosInScope(db, caller)).sort((a, b) => a.localeCompare(b, "en")) };
    },
  }),
];

function routesAt(path: string, scope: "path" | "tenant", placeOf: (call: Call) => Place): Route[] {
  const change = (
    method: "POST" | "PUT" | "PATCH" | "DELETE",
    permission: Permission,
    summary: string,
    apply: (old: ReadonlyMap<string, string>, given: readonly Macro[]) => Map<string, string>,
  ): Route =>
    route({
      method,
      path,
      scope,
      summary,
      permission,
      status: 204,
      body: method === "DELETE" ? Type.Object({ macros: Type.Array(Type.Object({ name: Type.String() })) }) : Macros,
      handle: async (call) => {
        const place = placeOf(call);
        const given = call.body.macros.map((macro) => ({
          name: macro.name,
          value: "value" in macro && typeof macro.value === "string" ? macro.value : "",
        }));
        given.forEach(({ name }, at) => {
          if (!NAME.test(name))
            throw invalid(`macros[${at}].name`, name, "letters, digits, _ and -, beginning with a letter or _");
          if (given.findIndex((other) => other.name === name) !== at)
            throw invalid(`macros[${at}].name`, name, "given once");
        });
        // Two writers take turns: the second sees what the first left.
        const owner = place.projectUid === null ? "tenants" : "projects";
        await call.db
          .selectFrom(owner)
          .select("uid")
          .where("uid", "=", place.projectUid ?? place.tenantUid)
          .forUpdate()
          .execute();
        const old = new Map((await macrosAt(call.db, place)).map(({ name, value }) => [name, value]));
        const next = apply(old, given);
        await macrosQuery(call.db, place).execute();
        const rows = [...next].map(([name, value]) => ({
          tenant_uid: place.tenantUid,
          project_uid: place.projectUid,
          name,
          value,
        }));
        if (rows.length > 0) await call.db.insertInto("macros").values(rows).execute();
        await call.audit({
          action: "update",
          kind: "macro",
          uid: place.projectUid ?? place.tenantUid,
          name: given.map(({ name }) => name).join(", "),
          message: summary,
          projectUid: place.projectUid,
        });
      },
    });
  const replaced = (old: ReadonlyMap<string, string>, given: readonly Macro[]) =>
    new Map([...old, ...given.map(({ name, value }) => [name, value] as const)]);
  return [
    route({
      method: "GET",
      path,
      scope,
      summary: "Macros of this scope",
      permission: "macro.list",
      status: 200,
      answer: Macros,
      handle: async (call) => ({ macros: await macrosAt(call.db, placeOf(call)) }),
    }),
    change("POST", "macro.create", "Adds macros", (old, given) => {
      for (const { name } of given) if (old.has(name)) throw alreadyExists(`The macro ${JSON.stringify(name)}`);
      return replaced(old, given);
    }),
    change("PUT", "macro.update", "Replaces all macros", (_, given) => replaced(new Map(), given)),
    change("PATCH", "macro.update", "Sets macros by name", (old, given) => {
      for (const { name } of given) if (!old.has(name)) throw notFound("macro", name);
      return replaced(old, given);
    }),
    change("DELETE", "macro.delete", "Removes macros by name", (old, given) => {
      for (const { name } of given) if (!old.has(name)) throw notFound("macro", name);
      return new Map([...old].filter(([name]) => given.every((other) => other.name !== name)));
    }),
  ];
}

const macrosAt = async (db: Connection, { tenantUid, projectUid }: Place): Promise<Macro[]> =>
  await db
    .selectFrom("macros")
    .select(["name", "value"])
    .where("tenant_uid", "=", tenantUid)
    .where("project_uid", "is not distinct from", projectUid)
    .orderBy("name")
    .execute();

const macrosQuery = (db: Connection, { tenantUid, projectUid }: Place) =>
  db.deleteFrom("macros").where("tenant_uid", "=", tenantUid).where("project_uid", "is not distinct from", projectUid);

/** Macros that profiles of the caller's scope can use: the tenant's, and the project's before them. */
export async function macrosInScope(
  db: Connection,
  { tenantUid, projectUid }: { readonly tenantUid: string; readonly projectUid?: string },
): Promise<Readonly<Record<string, string>>> {
  const tenant = await macrosAt(db, { tenantUid, projectUid: null });
  const own = projectUid === undefined ? [] : await macrosAt(db, { tenantUid, projectUid });
  return Object.fromEntries([...tenant, ...own].map(({ name, value }) => [name, value]));
}
