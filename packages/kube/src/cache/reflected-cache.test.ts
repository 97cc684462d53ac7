import { CONFIG_MAPS, seededRandom, systemClock, type ConfigMap } from "@inlay/resources";
import type { ServerResponse } from "node:http";
import { afterEach, expect, test, vi } from "vitest";
import { json, smallServer, statusBody, type SmallServer } from "../client/small-server.fixture.ts";
import { jsonLogger } from "../logging/json-logger.ts";
import type { CacheEvent } from "./object-cache.ts";
import { SharedCaches } from "./shared-caches.ts";

const object = (name: string, version: number, data: Record<string, string> = {}): ConfigMap => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: {
    name,
    namespace: "x",
    uid: `uid-${name}`,
    resourceVersion: String(version),
    creationTimestamp: "2026-01-01T00:00:00Z",
  },
  data,
});

let server: SmallServer;
let stop: AbortController;
let caches: SharedCaches;
let items: ConfigMap[];
let version: number;
let watches: ServerResponse[];
let expireNextWatch: boolean;

async function start() {
  stop = new AbortController();
  items = [object("a", 1), object("b", 2)];
  version = 2;
  watches = [];
  expireNextWatch = false;
  server = await smallServer((request, response) => {
    if (!request.url!.includes("watch=true")) {
      const metadata = { resourceVersion: String(version) };
      return json(response, 200, { kind: "ConfigMapList", apiVersion: "v1", metadata, items });
    }
    if (expireNextWatch) {
      expireNextWatch = false;
      return json(response, 410, statusBody(410, "Expired"));
    }
    response.writeHead(200, { "content-type": "application/json" });
    response.flushHeaders();
    watches.push(response);
  });
  const logger = jsonLogger({ level: "ERROR", commit: "test", now: Date.now, write: () => {} });
  caches = new SharedCaches({ client: server.connect(), clock: systemClock, random: seededRandom(1), logger });
  const cache = caches.of<ConfigMap>(CONFIG_MAPS, { indexes: { app: ({ data }) => (data?.app ? [data.app] : []) } });
  const events: CacheEvent<ConfigMap>[] = [];
  cache.onChange((event) => events.push(event));
  caches.start(stop.signal);
  await caches.whenSynced(stop.signal);
  await vi.waitFor(() => expect(watches).toHaveLength(1));
  return { cache, events };
}

const send = (type: string, changed: unknown) =>
  watches.at(-1)!.write(`${JSON.stringify({ type, object: changed })}\n`);

afterEach(async () => {
  stop.abort();
  await caches.stopped();
  await server.close();
});

test("the list and then every change arrive, and indexes follow", async () => {
  const { cache, events } = await start();
  expect(cache.all().map(({ metadata }) => metadata.name)).toEqual(["a", "b"]);
  send("MODIFIED", object("a", 3, { app: "web" }));
  send("ADDED", object("c", 4));
  send("DELETED", object("b", 5));
  await vi.waitFor(() => expect(events).toHaveLength(5));
  expect(events.map(({ type }) => type)).toEqual(["added", "added", "modified", "added", "deleted"]);
  expect(cache.byIndex("app", "web").map(({ metadata }) => metadata.name)).toEqual(["a"]);
  expect(cache.get("b", "x")).toBeUndefined();
});

test("resources that are not served are named", async () => {
  await start();
  expect(caches.unsynced).toEqual([]);
  caches.of({ group: "karpenter.sh", version: "v1", resource: "nodepools" });
  expect(caches.unsynced).toEqual(["nodepools.karpenter.sh"]);
});

test("a watch that was cut goes on after the last version it saw, bookmarks included", async () => {
  const { cache } = await start();
  const frames = [
    { type: "ADDED", object: object("c", 3) },
    { type: "BOOKMARK", object: { metadata: { resourceVersion: "41" } } },
  ];
  watches.at(-1)!.write(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(""));
  await vi.waitFor(() => expect(cache.get("c", "x")).toBeDefined());
  watches.at(-1)!.destroy();
  await vi.waitFor(() => expect(server.requests.at(-1)).toContain("resourceVersion=41"));
});

test("what was deleted while the watch was cut is told as deleted after a 410", async () => {
  const { cache, events } = await start();
  expireNextWatch = true;
  items = [object("b", 2)];
  version = 8;
  watches.at(-1)!.destroy();
  await vi.waitFor(() => expect(cache.get("a", "x")).toBeUndefined());
  expect(events.at(-1)).toMatchObject({ type: "deleted", object: { metadata: { name: "a" } } });
});

test("an ERROR frame of a running watch leads to a new list as well", async () => {
  const { cache } = await start();
  items = [object("z", 9)];
  version = 9;
  send("ERROR", statusBody(410, "Expired"));
  await vi.waitFor(() => expect(cache.all().map(({ metadata }) => metadata.name)).toEqual(["z"]));
});

test("a write's answer is seen at once, and neither an older event nor a late answer takes it back", async () => {
  const { cache, events } = await start();
  cache.observe(object("a", 7, { written: "yes" }));
  expect(cache.get("a", "x")?.data).toEqual({ written: "yes" });
  send("MODIFIED", object("a", 6, { written: "no" }));
  send("DELETED", object("b", 8));
  await vi.waitFor(() => expect(events.at(-1)?.type).toBe("deleted"));
  expect(cache.get("a", "x")?.data).toEqual({ written: "yes" });
  cache.observe(object("b", 7));
  expect(cache.get("b", "x")).toBeUndefined();
});

test("a listener that throws stops neither the watch nor the other listeners", async () => {
  const { cache, events } = await start();
  cache.onChange(() => {
    throw new Error("bad listener");
  });
  const heard: string[] = [];
  cache.onChange((event) => heard.push(event.type));
  send("ADDED", object("c", 3));
  send("ADDED", object("d", 4));
  await vi.waitFor(() => expect(heard).toEqual(["added", "added"]));
  expect(events).toHaveLength(4);
});
