/**
 * A managed node group cannot change its role: a new group with the new role takes over. Its machines stay out while the role is mapped nowhere,
 * and the old group's pods leave as their budgets allow.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { startBareBox, type BareBox } from "../support/bare-box.ts";
import { until } from "../support/wait.ts";
import { serviceTrust } from "./page-policy.ts";
import { mapNodeRole } from "./map-node-role.ts";

const CLUSTER = "my-eks-cluster";
const OLD = "worker-pool-efgh";
const NEW = "worker-pool-ijkl";
const ROLE = `arn:aws:iam::123456789012:role/${CLUSTER}-nodeRole`;

let box: BareBox;
beforeAll(async () => {
  box = await startBareBox({ speed: 20 });
});
afterAll(() => box?.stop());

const aws = (...args: readonly string[]) => box.ok("aws", args);
const kubectl = (line: string, input?: string) => box.ok("kubectl", line.split(" "), input);
interface NodeGroup {
  readonly status: string;
  readonly health: { readonly issues: readonly { readonly code: string; readonly message: string }[] };
}
const group = async (name: string) =>
  (
    JSON.parse(await aws("eks", "describe-nodegroup", "--cluster-name", CLUSTER, "--nodegroup-name", name)) as {
      nodegroup: NodeGroup;
    }
  ).nodegroup;

/** Two pods that may not both be away, on nodes that their budget guards. */
const GUARDED = JSON.stringify({
  apiVersion: "v1",
  kind: "List",
  items: [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web", namespace: "default" },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: "web" } },
        template: {
          metadata: { labels: { app: "web" } },
          spec: { containers: [{ name: "web", image: "public.ecr.aws/eks-distro/kubernetes/pause:3.7" }] },
        },
      },
    },
    {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: { name: "web", namespace: "default" },
      spec: { minAvailable: 2, selector: { matchLabels: { app: "web" } } },
    },
  ],
});

test("a group of the same name is refused, one with another name and role is made", async () => {
  await kubectl("apply -f -", GUARDED);
  await kubectl("rollout status deployment/web --timeout=120s");
  await aws(
    "iam",
    "create-role",
    "--role-name",
    `${CLUSTER}-nodeRole`,
    "--assume-role-policy-document",
    serviceTrust("ec2.amazonaws.com"),
  );
  for (const policy of ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly"])
    await aws(
      "iam",
      "attach-role-policy",
      "--role-name",
      `${CLUSTER}-nodeRole`,
      "--policy-arn",
      `arn:aws:iam::aws:policy/${policy}`,
    );
  const create = async (name: string) => {
    const { stdout } = await box.aws([
      "eks",
      "describe-nodegroup",
      "--cluster-name",
      CLUSTER,
      "--nodegroup-name",
      OLD,
      "--query",
      "nodegroup.subnets",
      "--output",
      "text",
    ]);
    return box.aws([
      "eks",
      "create-nodegroup",
      "--cluster-name",
      CLUSTER,
      "--nodegroup-name",
      name,
      "--node-role",
      ROLE,
      "--instance-types",
      "t3.xlarge",
      "--scaling-config",
      "minSize=1,maxSize=4,desiredSize=2",
      "--subnets",
      ...stdout.trim().split(/\s+/),
    ]);
  };
  expect((await create(OLD)).stderr).toContain("(ResourceInUseException)");
  expect((await create(NEW)).exitCode).toBe(0);
});

test("while the role is mapped nowhere its machines stay out: health, console and events say why and what to do", async () => {
  const issue = await until("the group's issue", async () => (await group(NEW)).health.issues[0]);
  expect(issue.code).toBe("AccessDenied");
  expect(issue.message).toContain(`${ROLE} is mapped to no user`);
  expect(await kubectl(`get nodes -l eks.amazonaws.com/nodegroup=${NEW} -o name`)).toBe("");
  const { items } = await box.get<{ items: { message: string }[] }>(
    "events",
    "-n",
    "default",
    "--field-selector",
    "reason=NodeRefused",
  );
  expect(items.map(({ message }) => message)).toContainEqual(expect.stringContaining("Add it to mapRoles"));
});

test("mapped, they join", async () => {
  await mapNodeRole(box, ROLE);
  await until("the new group to be active", async () => (await group(NEW)).status === "ACTIVE", 120_000);
  expect((await kubectl(`get nodes -l eks.amazonaws.com/nodegroup=${NEW} -o name`)).trim().split("\n")).toHaveLength(2);
});

test("the old group drains; a budget that allows nothing holds it up and is named, until it allows more", async () => {
  await aws("eks", "delete-nodegroup", "--cluster-name", CLUSTER, "--nodegroup-name", OLD);
  const issue = await until("the budget to be named", async () =>
    (await group(OLD)).health.issues.find(({ code }) => code === "PodEvictionFailure"),
  );
  expect(issue.message).toMatch(/Pod default\/web-\S+ cannot be evicted: the disruption budget web needs 2 healthy/);
  await box.ok("kubectl", [
    "patch",
    "poddisruptionbudget",
    "web",
    "--type=merge",
    "-p",
    JSON.stringify({ spec: { minAvailable: 1 } }),
  ]);
  await until(
    "the old group to be gone",
    async () =>
      (
        await aws("eks", "list-nodegroups", "--cluster-name", CLUSTER, "--query", "nodegroups", "--output", "text")
      ).trim() === NEW,
    120_000,
  );
  const { items } = await box.get("pods", "-l", "app=web");
  expect(items.every(({ metadata }) => metadata.deletionTimestamp === undefined)).toBe(true);
  await kubectl("rollout status deployment/web --timeout=120s");
  expect((await kubectl("get nodes -o name")).trim().split("\n")).toHaveLength(2);
  expect(box.troubles).toEqual([]);
});
