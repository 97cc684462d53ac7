/** A roll-out whose worker dies in the middle of each step, and whose database goes away: it goes on, and nothing is done twice. */
import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { breakConnections } from "../../packages/server/src/testing/break-connections.ts";
import { EXAMPLE_POLICY } from "../box/page-policy.ts";
import { until } from "../support/wait.ts";
import { ManagedCluster } from "./managed-cluster.ts";
import { editedInfrastructure } from "./page-edit.ts";

let cluster: ManagedCluster;
let worker: ChildProcess | undefined;
beforeAll(async () => {
  cluster = await ManagedCluster.start();
  const create = "iam create-policy --policy-name karpenterControllerPolicy --policy-document".split(" ");
  await cluster.box.ok("aws", [...create, EXAMPLE_POLICY]);
  await until("two nodes", async () => {
    const nodes = await cluster.box.ok("kubectl", ["get", "nodes", "--no-headers"]);
    return nodes.match(/ Ready /g)?.length === 2;
  });
});
afterAll(async () => {
  worker?.kill("SIGKILL");
  await cluster?.stop();
});

/** Starts a worker. @param hear is told each step as it begins. */
function startWorker(hear: (step: string) => void): ChildProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, "worker-process.ts"), cluster.postgres.url], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  createInterface({ input: child.stdout }).on("line", hear);
  return child;
}

type LedgerLine = { readonly operation: string; readonly error?: string };
/** Names of the calls of AWS that had an effect. */
async function effects(): Promise<readonly string[]> {
  const { items } = await cluster.box.control<{ items: readonly LedgerLine[] }>("GET", "ledger?effects=true");
  return items.filter(({ error }) => !error).map(({ operation }) => operation);
}

test("a worker that is killed in each step leaves nothing doubled, and the next one goes on", async () => {
  const infra = (await cluster.attached()).profiles[0]!.profileUid;
  const uid = await cluster.profile("eks-infra", "1.1.0", "cluster", editedInfrastructure(cluster));
  const before = await effects();
  await cluster.apply({ profiles: [{ uid, replaceWithProfile: infra }], detached: [] });
  const killed = new Set<string>();
  const start = (): void => {
    const child = startWorker((step) => {
      if (killed.has(step)) return;
      killed.add(step);
      // At another point of each step; no wait for anything, so that chance has a part too.
      setTimeout(() => child.kill("SIGKILL"), (killed.size * 97) % 400);
    });
    child.once("exit", (_, signal) => {
      if (signal === "SIGKILL" && child === worker) start();
    });
    worker = child;
  };
  start();
  const view = await cluster.done(120_000);
  const last = worker;
  worker = undefined;
  last?.kill("SIGKILL");
  expect(killed.size).toBeGreaterThanOrEqual(view.steps.length - 1);

  const calls = await effects();
  const times = (operation: string) =>
    calls.filter((name) => name === operation).length - before.filter((name) => name === operation).length;
  expect(times("CreateNodegroup")).toBe(1);
  expect(times("DeleteNodegroup")).toBe(1);
  expect(times("CreateRole")).toBe(2);
  const { items: nodes } = await cluster.box.get("nodes");
  expect(nodes).toHaveLength(2);
  const owned = await cluster.db.selectFrom("owned_objects").selectAll().execute();
  expect(owned.every(({ object_uid }) => object_uid !== null)).toBe(true);
});

test("a database that loses every connection in the middle holds a roll-out up, and does not end it", async () => {
  await cluster.work();
  const manifest = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: default }\n`;
  const names = Array.from({ length: 40 }, (_, at) => `a${at}`);
  const manifests = Object.fromEntries(names.map((name) => [name, manifest.replace("name: a,", `name: ${name},`)]));
  const uid = await cluster.profile("many", "1.0.0", "add-on", [{ name: "many", manifests }]);
  await cluster.apply({ profiles: [{ uid }], detached: [] });
  await until("it to apply", async () => {
    const view = await cluster.rollOuts.view(cluster.uid);
    return view?.steps.find(({ name }) => name === "Apply many")?.state !== "Pending";
  });
  await breakConnections(cluster.db);
  await cluster.done();
  const maps = await cluster.box.ok("kubectl", ["get", "configmaps", "-n", "default", "-o", "name"]);
  expect(maps.match(/\/a\d+$/gm)).toHaveLength(40);
});
