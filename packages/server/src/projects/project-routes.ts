import { Type } from "typebox";
import type { Connection } from "../database/open-database.ts";
import { newUid } from "../database/uid.ts";
import { alreadyExists, ApiError, notFound } from "../http/api-error.ts";
import { keptAnnotations, listOf, Metadata, MetadataInput, Uid } from "../http/bodies.ts";
import { route, type Call, type Route } from "../http/route.ts";

const Project = Type.Object({ metadata: Metadata, spec: Type.Object({}) });
const Input = Type.Object({ metadata: MetadataInput });

export const projectRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/v1/dashboard/projects/metadata",
    summary: "Projects in which the caller has a role",
    permission: "signedIn",
    scope: "tenant",
    status: 200,
    answer: listOf(Type.Object({ metadata: Metadata })),
    handle: async ({ db, caller }) => {
      const bindings = await db
        .selectFrom("role_bindings")
        .select("project_uid")
        .where("tenant_uid", "=", caller.tenantUid)
        .where("user_uid", "=", caller.userUid)
        .execute();
      const everywhere = bindings.some((binding) => binding.project_uid === null);
      const rows = await projects(db, caller.tenantUid).orderBy("name").execute();
      const mine = rows.filter(({ uid }) => everywhere || bindings.some((binding) => binding.project_uid === uid));
      return { items: mine.map((row) => ({ metadata: { uid: row.uid, name: row.name } })) };
    },
  }),
  route({
    method: "POST",
    path: "/v1/projects",
    summary: "Makes a project",
    permission: "project.create",
    scope: "tenant",
    status: 201,
    body: Input,
    answer: Uid,
    handle: async (call) => {
      const { metadata } = call.body;
      await mustBeFree(call, metadata.name);
      const uid = newUid();
      await call.db
        .insertInto("projects")
        .values({
          uid,
          tenant_uid: call.caller.tenantUid,
          name: metadata.name,
          labels: JSON.stringify(metadata.labels ?? {}),
          annotations: JSON.stringify(keptAnnotations(metadata.annotations)),
        })
        .execute();
      const message = `Project ${metadata.name} was created.`;
      await call.audit({ action: "create", kind: "project", uid, name: metadata.name, message });
      return { uid };
    },
  }),
  route({
    method: "GET",
    path: "/v1/projects/{uid}",
    summary: "A project",
    permission: "project.get",
    scope: "path",
    status: 200,
    answer: Project,
    handle: async (call) => {
      const row = await read(call);
      return {
        metadata: {
          uid: row.uid,
          name: row.name,
          labels: row.labels,
          annotations: row.annotations,
          creationTimestamp: row.created_at.toISOString(),
          lastModifiedTimestamp: row.modified_at.toISOString(),
        },
        spec: {},
      };
    },
  }),
  route({
    method: "PUT",
    path: "/v1/projects/{uid}",
    summary: "Changes a project's name, labels and annotations",
    permission: "project.update",
    scope: "path",
    status: 204,
    body: Input,
    handle: async (call) => {
      const row = await read(call);
      const { metadata } = call.body;
      if (metadata.name !== row.name) await mustBeFree(call, metadata.name);
      await call.db
        .updateTable("projects")
        .set({
          name: metadata.name,
          labels: JSON.stringify(metadata.labels ?? row.labels),
          annotations: JSON.stringify(metadata.annotations ? keptAnnotations(metadata.annotations) : row.annotations),
          modified_at: call.now(),
        })
        .where("uid", "=", row.uid)
        .execute();
      const message = `Project ${metadata.name} was changed.`;
      await call.audit({ action: "update", kind: "project", uid: row.uid, name: metadata.name, message });
    },
  }),
  route({
    method: "DELETE",
    path: "/v1/projects/{uid}",
    summary: "Removes a project without profiles",
    permission: "project.delete",
    scope: "path",
    status: 204,
    handle: async (call) => {
      const { uid, name } = await read(call);
      const used = await call.db
        .selectFrom("cluster_profiles")
        .select("uid")
        .where("project_uid", "=", uid)
        .executeTakeFirst();
      if (used)
        throw new ApiError(409, "ResourceInUse", `Project ${name} still has cluster profiles: delete them first.`);
      await call.db.deleteFrom("projects").where("uid", "=", uid).execute();
      const message = `Project ${name} was deleted.`;
      await call.audit({ action: "delete", kind: "project", uid, name, message, projectUid: null });
    },
  }),
];

const projects = (db: Connection, tenantUid: string) =>
  db.selectFrom("projects").selectAll().where("tenant_uid", "=", tenantUid);

async function read({ db, caller, params }: Call) {
  const uid = params["uid"] ?? "";
  const row = await projects(db, caller.tenantUid).where("uid", "=", uid).executeTakeFirst();
  if (!row) throw notFound("project", uid);
  return row;
}

async function mustBeFree({ db, caller }: Pick<Call, "db" | "caller">, name: string): Promise<void> {
  if (await projects(db, caller.tenantUid).where("name", "=", name).executeTakeFirst())
    throw alreadyExists(`The project ${JSON.stringify(name)}`);
}
