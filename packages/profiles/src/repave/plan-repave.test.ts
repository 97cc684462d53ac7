import { expect, test } from "vitest";
import {
  builtInPack,
  builtInPacks,
  CLUSTER,
  editedKarpenterValues,
  editedKubernetesValues,
  infrastructure,
  packLayer,
  withValues,
} from "../testing/built-in-packs.ts";
import type { Profile } from "../profile/profile.ts";
import { renderProfiles } from "../rendering/render-profiles.ts";
import { iamChanges } from "./iam-changes.ts";
import { planRepave } from "./plan-repave.ts";

const pools = [{ name: "worker-pool", nodeGroup: "worker-pool-efgh", roleName: "old-role", size: 2 }];
const layersOf = (profile: Profile) => renderProfiles([profile], builtInPacks, { system: CLUSTER }).layers;
const plan = (before: Profile, after: Profile, facts = { pools }) =>
  planRepave(layersOf(before), layersOf(after), facts);
const before = infrastructure();
const values = builtInPack("kubernetes-eks").values;
const kubernetes = (text: string): Profile => withValues(before, "kubernetes-eks", text);
const pageProfile = withValues(
  infrastructure(packLayer("karpenter", editedKarpenterValues())),
  "kubernetes-eks",
  editedKubernetesValues(),
);

test("of the reference page's edits only managedMachinePool.roleName needs new nodes", () => {
  const result = plan(before, pageProfile);
  expect(result.pools).toMatchObject([
    {
      pool: "worker-pool",
      nodes: 2,
      how: "replace",
      reasons: [{ layer: "kubernetes-eks", field: "managedMachinePool.roleName" }],
    },
  ]);
  const needed = result.impacts.filter((impact) => impact.pools.length > 0).map(({ path }) => path);
  expect(needed).toEqual(["managedMachinePool.roleName"]);
  expect(result.impacts.map(({ path }) => path)).toEqual(
    expect.arrayContaining(["managedControlPlane.irsaRoles", "managedControlPlane.iamAuthenticatorConfig.mapRoles"]),
  );
});

test("no node group rolls when all have the new role already", () => {
  const facts = { pools: [{ ...pools[0]!, roleName: "my-eks-cluster-nodeRole" }] };
  expect(plan(before, pageProfile, facts)).toMatchObject({ required: false, pools: [] });
});

test("an add-on's values, comments and the same values need no node", () => {
  expect(plan(pageProfile, withValues(pageProfile, "karpenter", `${editedKarpenterValues()}# note\n`))).toMatchObject({
    required: false,
    impacts: [],
  });
  const affinity = editedKarpenterValues().replace("replicas: 1", "replicas: 2");
  expect(plan(pageProfile, withValues(pageProfile, "karpenter", affinity))).toMatchObject({
    required: false,
    impacts: [{ path: "charts.karpenter.replicas", effect: "none" }],
  });
});

test("a newer Kubernetes rolls every group; two minor versions at once or a step back are refused", () => {
  const at = (tag: string): Profile => ({
    ...before,
    layers: before.layers.map((layer) => (layer.layer === "k8s" ? { ...layer, tag, values } : layer)),
  });
  expect(plan(at("1.32.9"), at("1.33.1"))).toMatchObject({ required: true, pools: [{ how: "update" }], warnings: [] });
  expect(plan(at("1.32.9"), at("1.34.0")).warnings).toMatchObject([{ code: "REPAVE_SKIPS_MINOR", severity: "error" }]);
  expect(plan(at("1.32.9"), at("1.31.0")).warnings).toMatchObject([{ code: "REPAVE_DOWNGRADE", severity: "error" }]);
});

test("what EKS settles when a cluster is made cannot be changed; writing its default down is no change", () => {
  const changed = kubernetes(
    values.replace("disableAssociateOIDCProvider: false", "disableAssociateOIDCProvider: true"),
  );
  expect(plan(before, changed).warnings).toMatchObject([{ code: "REPAVE_IMMUTABLE", severity: "error" }]);
  expect(plan(before, kubernetes(values.replace(/.*disableAssociateOIDCProvider.*\n/, ""))).warnings).toEqual([]);
});

test("a repave warns of an affinity that names a group it removes", () => {
  const named = editedKarpenterValues().replace(
    "                  operator: DoesNotExist\n",
    "                  operator: DoesNotExist\n                - key: eks.amazonaws.com/nodegroup\n                  operator: In\n                  values:\n                  - worker-pool-efgh\n",
  );
  const old = infrastructure(packLayer("karpenter", named));
  expect(plan(old, withValues(old, "kubernetes-eks", editedKubernetesValues())).warnings).toMatchObject([
    { code: "REPAVE_AFFINITY", layer: "karpenter" },
  ]);
});

test("the plan's id is that of its content: nodes that changed meanwhile make another plan", () => {
  expect(plan(before, pageProfile).id).toBe(plan(before, pageProfile).id);
  expect(plan(before, pageProfile).id).not.toBe(plan(before, pageProfile, { pools: [{ ...pools[0]!, size: 3 }] }).id);
});

test("the changes in IAM are named", () => {
  expect(
    iamChanges(layersOf(before), layersOf(pageProfile)).map(({ change, kind, name }) => `${change} ${kind} ${name}`),
  ).toEqual([
    "added service account role my-eks-cluster-karpenterControllerRole",
    "added node role my-eks-cluster-nodeRole",
    "added role mapping arn:aws:iam::123456789012:role/my-eks-cluster-nodeRole",
  ]);
});
