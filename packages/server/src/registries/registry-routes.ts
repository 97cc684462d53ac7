import type { Selectable } from "kysely";
import { Type, type Static } from "typebox";
import type { Connection } from "../database/open-database.ts";
import type { Database } from "../database/schema.ts";
import { newUid } from "../database/uid.ts";
import { notFound } from "../http/api-error.ts";
import { Metadata, MetadataInput, Uid } from "../http/bodies.ts";
import { route, type Call, type Route } from "../http/route.ts";
import type { Registry } from "../packs/catalogue.ts";
import { MASK } from "../cluster-profiles/profile-view.ts";
import { registryEndpoint } from "./endpoint.ts";

type Kind = "helm" | "oci" | "pack";
type Row = Selectable<Database["registries"]>;

const Auth = Type.Object({
  type: Type.Optional(Type.Enum(["noAuth", "basic", "token"])),
  username: Type.Optional(Type.String({ maxLength: 256 })),
  password: Type.Optional(Type.String({ maxLength: 4096 })),
  token: Type.Optional(Type.String({ maxLength: 4096 })),
});
const RegistryInput = Type.Object({
  metadata: MetadataInput,
  spec: Type.Object({
    endpoint: Type.String({ minLength: 1, maxLength: 2048 }),
    isPrivate: Type.Optional(Type.Boolean()),
    auth: Type.Optional(Auth),
  }),
});
const RegistryBody = Type.Object({ metadata: Metadata, spec: Type.Record(Type.String(), Type.Unknown()) });

/** Registries of the tenant's own. Palette has paths of their own for each kind. */
export const registryRoutes: readonly Route[] = [
  ...routesOf("helm", "/v1/registries/helm", "/v1/registries/helm/{uid}"),
  ...routesOf("oci", "/v1/registries/oci/basic", "/v1/registries/oci/{uid}/basic"),
  ...routesOf("pack", "/v1/registries/pack", "/v1/registries/pack/{uid}"),
];

function routesOf(kind: Kind, all: string, one: string): Route[] {
  return [
    route({
      method: "POST",
      path: all,
      scope: "tenant",
      summary: `Adds a registry of the kind ${kind}`,
      permission: "packRegistry.create",
      status: 201,
      body: RegistryInput,
      answer: Uid,
      handle: async (call) => {
        const { metadata, spec } = call.body;
        const uid = newUid();
        await call.db
          .insertInto("registries")
          .values({
            uid,
            tenant_uid: call.caller.tenantUid,
            kind,
            name: metadata.name,
            endpoint: await registryEndpoint(spec.endpoint, "spec.endpoint"),
            is_private: spec.isPrivate ?? false,
            ...credentialsOf(spec.auth, undefined),
            created_at: call.now(),
            modified_at: call.now(),
          })
          .execute();
        await tell(call, "create", uid, metadata.name);
        return { uid };
      },
    }),
    route({
      method: "GET",
      path: one,
      scope: "tenant",
      summary: `A registry of the kind ${kind}; its secret is never told`,
      permission: "packRegistry.get",
      status: 200,
      answer: RegistryBody,
      handle: async (call) => view(await read(call, kind)),
    }),
    route({
      method: "PUT",
      path: one,
      scope: "tenant",
      summary: `Changes a registry of the kind ${kind}. Another address forgets its secret`,
      permission: "packRegistry.update",
      status: 204,
      body: RegistryInput,
      handle: async (call) => {
        const row = await read(call, kind);
        const { metadata, spec } = call.body;
        const endpoint = await registryEndpoint(spec.endpoint, "spec.endpoint");
        await call.db
          .updateTable("registries")
          .set({
            name: metadata.name,
            endpoint,
            is_private: spec.isPrivate ?? row.is_private,
            // Whoever may change the address must not have the old secret sent there.
            ...credentialsOf(spec.auth, endpoint === row.endpoint ? row : undefined),
            modified_at: call.now(),
          })
          .where("uid", "=", row.uid)
          .execute();
        await tell(call, "update", row.uid, metadata.name);
      },
    }),
    route({
      method: "DELETE",
      path: one,
      scope: "tenant",
      summary: `Removes a registry of the kind ${kind}`,
      permission: "packRegistry.delete",
      status: 204,
      handle: async (call) => {
        const row = await read(call, kind);
        await call.db.deleteFrom("registries").where("uid", "=", row.uid).execute();
        await tell(call, "delete", row.uid, row.name);
      },
    }),
  ];
}

/** What is kept: the secret that was given, or (left out, or masked) the one before. */
function credentialsOf(auth: Static<typeof Auth> | undefined, before: Row | undefined) {
  if (auth === undefined)
    return before
      ? { auth_type: before.auth_type, username: before.username, secret: before.secret }
      : { auth_type: "noAuth", username: "", secret: null };
  const given = auth.password ?? auth.token;
  const type = auth.type ?? (given === undefined ? "noAuth" : "basic");
  return {
    auth_type: type,
    username: auth.username ?? "",
    secret: type === "noAuth" ? null : given === undefined || given === MASK ? (before?.secret ?? null) : given,
  };
}

async function read({ db, caller, params }: Call, kind: Kind): Promise<Row> {
  const uid = params["uid"] ?? "";
  const row = await db
    .selectFrom("registries")
    .selectAll()
    .where("tenant_uid", "=", caller.tenantUid)
    .where("kind", "=", kind)
    .where("uid", "=", uid)
    .executeTakeFirst();
  if (!row) throw notFound("registry", uid);
  return row;
}

const view = (row: Row) => ({
  metadata: {
    uid: row.uid,
    name: row.name,
    annotations: { scope: "tenant" },
    creationTimestamp: row.created_at.toISOString(),
    lastModifiedTimestamp: row.modified_at.toISOString(),
  },
  spec: {
    kind: row.kind,
    endpoint: row.endpoint,
    isPrivate: row.is_private,
    providerType: row.kind,
    auth: {
      type: row.auth_type,
      username: row.username,
      ...(row.secret === null ? {} : row.auth_type === "token" ? { token: MASK } : { password: MASK }),
    },
  },
});

/** Registries of a tenant as lists of all kinds tell them. */
export async function ownRegistries(db: Connection, tenantUid: string): Promise<readonly Registry[]> {
  const rows = await db
    .selectFrom("registries")
    .selectAll()
    .where("tenant_uid", "=", tenantUid)
    .orderBy("name")
    .execute();
  return rows.map(({ uid, name, kind, is_private }) => ({
    uid,
    name,
    kind,
    scope: "tenant",
    isDefault: false,
    isPrivate: is_private,
    isSyncSupported: false,
    providerType: kind,
  }));
}

const tell = async (call: Call, action: "create" | "update" | "delete", uid: string, name: string): Promise<void> =>
  await call.audit({
    action,
    kind: "registry",
    uid,
    name,
    message: `Registry ${name} was ${action === "create" ? "added" : action === "update" ? "changed" : "removed"}.`,
    projectUid: null,
  });
