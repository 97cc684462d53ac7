import { CONFIG_MAPS, NAMESPACES, PODS, type ConfigMap, type Namespace, type Pod } from "@inlay/resources";
import { expect, test } from "vitest";
import { inMemoryApi } from "../testing/in-memory-api.ts";
import type { WatchEvent } from "./api.ts";

const map = (name: string, labels: Record<string, string> = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap" as const,
  metadata: { name, namespace: "default", labels },
  data: { a: "1" },
});
const pod = (name: string, nodeName?: string) => ({
  apiVersion: "v1",
  kind: "Pod" as const,
  metadata: { name, namespace: "default" },
  spec: { containers: [{ name: "c", image: "x" }], ...(nodeName && { nodeName }) },
});

test("creates, refuses the same name, updates with optimistic concurrency, deletes", async () => {
  const { api } = await inMemoryApi();
  const made = await api.create<ConfigMap>(CONFIG_MAPS, map("a"));
  expect(made.metadata).toMatchObject({ name: "a", namespace: "default", resourceVersion: "3" });
  await expect(api.create(CONFIG_MAPS, map("a"))).rejects.toMatchObject({ status: 409, code: "AlreadyExists" });
  const changed = await api.update<ConfigMap>(CONFIG_MAPS, { ...made, data: { a: "2" } });
  expect(await api.update(CONFIG_MAPS, changed)).toBe(changed);
  await expect(api.update(CONFIG_MAPS, made)).rejects.toMatchObject({
    code: "Conflict",
    message:
      'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
  });
  await api.delete(CONFIG_MAPS, { namespace: "default", name: "a" });
  expect(api.get(CONFIG_MAPS, { namespace: "default", name: "a" })).toBeUndefined();
});

test("a selective watch sees objects come into and leave the selection", async () => {
  const { api } = await inMemoryApi();
  const events: string[] = [];
  await api.create(CONFIG_MAPS, map("a", { app: "x" }));
  const stop = api.watch(CONFIG_MAPS, { labelSelector: "app=x" }, ({ type, object }: WatchEvent) =>
    events.push(`${type} ${object.metadata.name} ${object.metadata.labels?.["app"]}`),
  );
  const key = { namespace: "default", name: "b" };
  await api.create(CONFIG_MAPS, map("b"));
  await api.patch(CONFIG_MAPS, key, "merge", { metadata: { labels: { app: "x" } } });
  await api.patch(CONFIG_MAPS, key, "merge", { data: { a: "2" } });
  await api.patch(CONFIG_MAPS, key, "merge", { metadata: { labels: { app: "y" } } });
  stop();
  await api.delete(CONFIG_MAPS, { namespace: "default", name: "a" });
  expect(events).toEqual(["ADDED a x", "ADDED b x", "MODIFIED b x", "DELETED b x"]);
});

test("a pod on a node waits for its kubelet, one without goes at once", async () => {
  const { api } = await inMemoryApi();
  await api.create<Pod>(PODS, pod("free"));
  await api.delete(PODS, { namespace: "default", name: "free" });
  expect(api.get(PODS, { namespace: "default", name: "free" })).toBeUndefined();
  await api.create<Pod>(PODS, pod("bound", "node"));
  const key = { namespace: "default", name: "bound" };
  await api.delete(PODS, key);
  expect(api.get(PODS, key)?.metadata).toMatchObject({ deletionGracePeriodSeconds: 30 });
  await api.delete(PODS, key, { gracePeriodSeconds: 0 });
  expect(api.get(PODS, key)).toBeUndefined();
});

test("finalizers keep an object until the last is taken away", async () => {
  const { api } = await inMemoryApi();
  const key = { namespace: "default", name: "held" };
  await api.create(CONFIG_MAPS, {
    ...map("held"),
    metadata: { ...map("held").metadata, finalizers: ["example.com/f"] },
  });
  await api.delete(CONFIG_MAPS, key);
  expect(api.get(CONFIG_MAPS, key)?.metadata).toMatchObject({ deletionGracePeriodSeconds: 0 });
  await api.patch(CONFIG_MAPS, key, "merge", { metadata: { finalizers: null } });
  expect(api.get(CONFIG_MAPS, key)).toBeUndefined();
});

test("foreground deletion leaves a mark for the garbage collector", async () => {
  const { api } = await inMemoryApi();
  const key = { namespace: "default", name: "owner" };
  await api.create(CONFIG_MAPS, map("owner"));
  await api.delete(CONFIG_MAPS, key, { propagationPolicy: "Foreground" });
  expect(api.get(CONFIG_MAPS, key)?.metadata.finalizers).toEqual(["foregroundDeletion"]);
  await api.delete(CONFIG_MAPS, key, { propagationPolicy: "Background" });
  expect(api.get(CONFIG_MAPS, key)).toBeUndefined();
});

test("nothing is made in a namespace that is missing or leaving", async () => {
  const { api } = await inMemoryApi();
  const into = (namespace: string) => ({ ...map("a"), metadata: { name: "a", namespace } });
  await expect(api.create(CONFIG_MAPS, into("none"))).rejects.toMatchObject({ message: 'namespaces "none" not found' });
  const namespace = { apiVersion: "v1", kind: "Namespace" as const, metadata: { name: "n" } };
  await api.create<Namespace>(NAMESPACES, { ...namespace, spec: { finalizers: ["kubernetes"] } });
  await api.delete(NAMESPACES, { name: "n" });
  await expect(api.create(CONFIG_MAPS, into("n"))).rejects.toMatchObject({ code: "Forbidden" });
});

test("binds once", async () => {
  const { api } = await inMemoryApi();
  const key = { namespace: "default", name: "p" };
  await api.create<Pod>(PODS, pod("p"));
  await api.bind(key, "node-0");
  expect(api.get<Pod>(PODS, key)).toMatchObject({
    spec: { nodeName: "node-0" },
    status: { conditions: [{ type: "PodScheduled", status: "True" }] },
  });
  await expect(api.bind(key, "node-0")).rejects.toMatchObject({
    message: 'Operation cannot be fulfilled on pods/binding "p": pod p is already assigned to node "node-0"',
  });
});
