/**
 * The box as the reference page finds it, and the page's first section by hand: the prerequisites with the real AWS CLI, the roles, the
 * mapping and the chart, until pods that fit nowhere get a machine of Karpenter's.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startBareBox, type BareBox } from "../support/bare-box.ts";
import { QUICK_POOL } from "../support/quick-pool.ts";
import { until } from "../support/wait.ts";
import { INFLATE } from "../walk/page-manifests.ts";
import { controllerTrust, EXAMPLE_POLICY, serviceTrust, TEMPLATE_POLICY } from "./page-policy.ts";
import { mapNodeRole } from "./map-node-role.ts";

const CLUSTER = "my-eks-cluster";
const ACCOUNT = "123456789012";
const POLICY = `arn:aws:iam::${ACCOUNT}:policy/karpenterControllerPolicy`;
const CONTROLLER_ROLE = `${CLUSTER}-karpenterControllerRole`;
const NODE_ROLE = `${CLUSTER}-nodeRole`;
const CHART = join(import.meta.dirname, "../../charts/karpenter");
const NODE_CLASS = `
apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata: { name: al2023-20250920 }
spec:
  role: ${NODE_ROLE}
  amiSelectorTerms: [{ alias: al2023@v20250920 }]
  subnetSelectorTerms: [{ tags: { karpenter.sh/discovery: ${CLUSTER} } }]
  securityGroupSelectorTerms: [{ tags: { karpenter.sh/discovery: ${CLUSTER} } }]
`;

let box: BareBox;
beforeAll(async () => {
  box = await startBareBox();
});
afterAll(() => box?.stop());

const aws = (...args: readonly string[]) => box.ok("aws", args);
const text = async (...args: readonly string[]) => (await aws(...args, "--output", "text")).trim();
const kubectl = (line: string, input?: string) => box.ok("kubectl", line.split(" "), input);

interface LedgerLine {
  readonly operation: string;
  readonly principalArn: string;
}
interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}
const conditionOf = (conditions: readonly Condition[] | undefined, type: string) =>
  conditions?.find((each) => each.type === type);

async function log(): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const lines = await kubectl("logs -n karpenter -l app.kubernetes.io/name=karpenter -c controller --tail=-1");
  return lines
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

test("nothing of Karpenter is there, and everything else is healthy", async () => {
  expect((await kubectl("get namespaces -o name")).trim().split("\n")).not.toContain("namespace/karpenter");
  expect(await kubectl("get crd -o name")).toBe("");
  expect(await text("iam", "list-policies", "--scope", "Local", "--query", "Policies")).toBe("");
  expect(await text("iam", "list-roles", "--query", "Roles[].RoleName")).not.toMatch(/arpenter|nodeRole/);
  expect(await text("sqs", "list-queues", "--endpoint-url", box.env.AWS_ENDPOINT_URL!)).toMatch(/^(None)?$/);
  expect(await text("ec2", "describe-tags", "--filters", "Name=key,Values=karpenter.sh/discovery")).toBe("");
  expect(await text("eks", "describe-cluster", "--name", CLUSTER, "--query", "cluster.status")).toBe("ACTIVE");
  const group = ["eks", "describe-nodegroup", "--cluster-name", CLUSTER, "--nodegroup-name", "worker-pool-efgh"];
  await until("the node group to be active", async () => {
    const state = await text(...group, "--query", "nodegroup.[status,length(health.issues)]");
    return /^ACTIVE\s+0$/.test(state);
  });
  expect(await kubectl("get nodes")).toMatch(/^NAME.*\n(ip-\S+ +Ready .*\n){2}$/);
  await until("the add-ons to be ready", async () => {
    const { items } = await box.get("deployments", "-A");
    return items.length > 0 && items.every(({ spec, status }) => spec.replicas === status?.readyReplicas);
  });
  expect(box.troubles).toEqual([]);
});

test("prerequisites: the policy from the page's template, the discovery tags", async () => {
  expect(
    await text(
      "iam",
      "create-policy",
      "--policy-name",
      "karpenterControllerPolicy",
      "--policy-document",
      TEMPLATE_POLICY,
      "--query",
      "Policy.Arn",
    ),
  ).toBe(POLICY);
  const vpc = "cluster.resourcesVpcConfig";
  const ids = await text(
    "eks",
    "describe-cluster",
    "--name",
    CLUSTER,
    "--query",
    `[${vpc}.subnetIds, ${vpc}.securityGroupIds][]`,
  );
  await aws(
    "ec2",
    "create-tags",
    "--tags",
    `Key=karpenter.sh/discovery,Value=${CLUSTER}`,
    "--resources",
    ...ids.split(/\s+/),
  );
  expect(
    (
      await text(
        "ec2",
        "describe-subnets",
        "--filters",
        `Name=tag:karpenter.sh/discovery,Values=${CLUSTER}`,
        "--query",
        "Subnets[].AvailabilityZone",
      )
    ).split(/\s+/),
  ).toEqual(["us-east-1a", "us-east-1b", "us-east-1c"]);
});

test("the roles: the controller's by the OIDC provider, the nodes'", async () => {
  const issuer = await text("eks", "describe-cluster", "--name", CLUSTER, "--query", "cluster.identity.oidc.issuer");
  const provider = await text("iam", "list-open-id-connect-providers", "--query", "OpenIDConnectProviderList[].Arn");
  const create = async (name: string, trust: string, policies: readonly string[]) => {
    await aws("iam", "create-role", "--role-name", name, "--assume-role-policy-document", trust);
    for (const policy of policies) await aws("iam", "attach-role-policy", "--role-name", name, "--policy-arn", policy);
  };
  await create(CONTROLLER_ROLE, controllerTrust(provider, issuer.replace("https://", "")), [POLICY]);
  await create(
    NODE_ROLE,
    serviceTrust("ec2.amazonaws.com"),
    ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly"].map(
      (name) => `arn:aws:iam::aws:policy/${name}`,
    ),
  );
});

test("the chart starts the controller as a process that is its role through the service account", async () => {
  await box.ok("helm", [
    "install",
    "karpenter",
    CHART,
    "--namespace",
    "karpenter",
    "--create-namespace",
    "--wait",
    "--timeout",
    "180s",
    "--set",
    `settings.clusterName=${CLUSTER}`,
    "--set",
    "replicas=1",
    "--set",
    `serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn=arn:aws:iam::${ACCOUNT}:role/${CONTROLLER_ROLE}`,
  ]);
  // helm's own waiting is content with no replica where the chart allows one to be missing.
  await kubectl("rollout status deployment/karpenter -n karpenter --timeout=300s");
  expect((await box.control<{ processes: number[] }>("GET", "status")).processes).toHaveLength(1);
  const { items } = await box.control<{ items: LedgerLine[] }>("GET", "ledger");
  const own = items.filter(({ principalArn }) => principalArn.includes(`assumed-role/${CONTROLLER_ROLE}/`));
  expect(own.map(({ operation }) => operation)).toContain("DescribeInstanceTypes");
});

test("the template's PassRole names another role: the node class says what is not allowed", async () => {
  await kubectl("apply -f -", `${NODE_CLASS}---${QUICK_POOL}`);
  const why = await until("the refused role to be named", async () => {
    const lines = (await log()).filter(({ level }) => level === "ERROR");
    return lines.map((line) => JSON.stringify(line)).find((line) => line.includes("iam:PassRole"));
  });
  expect(why).toContain(`role/${NODE_ROLE}`);
  const { status } = JSON.parse(await kubectl("get ec2nodeclass al2023-20250920 -o json")) as {
    status?: { conditions?: Condition[] };
  };
  expect(conditionOf(status?.conditions, "Ready")?.status).not.toBe("True");
});

test("with the example's policy the node class is ready", async () => {
  await aws(
    "iam",
    "create-policy-version",
    "--policy-arn",
    POLICY,
    "--set-as-default",
    "--policy-document",
    EXAMPLE_POLICY,
  );
  await kubectl("wait ec2nodeclass/al2023-20250920 --for=condition=Ready --timeout=300s");
});

test("a machine whose role is mapped nowhere stays out, and says why; mapped, it joins and the walk works", async () => {
  await kubectl("create namespace inflate");
  await kubectl("apply --namespace inflate -f -", INFLATE);
  await kubectl("scale deployment inflate --namespace inflate --replicas 10");
  const refused = await until("a machine that is refused", async () => {
    const { items } = await box.control<{ items: { instanceId: string; tags: Record<string, string> }[] }>(
      "GET",
      "instances",
    );
    for (const { instanceId, tags } of items.filter((each) => each.tags["karpenter.sh/nodepool"] === "default")) {
      const output = await text("ec2", "get-console-output", "--instance-id", instanceId, "--query", "Output");
      if (output.includes("Unauthorized") && tags["karpenter.sh/nodeclaim"]) return { instanceId, output };
    }
    return undefined;
  });
  expect(refused.output).toContain(`role/${NODE_ROLE} is mapped to no user`);
  expect(await kubectl("get nodes -l karpenter.sh/nodepool -o name")).toBe("");

  await mapNodeRole(box, `arn:aws:iam::${ACCOUNT}:role/${NODE_ROLE}`);
  await kubectl("rollout status deployment/inflate -n inflate --timeout=300s");
  expect(await kubectl("get nodes -l karpenter.sh/nodepool -o name")).toMatch(/^node\/ip-/);
  await kubectl("scale deployment inflate --namespace inflate --replicas 0");
  await until(
    "Karpenter's nodes to leave",
    async () => (await kubectl("get nodeclaims,nodes -l karpenter.sh/nodepool -o name")) === "",
    120_000,
  );
});

test("values written for upstream's chart go in by an upgrade, and the refused DescribeInstanceStatus is one line", async () => {
  const values = `
settings: { clusterName: ${CLUSTER}, batchIdleDuration: 1s, featureGates: { spotToSpotConsolidation: true } }
serviceAccount: { annotations: { eks.amazonaws.com/role-arn: "arn:aws:iam::${ACCOUNT}:role/${CONTROLLER_ROLE}" } }
controller: { resources: { requests: { cpu: 1, memory: 1Gi }, limits: { cpu: 1, memory: 1Gi } } }
replicas: 1
logLevel: debug
`;
  const errors = (await log()).filter(({ level }) => level === "ERROR").map((line) => JSON.stringify(line));
  expect(errors.filter((line) => line.includes("ec2:DescribeInstanceStatus"))).toHaveLength(1);
  const file = join(box.env.HOME!, "values.yaml");
  writeFileSync(file, values);
  await box.ok("helm", ["upgrade", "karpenter", CHART, "-n", "karpenter", "-f", file, "--wait", "--timeout", "180s"]);
  await until("the new controller to log as it is told", async () =>
    (await log()).some(({ level }) => level === "DEBUG"),
  );
});
