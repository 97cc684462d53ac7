import { afterAll, beforeAll, expect, test } from "vitest";
import { BUILT_IN_ROLES, PERMISSIONS } from "../access/roles.ts";
import { newUid } from "../database/uid.ts";
import { TestServer, type Client } from "../testing/test-server.ts";
import { routes } from "./route-table.ts";
import type { Route } from "./route.ts";

let server: TestServer;
let ours: string[];
beforeAll(async () => {
  server = await TestServer.start();
  const admin = await server.user(["Tenant Admin"]);
  const made = await admin.call("POST", "/v1/clusterprofiles", {
    metadata: { name: "kept" },
    spec: { template: { type: "add-on", packs: [] } },
  });
  expect(made.status).toBe(201);
  ours = [admin.uid, server.first.tenantUid, server.first.projectUid, made.body.uid as string];
});
afterAll(() => server?.stop());

const guarded = routes.filter(({ permission }) => permission !== "public");
/** An answer without an end: allowed requests of it are tested where it is. */
const STREAM = "/v1/stream";
const answering = guarded.filter(({ path }) => path !== STREAM);
const nameOf = ({ method, path }: Route) => `${method} ${path}`;

/** A path for the route. Projects and tenants are ours; anything else is not there. */
function pathOf(row: Route): string {
  return row.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    name === "tenantUid" ? server.first.tenantUid : row.scope === "path" ? server.first.projectUid : newUid(),
  );
}

const ask = async (client: Client, row: Route) =>
  await client.call(row.method, pathOf(row), row.body === undefined ? undefined : {});

test("only signing in needs no sign-in", () => {
  expect(routes.filter(({ permission }) => permission === "public").map(nameOf)).toEqual([
    "POST /v1/auth/authenticate",
    "GET /v1/auth/refresh/{token}",
  ]);
});

test("every permission in the table is one that a role can have", () => {
  const known = new Set<string>([...PERMISSIONS, "public", "signedIn"]);
  expect(routes.filter(({ permission }) => !known.has(permission)).map(nameOf)).toEqual([]);
});

test("no route stands twice", () => {
  expect(new Set(routes.map(nameOf)).size).toBe(routes.length);
});

test("signed out, every other route answers 401, whatever is sent", async () => {
  for (const row of guarded) {
    for (const headers of [{}, { authorization: "x" }, { apikey: "x" }]) {
      const { status, body } = await server.call(
        row.method,
        pathOf(row),
        row.body && {},
        headers as Record<string, string>,
      );
      expect([nameOf(row), status, body.code]).toEqual([nameOf(row), 401, "Unauthorized"]);
    }
  }
});

test.each(BUILT_IN_ROLES.map(({ name }) => name))(
  "the role %s may what its table says, and nothing else",
  async (name) => {
    const role = BUILT_IN_ROLES.find((candidate) => candidate.name === name);
    const client = await server.user([name]);
    const wrong: string[] = [];
    for (const row of answering) {
      const { status } = await ask(client, row);
      const counts = role?.scope === "tenant" || row.scope !== "tenant";
      const may = row.permission === "signedIn" || (counts && role?.permissions.some((own) => own === row.permission));
      if (may ? status === 403 || status === 401 || status >= 500 : status !== 403)
        wrong.push(`${nameOf(row)}: ${status}`);
    }
    expect(wrong).toEqual([]);
  },
);

test("another tenant's administrator reaches nothing of ours", async () => {
  const other = await server.otherTenant();
  const stranger = await server.user(["Tenant Admin"], server.first.projectUid, other.tenantUid);
  const wrong: string[] = [];
  expect((await stranger.call("GET", STREAM)).status).toBe(403);
  const clients = [stranger, stranger.in(undefined), stranger.in(other.projectUid)];
  for (const row of answering) {
    const paths = [...new Set(ours.map((uid) => row.path.replaceAll(/\{\w+\}/g, uid)))];
    const asked = paths.flatMap((path) =>
      clients.map(async (client) => {
        const { status, body } = await client.call(row.method, path, row.body === undefined ? undefined : {});
        const text = (JSON.stringify(body) ?? "").replaceAll(path, "");
        const leaks = status < 300 && ours.some((own) => text.includes(own));
        const passes = status < 300 && row.path.includes("{");
        if (leaks || passes || status >= 500) wrong.push(`${nameOf(row)}: ${status}`);
      }),
    );
    await Promise.all(asked);
  }
  expect(wrong).toEqual([]);
});

test("a user without any role sees no project", async () => {
  const nobody = await server.user([]);
  expect((await nobody.call("GET", "/v1/dashboard/projects/metadata")).body.items).toEqual([]);
  expect((await nobody.call("POST", "/v1/dashboard/clusterprofiles", {})).status).toBe(403);
});

test("nothing of this was a failure of the server", () => {
  expect(server.failures).toEqual([]);
});

test("the OpenAPI document has every route with its permission", async () => {
  const { body } = await server.call("GET", "/v1/openapi.json");
  for (const row of routes) {
    const operation = body.paths[row.path][row.method.toLowerCase()];
    expect(operation.responses[row.status]).toBeDefined();
    if (row.permission.includes(".")) expect(operation["x-permission"]).toBe(row.permission);
  }
});
