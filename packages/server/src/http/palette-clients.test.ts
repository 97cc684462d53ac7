/** What palette-sdk-go and the Terraform provider send, step by step, with the fields that they read of the answers. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestServer, type Client } from "../testing/test-server.ts";

let server: TestServer;
let admin: Client;
let uid: string;
beforeAll(async () => {
  server = await TestServer.start();
  uid = await server.cluster();
  admin = await server.user(["Tenant Admin"]);
});
afterAll(() => server?.stop());

const POOL = "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata:\n  name: default\n";
const ok = async (method: string, path: string, body?: unknown) => {
  const answer = await admin.call(method, path, body);
  expect([path, answer.status < 300, answer.status < 300 ? "" : answer.body.message]).toEqual([path, true, ""]);
  return answer.body;
};

test("start: the provider resolves its project by name", async () => {
  const { items } = await admin
    .in(undefined)
    .call("GET", "/v1/dashboard/projects/metadata")
    .then(({ body }) => body);
  expect(items.map(({ metadata }: { metadata: { name: string } }) => metadata.name)).toContain("Default");
});

test("cluster profile with immutable versions: list, clone, variables first, layers, metadata, publish, read, delete", async () => {
  const manifest = { name: "pool", content: POOL };
  const pack = { name: "layer", type: "manifest", layer: "addon", values: "pack: {}\n", manifests: [manifest] };
  const template = { type: "add-on", cloudType: "all", packs: [pack] };
  const first = await ok("POST", "/v1/clusterprofiles", {
    metadata: { name: "tf" },
    spec: { version: "1.0.0", template },
  });
  await ok("PATCH", `/v1/clusterprofiles/${first.uid}/publish`);
  const { items } = await ok("GET", "/v1/dashboard/clusterprofiles/metadata");
  const known = items.find(
    (item: { metadata: { name: string }; spec: { version: string } }) => item.metadata.name === "tf",
  );
  expect(known).toMatchObject({ metadata: { uid: first.uid }, spec: { version: "1.0.0" } });
  const second = await ok("POST", `/v1/clusterprofiles/${first.uid}/clone`, {
    metadata: { name: "tf", version: "1.1.0" },
  });
  const variables = [{ name: "size", displayName: "Size", format: "number", defaultValue: "3" }];
  await ok("PUT", `/v1/clusterprofiles/${second.uid}/variables`, { variables });
  const changed = { ...template, packs: [{ ...pack, values: "pack:\n  namespace: x\n" }] };
  await ok("PUT", `/v1/clusterprofiles/${second.uid}`, {
    metadata: { name: "tf" },
    spec: { version: "1.1.0", template: changed },
  });
  await ok("PATCH", `/v1/clusterprofiles/${second.uid}/metadata`, {
    metadata: { name: "tf", labels: { a: "spectro__tag" } },
  });
  await ok("PATCH", `/v1/clusterprofiles/${second.uid}/publish`);
  const read = await ok("GET", `/v1/clusterprofiles/${second.uid}`);
  expect(read).toMatchObject({
    metadata: { annotations: { scope: "project" }, labels: { a: "spectro__tag" } },
    spec: {
      version: "1.1.0",
      published: { cloudType: "all", type: "add-on", packs: [{ values: "pack:\n  namespace: x\n" }] },
    },
  });
  expect(read.spec.versions).toHaveLength(2);
  const manifests = await ok("GET", `/v1/clusterprofiles/${second.uid}/packs/layer/manifests`);
  expect(manifests.items[0].spec.published.content).toBe(POOL);
  expect((await ok("GET", `/v1/clusterprofiles/${second.uid}/variables`)).variables).toMatchObject(variables);
  for (const gone of [second.uid, first.uid]) await ok("DELETE", `/v1/clusterprofiles/${gone}`);
  expect((await admin.call("GET", `/v1/clusterprofiles/${first.uid}`)).status).toBe(404);
});

test("data sources: packs by filter and search, registries, the registry of manifests", async () => {
  const { items } = await ok(
    "GET",
    "/v1/packs?filters=spec.name=karpenterANDspec.version=1.14.1ANDspec.cloudTypes_in_eks,all",
  );
  expect(items).toMatchObject([{ spec: { name: "karpenter", version: "1.14.1" } }]);
  const found = await ok("POST", "/v1/packs/search", { filter: { name: { eq: "karpenter" } } });
  const [{ uid: registryUid }] = found.items[0].spec.registries;
  expect((await ok("GET", `/v1/packs/karpenter/registries/${registryUid}`)).packValues).toHaveLength(2);
  const registries = (await ok("GET", "/v1/registries/metadata")).items as { name: string }[];
  expect(registries.map(({ name }) => name)).toContain("Public Repo");
});

test("cluster of EKS: read until it has a status, overview for its health, cloud config, pools, kubeconfig tolerance", async () => {
  const cluster = await ok("GET", `/v1/spectroclusters/${uid}`);
  expect(cluster).toMatchObject({ spec: { cloudType: "eks" }, status: { state: "Running" } });
  const overview = await ok("GET", `/v1/dashboard/spectroclusters/${uid}/overview`);
  expect(overview.status.health.state).toBeDefined();
  const config = cluster.spec.cloudConfigRef.uid as string;
  expect(await ok("GET", `/v1/cloudconfigs/eks/${config}`)).toMatchObject({ spec: { machinePoolConfig: [] } });
  expect((await ok("GET", `/v1/cloudconfigs/eks/${config}/machinePools/none/machines`)).items).toEqual([]);
  expect((await ok("GET", `/v1/spectroclusters/${uid}/variables`)).variables).toEqual([]);
  for (const path of [
    "assets/kubeconfigclient",
    "assets/adminKubeconfig",
    "features/backup",
    "features/complianceScan",
    "config/rbacs",
    "config/namespaces",
  ]) {
    const answer = await admin.call("GET", `/v1/spectroclusters/${uid}/${path}`);
    expect([path, answer.status, answer.body.code]).toEqual([path, 404, "ResourceNotFound"]);
  }
});

test("a cluster that is not there is 404, which clients take for none", async () => {
  expect(await admin.call("GET", "/v1/spectroclusters/0123456789abcdef01234567")).toMatchObject({
    status: 404,
    body: { code: "ResourceNotFound" },
  });
});

test("cloud account of AWS: create, find by name, update without its secret, delete; the secret is never told", async () => {
  const body = (name: string, spec: object) => ({ metadata: { name }, spec: { credentialType: "secret", ...spec } });
  const made = await ok("POST", "/v1/cloudaccounts/aws", body("acc", { accessKey: "AKIA1", secretKey: "hidden" }));
  const { items } = await ok("GET", "/v1/cloudaccounts/aws?filters=metadata.name=acc");
  expect(items).toMatchObject([{ metadata: { uid: made.uid }, spec: { accessKey: "AKIA1", secretKey: "********" } }]);
  await ok("PUT", `/v1/cloudaccounts/aws/${made.uid}`, body("acc2", { accessKey: "AKIA1", secretKey: "********" }));
  const other = await admin.call("PUT", `/v1/cloudaccounts/aws/${made.uid}`, body("acc2", { accessKey: "AKIA2" }));
  expect(other).toMatchObject({ status: 400, body: { details: { field: "spec.secretKey" } } });
  expect(JSON.stringify(await ok("GET", `/v1/cloudaccounts/aws/${made.uid}`))).not.toContain("hidden");
  await ok("DELETE", `/v1/cloudaccounts/aws/${made.uid}`);
});

test("a registry of one's own: another address forgets the secret, which is never told", async () => {
  const tenant = admin.in(undefined);
  const body = (endpoint: string, auth?: object) => ({
    metadata: { name: "charts" },
    spec: { endpoint, ...(auth ? { auth } : {}) },
  });
  const auth = { type: "basic", username: "u", password: "hidden" };
  const made = await tenant.call("POST", "/v1/registries/helm", body("https://10.0.0.1", auth));
  expect(made.status).toBe(201);
  const path = `/v1/registries/helm/${made.body.uid}`;
  const secret = async () =>
    (await server.db.selectFrom("registries").select("secret").executeTakeFirstOrThrow()).secret;
  expect((await tenant.call("PUT", path, body("https://10.0.0.1/", { ...auth, password: "********" }))).status).toBe(
    204,
  );
  expect(await secret()).toBe("hidden");
  expect((await tenant.call("GET", path)).body.spec.auth).toEqual({
    type: "basic",
    username: "u",
    password: "********",
  });
  expect((await tenant.call("PUT", path, body("https://10.0.0.2", { ...auth, password: "********" }))).status).toBe(
    204,
  );
  expect(await secret()).toBe(null);
  const refused = await tenant.call("PUT", path, body("http://169.254.169.254"));
  expect(refused).toMatchObject({ status: 400, body: { details: { field: "spec.endpoint" } } });
  const { items } = (await admin.call("GET", "/v1/registries/helm/summary")).body;
  expect(items).toMatchObject([{ metadata: { name: "charts" } }]);
});

/** As Go's mime/multipart makes them: 60 hexadecimal digits. */
const BOUNDARY = "0123456789abcdef".repeat(4).slice(0, 60);
const form = (content: string) =>
  `--${BOUNDARY}\r\ncontent-disposition: form-data; name="importFile"; filename="profile.json"\r\ncontent-type: application/json\r\n\r\n${content}\r\n--${BOUNDARY}--\r\n`;
const upload = (content: string) =>
  server.call("POST", "/v1/clusterprofiles/import/file?publish=true", form(content), {
    apikey: admin.key,
    projectuid: server.first.projectUid,
    "content-type": `multipart/form-data; boundary=${BOUNDARY}`,
  });

test("cluster_profile_import: a file as a form, in JSON or YAML", async () => {
  const file = { metadata: { name: "uploaded" }, spec: { version: "2.0.0", template: { type: "add-on", packs: [] } } };
  const made = await upload(JSON.stringify(file));
  expect(made.status).toBe(201);
  expect((await ok("GET", `/v1/clusterprofiles/${made.body.uid}`)).spec).toMatchObject({
    version: "2.0.0",
    published: {},
  });
  expect(await upload(JSON.stringify(file))).toMatchObject({ status: 409, body: { code: "ResourceAlreadyExists" } });
  expect((await upload("metadata:\n  name: of yaml\nspec:\n  template:\n    type: add-on\n")).status).toBe(201);
});

test("a file that is no profile is told with its place", async () => {
  expect(await upload("a: [1\nb: 2\n")).toMatchObject({
    status: 400,
    body: { details: { field: "importFile", line: 2 } },
  });
  expect(await upload('{"metadata":{"name":"x"}}')).toMatchObject({ status: 400, body: { code: "InvalidField" } });
  const aliases = `a: &a [x, x]\nb: [${Array.from({ length: 1000 }, () => "*a").join(", ")}]\n`;
  expect((await upload(aliases)).body.message).toContain("importFile");
  const json = {
    apikey: admin.key,
    projectuid: server.first.projectUid,
    "content-type": `multipart/form-data; boundary=${BOUNDARY}`,
  };
  expect((await server.call("POST", "/v1/clusterprofiles", form("{}"), json)).status).toBe(415);
});

test.each([
  ["a version that is none", { version: "v1.2" }, "InvalidField"],
  [
    "values with a thousand aliases",
    { values: `a: &a x\nb: [${Array.from({ length: 1000 }, () => "*a").join(", ")}]\n` },
    "InvalidProfile",
  ],
  ["values that are no YAML", { values: "a: [1\n" }, "InvalidProfile"],
])("%s is refused", async (_, { version = "1.0.0", values = "" }: { version?: string; values?: string }, code) => {
  const packs = [{ name: "m", type: "manifest", layer: "addon", values, manifests: [] }];
  const spec = { version, template: { type: "add-on", packs } };
  const answer = await admin.call("POST", "/v1/clusterprofiles", { metadata: { name: "bad" }, spec });
  expect([answer.status, answer.body.code]).toEqual([400, code]);
});

test("a body of 10 MB is refused before it is kept", async () => {
  const answer = await admin.call(
    "POST",
    "/v1/clusterprofiles",
    `{"metadata":{"name":"${"x".repeat(10 * 1024 * 1024)}"}}`,
  );
  expect(answer).toMatchObject({ status: 413, body: { code: "BodyTooLarge" } });
});

test("of two people who save at once the second sees what changed", async () => {
  const template = { type: "add-on", packs: [] };
  const { uid: profile } = await ok("POST", "/v1/clusterprofiles", {
    metadata: { name: "shared" },
    spec: { template },
  });
  const { metadata } = await ok("GET", `/v1/clusterprofiles/${profile}`);
  const save = (labels: object) =>
    admin.call("PUT", `/v1/clusterprofiles/${profile}`, {
      metadata: { name: "shared", labels, resourceVersion: metadata.resourceVersion },
      spec: { template },
    });
  const answers = await Promise.all([save({ by: "one" }), save({ by: "two" })]);
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 409]);
  expect(answers.find(({ status }) => status === 409)?.body.details).toMatchObject({
    resourceVersion: expect.any(String) as string,
  });
});

test("nothing of this was a failure of the server", () => {
  expect(server.failures).toEqual([]);
});
