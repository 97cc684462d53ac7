import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newUid } from "../../database/uid.ts";
import { TestServer } from "../../testing/test-server.ts";
import { endLease, fenced, LeaseLost, renewLease, takeLease } from "./lease.ts";

const LONG = 600_000;
let server: TestServer;
let clusterUid: string;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server?.stop());
beforeEach(async () => {
  clusterUid = newUid();
  await server.db
    .insertInto("clusters")
    .values({
      uid: clusterUid,
      tenant_uid: server.first.tenantUid,
      project_uid: server.first.projectUid,
      name: clusterUid,
      cloud_type: "eks",
      region: "us-east-1",
      eks_cluster_name: "c",
      cloud_config_uid: newUid(),
      connection: JSON.stringify({ aws: {} }),
      labels: "{}",
      annotations: "{}",
      state: "Running",
    })
    .execute();
});
const stateOf = async () =>
  (await server.db.selectFrom("clusters").select("state").where("uid", "=", clusterUid).executeTakeFirstOrThrow())
    .state;

test("of many workers that ask at once one gets the cluster", async () => {
  const asked = await Promise.all(["a", "b", "c", "d"].map((holder) => takeLease(server.db, clusterUid, holder, LONG)));
  expect(asked.filter((lease) => lease !== undefined)).toHaveLength(1);
  expect(await takeLease(server.db, clusterUid, "e", LONG)).toBeUndefined();
});

test("a lease that has run out goes to the next one, with a higher fence; one that was ended too", async () => {
  const first = await takeLease(server.db, clusterUid, "a", -1);
  const second = await takeLease(server.db, clusterUid, "b", LONG);
  expect(Number(second?.fence)).toBe(Number(first?.fence) + 1);
  await endLease(server.db, second!);
  expect(await takeLease(server.db, clusterUid, "c", LONG)).toBeDefined();
});

test("who has been overtaken can neither renew nor write", async () => {
  const old = (await takeLease(server.db, clusterUid, "a", -1))!;
  const now = (await takeLease(server.db, clusterUid, "b", LONG))!;
  const write = (lease: typeof old, state: string) =>
    fenced(server.db, lease, (db) => db.updateTable("clusters").set({ state }).where("uid", "=", clusterUid).execute());
  await expect(renewLease(server.db, old, LONG)).rejects.toThrow(LeaseLost);
  await expect(write(old, "Old")).rejects.toThrow(LeaseLost);
  expect(await stateOf()).toBe("Running");
  await renewLease(server.db, now, LONG);
  await write(now, "New");
  expect(await stateOf()).toBe("New");
});

test("a lease cannot be taken while its holder writes", async () => {
  const old = (await takeLease(server.db, clusterUid, "a", -1))!;
  let taken: Promise<unknown> = Promise.resolve();
  const order: string[] = [];
  await fenced(server.db, old, async (db) => {
    taken = takeLease(server.db, clusterUid, "b", LONG).then(() => order.push("taken"));
    await db.updateTable("clusters").set({ state: "Held" }).where("uid", "=", clusterUid).execute();
    order.push("written");
  });
  await taken;
  expect(order).toEqual(["written", "taken"]);
});
