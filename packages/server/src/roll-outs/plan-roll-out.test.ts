import { afterAll, beforeAll, expect, test } from "vitest";
import { openClusterAccess } from "../cluster-access/cluster-access.ts";
import { newUid } from "../database/uid.ts";
import { TestServer } from "../testing/test-server.ts";
import { RollOuts } from "./roll-outs.ts";

/** Nobody listens there. */
const NOWHERE = "127.0.0.1:1";
const KUBECONFIG = `apiVersion: v1
kind: Config
current-context: c
clusters: [{ name: c, cluster: { server: "https://${NOWHERE}" } }]
contexts: [{ name: c, context: { cluster: c, user: u } }]
users: [{ name: u, user: { token: secret-token } }]
`;
const CLUSTER = newUid();
let server: TestServer;
let rollOuts: RollOuts;
let profile: string;
beforeAll(async () => {
  server = await TestServer.start();
  const keys = { accessKeyId: "AKIATEST", secretAccessKey: "secret-key" };
  await server.db
    .insertInto("clusters")
    .values({
      uid: CLUSTER,
      tenant_uid: server.first.tenantUid,
      project_uid: server.first.projectUid,
      name: "away",
      cloud_type: "eks",
      region: "us-east-1",
      eks_cluster_name: "away",
      cloud_config_uid: newUid(),
      connection: JSON.stringify({ kubeconfig: KUBECONFIG, aws: { endpoint: `http://${NOWHERE}`, ...keys } }),
      labels: "{}",
      annotations: "{}",
      state: "Running",
    })
    .execute();
  const editor = await server.user(["Cluster Profile Editor", "Cluster Editor"]);
  const packs = [{ name: "a", type: "manifest", layer: "addon", values: "pack:\n  namespace: a\n" }];
  const made = await editor.call("POST", "/v1/clusterprofiles?publish=true", {
    metadata: { name: "apps" },
    spec: { version: "1.0.0", template: { type: "add-on", cloudType: "all", packs } },
  });
  profile = String(made.body.uid);
  rollOuts = new RollOuts({
    db: server.db,
    packs: [],
    charts: { helm: () => Promise.reject(new Error("there is no helm")), folderOf: () => undefined },
    open: openClusterAccess,
    now: () => new Date(),
    send: () => Promise.resolve(),
  });
});
afterAll(() => server?.stop());

const selection = () => ({ profiles: [{ uid: profile }], detached: [] });

test("a cluster and an account that do not answer are problems of the plan, without a secret in them", async () => {
  const plan = await rollOuts.plan(CLUSTER, selection());
  expect(plan.problems).toMatchObject([
    { code: "CLUSTER_UNREACHABLE", severity: "error", field: "cluster" },
    { code: "ACCOUNT_UNREACHABLE", severity: "error" },
  ]);
  expect(plan).toMatchObject({ objects: [], nodes: [], podsMoved: 0 });
  expect(plan).not.toHaveProperty("hourlyRateBefore");
  expect(JSON.stringify(plan)).not.toMatch(/secret-/);
});

test("such a plan is not started, and the cluster stays as it is", async () => {
  const plan = await rollOuts.plan(CLUSTER, selection());
  await expect(rollOuts.start(CLUSTER, plan, selection(), "u")).rejects.toMatchObject({ code: "PlanHasProblems" });
  expect(await rollOuts.view(CLUSTER)).toBeUndefined();
  const row = await server.db.selectFrom("clusters").selectAll().where("uid", "=", CLUSTER).executeTakeFirstOrThrow();
  expect(row).toMatchObject({ state: "Running", profiles: [], desired_profiles: [] });
});

test("where there was no roll-out there is nothing to roll back and nothing to retry", async () => {
  await expect(rollOuts.rollBack(CLUSTER, "u")).rejects.toMatchObject({ code: "NothingToRollBack" });
  await expect(rollOuts.retry(CLUSTER, "u")).rejects.toMatchObject({ code: "NothingToRetry" });
  await expect(rollOuts.plan(newUid(), selection())).rejects.toMatchObject({ status: 404 });
});
