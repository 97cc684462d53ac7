import { sql } from "kysely";
import { Type } from "typebox";
import type { StoredVariable } from "../database/schema.ts";
import { newUid } from "../database/uid.ts";
import { keptAnnotations, Uid } from "../http/bodies.ts";
import { clustersUsing } from "../clusters/cluster-store.ts";
import { alreadyExists, ApiError, forbidden, invalid, notFound } from "../http/api-error.ts";
import { route, type Call, type Route } from "../http/route.ts";
import { callerIn } from "../access/caller.ts";
import { macrosInScope } from "../macros/macro-routes.ts";
import { layersOf, mustBeValid } from "./layers.ts";
import { CloneProfile, CreateProfile, Manifests, Profile, UpdateMetadata, UpdateProfile } from "./profile-bodies.ts";
import { addRevision, lockProfile, readProfile, siblings, touch, type ProfileWithContent } from "./profile-store.ts";
import { profileView } from "./profile-view.ts";
import { versionOf } from "./version.ts";
import type { Static } from "typebox";

const KIND = "clusterprofile";
const NAME = /^[A-Za-z0-9]([A-Za-z0-9 ._-]*[A-Za-z0-9])?$/;
const BulkAnswer = Type.Object({ deletedCount: Type.Integer(), isSucceeded: Type.Boolean(), message: Type.String() });

export const profileRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/v1/clusterprofiles",
    summary: "Creates a profile; a first version of a new name, or another version of one that exists",
    permission: "clusterProfile.create",
    status: 201,
    query: Type.Object({ publish: Type.Optional(Type.Boolean()) }),
    body: CreateProfile,
    answer: Uid,
    handle: async (call) => ({ uid: await createProfile(call, call.body, call.query.publish === true) }),
  }),
  route({
    method: "GET",
    path: "/v1/clusterprofiles/validate/name",
    summary: "Whether name and version are free in this scope",
    permission: "clusterProfile.list",
    status: 204,
    query: Type.Object({ name: Type.String(), version: Type.Optional(Type.String()) }),
    handle: async (call) => await mustBeFree(call, nameOf(call.query.name), versionOf(call.query.version)),
  }),
  route({
    method: "GET",
    path: "/v1/clusterprofiles/{uid}",
    summary: "One version of a profile, with its siblings",
    permission: "clusterProfile.get",
    status: 200,
    answer: Profile,
    handle: async (call) => {
      const row = await readProfile(call.db, call.caller, uidOf(call));
      const usedBy = await clustersUsing(call.db, call.caller.tenantUid, [row.uid]);
      return profileView(row, await siblings(call.db, row), usedBy);
    },
  }),
  route({
    method: "PUT",
    path: "/v1/clusterprofiles/{uid}",
    summary: "Replaces the draft's layers. With metadata.resourceVersion only when nobody has changed it since",
    permission: "clusterProfile.update",
    status: 204,
    body: UpdateProfile,
    handle: async (call) => {
      const { metadata, spec } = call.body;
      const row = await lockProfile(call.db, call.caller, uidOf(call), metadata.resourceVersion);
      const template = {
        type: spec.template.type ?? row.type,
        cloudType: row.cloud_type,
        packs: layersOf(spec.template.packs ?? [], row.draft_template.packs, call.packs),
      };
      const named = await renamed(call, row, metadata.name, spec.version);
      const content = { template, variables: row.variables };
      mustBeValid({ ...row, ...named, ...content }, call.packs, await macrosInScope(call.db, call.caller));
      const draft = await addRevision(call.db, row, content, call.caller.userUid, call.now());
      await touch(call.db, row.uid, { ...named, ...mapsOf(metadata), type: template.type, draft }, call.now());
      await tell(call, "update", { ...row, ...named }, "updated");
    },
  }),
  route({
    method: "PATCH",
    path: "/v1/clusterprofiles/{uid}/metadata",
    summary: "Changes name, version, labels and annotations",
    permission: "clusterProfile.update",
    status: 204,
    body: UpdateMetadata,
    handle: async (call) => {
      const { metadata, spec } = call.body;
      const row = await lockProfile(call.db, call.caller, uidOf(call), metadata.resourceVersion);
      const named = await renamed(call, row, metadata.name, spec?.version);
      await touch(call.db, row.uid, { ...named, ...mapsOf(metadata) }, call.now());
      await tell(call, "update", { ...row, ...named }, "changed in its name, version or labels");
    },
  }),
  route({
    method: "PATCH",
    path: "/v1/clusterprofiles/{uid}/publish",
    summary: "Makes the draft what clusters get",
    permission: "clusterProfile.publish",
    status: 204,
    handle: async (call) => {
      const row = await lockProfile(call.db, call.caller, uidOf(call));
      if (row.draft === row.published) return;
      await touch(call.db, row.uid, { published: row.draft }, call.now());
      await tell(call, "publish", row, "published");
    },
  }),
  route({
    method: "POST",
    path: "/v1/clusterprofiles/{uid}/clone",
    summary: "Copies a version: a new version when the name stays the same",
    permission: "clusterProfile.create",
    status: 201,
    body: CloneProfile,
    answer: Uid,
    handle: async (call) => {
      const source = await readProfile(call.db, call.caller, uidOf(call));
      const target = await targetOf(call, call.body.metadata.target);
      const name = nameOf(call.body.metadata.name);
      const version = versionOf(call.body.metadata.version);
      await mustBeFree(target, name, version);
      const uid = await insert(target, {
        name,
        version,
        labels: source.labels,
        annotations: source.annotations,
        template: source.draft_template,
        variables: source.variables,
        publish: source.published !== null,
      });
      return { uid };
    },
  }),
  route({
    method: "POST",
    path: "/v1/clusterprofiles/{uid}/clone/validate",
    summary: "Whether a clone would be accepted",
    permission: "clusterProfile.create",
    status: 204,
    body: CloneProfile,
    handle: async (call) => {
      await readProfile(call.db, call.caller, uidOf(call));
      const target = await targetOf(call, call.body.metadata.target);
      await mustBeFree(target, nameOf(call.body.metadata.name), versionOf(call.body.metadata.version));
    },
  }),
  route({
    method: "DELETE",
    path: "/v1/clusterprofiles/{uid}",
    summary: "Removes one version",
    permission: "clusterProfile.delete",
    status: 204,
    handle: async (call) => {
      const row = await lockProfile(call.db, call.caller, uidOf(call));
      await mustBeUnused(call, [row.uid]);
      await call.db.deleteFrom("cluster_profiles").where("uid", "=", row.uid).execute();
      await tell(call, "delete", row, "deleted");
    },
  }),
  route({
    method: "DELETE",
    path: "/v1/clusterprofiles/bulk",
    summary: "Removes versions; all of them or none",
    permission: "clusterProfile.delete",
    status: 200,
    body: Type.Object({ uids: Type.Array(Type.String(), { maxItems: 500 }) }),
    answer: BulkAnswer,
    handle: async (call) => {
      // In one order, so that two of these do not wait for each other.
      const uids = [...new Set(call.body.uids)].sort((a, b) => a.localeCompare(b, "en"));
      await mustBeUnused(call, uids);
      for (const uid of uids) await tell(call, "delete", await lockProfile(call.db, call.caller, uid), "deleted");
      if (uids.length > 0) await call.db.deleteFrom("cluster_profiles").where("uid", "in", uids).execute();
      return { deletedCount: uids.length, isSucceeded: true, message: "" };
    },
  }),
  route({
    method: "GET",
    path: "/v1/clusterprofiles/{uid}/packs/{packName}/manifests",
    summary: "Contents of a layer's manifests",
    permission: "clusterProfile.get",
    status: 200,
    answer: Manifests,
    handle: async (call) => {
      const row = await readProfile(call.db, call.caller, uidOf(call));
      const name = call.params["packName"] ?? "";
      const find = (packs: ProfileWithContent["draft_template"]["packs"] | undefined) =>
        packs?.find((pack) => pack.name === name)?.manifests;
      const draft = find(row.draft_template.packs);
      const published = find(row.published_template?.packs);
      if (!draft && !published) throw notFound("layer", name);
      const all = new Map([...(published ?? []), ...(draft ?? [])].map((manifest) => [manifest.uid, manifest]));
      return {
        items: [...all.values()].map(({ uid, name: manifestName }) => {
          const contentIn = (list: typeof draft) => {
            const found = list?.find((manifest) => manifest.uid === uid);
            return found ? { content: found.content } : undefined;
          };
          return {
            metadata: { uid, name: manifestName },
            spec: { draft: contentIn(draft), published: contentIn(published) },
          };
        }),
      };
    },
  }),
];

export const uidOf = (call: Pick<Call, "params">): string => call.params["uid"] ?? "";

/** Creates a profile from a body; import does the same. @returns its uid. */
export async function createProfile(call: Call, body: Static<typeof CreateProfile>, publish: boolean): Promise<string> {
  const { metadata, spec } = body;
  const name = nameOf(metadata.name);
  const version = versionOf(spec.version);
  await mustBeFree(call, name, version);
  const { type, cloudType = "all" } = spec.template;
  if (publish && !call.caller.permissions.has("clusterProfile.publish"))
    throw forbidden("This needs the permission clusterProfile.publish.");
  const template = { type, cloudType, packs: layersOf(spec.template.packs ?? [], [], call.packs) };
  const content = { name, version, template, variables: spec.variables ?? [] };
  mustBeValid(content, call.packs, await macrosInScope(call.db, call.caller));
  const labels = metadata.labels ?? {};
  return await insert(call, { ...content, labels, annotations: keptAnnotations(metadata.annotations), publish });
}

type NewProfile = {
  readonly name: string;
  readonly version: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly template: ProfileWithContent["draft_template"];
  readonly variables: readonly StoredVariable[];
  readonly publish: boolean;
};

async function insert(call: Call, profile: NewProfile): Promise<string> {
  const { caller, db } = call;
  const uid = newUid();
  const now = call.now();
  await db
    .insertInto("cluster_profiles")
    .values({
      uid,
      tenant_uid: caller.tenantUid,
      project_uid: caller.projectUid ?? null,
      name: profile.name,
      version: profile.version,
      type: profile.template.type,
      cloud_type: profile.template.cloudType,
      labels: JSON.stringify(profile.labels),
      annotations: JSON.stringify(profile.annotations),
      draft: 1,
      published: profile.publish ? 1 : null,
      created_at: now,
      modified_at: now,
    })
    .execute();
  const place = { uid, tenant_uid: caller.tenantUid, project_uid: caller.projectUid ?? null };
  await addRevision(db, place, profile, caller.userUid, now);
  await tell(call, "create", { uid, name: profile.name, version: profile.version }, "created");
  return uid;
}

/** The scope that a clone goes to: the same, the tenant's, or another project in which the caller may create profiles. */
async function targetOf(call: Call, target: { scope?: string; projectUid?: string } | undefined): Promise<Call> {
  const project = target?.scope === "tenant" ? undefined : target?.projectUid || call.caller.projectUid;
  if (project === call.caller.projectUid) return call;
  const caller = await callerIn(call.db, call.caller, project);
  if (!caller.permissions.has("clusterProfile.create"))
    throw forbidden("This needs the permission clusterProfile.create in the target's scope.");
  return { ...call, caller };
}

/** @throws ApiError 409 naming the clusters that have one of these profiles. */
async function mustBeUnused({ db, caller }: Call, uids: readonly string[]): Promise<void> {
  const used = await clustersUsing(db, caller.tenantUid, uids);
  if (used.length === 0) return;
  const names = [...new Set(used.map(({ name }) => name))].join(", ");
  throw new ApiError(409, "ResourceInUse", `The profile is in use by ${names}: detach it there first.`, {
    clusters: used.map(({ uid, name }) => ({ uid, name })),
  });
}

function nameOf(given: string): string {
  if (!NAME.test(given))
    throw invalid(
      "metadata.name",
      given,
      "letters, digits, spaces, '.', '_' and '-', with a letter or digit at both ends",
    );
  return given;
}

async function mustBeFree({ db, caller }: Call, name: string, version: string): Promise<void> {
  const found = await db
    .selectFrom("cluster_profiles")
    .select(sql<number>`1`.as("one"))
    .where("tenant_uid", "=", caller.tenantUid)
    .where("project_uid", "is not distinct from", caller.projectUid ?? null)
    .where("name", "=", name)
    .where("version", "=", version)
    .executeTakeFirst();
  if (found) throw alreadyExists(`The profile ${JSON.stringify(name)} in version ${version}`);
}

async function renamed(
  call: Call,
  row: ProfileWithContent,
  newName: string,
  newVersion: string | undefined,
): Promise<{ name: string; version: string }> {
  const name = newName === row.name ? row.name : nameOf(newName);
  const version = newVersion === undefined || newVersion === "" ? row.version : versionOf(newVersion);
  if (name !== row.name || version !== row.version) await mustBeFree(call, name, version);
  return { name, version };
}

/** Labels and annotations that a body gives; what it leaves out stays. */
const mapsOf = (metadata: {
  labels?: Readonly<Record<string, string>> | null;
  annotations?: Readonly<Record<string, string>> | null;
}) => ({
  ...(metadata.labels ? { labels: JSON.stringify(metadata.labels) } : {}),
  ...(metadata.annotations ? { annotations: JSON.stringify(keptAnnotations(metadata.annotations)) } : {}),
});

/** Records a change of a version, and announces it. */
export const tell = async (
  call: Call,
  action: "create" | "update" | "delete" | "publish",
  { uid, name, version }: { uid: string; name: string; version: string },
  what: string,
): Promise<void> =>
  await call.audit({ action, kind: KIND, uid, name, message: `Cluster profile ${name} ${version} was ${what}.` });
