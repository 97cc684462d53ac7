import type { RenderedLayer } from "@inlay/profiles";
import { expect, test } from "vitest";
import type { OrderOfWork, Rendition } from "../order-of-work.ts";
import { stepsOf } from "./steps-of.ts";

const layer = (name: string, kind: RenderedLayer["layer"], more: Partial<RenderedLayer> = {}): RenderedLayer => ({
  profileName: "p",
  profileVersion: "1.0.0",
  profileType: "cluster",
  name,
  packName: name,
  layer: kind,
  tag: "1.32.0",
  priority: 0,
  namespace: "default",
  namespaces: [],
  values: "",
  data: {},
  releases: [],
  objects: [],
  ...more,
});
const map = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "default" } });
const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "nodeclaims.karpenter.sh" },
  spec: { group: "karpenter.sh", names: { kind: "NodeClaim" } },
};
const rendition = (...layers: readonly RenderedLayer[]): Rendition => ({ profiles: [], variables: [], layers });
const work = (before: Rendition, after: Rendition, pools: OrderOfWork["pools"] = []): OrderOfWork => ({
  clusterName: "c",
  eksClusterName: "c",
  before,
  after,
  pools,
});
const keys = (order: OrderOfWork) => stepsOf(order).map(({ key }) => key);
const kubernetes = (data: RenderedLayer["data"], tag = "1.32.0") => layer("kubernetes-eks", "k8s", { data, tag });
const pool = { pool: "w", nodeGroup: "w", nodes: 2, how: "replace" as const, reasons: [] };

test("roles come before what needs them: mapping, node groups, layers", () => {
  const after = kubernetes({
    managedControlPlane: {
      irsaRoles: [{ name: "r", policies: [] }],
      iamAuthenticatorConfig: { mapRoles: [{ rolearn: "arn", username: "u", groups: [] }] },
    },
    managedMachinePool: { roleName: "nodes" },
  });
  expect(keys(work(rendition(), rendition(after, layer("a", "addon", { objects: [map("a")] })), [pool]))).toEqual([
    "identity-provider",
    "service-account-roles",
    "node-role",
    "role-mapping",
    "replace-node-group/w",
    "apply/p/a",
    "ready/p/a",
    "prune",
  ]);
});

test("layers of one priority are applied side by side; the next waits until all of them are healthy", () => {
  const add = (name: string, priority: number) => layer(name, "addon", { priority, objects: [map(name)] });
  const all = rendition(add("late", 10), add("a", 0), add("b", 0));
  const own = keys(work(rendition(), all)).filter((key) => /^(apply|ready)/.test(key));
  expect(own).toEqual(["apply/p/a", "apply/p/b", "ready/p/a", "ready/p/b", "apply/p/late", "ready/p/late"]);
});

test("the control plane goes to a new minor version before its nodes", () => {
  const order = work(rendition(kubernetes({})), rendition(kubernetes({}, "1.33.1")), [{ ...pool, how: "update" }]);
  expect(keys(order)).toEqual(["control-plane", "update-node-group/w", "prune"]);
  expect(keys(work(rendition(kubernetes({})), rendition(kubernetes({}, "1.32.9"))))).toEqual(["prune"]);
});

test("nodes of Karpenter are drained before its pack is removed, roles of ours go last", () => {
  const before = rendition(
    kubernetes({ managedControlPlane: { irsaRoles: [{ name: "r", policies: [] }] } }),
    layer("karpenter", "addon", { objects: [definition] }),
  );
  expect(keys(work(before, rendition(kubernetes({}))))).toEqual(["drain-karpenter", "prune", "remove-roles"]);
});
