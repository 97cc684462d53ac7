import { createAwsClients, isAwsError } from "@inlay/aws";
import type { Selectable } from "kysely";
import { Type, type Static } from "typebox";
import type { Caller } from "../access/caller.ts";
import { MASK } from "../cluster-profiles/profile-view.ts";
import type { Connection } from "../database/open-database.ts";
import type { Database } from "../database/schema.ts";
import { newUid } from "../database/uid.ts";
import { ApiError, invalid, notFound } from "../http/api-error.ts";
import { keptAnnotations, listOf, Metadata, MetadataInput, toldAnnotations, Uid } from "../http/bodies.ts";
import { route, type Call, type Route } from "../http/route.ts";
import { filterCondition } from "../query/apply-filters.ts";
import { page, Paging } from "../query/paging.ts";

type Row = Selectable<Database["cloud_accounts"]>;

const KEY = Type.String({ minLength: 1, maxLength: 1024 });
const AccountSpec = Type.Object({
  credentialType: Type.Optional(Type.Enum(["secret", "sts", "pod-identity"])),
  partition: Type.Optional(Type.Enum(["aws", "aws-us-gov"])),
  accessKey: Type.Optional(KEY),
  secretKey: Type.Optional(KEY),
  sts: Type.Optional(Type.Object({ arn: KEY, externalId: Type.Optional(Type.String()) })),
  roleArn: Type.Optional(KEY),
  policyARNs: Type.Optional(Type.Union([Type.Array(KEY, { maxItems: 20 }), Type.Null()])),
});
const AccountInput = Type.Object({ metadata: MetadataInput, spec: AccountSpec });
const Account = Type.Object({
  kind: Type.String(),
  metadata: Metadata,
  spec: Type.Record(Type.String(), Type.Unknown()),
  status: Type.Object({ state: Type.String() }),
});
const BASE = "/v1/cloudaccounts/aws";
const VALIDATE_DEADLINE_MS = 15_000;

/** AWS accounts that clusters can be reached with. Secret keys are kept and never told. */
export const cloudAccountRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: BASE,
    summary: "AWS accounts of this scope",
    permission: "cloudaccount.list",
    status: 200,
    query: Paging,
    answer: listOf(Account),
    handle: async ({ db, caller, query }) =>
      await page(
        visible(db, caller).where(filterCondition(query.filters, { "metadata.name": "name", "metadata.uid": "uid" })),
        query,
        { "metadata.name": "name", "metadata.creationTimestamp": "created_at" },
        "uid",
        view,
      ),
  }),
  route({
    method: "POST",
    path: BASE,
    summary: "Adds an AWS account",
    permission: "cloudaccount.create",
    status: 201,
    body: AccountInput,
    answer: Uid,
    handle: async (call) => {
      const { metadata, spec } = call.body;
      const uid = newUid();
      await call.db
        .insertInto("cloud_accounts")
        .values({
          uid,
          tenant_uid: call.caller.tenantUid,
          project_uid: call.caller.projectUid ?? null,
          name: metadata.name,
          labels: JSON.stringify(metadata.labels ?? {}),
          annotations: JSON.stringify(keptAnnotations(metadata.annotations)),
          created_at: call.now(),
          modified_at: call.now(),
          ...stored(spec, undefined),
        })
        .execute();
      await tell(call, "create", uid, metadata.name);
      return { uid };
    },
  }),
  route({
    method: "GET",
    path: `${BASE}/{uid}`,
    summary: "An AWS account; its secret key is never told",
    permission: "cloudaccount.get",
    status: 200,
    answer: Account,
    handle: async (call) => view(await read(call)),
  }),
  route({
    method: "PUT",
    path: `${BASE}/{uid}`,
    summary: "Changes an AWS account. Another access key forgets the secret key",
    permission: "cloudaccount.update",
    status: 204,
    body: AccountInput,
    handle: async (call) => {
      const row = await readOwn(call);
      const { metadata, spec } = call.body;
      await call.db
        .updateTable("cloud_accounts")
        .set({ name: metadata.name, modified_at: call.now(), ...stored(spec, row) })
        .where("uid", "=", row.uid)
        .execute();
      await tell(call, "update", row.uid, metadata.name);
    },
  }),
  route({
    method: "DELETE",
    path: `${BASE}/{uid}`,
    summary: "Removes an AWS account",
    permission: "cloudaccount.delete",
    status: 204,
    handle: async (call) => {
      const row = await readOwn(call);
      await call.db.deleteFrom("cloud_accounts").where("uid", "=", row.uid).execute();
      await tell(call, "delete", row.uid, row.name);
    },
  }),
  route({
    method: "POST",
    path: "/v1/clouds/aws/account/validate",
    summary: "Whether AWS accepts the keys",
    permission: "cloudaccount.create",
    atomic: false,
    status: 204,
    body: AccountSpec,
    handle: async ({ body }) => {
      mustBeWhole(body, body.secretKey ?? null);
      if ((body.credentialType ?? "secret") !== "secret")
        throw new ApiError(
          422,
          "NotSupported",
          "Only access keys can be tried; roles are tried when a cluster uses them.",
        );
      const environment = {
        AWS_ENDPOINT_URL: process.env["AWS_ENDPOINT_URL"],
        AWS_ACCESS_KEY_ID: body.accessKey,
        AWS_SECRET_ACCESS_KEY: body.secretKey,
      };
      const aws = createAwsClients({ region: process.env["AWS_REGION"] ?? "us-east-1", environment });
      try {
        await aws.call("sts", "GetCallerIdentity", {}, { deadlineMs: VALIDATE_DEADLINE_MS });
      } catch (error) {
        const why = isAwsError(error) ? error.message : "AWS does not answer";
        throw new ApiError(400, "InvalidCredentials", `AWS does not accept the keys: ${why}`, { field: "accessKey" });
      } finally {
        aws.close();
      }
    },
  }),
];

const visible = (db: Connection, { tenantUid, projectUid }: Caller) =>
  db
    .selectFrom("cloud_accounts")
    .selectAll()
    .where("tenant_uid", "=", tenantUid)
    .where((where) =>
      where.or([
        where("project_uid", "is", null),
        ...(projectUid === undefined ? [] : [where("project_uid", "=", projectUid)]),
      ]),
    );

async function read({ db, caller, params }: Call): Promise<Row> {
  const uid = params["uid"] ?? "";
  const row = await visible(db, caller).where("uid", "=", uid).executeTakeFirst();
  if (!row) throw notFound("cloud account", uid);
  return row;
}

/** For a change: an account of the tenant is changed in the tenant's scope. */
async function readOwn(call: Call): Promise<Row> {
  const row = await read(call);
  if (row.project_uid !== (call.caller.projectUid ?? null)) throw notFound("cloud account", row.uid);
  return row;
}

function mustBeWhole(spec: Static<typeof AccountSpec>, secret: string | null): void {
  const type = spec.credentialType ?? "secret";
  if (type === "secret" && spec.accessKey === undefined) throw invalid("spec.accessKey", undefined, "an access key");
  if (type === "secret" && secret === null)
    throw invalid("spec.secretKey", undefined, "the secret key of the access key");
  if (type === "sts" && spec.sts === undefined) throw invalid("spec.sts.arn", undefined, "the ARN of a role");
  if (type === "pod-identity" && spec.roleArn === undefined)
    throw invalid("spec.roleArn", undefined, "the ARN of a role");
}

function stored({ secretKey, ...settings }: Static<typeof AccountSpec>, before: Row | undefined) {
  const same = before !== undefined && before.settings["accessKey"] === settings.accessKey;
  const kept = same ? before.secret : null;
  const secret = secretKey === undefined || secretKey === MASK ? kept : secretKey;
  mustBeWhole(settings, secret);
  return { settings: JSON.stringify(settings), secret };
}

const view = (row: Row) => ({
  kind: "aws",
  metadata: {
    uid: row.uid,
    name: row.name,
    labels: row.labels,
    annotations: toldAnnotations(row.annotations, row.tenant_uid, row.project_uid),
    creationTimestamp: row.created_at.toISOString(),
    lastModifiedTimestamp: row.modified_at.toISOString(),
  },
  spec: { ...row.settings, ...(row.secret === null ? {} : { secretKey: MASK }) },
  status: { state: "Running" },
});

const tell = async (call: Call, action: "create" | "update" | "delete", uid: string, name: string): Promise<void> =>
  await call.audit({
    action,
    kind: "cloudaccount",
    uid,
    name,
    message: `Cloud account ${name} was ${action === "create" ? "added" : action === "update" ? "changed" : "removed"}.`,
  });
