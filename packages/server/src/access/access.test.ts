import { afterAll, beforeAll, expect, test } from "vitest";
import { TestServer, type Client } from "../testing/test-server.ts";
import { BUILT_IN_ROLES } from "./roles.ts";

let server: TestServer;
let admin: Client;
beforeAll(async () => {
  server = await TestServer.start();
  admin = await server.user(["Tenant Admin"]);
});
afterAll(() => server?.stop());

const roleUid = (name: string) => BUILT_IN_ROLES.find((role) => role.name === name)?.uid ?? "";
const signIn = (emailId: string, password: string) =>
  server.call("POST", "/v1/auth/authenticate", { emailId, password });
const me = (authorization: string) => server.call("GET", "/v1/users/me", undefined, { authorization });
const MINUTE = 60_000;

test("a password gives a session, which ends when it is not used", async () => {
  const { emailId, password } = server.first;
  const token = String((await signIn(emailId.toUpperCase(), password)).body.Authorization);
  expect((await me(token)).body.spec.emailId).toBe(emailId);
  for (let minutes = 0; minutes < 40; minutes += 10) {
    server.pass(10 * MINUTE);
    expect((await me(token)).status).toBe(200);
  }
  const refreshed = String((await server.call("GET", `/v1/auth/refresh/${token}`)).body.Authorization);
  expect([(await me(token)).status, (await me(refreshed)).status]).toEqual([401, 200]);
  server.pass(16 * MINUTE);
  expect((await me(refreshed)).status).toBe(401);
  const kept = await server.db.selectFrom("sessions").selectAll().execute();
  expect(JSON.stringify(kept)).not.toContain(token);
});

test("a session ends after twelve hours however it is used", async () => {
  const { emailId, password } = server.first;
  let token = String((await signIn(emailId, password)).body.Authorization);
  for (let minutes = 0; minutes < 12 * 60 - 10; minutes += 10) {
    server.pass(10 * MINUTE);
    if (minutes % 100 === 0) token = String((await server.call("GET", `/v1/auth/refresh/${token}`)).body.Authorization);
    expect((await me(token)).status).toBe(200);
  }
  server.pass(11 * MINUTE);
  expect((await me(token)).status).toBe(401);
});

test("a wrong password and an unknown account look the same; after ten failures the account waits", async () => {
  const { emailId, password } = server.first;
  const answers = [await signIn("nobody@acme.example", "x"), await signIn(emailId, "x")];
  for (const { status, body } of answers)
    expect([status, body.code, body.message]).toEqual([
      401,
      "Unauthorized",
      "The email address or the password is wrong.",
    ]);
  await Promise.all(Array.from({ length: 9 }, () => signIn(emailId, "x")));
  const refused = await signIn(emailId, password);
  expect(refused).toMatchObject({ status: 429, body: { code: "TooManyRequests" } });
  expect(Number(refused.headers["retry-after"])).toBe(15 * 60);
  server.pass(15 * MINUTE);
  expect((await signIn(emailId, password)).status).toBe(200);
});

test("one address that tries many accounts has to wait too", async () => {
  for (let at = 0; at < 50; at++) await signIn(`guess-${at}@acme.example`, "x");
  expect((await signIn("guess-50@acme.example", "x")).status).toBe(429);
  server.pass(15 * MINUTE);
});

test("an API key is told once, works until it is revoked or expires, and is kept as a hash", async () => {
  const expiry = "2026-02-01T00:00:00Z";
  const made = await admin.call("POST", "/v1/apiKeys", { metadata: { name: "ci" }, spec: { expiry, userUid: "" } });
  const { uid, apiKey } = made.body as { uid: string; apiKey: string };
  const use = () => server.call("GET", "/v1/users/me", undefined, { apikey: apiKey });
  const setActive = (isActive: boolean) => admin.call("PUT", `/v1/apiKeys/${uid}/state`, { isActive });
  expect((await use()).body.metadata.uid).toBe(admin.uid);
  expect(JSON.stringify((await admin.call("GET", "/v1/apiKeys")).body)).not.toContain(apiKey);
  await setActive(false);
  expect((await use()).status).toBe(401);
  await setActive(true);
  expect((await use()).status).toBe(200);
  server.pass(40 * 24 * 60 * MINUTE);
  expect((await use()).body.message).toBe("The API key has expired.");
  const again = await admin.call("POST", "/v1/apiKeys", { metadata: { name: "late" }, spec: { expiry } });
  expect(again.body.message).toContain("spec.expiry");
});

test("keys of others are not there without the permission", async () => {
  const viewer = await server.user(["Project Viewer"]);
  const made = await admin.call("POST", "/v1/apiKeys", { metadata: { name: "mine" }, spec: { expiry: "2027-01-01" } });
  const path = `/v1/apiKeys/${String(made.body.uid)}`;
  for (const method of ["GET", "DELETE"]) expect((await viewer.call(method, path)).status).toBe(404);
  expect((await viewer.call("GET", "/v1/apiKeys")).body.items).toHaveLength(1);
  const forAdmin = { metadata: { name: "x" }, spec: { expiry: "2027-01-01", userUid: admin.uid } };
  expect((await viewer.call("POST", "/v1/apiKeys", forAdmin)).status).toBe(403);
});

test("a new user signs in with the roles that he was given, in the projects where he has them", async () => {
  const emailId = "new@acme.example";
  const spec = { emailId, firstName: "New", lastName: "User", password: "correct horse" };
  const { uid } = (await admin.call("POST", "/v1/users", { metadata: { name: emailId }, spec })).body as {
    uid: string;
  };
  expect((await admin.call("POST", "/v1/users", { spec })).status).toBe(409);
  expect((await admin.call("POST", "/v1/users", { spec: { ...spec, emailId: "b@c", password: "short" } })).status).toBe(
    400,
  );
  const projects = [{ projectUid: server.first.projectUid, roles: [roleUid("Cluster Profile Viewer")] }];
  expect((await admin.call("PUT", `/v1/users/${uid}/projects`, { projects })).status).toBe(204);
  expect((await admin.call("GET", `/v1/users/${uid}/projects`)).body).toEqual({ projects });
  const headers = {
    authorization: String((await signIn(emailId, "correct horse")).body.Authorization),
    projectuid: server.first.projectUid,
  };
  const names = (await server.call("GET", "/v1/dashboard/projects/metadata", undefined, headers)).body.items;
  expect(names).toMatchObject([{ metadata: { name: "Default" } }]);
  expect((await server.call("POST", "/v1/dashboard/clusterprofiles", {}, headers)).status).toBe(200);
  expect((await server.call("POST", "/v1/clusterprofiles", {}, headers)).status).toBe(403);
  const change = { currentPassword: "correct horse", newPassword: "battery staple" };
  expect((await server.call("PATCH", "/v1/users/me/password", change, headers)).status).toBe(204);
  expect((await me(headers.authorization)).status).toBe(401);
  expect((await signIn(emailId, "battery staple")).status).toBe(200);
  const off = { spec: { firstName: "New", lastName: "User" }, status: { isActive: false } };
  await admin.call("PUT", `/v1/users/${uid}`, off);
  expect((await signIn(emailId, "battery staple")).status).toBe(401);
  expect((await admin.call("DELETE", `/v1/users/${uid}`)).status).toBe(204);
});

test("nobody gives a permission that he does not have, changes a built-in role or locks himself out", async () => {
  const role = {
    metadata: { name: "User keeper" },
    spec: { scope: "tenant", permissions: ["user.create", "user.update", "role.create"] },
  };
  const { uid } = (await admin.call("POST", "/v1/roles", role)).body as { uid: string };
  const keeper = await server.user([uid]);
  await server.db.updateTable("role_bindings").set({ project_uid: null }).where("user_uid", "=", keeper.uid).execute();
  const friend = { emailId: "friend@acme.example", firstName: "F", lastName: "G", roles: [roleUid("Tenant Admin")] };
  expect((await keeper.call("POST", "/v1/users", { spec: friend })).body.code).toBe("Forbidden");
  const more = { metadata: { name: "More" }, spec: { permissions: ["user.delete"] } };
  expect((await keeper.call("POST", "/v1/roles", more)).status).toBe(403);
  expect((await admin.call("POST", "/v1/roles", { ...role, metadata: { name: "tenant admin" } })).status).toBe(409);
  expect((await admin.call("DELETE", `/v1/roles/${roleUid("Tenant Admin")}`)).status).toBe(403);
  expect((await admin.call("PUT", `/v1/users/${admin.uid}/roles`, { roles: [] })).status).toBe(403);
  const unknown = { metadata: { name: "Odd" }, spec: { permissions: ["cluster.fly"] } };
  expect((await admin.call("POST", "/v1/roles", unknown)).body.message).toContain("cluster.fly");
  const inProject = { projects: [{ projectUid: server.first.projectUid, roles: [roleUid("Tenant Admin")] }] };
  expect((await admin.call("PUT", `/v1/users/${keeper.uid}/projects`, inProject)).status).toBe(400);
});

test("every change is in the audit, with who made it; its writer may add a note", async () => {
  server.pass(1);
  const made = await admin.call("POST", "/v1/projects", { metadata: { name: "Audited" } });
  const uid = String(made.headers["audituid"]);
  const line = (await admin.in(undefined).call("GET", "/v1/audits?limit=1")).body.items[0];
  expect(line).toMatchObject({
    metadata: { uid },
    spec: {
      actionType: "create",
      actor: { user: { uid: admin.uid } },
      resource: { kind: "project", name: "Audited", uid: made.body.uid },
    },
  });
  const note = `/v1/audits/${uid}/userMsg`;
  expect((await admin.in(undefined).call("PATCH", note, { userMsg: "for the demo" })).status).toBe(204);
  expect((await admin.in(undefined).call("GET", `/v1/audits/${uid}`)).body.spec.userMsg).toBe("for the demo");
});

test("nothing of this was a failure of the server", () => {
  expect(server.failures).toEqual([]);
});
