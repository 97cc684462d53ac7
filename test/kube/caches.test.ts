import { startKubernetes, type GateVerdict, type Kubernetes, type KubernetesCall } from "@inlay/box-kubernetes";
import {
  acquireLeadership,
  clientCertificate,
  connectKube,
  jsonLogger,
  KubeApiError,
  LeadershipLost,
  SharedCaches,
  type ClusterAccess,
  type KubeClient,
  type Leadership,
  type ObjectCache,
} from "@inlay/kube";
import { CONFIG_MAPS, LEASES, seededRandom, systemClock, type ConfigMap, type Lease } from "@inlay/resources";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { until } from "../support/wait.ts";
import { cuttableLine, type CuttableLine } from "./cuttable-line.ts";

let kubernetes: Kubernetes;
/** Straight to the server. */
let direct: KubeClient;
/** Over a line that can be cut. */
let cuttable: KubeClient;
let line: CuttableLine;
let caches: SharedCaches;
let cache: ObjectCache<ConfigMap>;
let onCall: (call: KubernetesCall) => Promise<GateVerdict>;
const stop = new AbortController();
const pass: GateVerdict = { kind: "pass" };
const logger = jsonLogger({ level: "ERROR", commit: "test", now: Date.now, write: () => {} });

beforeAll(async () => {
  kubernetes = await startKubernetes({
    clock: systemClock,
    random: seededRandom(3),
    gate: { before: (call) => onCall(call), after: () => Promise.resolve(pass) },
  });
  onCall = () => Promise.resolve(pass);
  line = await cuttableLine(kubernetes.port);
  const admin = await kubernetes.clientCertificate({ name: "admin", groups: ["system:masters"] });
  const access = (port: number): ClusterAccess => ({
    server: `https://127.0.0.1:${port}`,
    certificateAuthority: kubernetes.certificateAuthorityPem,
    skipTlsVerify: false,
    tlsServerName: undefined,
    proxyUrl: undefined,
    credentials: clientCertificate(admin.certificate, admin.key),
    namespace: undefined,
  });
  direct = connectKube(access(kubernetes.port));
  cuttable = connectKube(access(line.port));
  caches = new SharedCaches({ client: cuttable, clock: systemClock, random: seededRandom(1), logger });
  cache = caches.of<ConfigMap>(CONFIG_MAPS, { namespace: "default" });
  caches.start(stop.signal);
  await caches.whenSynced(stop.signal);
});

afterAll(async () => {
  stop.abort();
  await caches.stopped();
  await Promise.all([direct.close(), cuttable.close(), line.close()]);
  await kubernetes.close();
});

beforeEach(() => {
  onCall = () => Promise.resolve(pass);
});

const key = (name: string) => ({ namespace: "default", name });
const create = (name: string) =>
  direct.create<ConfigMap>(CONFIG_MAPS, {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: key(name),
    data: { a: "1" },
  });

test("a write is in the cache when its answer is observed, and arrives by the watch otherwise", async () => {
  cache.observe(await create("observed"));
  expect(cache.get("observed", "default")).toMatchObject({ data: { a: "1" } });
  await direct.mergePatch(CONFIG_MAPS, key("observed"), { data: { a: "2" } });
  await until("the change", () => cache.get("observed", "default")?.data?.a === "2");
  expect(cache.get("observed", "default")?.metadata.managedFields).toBeUndefined();
  await direct.delete(CONFIG_MAPS, key("observed"));
  await until("the deletion", () => cache.get("observed", "default") === undefined);
});

test.each([
  ["and the server still knows the version", false],
  ["and the server has forgotten the version", true],
])("objects that are deleted while the watch is cut are told as deleted, %s", async (_, expired) => {
  for (const name of ["keep", "lose"]) await create(name);
  await until("both objects", () => cache.get("keep", "default") && cache.get("lose", "default"));
  const events: string[] = [];
  const end = cache.onChange(({ type, object }) => events.push(`${type} ${object.metadata.name}`));
  let lists = 0;
  let refuse = expired;
  onCall = (call) => {
    if (call.resource !== "configmaps") return Promise.resolve(pass);
    if (call.verb === "list") lists += 1;
    if (call.verb !== "watch" || !refuse) return Promise.resolve(pass);
    refuse = false;
    return Promise.resolve({ kind: "error", status: 410, reason: "Expired", message: "too old resource version" });
  };
  line.cut();
  await direct.delete(CONFIG_MAPS, key("lose"));
  line.mend();
  await until("the deletion", () => cache.get("lose", "default") === undefined);
  expect(events).toEqual(["deleted lose"]);
  expect(lists).toBe(expired ? 1 : 0);
  end();
  await direct.delete(CONFIG_MAPS, key("keep"));
  await until("the end", () => cache.get("keep", "default") === undefined);
});

test("a stale version is refused as a conflict, what is missing as not found", async () => {
  const created = await create("versions");
  await direct.update<ConfigMap>(CONFIG_MAPS, { ...created, data: { a: "2" } });
  const { resourceVersion } = created.metadata;
  await expect(direct.update(CONFIG_MAPS, created)).rejects.toMatchObject({ code: "Conflict", status: 409 });
  const patch = direct.mergePatch(CONFIG_MAPS, key("versions"), { data: {} }, { resourceVersion });
  await expect(patch).rejects.toMatchObject({ code: "Conflict" });
  await expect(direct.get(CONFIG_MAPS, key("absent"))).rejects.toMatchObject({ code: "NotFound" });
  const nowhere = { ...created, metadata: { name: "a", namespace: "nowhere" } };
  const refused: unknown = await direct.create(CONFIG_MAPS, nowhere).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(KubeApiError);
  expect(refused).toMatchObject({ code: "NotFound", message: 'namespaces "nowhere" not found' });
});

const candidate = (client: KubeClient, identity: string): Promise<Leadership> =>
  acquireLeadership(
    {
      client,
      namespace: "kube-system",
      name: "karpenter-leader-election",
      identity,
      clock: systemClock,
      random: seededRandom(2),
      logger,
      leaseDurationMs: 3_000,
      renewDeadlineMs: 2_000,
      retryPeriodMs: 100,
    },
    stop.signal,
  );

test("a leader that loses its line stops acting before the standby starts", async () => {
  const first = await candidate(cuttable, "first");
  let standby: Leadership | undefined;
  const waiting = candidate(direct, "standby").then((leadership) => (standby = leadership));
  const lease = () => direct.get<Lease>(LEASES, { namespace: "kube-system", name: "karpenter-leader-election" });
  const acquired = await lease();
  await until("a renewal", async () => (await lease()).spec?.renewTime !== acquired.spec?.renewTime);
  expect(standby).toBeUndefined();
  line.cut();
  await until("the first to stop", () => first.signal.aborted);
  expect(standby).toBeUndefined();
  expect(first.signal.reason).toBeInstanceOf(LeadershipLost);
  line.mend();
  await waiting;
  expect((await lease()).spec).toMatchObject({ holderIdentity: "standby", leaseTransitions: 1 });
  await first.release();
  await standby!.release();
  expect((await lease()).spec?.holderIdentity).toBe("");
});
