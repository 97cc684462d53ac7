/** The reference page's first section as the server carries it out, on a real PostgreSQL and a box that starts as the page finds it. */
import { NODES } from "@inlay/resources";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openClusterAccess } from "../../packages/server/src/cluster-access/cluster-access.ts";
import { until } from "../support/wait.ts";
import { EXAMPLE_POLICY } from "../box/page-policy.ts";
import { CLUSTER, ManagedCluster, QUICK } from "./managed-cluster.ts";
import { ACCOUNT, editedInfrastructure, withOtherRole } from "./page-edit.ts";
import { editedKarpenterValues, editedKubernetesValues } from "../../packages/profiles/src/testing/built-in-packs.ts";

let cluster: ManagedCluster;
let infra: string;
let withKarpenter: string;
beforeAll(async () => {
  cluster = await ManagedCluster.start();
  await cluster.work();
  infra = (await cluster.attached()).profiles[0]!.profileUid;
  await aws("iam create-policy --policy-name karpenterControllerPolicy --policy-document", EXAMPLE_POLICY);
  const vpc = "cluster.resourcesVpcConfig";
  const query = `[${vpc}.subnetIds, ${vpc}.securityGroupIds][]`;
  const ids = await text(`eks describe-cluster --name ${CLUSTER} --query`, query);
  await aws(`ec2 create-tags --tags Key=karpenter.sh/discovery,Value=${CLUSTER} --resources`, ...ids.split(/\s+/));
  await until("two nodes", async () => (await kubectl("get nodes --no-headers")).match(/ Ready /g)?.length === 2);
});
afterAll(() => cluster?.stop());

const aws = (line: string, ...more: readonly string[]) => cluster.box.ok("aws", [...line.split(" "), ...more]);
const text = async (line: string, ...more: readonly string[]) => (await aws(line, ...more, "--output", "text")).trim();
const kubectl = (line: string, input?: string) => cluster.box.ok("kubectl", line.split(" "), input);
const groups = async () =>
  (await text(`eks list-nodegroups --cluster-name ${CLUSTER} --query nodegroups`)).split(/\s+/);

test("a cluster of which no kubeconfig is known is reached by what EKS says of it, with a token of the account's keys", async () => {
  const row = await cluster.attached();
  const { kubeconfigPath: _, ...connection } = row.connection;
  const access = await openClusterAccess({ ...row, connection });
  try {
    expect((await access.kube.list(NODES)).items).toHaveLength(2);
  } finally {
    await access.close();
  }
});

test("the plan shows what the page's edit does: objects, roles, the node group that rolls, and why", async () => {
  withKarpenter = await cluster.profile("eks-infra", "1.1.0", "cluster", editedInfrastructure(cluster));
  const selection = { profiles: [{ uid: withKarpenter, replaceWithProfile: infra }], detached: [] };
  const plan = await cluster.rollOuts.plan(cluster.uid, selection);
  expect(plan.problems.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(plan.objects.every(({ change }) => change === "added")).toBe(true);
  expect(plan.objects.map(({ kind, name }) => `${kind} ${name}`)).toEqual(
    expect.arrayContaining([
      "Namespace karpenter",
      "Deployment karpenter",
      "CustomResourceDefinition nodepools.karpenter.sh",
    ]),
  );
  expect(plan.iam.map(({ change, kind, name }) => `${change} ${kind} ${name}`)).toEqual([
    `added service account role ${CLUSTER}-karpenterControllerRole`,
    `added node role ${CLUSTER}-nodeRole`,
    `added role mapping ${ACCOUNT}:role/${CLUSTER}-nodeRole`,
  ]);
  expect(plan.nodes).toHaveLength(2);
  expect(plan.nodes[0]).toMatchObject({ pool: "worker-pool-efgh" });
  expect(plan.repave).toMatchObject({ isRequired: true, isFull: true });
  expect(plan.podsMoved).toBeGreaterThan(0);
  expect(plan.hourlyRateBefore).toBeCloseTo(2 * 0.1664, 3);
  expect((await cluster.rollOuts.plan(cluster.uid, selection)).hash).toBe(plan.hash);
});

test("an approval of another plan is refused, and nothing is begun", async () => {
  const selection = { profiles: [{ uid: withKarpenter, replaceWithProfile: infra }], detached: [] };
  await expect(cluster.rollOuts.start(cluster.uid, { hash: "other" }, selection, "u")).rejects.toMatchObject({
    status: 409,
    code: "PlanChanged",
  });
  expect(await cluster.rollOuts.view(cluster.uid)).toBeUndefined();
});

test("the roll-out makes the roles, maps them, replaces the node group and installs Karpenter, until all is healthy", async () => {
  const selection = { profiles: [{ uid: withKarpenter, replaceWithProfile: infra }], detached: [] };
  const begun = await cluster.apply(selection);
  expect(begun.packs.map(({ name, state }) => [name, state])).toContainEqual(["karpenter", "Waiting"]);
  await expect(cluster.apply(selection)).rejects.toMatchObject({ code: "RollOutRunning" });
  const view = await cluster.done();
  expect(view.packs.every(({ state }) => state === "Ready")).toBe(true);
  expect(await text("iam list-roles --query Roles[].RoleName")).toMatch(/karpenterControllerRole/);
  expect(await kubectl("get configmap aws-auth -n kube-system -o yaml")).toContain(`role/${CLUSTER}-nodeRole`);
  const [group, ...others] = await groups();
  expect(others).toEqual([]);
  expect(group).toMatch(/^worker-pool-[a-z]{4}$/);
  expect(group).not.toBe("worker-pool-efgh");
  expect(await kubectl("rollout status deployment/karpenter -n karpenter --timeout=10s")).toContain("success");
  const row = await cluster.attached();
  expect(row).toMatchObject({ state: "Running" });
  expect(row.profiles).toMatchObject([{ profileUid: withKarpenter, version: "1.1.0" }]);
});

test("applying the same again changes nothing", async () => {
  // What the server's fields are: status changes by itself.
  const versions = () =>
    kubectl("get deployment,serviceaccount,clusterrole,crd -A -o jsonpath={.items[*].metadata.generation}");
  const before = await versions();
  const selection = { profiles: [{ uid: withKarpenter }], detached: [] };
  const plan = await cluster.rollOuts.plan(cluster.uid, selection);
  expect(plan).toMatchObject({ objects: [], iam: [], nodes: [], repave: { isRequired: false } });
  const effects = async () =>
    (
      await cluster.box.control<{ items: { effect?: boolean; operation: string }[] }>("GET", "ledger?effects=true")
    ).items
      .filter(({ operation }) => /^(Create|Delete|Attach|Detach|Update)/.test(operation))
      .filter(({ operation }) => !/Fleet|Tags|LaunchTemplate|Instance/.test(operation)).length;
  const calls = await effects();
  await cluster.apply(selection);
  await cluster.done();
  expect(await versions()).toBe(before);
  expect(await effects()).toBe(calls);
});

const POOL = `apiVersion: karpenter.sh/v1
kind: NodePool
metadata: { name: default }
spec:
  template:
    spec:
      requirements: [{ key: karpenter.sh/capacity-type, operator: In, values: [on-demand] }]
      nodeClassRef: { group: karpenter.k8s.aws, kind: EC2NodeClass, name: al2023 }
---
apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata: { name: al2023 }
spec:
  role: "{{.spectro.system.cluster.name}}-nodeRole"
  amiSelectorTerms: [{ alias: al2023@v20250920 }]
  subnetSelectorTerms: [{ tags: { karpenter.sh/discovery: "{{.spectro.system.cluster.name}}" } }]
  securityGroupSelectorTerms: [{ tags: { karpenter.sh/discovery: "{{.spectro.system.cluster.name}}" } }]
`;
const inflate = (cpu = "1", labels = "{ app: inflate }") => `apiVersion: apps/v1
kind: Deployment
metadata: { name: inflate, namespace: inflate }
spec:
  replicas: 1
  selector: { matchLabels: { app: inflate } }
  template:
    metadata: { labels: ${labels} }
    spec:
      terminationGracePeriodSeconds: 0
      containers: [{ name: inflate, image: public.ecr.aws/eks-distro/kubernetes/pause:3.7, resources: { requests: { cpu: ${cpu} } } }]
`;
const CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings, namespace: inflate }\ndata: { a: b }\n";
const LAYER_VALUES = 'pack:\n  spectrocloud.com/install-priority: "10"\n  namespace: inflate\n';
const addOn = (version: string, manifests: Readonly<Record<string, string>>) =>
  cluster.profile("inflate", version, "add-on", [{ name: "inflate-layer", values: LAYER_VALUES, manifests }]);

let pools: string;
let inflated: string;

test("add-ons are installed by priority, in the namespaces that their values ask for", async () => {
  pools = await cluster.profile("pools", "1.0.0", "add-on", [{ name: "pool-layer", manifests: { pool: POOL } }]);
  inflated = await addOn("1.0.0", { inflate: inflate(), config: CONFIG });
  await cluster.apply({ profiles: [{ uid: pools }, { uid: inflated }], detached: [] });
  const view = await cluster.done();
  const order = view.steps.map(({ name }) => name);
  expect(order.indexOf("pool-layer becomes healthy")).toBeLessThan(order.indexOf("Apply inflate-layer"));
  expect(await kubectl("get deployment inflate -n inflate -o jsonpath={.status.availableReplicas}")).toBe("1");
  expect(await kubectl("get ec2nodeclass al2023 -o jsonpath={.spec.role}")).toBe(`${CLUSTER}-nodeRole`);
});

test("what a layer does not bring any more is pruned; what others made stays", async () => {
  await kubectl("create configmap by-hand -n inflate --from-literal=a=b");
  const next = await addOn("1.1.0", { inflate: inflate() });
  const selection = { profiles: [{ uid: next, replaceWithProfile: inflated }], detached: [] };
  const plan = await cluster.rollOuts.plan(cluster.uid, selection);
  expect(plan.objects).toMatchObject([
    { change: "removed", kind: "ConfigMap", name: "settings", layer: "inflate-layer" },
  ]);
  await cluster.apply(selection);
  await cluster.done();
  expect(await kubectl("get configmaps -n inflate -o name")).toBe("configmap/by-hand\nconfigmap/kube-root-ca.crt\n");
  inflated = next;
});

test("an object that the API server refuses, and a chart that does not render, show in the plan with field and fix", async () => {
  const refused = await addOn("1.2.0", { inflate: inflate("1", "{ app: other }") });
  const selection = { profiles: [{ uid: refused, replaceWithProfile: inflated }], detached: [] };
  const plan = await cluster.rollOuts.plan(cluster.uid, selection);
  expect(plan.problems).toContainEqual(
    expect.objectContaining({
      code: "OBJECT_REFUSED",
      field: "layers[inflate-layer].Deployment inflate/inflate.spec.template.metadata.labels",
      fix: expect.stringContaining("spec.template.metadata.labels") as string,
    }),
  );
  await expect(cluster.rollOuts.start(cluster.uid, plan, selection, "u")).rejects.toMatchObject({
    code: "PlanHasProblems",
  });
  const values = editedKarpenterValues().replace("    replicas: 1\n", "    replicas: 1\n    additionalLabels: text\n");
  const broken = await cluster.profile("eks-infra", "1.2.0", "cluster", [
    ...cluster.infrastructure({ "kubernetes-eks": editedKubernetesValues() }, { name: "karpenter", values }),
  ]);
  const second = await cluster.rollOuts.plan(cluster.uid, { profiles: [{ uid: broken }], detached: [] });
  expect(second.problems).toContainEqual(
    expect.objectContaining({ code: "CHART_NOT_RENDERED", layer: "karpenter", severity: "error" }),
  );
});

test("what does not become healthy fails at its object with the reason, and the cluster is as it was", async () => {
  await cluster.stopWorking();
  await cluster.work({ patience: { ...QUICK, ready: 4_000 } });
  const huge = await addOn("1.3.0", { inflate: inflate("1000"), config: CONFIG });
  await cluster.apply({ profiles: [{ uid: huge, replaceWithProfile: inflated }], detached: [] });
  const view = await cluster.over();
  expect(view.state).toBe("Failed");
  const failed = view.steps.find(({ state }) => state === "Failed");
  expect(failed).toMatchObject({
    name: "inflate-layer becomes healthy",
    object: "Deployment inflate/inflate",
    fix: expect.stringMatching(/node that it fits on/) as string,
  });
  expect(failed?.message).toMatch(/Insufficient cpu/);
  expect(view.steps.at(-1)).toMatchObject({ name: "Bring back the last good version", state: "Done" });
  expect(view.packs.find(({ name }) => name === "inflate-layer")).toMatchObject({ state: "Error" });
  expect(
    await kubectl(
      "get deployment inflate -n inflate -o jsonpath={.spec.template.spec.containers[0].resources.requests.cpu}",
    ),
  ).toBe("1");
  expect(await kubectl("get configmaps -n inflate -o name")).not.toContain("settings");
  expect((await cluster.attached()).profiles).toContainEqual(expect.objectContaining({ profileUid: inflated }));
  await cluster.stopWorking();
  await cluster.work();
});

test("one call rolls back to the version before", async () => {
  const next = await addOn("1.4.0", { inflate: inflate("500m") });
  await cluster.apply({ profiles: [{ uid: next, replaceWithProfile: inflated }], detached: [] });
  await cluster.done();
  await cluster.rollOuts.rollBack(cluster.uid, "u");
  expect(await cluster.over()).toMatchObject({ state: "Done", kind: "rollBack" });
  expect((await cluster.attached()).profiles).toContainEqual(expect.objectContaining({ profileUid: inflated }));
  expect(
    await kubectl(
      "get deployment inflate -n inflate -o jsonpath={.spec.template.spec.containers[0].resources.requests.cpu}",
    ),
  ).toBe("1");
});

test("a node group that a budget holds fails by name and is opened again; once the budget lets go, Retry does it", async () => {
  await cluster.stopWorking();
  await cluster.work({ patience: { ...QUICK, drain: 3_000 } });
  const [group] = await groups();
  await kubectl(
    "apply -f -",
    `apiVersion: apps/v1
kind: Deployment
metadata: { name: held, namespace: default }
spec:
  selector: { matchLabels: { app: held } }
  template:
    metadata: { labels: { app: held } }
    spec:
      nodeSelector: { eks.amazonaws.com/nodegroup: ${group} }
      terminationGracePeriodSeconds: 0
      containers: [{ name: held, image: public.ecr.aws/eks-distro/kubernetes/pause:3.7 }]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: held, namespace: default }
spec: { minAvailable: 1, selector: { matchLabels: { app: held } } }
`,
  );
  await kubectl("rollout status deployment/held --timeout=60s");
  const both = EXAMPLE_POLICY.replace(`role/${CLUSTER}-nodeRole`, `role/${CLUSTER}-*`);
  const policy = `${ACCOUNT}:policy/karpenterControllerPolicy`;
  await aws(`iam create-policy-version --set-as-default --policy-arn ${policy} --policy-document`, both);
  // Machines of Karpenter keep the old role: it stays mapped.
  const values = withOtherRole("otherRole");
  const other = await cluster.profile("eks-infra", "2.0.0", "cluster", [
    ...cluster.infrastructure(
      { "kubernetes-eks": values.replace(/roleName: ".*"/, `roleName: "${CLUSTER}-otherRole"`) },
      { name: "karpenter", values: editedKarpenterValues() },
    ),
  ]);
  const selection = { profiles: [{ uid: other, replaceWithProfile: withKarpenter }], detached: [] };
  const plan = await cluster.rollOuts.plan(cluster.uid, selection);
  expect(plan.budgets).toMatchObject([{ namespace: "default", name: "held" }]);
  await cluster.apply(selection);
  const view = await cluster.over();
  expect(view.state).toBe("Failed");
  expect(view.steps.find(({ state }) => state === "Failed")).toMatchObject({
    name: `Node group ${group}`,
    object: "PodDisruptionBudget default/held",
    fix: expect.stringContaining("kubectl edit pdb held --namespace default") as string,
  });
  expect(await groups()).toEqual([group]);
  expect(await kubectl("get nodes -o jsonpath={.items[*].spec.unschedulable}")).not.toContain("true");
  await kubectl("delete deployment,pdb held");
  await cluster.stopWorking();
  await cluster.work();
  await cluster.rollOuts.retry(cluster.uid, "u");
  await cluster.done();
  expect(await groups()).not.toContain(group);
});

test("before Karpenter's pack is removed its nodes are drained and ended, and nothing of it stays", async () => {
  await kubectl("scale deployment inflate -n inflate --replicas 12");
  await until("a node of Karpenter", async () =>
    / Ready /.test(await kubectl("get nodes -l karpenter.sh/nodepool --no-headers")),
  );
  const without = await cluster.profile("eks-infra", "3.0.0", "infra", cluster.infrastructure({}));
  const row = await cluster.attached();
  const current = row.profiles.find(({ name }) => name === "eks-infra")!.profileUid;
  await cluster.apply({ profiles: [{ uid: without, replaceWithProfile: current }], detached: [pools, inflated] });
  const view = await cluster.done();
  expect(view.steps.find(({ name }) => name === "Drain Karpenter's nodes")?.message).toMatch(/[1-9] nodes? drained/);
  expect(await kubectl("get namespaces -o name")).not.toContain("namespace/karpenter");
  expect(await kubectl("get crd -o name")).toBe("");
  expect(await kubectl("get configmaps -n inflate -o name")).toContain("by-hand");
  expect(await text("iam list-roles --query Roles[].RoleName")).not.toContain("karpenterControllerRole");
  await until("only the node group's machines run", async () => {
    const filters = ["Name=instance-state-name,Values=running,pending", "Name=tag-key,Values=karpenter.sh/nodepool"];
    const query = "Reservations[].Instances[].InstanceId";
    const ids = await text(`ec2 describe-instances --query ${query} --filters`, ...filters);
    return ids === "" || ids === "None";
  });
});
