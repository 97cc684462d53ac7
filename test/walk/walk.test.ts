/**
 * The reference walk, start to end, with real kubectl and the real AWS CLI: pending pods become a node, the node is replaced by a
 * cheaper one, and in the end everything is gone.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BoxProcess, startBox } from "../support/box-process.ts";
import { until } from "../support/wait.ts";
import { mismatch, type Pattern, SCALE_DOWN_LINES, SCALE_UP_LINES } from "./page-log-lines.ts";
import { INFLATE, SPREAD_OUT } from "./page-manifests.ts";

let box: BoxProcess;
beforeAll(async () => {
  box = await startBox({ speed: 10 });
  await until(
    "the controller to be ready",
    async () => (await box.ok("get pods -n karpenter")).includes("1/1"),
    60_000,
  );
});
afterAll(() => box?.stop());

const logs = () =>
  box.ok("logs --namespace karpenter --selector app.kubernetes.io/name=karpenter --container controller --tail=-1");

/** Info lines from `first` on, as objects; waits until there are as many as expected. */
async function linesFrom(first: string, expected: readonly Pattern[], deadlineMs: number): Promise<unknown[]> {
  return until(
    `${expected.length} log lines from "${first}"`,
    async () => {
      const lines = (await logs()).split("\n").filter((line) => line.includes('"level":"INFO"'));
      const from = lines.findIndex((line) => line.includes(`"message":"${first}"`));
      const wanted = lines.slice(from).map((line) => JSON.parse(line) as unknown);
      if (from < 0 || wanted.length < expected.length) throw new Error(lines.slice(-6).join("\n"));
      return wanted;
    },
    deadlineMs,
  );
}

const ageless = (table: string) => table.replace(/\b(\d+[dhms])+\b/g, "AGE").replace(/ +/g, " ");

describe("Test Karpenter Node Provisioning", () => {
  test("update-kubeconfig writes a context for the cluster and list-nodegroups names the group", async () => {
    const update = await box.aws("eks update-kubeconfig --name my-eks-cluster --region us-east-1");
    expect(update.stdout + update.stderr).toMatch(
      /(Added new|Updated) context arn:aws:eks:us-east-1:\d{12}:cluster\/my-eks-cluster/,
    );
    expect((await box.ok("get nodes")).trim().split("\n")).toHaveLength(3);
    const groups = await box.aws("eks list-nodegroups --cluster-name my-eks-cluster --query nodegroups --output text");
    expect(groups.stdout).toMatch(/^[a-z0-9-]+\n$/);
  });

  test("the inflate Deployment gets the ReplicaSet name that it has on real EKS", async () => {
    await box.ok("create namespace inflate");
    expect(await box.ok("apply --namespace inflate -f -", INFLATE)).toBe("deployment.apps/inflate created\n");
    const name = await until(
      "the ReplicaSet",
      async () => (await box.ok("get replicasets -n inflate -o name")).trim() || undefined,
    );
    expect(name).toBe("replicaset.apps/inflate-5c5f75666d");
  });

  test("ten replicas: five fit, five stay Pending as Unschedulable", async () => {
    expect(await box.ok("scale deployment inflate --namespace inflate --replicas 10")).toBe(
      "deployment.apps/inflate scaled\n",
    );
    await until("five pods to run and five to be unschedulable", async () => {
      const { items } = await box.json("get pods -n inflate");
      const unschedulable = items.filter((pod) =>
        pod.status?.conditions?.some((c) => c.type === "PodScheduled" && c.reason === "Unschedulable"),
      );
      const placed = items.filter((pod) => typeof pod.spec.nodeName === "string");
      return placed.length === 5 && unschedulable.length === 5;
    });
  });

  test("the controller's log tells found, computed, created, launched, registered, initialized as on the page", async () => {
    const lines = await linesFrom("found provisionable pod(s)", SCALE_UP_LINES, 60_000);
    expect(SCALE_UP_LINES.map((pattern, index) => mismatch(lines[index], pattern)).filter(Boolean)).toEqual([]);
  });

  test("get nodes and the Karpenter kinds show the columns and rows that a Karpenter user knows", async () => {
    await until("all pods to run", async () => (await box.ok("get deployment -n inflate inflate")).includes("10/10"));
    expect(ageless(await box.ok("get nodes"))).toMatch(
      /^NAME STATUS ROLES AGE VERSION\n(ip-\d+-\d+-\d+-\d+\.ec2\.internal Ready <none> AGE v1\.32\.9-eks-113cf36\n){3}$/,
    );
    expect(ageless(await box.ok("get nodepools"))).toBe(
      "NAME NODECLASS NODES READY AGE\ndefault al2023-20250920 1 True AGE\n",
    );
    expect(ageless(await box.ok("get nodeclaims"))).toMatch(
      /^NAME TYPE CAPACITY ZONE NODE READY AGE\ndefault-\w{5} c6a\.2xlarge on-demand us-east-1[abc] ip-\S+ True AGE\n$/,
    );
    expect(ageless(await box.ok("get ec2nodeclasses"))).toBe("NAME READY AGE\nal2023-20250920 True AGE\n");
    expect(await box.ok("get nodeclaims -o wide")).toMatch(
      /NAME +TYPE +CAPACITY +ZONE +NODE +READY +AGE +IMAGEID +ID +NODEPOOL +NODECLASS +DRIFTED/,
    );
    expect(await box.ok("describe nodes -l karpenter.sh/nodepool")).toContain("karpenter.sh/capacity-type=on-demand");
    expect(await box.ok("describe nodeclaims")).toMatch(/Type: +Initialized/);
    expect(await box.ok("get events -n inflate")).toMatch(/Nominated .*Pod should schedule on: nodeclaim\/default-/);
    expect(await box.ok("top nodes")).toMatch(/^NAME +CPU\(cores\) +CPU\(%\) +MEMORY\(bytes\) +MEMORY\(%\)/);
  });

  test("scaled to zero with three small pods left, the node is replaced by a c7a.medium, with the page's lines", async () => {
    await box.ok("apply -f -", SPREAD_OUT);
    await until(
      "three spread pods to run",
      async () => (await box.ok("get deployment -n inflate spread-out")).includes("3/3"),
      120_000,
    );
    expect(await box.ok("scale deployment inflate --namespace inflate --replicas 0")).toBe(
      "deployment.apps/inflate scaled\n",
    );
    const lines = await linesFrom("disrupting node(s)", SCALE_DOWN_LINES, 240_000);
    expect(SCALE_DOWN_LINES.map((pattern, index) => mismatch(lines[index], pattern)).filter(Boolean)).toEqual([]);
    const claims = await box.json("get nodeclaims");
    expect(claims.items.map((claim) => claim.metadata.labels?.["node.kubernetes.io/instance-type"])).toEqual([
      "c7a.medium",
    ]);
  });

  test("without any pod left the node is simply deleted, and EC2's ledger is balanced", async () => {
    await box.ok("delete deployment -n inflate spread-out");
    await until(
      "no node claim and no Karpenter node",
      async () => {
        const left = await box.json("get nodeclaims,nodes");
        return left.items.filter((item) => item.metadata.labels?.["karpenter.sh/nodepool"]).length === 0;
      },
      240_000,
    );
    const running = await box.aws(
      "ec2 describe-instances --filters Name=tag-key,Values=karpenter.sh/nodepool Name=instance-state-name,Values=pending,running --query Reservations --output text",
    );
    expect(running.stdout.trim()).toBe("");
    // The page's policy does not allow DescribeInstanceStatus: the controller says so once and goes on.
    const errors = (await logs()).split("\n").filter((line) => line.includes('"level":"ERROR"'));
    expect(errors).toEqual([expect.stringContaining("not allowed to call ec2:DescribeInstanceStatus")]);
  });
});
