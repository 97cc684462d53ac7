import { startKubernetes, type Kubernetes } from "@inlay/box-kubernetes";
import { NAMESPACES, PODS, seededRandom, systemClock } from "@inlay/resources";
import { afterAll, beforeAll, expect, test } from "vitest";
import { namespacedGroups } from "./namespaced-access.ts";

let kubernetes: Kubernetes;
beforeAll(async () => {
  kubernetes = await startKubernetes({ clock: systemClock, random: seededRandom(7) });
  for (const name of ["team-a", "team-b", "other"])
    await kubernetes.api.create(NAMESPACES, { apiVersion: "v1", kind: "Namespace", metadata: { name } });
});
afterAll(() => kubernetes?.close());

test("rights count in the namespaces that a pattern names, and nowhere else", async () => {
  const { api } = kubernetes;
  const groups = await namespacedGroups(api, [
    { clusterRole: "edit", namespaces: ["team-*"] },
    { clusterRole: "view", namespaces: ["other", "not-there"] },
  ]);
  const user = { name: "somebody", groups: [...groups, "system:authenticated"] };
  const pod = (namespace: string) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", namespace },
    spec: { containers: [{ name: "c", image: "pause" }] },
  });
  const asUser = api.as(user);
  // The rules of ClusterRole edit come together a moment after the start.
  await expect.poll(() => asUser.create(PODS, pod("team-a")).catch(() => undefined)).toBeDefined();
  await asUser.create(PODS, pod("team-b"));
  expect(asUser.list(PODS, { namespace: "other" })).toEqual([]);
  await expect(asUser.create(PODS, pod("other"))).rejects.toMatchObject({ status: 403 });
  await expect(asUser.create(PODS, pod("default"))).rejects.toMatchObject({ status: 403 });
});

test("asked again, the bindings are as they were", async () => {
  const access = [{ clusterRole: "edit", namespaces: ["team-a"] }];
  const first = await namespacedGroups(kubernetes.api, access);
  expect(await namespacedGroups(kubernetes.api, access)).toEqual(first);
});
