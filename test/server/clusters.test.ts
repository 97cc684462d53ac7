/** The cluster of a box as the server sees it: nodes that come and go, events, workloads, changes of size; over HTTPS with the box's CA. */
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startBox, type BoxProcess } from "../support/box-process.ts";
import { until } from "../support/wait.ts";

const INFLATE = readFileSync(join(import.meta.dirname, "../../examples/inflate.yaml"), "utf8");

type Machine = {
  readonly metadata: { readonly uid: string; readonly name: string };
  readonly spec: { readonly instanceType: string; readonly hourlyRate?: number };
  readonly status: { readonly instanceState: string; readonly podCount: number };
};
type Pool = { readonly name: string; readonly size: number; readonly labels: readonly string[] };
type Cluster = {
  readonly metadata: { readonly uid: string; readonly name: string };
  readonly specSummary: { readonly cloudConfig: { readonly cloudConfigUid: string } };
  readonly status: {
    readonly state: string;
    readonly health: { readonly state: string };
    readonly nodes?: { readonly ready: number };
    readonly hourlyRate?: { readonly total: number };
  };
};

let box: BoxProcess;
let project: string;
let uid: string;
let config: string;
beforeAll(async () => {
  box = await startBox({ console: true });
  const { items } = await ask<{ items: { metadata: { uid: string } }[] }>("GET", "/v1/dashboard/projects/metadata");
  project = items[0]!.metadata.uid;
  const [cluster] = await clusters();
  uid = cluster!.metadata.uid;
  config = cluster!.specSummary.cloudConfig.cloudConfigUid;
});
afterAll(() => box?.stop());

/** Over HTTPS, trusting what `inlay env` says. */
function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const { SPECTROCLOUD_HOST, SPECTROCLOUD_APIKEY, SSL_CERT_FILE } = box.env;
  const headers = {
    apikey: SPECTROCLOUD_APIKEY!,
    ...(project ? { projectuid: project } : {}),
    ...(body === undefined ? {} : { "content-type": "application/json" }),
  };
  return new Promise((resolve, reject) => {
    const call = request(
      `https://${SPECTROCLOUD_HOST}${path}`,
      { method, headers, ca: readFileSync(SSL_CERT_FILE!) },
      (response) => {
        let text = "";
        response.on("data", (part: Buffer) => (text += part.toString()));
        response.on("error", reject);
        response.on("end", () => {
          if ((response.statusCode ?? 500) >= 300)
            reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`));
          else resolve((text === "" ? undefined : JSON.parse(text)) as T);
        });
      },
    );
    call.setTimeout(60_000, () => call.destroy(new Error(`${method} ${path}: no answer`)));
    call.on("error", reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
const clusters = async () =>
  (await ask<{ items: Cluster[] }>("POST", "/v1/dashboard/spectroclusters/search", {})).items;
const pools = async () => (await ask<{ items: Pool[] }>("GET", `/v1/cloudconfigs/eks/${config}/machinePools`)).items;
const machines = async (pool: string) =>
  (await ask<{ items: Machine[] }>("GET", `/v1/cloudconfigs/eks/${config}/machinePools/${pool}/machines`)).items;
const running = async (pool: string) =>
  (await machines(pool)).filter(({ status }) => status.instanceState === "Running");

test("my-eks-cluster is managed by us: Running, Healthy, with its nodes and what they cost", async () => {
  const seen = await until("the cluster to be looked at", async () => {
    const [cluster] = await clusters();
    return cluster?.status.hourlyRate === undefined ? undefined : cluster;
  });
  expect(seen).toMatchObject({
    metadata: { name: "my-eks-cluster" },
    status: { state: "Running", health: { state: "Healthy" }, nodes: { ready: 2, total: 2 } },
  });
  expect(seen.status.hourlyRate!.total).toBeGreaterThan(0.1);
});

test("Karpenter's pool arrives and leaves by itself, and the stream tells", async () => {
  const listening = new AbortController();
  const stream = await fetch(`${box.env.INLAY_URL}/v1/stream`, {
    headers: { apikey: box.env.SPECTROCLOUD_APIKEY!, projectuid: project },
    signal: listening.signal,
  });
  let told = "";
  const reading = (async () => {
    for await (const part of stream.body!.pipeThrough(new TextDecoderStream())) told += part;
  })().catch(() => undefined);
  expect((await pools()).map(({ labels }) => labels)).toEqual([[]]);
  await box.ok("apply -f -", INFLATE);
  await box.ok("scale deployment inflate --replicas 10");
  const [machine] = await until("a node of Karpenter's with a price", async () => {
    const found = await running("default");
    return found.length > 0 && found.every(({ spec }) => spec.hourlyRate !== undefined) ? found : undefined;
  });
  expect(machine!.spec.instanceType).not.toBe("");
  expect((await pools()).find(({ name }) => name === "default")?.labels).toEqual([
    "spectrocloud.com/managed-by:karpenter",
  ]);
  const { items: pods } = await ask<{ items: { metadata: { name: string } }[] }>(
    "POST",
    `/v1/dashboard/spectroclusters/${uid}/workloads/pod`,
    { filter: {} },
  );
  expect(pods.filter(({ metadata }) => metadata.name.startsWith("inflate-"))).toHaveLength(10);
  const { items: events } = await ask<{ items: { involvedObject: { kind: string } }[] }>(
    "GET",
    `/v1/events/components/spectrocluster/${uid}`,
  );
  expect(events.map(({ involvedObject }) => involvedObject.kind)).toContain("NodeClaim");
  await box.ok("scale deployment inflate --replicas 0");
  await until("the pool to be gone", async () => (await pools()).every(({ name }) => name !== "default"), 180_000);
  expect(told).toContain(`"uid":"${uid}"`);
  listening.abort();
  await reading;
});

test("the size of a managed node group changes, Karpenter's does not; a node is cordoned", async () => {
  const [pool] = await pools();
  await ask("PUT", `/v1/cloudconfigs/eks/${config}/machinePools/${pool!.name}`, { poolConfig: { size: 3 } });
  const three = await until("three nodes", async () => {
    const found = await running(pool!.name);
    return found.length === 3 ? found : undefined;
  });
  const path = `/v1/cloudconfigs/eks/${config}/machinePools/${pool!.name}/machines/${three[2]!.metadata.uid}/maintenance`;
  await ask("PUT", path, { action: "cordon" });
  const node = await box.json<{ spec: { unschedulable?: boolean } }>(`get node ${three[2]!.metadata.name}`);
  expect(node.spec.unschedulable).toBe(true);
});
