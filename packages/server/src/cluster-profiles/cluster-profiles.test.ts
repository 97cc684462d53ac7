import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { TestServer, type Client } from "../testing/test-server.ts";
import { MASK } from "./profile-view.ts";

let server: TestServer;
let editor: Client;
beforeAll(async () => {
  server = await TestServer.start();
  editor = await server.user(["Cluster Profile Editor", "Cluster Editor"]);
});
afterAll(() => server?.stop());

/** Odd on purpose: Windows line ends, trailing blanks, a tab in a comment, no end of line. */
const VALUES =
  'pack:\r\n  namespace: inflate   \n# ü \t𝄞\nname: "{{.spectro.system.cluster.name}}-{{EC2PrivateDNSName}}"';
const MANIFEST = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a   \n\n";
const layer = (values = VALUES) => ({
  name: "inflate",
  type: "manifest",
  layer: "addon",
  values,
  manifests: [{ name: "inflate", content: MANIFEST }],
});
const profile = (name: string, version?: string, packs: readonly object[] = [layer()]) => ({
  metadata: { name, labels: { team: "a", bare: "spectro__tag" }, annotations: { description: "d" } },
  spec: { version, template: { type: "add-on", cloudType: "all", packs } },
});

async function create(client: Client, body: object, query = ""): Promise<string> {
  const answer = await client.call("POST", `/v1/clusterprofiles${query}`, body);
  expect(answer).toMatchObject({ status: 201, headers: { audituid: expect.stringMatching(/^[0-9a-f]{24}$/) } });
  return String(answer.body.uid);
}
const get = async (client: Client, uid: string) => (await client.call("GET", `/v1/clusterprofiles/${uid}`)).body;

test("what Terraform sends: create, publish, read; values and manifests come back byte for byte", async () => {
  const uid = await create(editor, profile("terraform"));
  expect((await get(editor, uid)).spec.published).toBeUndefined();
  expect((await editor.call("PATCH", `/v1/clusterprofiles/${uid}/publish`)).status).toBe(204);
  const read = await get(editor, uid);
  expect(read).toMatchObject({
    metadata: {
      uid,
      name: "terraform",
      labels: { team: "a", bare: "spectro__tag" },
      annotations: { description: "d", scope: "project", projectUid: editor.projectUid },
    },
    spec: { version: "1.0.0", versions: [{ uid, version: "1.0.0" }] },
    status: { isPublished: true, hasUserMacros: false, inUseClusterUids: [] },
  });
  expect(read.spec.draft).toBeUndefined();
  expect(read.spec.published).toMatchObject({ type: "add-on", cloudType: "all" });
  expect(read.spec.published.packs[0]).toMatchObject({ name: "inflate", type: "manifest", values: VALUES });
  const manifests = (await editor.call("GET", `/v1/clusterprofiles/${uid}/packs/inflate/manifests`)).body.items;
  expect(manifests).toMatchObject([
    {
      metadata: { name: "inflate", uid: read.spec.published.packs[0].manifests[0].uid },
      spec: { published: { content: MANIFEST } },
    },
  ]);
});

test("an edit is a draft until it is published; what was there before stays as a revision", async () => {
  const uid = await create(editor, profile("edited"), "?publish=true");
  const manifestUid = (await get(editor, uid)).spec.published.packs[0].manifests[0].uid;
  const body = profile("edited", "1.0.0", [layer("a: 1\n")]);
  expect((await editor.call("PUT", `/v1/clusterprofiles/${uid}`, body)).status).toBe(204);
  const between = (await get(editor, uid)).spec;
  expect([between.published.packs[0].values, between.draft.packs[0].values]).toEqual([VALUES, "a: 1\n"]);
  expect(between.draft.packs[0].manifests[0].uid).toBe(manifestUid);
  await editor.call("PATCH", `/v1/clusterprofiles/${uid}/publish`);
  expect((await get(editor, uid)).spec.published.packs[0].values).toBe("a: 1\n");
  const revisions = await server.db
    .selectFrom("profile_revisions")
    .select(["number", "template"])
    .where("profile_uid", "=", uid)
    .orderBy("number")
    .execute();
  expect(revisions.map(({ number, template }) => [number, template.packs[0]?.values])).toEqual([
    [1, VALUES],
    [2, "a: 1\n"],
  ]);
});

test("create new version clones; versions know each other; the same one twice is refused", async () => {
  const first = await create(editor, profile("versions"), "?publish=true");
  const clone = async (version: string) =>
    await editor.call("POST", `/v1/clusterprofiles/${first}/clone`, { metadata: { name: "versions", version } });
  const second = (await clone("1.0.1")).body.uid as string;
  expect((await get(editor, second)).spec).toMatchObject({
    version: "1.0.1",
    versions: [
      { uid: first, version: "1.0.0" },
      { uid: second, version: "1.0.1" },
    ],
    published: { packs: [{ values: VALUES }] },
  });
  expect(await clone("1.0.1")).toMatchObject({ status: 409, body: { code: "ResourceAlreadyExists" } });
  const free = (version: string) =>
    editor.call("GET", `/v1/clusterprofiles/validate/name?name=versions&version=${version}`);
  expect([(await free("1.0.1")).status, (await free("1.0.2")).status]).toEqual([409, 204]);
});

test.each(["2.2.2.develop", "b0.0.1", "v1.2", "1.0"])("the version %s is refused at its field", async (version) => {
  expect(await editor.call("POST", "/v1/clusterprofiles", profile("bad", version))).toMatchObject({
    status: 400,
    body: { code: "InvalidField", details: { field: "spec.version" } },
  });
});

test("of two who save what they read, the second is told what is there now", async () => {
  const uid = await create(editor, profile("both"));
  const { resourceVersion } = (await get(editor, uid)).metadata;
  const save = (values: string) => {
    const body = profile("both", "1.0.0", [layer(values)]);
    return editor.call("PUT", `/v1/clusterprofiles/${uid}`, {
      ...body,
      metadata: { ...body.metadata, resourceVersion },
    });
  };
  const answers = await Promise.all([save("a: 1\n"), save("a: 2\n")]);
  const refused = answers.find(({ status }) => status === 409);
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 409]);
  const now = (await get(editor, uid)).spec.draft.packs[0].values;
  expect(refused?.body).toMatchObject({ code: "ResourceConflict", details: { draft: { packs: [{ values: now }] } } });
});

test("a tenant's profile is seen in projects and changed in none; a project's is seen nowhere else", async () => {
  const admin = await server.user(["Tenant Admin"]);
  const tenantWide = await create(admin.in(undefined), profile("tenant wide"));
  const own = await create(editor, profile("tenant wide"));
  expect((await get(editor, tenantWide)).metadata.annotations.scope).toBe("tenant");
  for (const [method, path] of [
    ["DELETE", ""],
    ["PATCH", "/publish"],
  ] as const)
    expect((await admin.call(method, `/v1/clusterprofiles/${tenantWide}${path}`)).status).toBe(403);
  const project = (await admin.call("POST", "/v1/projects", { metadata: { name: "Other" } })).body.uid as string;
  for (const elsewhere of [admin.in(undefined), admin.in(project)])
    expect((await elsewhere.call("GET", `/v1/clusterprofiles/${own}`)).status).toBe(404);
  const cloned = await admin.call("POST", `/v1/clusterprofiles/${own}/clone`, {
    metadata: { name: "tenant wide", target: { scope: "project", projectUid: project } },
  });
  expect(cloned.status).toBe(201);
  const elsewhere = { scope: "project", projectUid: project };
  const refused = await editor.call("POST", `/v1/clusterprofiles/${own}/clone`, {
    metadata: { name: "x", target: elsewhere },
  });
  expect(refused).toMatchObject({ status: 403, body: { code: "Forbidden" } });
});

test("pages of 50 hold every profile once, also when some come in between", async () => {
  const admin = await server.user(["Tenant Admin"]);
  const project = (await admin.call("POST", "/v1/projects", { metadata: { name: "Many" } })).body.uid as string;
  const many = admin.in(project);
  for (let at = 0; at < 120; at++) await create(many, profile(`p-${String(at).padStart(3, "0")}`, "1.0.0", []));
  for (const orderBy of ["metadata.name=1", "metadata.name=-1", "metadata.creationTimestamp=1"]) {
    const names: string[] = [];
    let token = "";
    do {
      const path = `/v1/dashboard/clusterprofiles?orderBy=${orderBy}&limit=500&continue=${encodeURIComponent(token)}`;
      const { body } = await many.call("POST", path, { filter: { profileName: { beginsWith: "P-" } } });
      expect(body.items.length).toBeLessThanOrEqual(50);
      names.push(...body.items.map((item: { metadata: { name: string } }) => item.metadata.name));
      token = body.listmeta.continue;
      if (names.length === 50) await create(many, profile(`p-000-${orderBy.replaceAll("=", "")}`, "1.0.0", []));
    } while (token);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => /^p-\d{3}$/.test(name))).toHaveLength(120);
  }
  const found = await many.call(
    "GET",
    "/v1/dashboard/clusterprofiles/metadata?filters=metadata.name=p-007ANDspec.version=1.0.0",
  );
  expect(found.body.items).toMatchObject([{ metadata: { name: "p-007" }, spec: { version: "1.0.0" } }]);
});

const karpenter = (values: string, more: object = {}) =>
  profile("wrong", "1.0.0", [{ name: "karpenter", tag: "1.14.1", layer: "addon", values, ...more }]);

test.each([
  ["YAML", profile("wrong", "1.0.0", [layer("a: 1\nb: [1\nc: 2\n")]), /layers\[inflate\].* line \d+ column \d+/],
  ["a required value", karpenter('awsAccountNumber: ""\n'), /awsAccountNumber/],
  ["a user macro that is missing", profile("wrong", "1.0.0", [layer('a: "{{.spectro.macro.NOBODY}}"\n')]), /NOBODY/],
  [
    "a pack that no registry has",
    karpenter("", { tag: "9.9.9" }),
    /spec\.template\.packs\[0\]\.name.*karpenter 9\.9\.9/,
  ],
  ["a layer's name twice", profile("wrong", "1.0.0", [layer(), layer()]), /spec\.template\.packs\[1\]\.name/],
  [
    "a number where text belongs",
    { ...profile("wrong"), metadata: { name: 7 } },
    /body\.metadata\.name: must be string/,
  ],
])("%s is refused at its place, and nothing is kept", async (_, body, message) => {
  const answer = await editor.call("POST", "/v1/clusterprofiles", body);
  expect([answer.status, answer.body.message]).toEqual([400, expect.stringMatching(message)]);
  const listed = await editor.call("GET", "/v1/dashboard/clusterprofiles/metadata?filters=metadata.name=wrong");
  expect(listed.body.items).toEqual([]);
});

test("what cannot be read or kept is told in Palette's form", async () => {
  const path = "/v1/clusterprofiles";
  const ask = async (body: unknown) => (await editor.call("POST", path, body)).body;
  expect(await ask('{"metadata":')).toMatchObject({ code: "InvalidBody", ref: expect.any(String) });
  expect(await ask('{"metadata":{"name":"a","__proto__":{}}}')).toMatchObject({ code: "InvalidBody" });
  expect(await ask(`"${"x".repeat(10_000_000)}"`)).toMatchObject({ code: "BodyTooLarge" });
  expect(await ask({ ...profile("nul"), metadata: { name: "nul", labels: { a: "\u0000" } } })).toMatchObject({
    code: "InvalidText",
  });
  expect(await editor.call("GET", "/v1/nothing")).toMatchObject({ status: 404, body: { code: "ResourceNotFound" } });
  expect((await editor.call("POST", `/v1/dashboard/clusterprofiles?continue=x`, {})).status).toBe(400);
  expect(
    (await editor.call("GET", "/v1/dashboard/clusterprofiles/metadata?filters=spec.color=red")).body.message,
  ).toContain("spec.color");
});

test("a change of variables counts at once; sensitive defaults are masked, and a mask that comes back changes nothing", async () => {
  const uid = await create(editor, profile("variables"), "?publish=true");
  const path = `/v1/clusterprofiles/${uid}/variables`;
  const secret = { name: "token", displayName: "Token", isSensitive: true, defaultValue: "s3cret" };
  expect((await editor.call("PUT", path, { variables: [secret] })).status).toBe(204);
  const read = (await editor.call("GET", path)).body.variables;
  expect(read).toEqual([{ ...secret, defaultValue: MASK }]);
  await editor.call("PATCH", path, { variables: [...read, { name: "zone", displayName: "Zone" }] });
  const kept = await server.db
    .selectFrom("profile_revisions")
    .innerJoin("cluster_profiles", "cluster_profiles.published", "profile_revisions.number")
    .select("variables")
    .where("profile_uid", "=", uid)
    .where("cluster_profiles.uid", "=", uid)
    .executeTakeFirstOrThrow();
  expect(kept.variables).toMatchObject([{ defaultValue: "s3cret" }, { name: "zone" }]);
  const twice = { variables: [secret, { name: "other", displayName: "Token" }] };
  expect((await editor.call("PUT", path, twice)).body.message).toContain("variables[1].displayName");
  await editor.call("DELETE", path, { variables: ["token"] });
  expect((await editor.call("GET", path)).body.variables).toMatchObject([{ name: "zone" }]);
});

test("an exported profile can be imported under another name; a masked value and an unknown registry are told", async () => {
  const karpenterLayer = { name: "karpenter", tag: "1.14.1", layer: "addon", values: 'awsAccountNumber: "1"\n' };
  const uid = await create(editor, profile("exported", "2.0.0", [karpenterLayer, layer()]), "?publish=true");
  const file = (await editor.call("GET", `/v1/clusterprofiles/${uid}/export`)).body;
  expect(file.spec.template.packs[0].registry.metadata.name).toBe("Public Repo");
  const yaml = await editor.call("GET", `/v1/clusterprofiles/${uid}/export?format=yaml`);
  expect(parse(yaml.body as string)).toEqual(file);
  const load = (change: object) =>
    editor.call("POST", "/v1/clusterprofiles/import?publish=true", {
      ...file,
      metadata: { name: "imported" },
      ...change,
    });
  expect((await editor.call("POST", "/v1/clusterprofiles/import", file)).status).toBe(409);
  const secret = { name: "token", displayName: "Token", isSensitive: true, defaultValue: MASK };
  expect((await load({ spec: { ...file.spec, variables: [secret] } })).body.message).toContain("spec.variables[0]");
  const [first] = file.spec.template.packs;
  const packs = [{ ...first, registry: { metadata: { name: "Nowhere" } } }];
  const elsewhere = { spec: { ...file.spec, template: { ...file.spec.template, packs } } };
  expect((await load(elsewhere)).body.message).toContain('"Nowhere"');
  const read = await get(editor, String((await load({})).body.uid));
  expect(read.spec).toMatchObject({ version: "2.0.0", published: { packs: [karpenterLayer, { values: VALUES }] } });
});

test("bulk delete removes all or none", async () => {
  const admin = await server.user(["Project Admin"]);
  const uid = await create(admin, profile("bulk"));
  const remove = (uids: readonly string[]) => admin.call("DELETE", "/v1/clusterprofiles/bulk", { uids });
  expect((await remove([uid, "0".repeat(24)])).status).toBe(404);
  expect((await admin.call("GET", `/v1/clusterprofiles/${uid}`)).status).toBe(200);
  expect((await remove([uid])).body.deletedCount).toBe(1);
  expect((await admin.call("GET", `/v1/clusterprofiles/${uid}`)).status).toBe(404);
});

test("a project's macro hides the tenant's; profiles may use both", async () => {
  const admin = await server.user(["Tenant Admin"]);
  const [tenant, project] = [
    `/v1/tenants/${server.first.tenantUid}/macros`,
    `/v1/projects/${server.first.projectUid}/macros`,
  ];
  const set = (path: string, method: string, ...macros: readonly object[]) => admin.call(method, path, { macros });
  expect((await set(tenant, "POST", { name: "REGION", value: "a" }, { name: "ZONE", value: "a" })).status).toBe(204);
  expect((await set(project, "POST", { name: "REGION", value: "b" })).status).toBe(204);
  expect((await set(project, "POST", { name: "REGION", value: "c" })).status).toBe(409);
  expect((await set(project, "PATCH", { name: "NONE", value: "c" })).status).toBe(404);
  expect((await set(project, "PUT", { name: "no name", value: "c" })).status).toBe(400);
  expect((await admin.call("GET", project)).body.macros).toEqual([{ name: "REGION", value: "b" }]);
  expect((await editor.call("GET", "/v1/clusterprofiles/macros")).body.macros).toEqual(["REGION", "ZONE"]);
  const uid = await create(editor, profile("macros", "1.0.0", [layer('a: "{{.spectro.macro.ZONE}}"\n')]));
  expect((await get(editor, uid)).status.hasUserMacros).toBe(true);
  expect((await set(tenant, "DELETE", { name: "ZONE" })).status).toBe(204);
});

test("packs are found by name, newest version first, in the registry that the SDK asks for", async () => {
  const { items } = (await editor.call("GET", "/v1/registries/metadata")).body;
  expect(items).toMatchObject([{ name: "Public Repo", kind: "pack" }]);
  const found = (await editor.call("POST", "/v1/packs/search", { filter: { name: { contains: "KARP" } } })).body.items;
  expect(found).toMatchObject([{ spec: { name: "karpenter", registries: [{ latestVersion: "1.14.1" }] } }]);
  const { latestPackUid, uid: registryUid } = found[0].spec.registries[0];
  const tags = (await editor.call("GET", `/v1/packs/karpenter/registries/${registryUid}`)).body;
  expect(tags.tags.map(({ version }: { version: string }) => version)).toEqual(["1.14.1", "1.5.1"]);
  expect((await editor.call("GET", `/v1/packs/${latestPackUid}`)).body.packValues[0].values).toContain(
    "awsAccountNumber",
  );
  const filtered = await editor.call(
    "GET",
    "/v1/packs?filters=spec.name=karpenterANDspec.version=1.5.1ANDspec.cloudTypes_in_eks,all",
  );
  expect(filtered.body.items).toMatchObject([{ spec: { version: "1.5.1", registryUid } }]);
  expect((await editor.call("POST", "/v1/packs/search", { filter: { color: {} } })).body.message).toContain("color");
});

test("nothing of this was a failure of the server", () => {
  expect(server.failures).toEqual([]);
});
