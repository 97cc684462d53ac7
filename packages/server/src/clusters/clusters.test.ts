import { afterAll, beforeAll, expect, test } from "vitest";
import { TestServer, type Client } from "../testing/test-server.ts";

let server: TestServer;
let editor: Client;
let viewer: Client;
let uid: string;
beforeAll(async () => {
  server = await TestServer.start();
  uid = await server.cluster();
  editor = await server.user(["Cluster Profile Editor", "Cluster Editor"]);
  viewer = await server.user(["Cluster Profile Viewer", "Cluster Viewer"]);
});
afterAll(() => server?.stop());

const search = async (client: Client, body: object = {}, query = "") =>
  (await client.call("POST", `/v1/dashboard/spectroclusters/search${query}`, body)).body as {
    items: { metadata: { uid: string; name: string }; status: { state: string } }[];
    listmeta: { continue: string; count: number };
  };
const filterOf = (property: string, condition: object) => ({
  filter: {
    conjunction: "and",
    filterGroups: [{ conjunction: "and", filters: [{ property, type: "string", condition }] }],
  },
});
const addOn = async (name: string): Promise<string> => {
  const spec = { template: { type: "add-on", cloudType: "all", packs: [] } };
  const made = await editor.call("POST", "/v1/clusterprofiles?publish=true", { metadata: { name }, spec });
  expect(made.status).toBe(201);
  return made.body.uid as string;
};

test("a cluster that is adopted again is the same one, reached by its new connection", async () => {
  expect(await server.cluster("my-eks-cluster", "another secret")).toBe(uid);
  const { connection } = await server.db.selectFrom("clusters").select("connection").executeTakeFirstOrThrow();
  expect(connection.aws.secretAccessKey).toBe("another secret");
});

test("a cluster has its infrastructure profile with four layers, each deployed, and is Running", async () => {
  const { body } = await viewer.call("GET", `/v1/spectroclusters/${uid}`);
  expect(body.spec.clusterProfileTemplates).toMatchObject([
    {
      name: "eks-infra",
      profileVersion: "1.0.0",
      type: "infra",
      packs: [
        { name: "amazon-linux-eks" },
        { name: "kubernetes-eks" },
        { name: "cni-aws-vpc-eks" },
        { name: "csi-aws-ebs" },
      ],
    },
  ]);
  expect(body.status).toMatchObject({ state: "Running", health: { state: "Unknown" } });
  expect(body.status.packs).toHaveLength(4);
  expect(body.status.packs[0].condition).toMatchObject({ type: "Ready", status: "True" });
});

test("nothing that is asked of a cluster tells how it is reached", async () => {
  const { body } = await viewer.call("GET", `/v1/spectroclusters/${uid}`);
  const config = body.spec.cloudConfigRef.uid as string;
  for (const path of [
    `/v1/spectroclusters/${uid}`,
    `/v1/dashboard/spectroclusters/${uid}/overview`,
    `/v1/spectroclusters/${uid}/status`,
    `/v1/spectroclusters/${uid}/profiles`,
    `/v1/cloudconfigs/eks/${config}`,
  ]) {
    const answer = await viewer.call("GET", path);
    expect([path, answer.status]).toEqual([path, 200]);
    expect(JSON.stringify(answer.body)).not.toMatch(/secret|AKIA|nowhere/);
  }
});

test("the search filters and sorts as palette-sdk-go asks", async () => {
  expect((await search(viewer)).items.map(({ metadata }) => metadata.name)).toEqual(["my-eks-cluster"]);
  const eq = (value: string) => filterOf("clusterName", { string: { operator: "eq", match: { values: [value] } } });
  expect((await search(viewer, eq("my-eks-cluster"))).items).toHaveLength(1);
  expect((await search(viewer, eq("another"))).items).toHaveLength(0);
  const notNested = { string: { operator: "eq", negation: true, match: { values: ["nested"] } } };
  expect((await search(viewer, filterOf("environment", notNested))).items).toHaveLength(1);
  expect((await search(viewer, filterOf("isDeleted", { bool: { value: false } }))).items).toHaveLength(1);
  const wrong = await viewer.call("POST", "/v1/dashboard/spectroclusters/search", filterOf("colour", { string: {} }));
  expect(wrong).toMatchObject({
    status: 400,
    body: { details: { field: "filter.filterGroups[0].filters[0].property" } },
  });
});

test("pages hold every cluster once", async () => {
  const place = { tenant_uid: server.first.tenantUid, project_uid: server.first.projectUid };
  const row = await server.db.selectFrom("clusters").selectAll().where("uid", "=", uid).executeTakeFirstOrThrow();
  const texts = { connection: JSON.stringify(row.connection), labels: "{}", annotations: "{}" };
  const more = Array.from({ length: 60 }, (_, at) => ({
    ...place,
    ...texts,
    uid: `many${at}`,
    name: `many ${String(at).padStart(3, "0")}`,
    cloud_type: "eks",
    region: "us-east-1",
    eks_cluster_name: "x",
    cloud_config_uid: `config${at}`,
    state: "Running",
  }));
  await server.db.insertInto("clusters").values(more).execute();
  const first = await search(viewer);
  const second = await search(viewer, {}, `?continue=${first.listmeta.continue}`);
  expect([first.items.length, second.items.length, first.listmeta.count]).toEqual([50, 11, 61]);
  expect(new Set([...first.items, ...second.items].map(({ metadata }) => metadata.uid)).size).toBe(61);
  await server.db.deleteFrom("clusters").where("uid", "like", "many%").execute();
});

test("somebody of another project sees nothing, and a viewer changes nothing", async () => {
  const admin = await server.user(["Tenant Admin"]);
  const made = await admin.call("POST", "/v1/projects", { metadata: { name: "Other" }, spec: {} });
  const other = await server.user(["Project Admin"], made.body.uid as string);
  expect((await search(other)).items).toEqual([]);
  expect((await other.call("GET", `/v1/spectroclusters/${uid}`)).status).toBe(404);
  for (const [method, path, body] of [
    ["PATCH", `/v1/spectroclusters/${uid}/profiles`, { profiles: [] }],
    ["PATCH", `/v1/spectroclusters/${uid}/repave/approve`, undefined],
    ["GET", `/v1/spectroclusters/${uid}/assets/kubeconfig`, undefined],
  ] as const)
    expect((await viewer.call(method, path, body)).status).toBe(403);
});

test("a profile tells the clusters that have it, and is not removed while they do", async () => {
  const [profile] = (await editor.call("GET", `/v1/spectroclusters/${uid}/profiles`)).body.profiles;
  const { body } = await editor.call("GET", `/v1/clusterprofiles/${profile.uid}`);
  expect(body.status.inUseClusters).toEqual([{ uid, name: "my-eks-cluster" }]);
  const admin = await server.user(["Project Admin"]);
  const refused = await admin.call("DELETE", `/v1/clusterprofiles/${profile.uid}`);
  expect(refused).toMatchObject({ status: 409, body: { code: "ResourceInUse", details: { clusters: [{ uid }] } } });
  expect((await admin.call("DELETE", "/v1/clusterprofiles/bulk", { uids: [profile.uid] })).status).toBe(409);
});

test("a profile that is changed in place says so at its clusters, which stay as they are", async () => {
  const [attached] = (await editor.call("GET", `/v1/spectroclusters/${uid}/profiles`)).body.profiles;
  const updates = async () => (await viewer.call("GET", `/v1/spectroclusters/${uid}/profileUpdates`)).body.profiles;
  expect(await updates()).toEqual([]);
  const packs = attached.packs.map((pack: { name: string; values: string; packUid: string; layer: string }) => ({
    name: pack.name,
    layer: pack.layer,
    uid: pack.packUid,
    values: `${pack.values}# changed\n`,
  }));
  const changed = { metadata: { name: "eks-infra" }, spec: { version: "1.0.0", template: { type: "infra", packs } } };
  expect((await editor.call("PUT", `/v1/clusterprofiles/${attached.uid}`, changed)).status).toBe(204);
  expect((await editor.call("PATCH", `/v1/clusterprofiles/${attached.uid}/publish`)).status).toBe(204);
  expect(await updates()).toMatchObject([{ uid: attached.uid, current: 1, target: 2 }]);
  const { body } = await viewer.call("GET", `/v1/spectroclusters/${uid}`);
  expect(body.status.notifications.isAvailable).toBe(true);
  expect(JSON.stringify(body.spec)).not.toContain("# changed");
});

test("a cluster that does not answer keeps its profiles: the change is refused with the reason", async () => {
  const profile = await addOn("nodepools");
  const refused = await editor.call("PATCH", `/v1/spectroclusters/${uid}/profiles`, { profiles: [{ uid: profile }] });
  expect(refused).toMatchObject({ status: 400, body: { code: "InvalidPlan" } });
  const { body } = await viewer.call("GET", `/v1/spectroclusters/${uid}`);
  expect(body.spec.clusterProfileTemplates).toHaveLength(1);
  expect(body.status.state).toBe("Running");
});

test("a plan that nobody made is not run", async () => {
  const profile = await addOn("unplanned");
  const body = { profiles: [{ uid: profile }], planHash: "0".repeat(64) };
  expect(await editor.call("PATCH", `/v1/spectroclusters/${uid}/profiles`, body)).toMatchObject({
    status: 409,
    body: { code: "PlanChanged" },
  });
});

test.each([
  ["PATCH", { profiles: [] }, "profiles"],
  ["PATCH", { profiles: [], detached: ["gone"] }, "detached[0]"],
  ["DELETE", { profileUids: ["gone"] }, "profileUids[0]"],
] as const)("%s of profiles with %j is refused at %s", async (method, body, field) => {
  const answer = await editor.call(method, `/v1/spectroclusters/${uid}/profiles`, body);
  expect(answer).toMatchObject({ status: 400, body: { details: { field } } });
});

test("without a change that waits there is nothing to approve", async () => {
  const { body } = await viewer.call("GET", `/v1/spectroclusters/${uid}/repave/status`);
  expect(body.status.state).toBe("");
  const approved = await editor.call("PATCH", `/v1/spectroclusters/${uid}/repave/approve`);
  expect(approved).toMatchObject({ status: 409, body: { code: "NothingToApprove" } });
});

test("deleting is refused with what to do instead; tags change, the name stays", async () => {
  const admin = await server.user(["Project Admin"]);
  const refused = await admin.call("DELETE", `/v1/spectroclusters/${uid}`);
  expect(refused).toMatchObject({ status: 422, body: { code: "DeleteNotSupported" } });
  const patch = (name: string) =>
    editor.call("PATCH", `/v1/spectroclusters/${uid}/metadata`, { metadata: { name, labels: { team: "a" } } });
  expect((await patch("renamed")).status).toBe(400);
  expect((await patch("my-eks-cluster")).status).toBe(204);
  expect((await viewer.call("GET", `/v1/spectroclusters/${uid}`)).body.metadata.labels).toEqual({ team: "a" });
});

test("nothing of this was a failure of the server", () => {
  expect(server.failures).toEqual([]);
});
