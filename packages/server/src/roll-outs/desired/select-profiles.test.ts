import { afterAll, beforeAll, expect, test } from "vitest";
import { newUid } from "../../database/uid.ts";
import { TestServer, type Client } from "../../testing/test-server.ts";
import { selectProfiles, type ClusterRow } from "./select-profiles.ts";

let server: TestServer;
let editor: Client;
beforeAll(async () => {
  server = await TestServer.start();
  editor = await server.user(["Cluster Profile Editor", "Cluster Editor"]);
});
afterAll(() => server?.stop());

const VALUES = "pack:\n  namespace: a\n";
async function profile(name: string, version: string, publish = true): Promise<string> {
  const pack = {
    name: "a",
    type: "manifest",
    layer: "addon",
    values: VALUES,
    manifests: [{ name: "m", content: "a: b" }],
  };
  const body = {
    metadata: { name },
    spec: { version, template: { type: "add-on", cloudType: "all", packs: [{ ...pack, manifests: [] }] } },
  };
  const made = await editor.call("POST", `/v1/clusterprofiles${publish ? "?publish=true" : ""}`, body);
  expect(made.status).toBe(201);
  return String(made.body.uid);
}
const cluster = (profiles: ClusterRow["profiles"] = [], variables: ClusterRow["variables"] = []): ClusterRow =>
  ({ tenant_uid: server.first.tenantUid, project_uid: server.first.projectUid, profiles, variables }) as ClusterRow;
const select = (row: ClusterRow, ...profiles: Parameters<typeof selectProfiles>[2]["profiles"]) =>
  selectProfiles(server.db, row, { profiles, detached: [] });

test("a profile is added at its published revision; another version takes its place, with the variables that it still has", async () => {
  const [one, two] = [await profile("apps", "1.0.0"), await profile("apps", "1.1.0")];
  const first = await select(cluster(), { uid: one });
  expect(first.profiles).toEqual([
    { profileUid: one, revisionUid: "1", name: "apps", version: "1.0.0", type: "add-on" },
  ]);
  const values = [{ profileUid: one, variables: [{ name: "gone", value: "x" }] }];
  const second = await select(cluster(first.profiles, values), { uid: two, replaceWithProfile: one });
  expect(second).toMatchObject({ profiles: [{ profileUid: two, version: "1.1.0" }], variables: [] });
  expect((await select(cluster(first.profiles), { uid: two })).profiles).toHaveLength(1);
});

test("only what differs from the profile is kept as the cluster's own", async () => {
  const uid = await profile("own", "1.0.0");
  const same = await select(cluster(), { uid, packValues: [{ name: "a", values: VALUES }] });
  expect(same.profiles[0]).not.toHaveProperty("packValues");
  const own = await select(cluster(), { uid, packValues: [{ name: "a", values: "b: c\n" }] });
  expect(own.profiles[0]?.packValues).toEqual([{ name: "a", values: "b: c\n" }]);
  expect((await select(cluster(own.profiles), { uid })).profiles[0]?.packValues).toEqual([
    { name: "a", values: "b: c\n" },
  ]);
});

test.each([
  ["a draft", async () => ({ uid: await profile("draft", "1.0.0", false) }), "profiles[0].uid"],
  ["an unknown profile", () => Promise.resolve({ uid: newUid() }), "cluster profile"],
  [
    "a layer that it does not have",
    async () => ({ uid: await profile("layers", "1.0.0"), packValues: [{ name: "z" }] }),
    "profiles[0].packValues[0].name",
  ],
  [
    "a place that nobody has",
    async () => ({ uid: await profile("places", "1.0.0"), replaceWithProfile: newUid() }),
    "profiles[0].replaceWithProfile",
  ],
])("%s is refused at its field", async (_, chosen, field) => {
  await expect(select(cluster(), await chosen())).rejects.toThrow(field);
});

test("what is detached goes; what is not attached cannot be detached", async () => {
  const uid = await profile("detached", "1.0.0");
  const row = cluster((await select(cluster(), { uid })).profiles);
  expect((await selectProfiles(server.db, row, { profiles: [], detached: [uid] })).profiles).toEqual([]);
  await expect(selectProfiles(server.db, cluster(), { profiles: [], detached: [uid] })).rejects.toThrow(
    "attached profile",
  );
});
