import { expect, test } from "vitest";
import {
  addOn,
  builtInPack,
  builtInPacks,
  CLUSTER,
  editedKarpenterValues,
  editedKubernetesValues,
  infrastructure,
  manifestLayer,
  NODE_POOL,
  packLayer,
  withValues,
} from "../testing/built-in-packs.ts";
import type { Profile } from "../profile/profile.ts";
import type { ClusterFacts, PolicyDocument } from "./validation-context.ts";
import { validateCluster, validateProfile } from "./validate-profile.ts";

const pageProfile = withValues(
  infrastructure(packLayer("karpenter", editedKarpenterValues())),
  "kubernetes-eks",
  editedKubernetesValues(),
);
const poolProfile = addOn(
  "pools",
  manifestLayer("layer", { pool: NODE_POOL }, 'pack: { spectrocloud.com/install-priority: "10" }\n'),
);
const codes = (profile: Profile, context = {}): readonly string[] =>
  validateProfile(profile, builtInPacks, context).map(({ code }) => code);
const together = (profiles: readonly Profile[], cluster: ClusterFacts = {}) =>
  validateCluster(profiles, builtInPacks, { system: CLUSTER, macros: {}, cluster });

test("the reference page's profiles, edited as it shows, have no problem", () => {
  expect(validateProfile(pageProfile, builtInPacks)).toEqual([]);
  expect(together([pageProfile, poolProfile])).toEqual([]);
});

test("the Karpenter pack without an account number is an error at its line, with what to enter", () => {
  const problems = validateProfile(infrastructure(packLayer("karpenter")), builtInPacks);
  const line =
    builtInPack("karpenter")
      .values.split("\n")
      .findIndex((text) => text.startsWith("awsAccountNumber")) + 1;
  expect(problems).toMatchObject([
    { code: "VALUES_SCHEMA", field: "layers[karpenter].values.awsAccountNumber", line, column: 19 },
  ]);
  expect(problems[0]?.fix).toMatch(/twelve digits/);
});

test("the page's mapRoles line with its stray quote is found (defect 2)", () => {
  const stray = editedKubernetesValues().replace("-nodeRole\n        username", '-nodeRole"\n        username');
  const found = validateProfile(withValues(pageProfile, "kubernetes-eks", stray), builtInPacks).find(
    ({ code }) => code === "STRAY_QUOTE",
  );
  expect(found?.line).toBe(
    stray.split("\n").findIndex((line) => line.endsWith('-nodeRole"') && line.includes("rolearn")) + 1,
  );
  expect(found?.fix).toMatch(/remove the "/);
});

const policy = (role: string): PolicyDocument => ({
  Statement: [{ Effect: "Allow", Action: "iam:PassRole", Resource: `arn:aws:iam::123456789012:role/${role}` }],
});
const ARN = "arn:aws:iam::123456789012:policy/karpenterControllerPolicy";

test("the page's policy template does not let the controller pass the node role, its example does (defect 1)", () => {
  const check = (role: string) =>
    together([pageProfile], { accountId: "123456789012", policies: { [ARN]: policy(role) } });
  expect(check("KarpenterNodeRole-my-eks-cluster")).toMatchObject([
    { code: "POLICY_PASS_ROLE", fix: expect.stringContaining("role/my-eks-cluster-nodeRole") as string },
  ]);
  expect(check("my-eks-cluster-nodeRole")).toEqual([]);
});

test("a policy that does not exist is named", () => {
  expect(together([pageProfile], { policies: { [ARN]: null } })).toMatchObject([{ code: "POLICY_MISSING" }]);
});

test("more replicas than nodes that Karpenter did not make stay pending (defect 3)", () => {
  const two = withValues(pageProfile, "karpenter", editedKarpenterValues().replace("replicas: 1", "replicas: 2"));
  expect(together([two], { nodeGroups: [{ name: "g", size: 1 }] })).toMatchObject([
    { code: "REPLICAS_EXCEED_NODES", fix: expect.stringContaining("replicas to 1") as string },
  ]);
  expect(together([two], { nodeGroups: [{ name: "g", size: 2 }] })).toEqual([]);
});

test("spot without an interruption queue is a warning (defect 4)", () => {
  const spot = addOn(
    "pools",
    manifestLayer(
      "layer",
      { pool: NODE_POOL.replace('["on-demand"]', '["on-demand", "spot"]') },
      'pack: { spectrocloud.com/install-priority: "10" }\n',
    ),
  );
  expect(together([pageProfile, spot])).toMatchObject([
    { code: "SPOT_WITHOUT_QUEUE", severity: "warning", layer: "layer" },
  ]);
});

test("an affinity that names a node group which is not there is a warning (defect 6)", () => {
  const named = editedKarpenterValues().replace(
    "                  operator: DoesNotExist\n",
    "                  operator: DoesNotExist\n                - key: eks.amazonaws.com/nodegroup\n                  operator: In\n                  values: [gone, here]\n",
  );
  expect(
    together([withValues(pageProfile, "karpenter", named)], { nodeGroups: [{ name: "here", size: 2 }] }),
  ).toMatchObject([{ code: "NODE_GROUP_UNKNOWN", message: expect.stringContaining("gone") as string }]);
});

test("a NodePool at the same priority as the pack that defines it is told which number to set (defect 7)", () => {
  const same = addOn("pools", manifestLayer("layer", { pool: NODE_POOL }));
  expect(together([pageProfile, same])).toMatchObject([
    { code: "INSTALL_PRIORITY", layer: "layer", fix: expect.stringContaining('install-priority: "10"') as string },
  ]);
});

test("subnets and security groups without the discovery tag are told, with the command (defect 13)", () => {
  const tags = [{ Name: "x" }];
  const problems = together([pageProfile, poolProfile], { subnetTags: tags, securityGroupTags: tags });
  expect(
    problems.map(({ code, fix }) => [code, fix?.includes("Key=karpenter.sh/discovery,Value=my-eks-cluster")]),
  ).toEqual([
    ["DISCOVERY_TAGS", true],
    ["DISCOVERY_TAGS", true],
  ]);
  const tagged = [{ "karpenter.sh/discovery": "my-eks-cluster" }];
  expect(together([pageProfile, poolProfile], { subnetTags: tagged, securityGroupTags: tagged })).toEqual([]);
});

test("a node role that is not mapped is told before machines are refused", () => {
  const unmapped = editedKubernetesValues().replace(/ {6}- rolearn[^]*?system:nodes\n/, "");
  expect(together([withValues(pageProfile, "kubernetes-eks", unmapped)])).toMatchObject([
    { code: "NODE_ROLE_NOT_MAPPED" },
  ]);
});

test("role mapping at the top level is accepted with a warning", () => {
  const text = "iamAuthenticatorConfig:\n  mapRoles: []\n";
  expect(together([withValues(infrastructure(), "kubernetes-eks", text)])).toMatchObject([
    { code: "MAPPING_PLACE", severity: "warning" },
  ]);
});

test("an EC2NodeClass with another role than the Kubernetes layer's is told", () => {
  const other = addOn(
    "pools",
    manifestLayer(
      "layer",
      { pool: NODE_POOL.replace("-nodeRole", "-other") },
      'pack: { spectrocloud.com/install-priority: "10" }\n',
    ),
  );
  expect(together([pageProfile, other])).toMatchObject([{ code: "NODE_CLASS_ROLE" }]);
});

test("the wrong account is an error", () => {
  expect(together([pageProfile], { accountId: "999999999999" })).toMatchObject([{ code: "ACCOUNT_NUMBER" }]);
});

test.each([
  ["v1.2", "PROFILE_VERSION"],
  ["2.2.2.develop", "PROFILE_VERSION"],
])("version %s is refused", (version, code) => {
  expect(codes({ ...pageProfile, version })).toEqual([code]);
});

test("a name and version that are taken are refused, its own are not", () => {
  const existing = [{ uid: "1", name: "eks-infra", version: "1.0.0" }];
  expect(codes(pageProfile, { existing })).toEqual(["DUPLICATE_PROFILE"]);
  expect(codes({ ...pageProfile, uid: "1" }, { existing })).toEqual([]);
});

test("broken YAML is told with line and column, in values and in manifests", () => {
  const broken = addOn("p", manifestLayer("l", { m: "apiVersion: v1\nkind: [\n" }, "a: 1\nb: }\n"));
  expect(validateProfile(broken, [])).toMatchObject([
    { code: "YAML_SYNTAX", field: "layers[l].values", line: 2 },
    { code: "YAML_SYNTAX", manifest: "m", line: 3 },
  ]);
});

test("unknown and missing macros are told where they stand; what only a cluster knows is not missed in a profile", () => {
  const layer = manifestLayer(
    "l",
    {},
    "a: '{{.spectro.system.cluster.uid}}'\nb: '{{.spectro.system.clustre.name}}'\nc: '{{.spectro.macro.TEAM}}'\nd: '{{.spectro.var.X}}'\n",
  );
  const found = (macros?: Record<string, string>) =>
    validateProfile(addOn("p", layer), [], macros ? { macros } : {}).map(({ code, line }) => `${line} ${code}`);
  expect(found()).toEqual(["2 MACRO_UNKNOWN", "4 MACRO_MISSING"]);
  expect(found({})).toEqual(["2 MACRO_UNKNOWN", "3 MACRO_MISSING", "4 MACRO_MISSING"]);
  expect(found({ TEAM: "blue" })).toEqual(["2 MACRO_UNKNOWN", "4 MACRO_MISSING"]);
});

test("a pack that is missing, or is not there in this version, is told with what there is", () => {
  const [karpenter] = infrastructure(packLayer("karpenter", editedKarpenterValues())).layers.slice(-1);
  expect(validateProfile(addOn("p", { ...karpenter!, tag: "9.9.9" }), builtInPacks)).toMatchObject([
    { code: "PACK_MISSING", fix: "use 1.14.1" },
  ]);
  expect(validateProfile(addOn("p", { ...karpenter!, name: "nothing" }), builtInPacks)).toMatchObject([
    { code: "PACK_MISSING" },
  ]);
});

test("an infrastructure profile needs its four layers, an add-on profile may hold none of them", () => {
  expect(codes({ ...pageProfile, layers: pageProfile.layers.slice(1) })).toEqual(["LAYER_MISSING", "PACK_DEPENDENCY"]);
  expect(codes(addOn("p", packLayer("csi-aws-ebs")))).toEqual(["LAYER_NOT_ALLOWED"]);
});

test("two layers or two manifests of one name are refused", () => {
  const layer = manifestLayer("l", {});
  expect(codes(addOn("p", layer, layer))).toEqual(["DUPLICATE_NAME"]);
  const content = "apiVersion: v1\nkind: Namespace\nmetadata: { name: x }\n";
  expect(
    codes(
      addOn("p", {
        ...layer,
        manifests: [
          { name: "m", content },
          { name: "m", content },
        ],
      }),
    ),
  ).toEqual(["DUPLICATE_NAME"]);
});

test("variables: read-only needs a default, formats are checked, unknown values are refused", () => {
  const variables = [
    { name: "A", displayName: "A", immutable: true },
    { name: "B", displayName: "B", format: "ipv4" as const, defaultValue: "1.2.3.400" },
  ];
  const problems = validateProfile({ ...addOn("p"), variables }, [], { variables: { p: { C: "1" } } });
  expect(problems.map(({ field }) => field)).toEqual(["variables[A]", "variables[B]", "variables[C]"]);
});
