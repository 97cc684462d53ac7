import type { DemoStage } from "./demo-stage.ts";

const MINUTE = 60_000;

interface PodList {
  readonly items: readonly {
    readonly spec: { readonly nodeName?: string };
    readonly status?: { readonly conditions?: readonly { readonly type: string; readonly reason?: string }[] };
  }[];
}

/** The walk of the reference page, "Test Karpenter Node Provisioning", with what to look at. Throws at the first step that fails. */
export async function playWalk(stage: DemoStage, clusterName: string, region: string): Promise<void> {
  await connect(stage, clusterName, region);
  await giveRoomToGrow(stage);
  await scaleUp(stage);
  await lookAround(stage);
  await replace(stage);
  await leave(stage);
}

async function connect(stage: DemoStage, clusterName: string, region: string): Promise<void> {
  stage.title("1 · Connect to the cluster, as on AWS");
  if (stage.hasAws) {
    await stage.aws(`eks update-kubeconfig --name ${clusterName} --region ${region}`);
    const groups = await stage.aws(
      `eks list-nodegroups --cluster-name ${clusterName} --query nodegroups --output text`,
    );
    stage.check(/^[\w-]+\s*$/.test(groups), "the cluster has one managed node group", groups);
  } else {
    stage.say("The AWS CLI is not installed: the box's kubeconfig with a client certificate is used instead.");
  }
  const nodes = await stage.kubectl("get nodes");
  stage.check((nodes.match(/ Ready /g) ?? []).length === 2, "two nodes are Ready", nodes);
  await stage.until("the controller to be ready", MINUTE, async () =>
    (await stage.ask("get pods -n karpenter")).includes("1/1") ? true : undefined,
  );
  await stage.kubectl("get nodepools,ec2nodeclasses");
}

async function giveRoomToGrow(stage: DemoStage): Promise<void> {
  stage.title("2 · A deployment that can grow: one CPU a pod");
  await stage.kubectl("create namespace inflate");
  await stage.kubectl("apply --namespace inflate -f examples/inflate.yaml");
  const name = await stage.until(
    "its ReplicaSet",
    MINUTE / 2,
    async () => (await stage.ask("get rs -n inflate -o name")).trim() || undefined,
  );
  stage.check(name.endsWith("/inflate-5c5f75666d"), "its ReplicaSet is named as on real EKS: inflate-5c5f75666d", name);
}

async function scaleUp(stage: DemoStage): Promise<void> {
  stage.title("3 · Ten replicas: five fit, five wait for a node");
  await stage.kubectl("scale deployment inflate --namespace inflate --replicas 10");
  await stage.until("five pods to be unschedulable", MINUTE / 2, async () => {
    const { items } = JSON.parse(await stage.ask("get pods -n inflate -o json")) as PodList;
    const waiting = items.filter((pod) => pod.status?.conditions?.some((each) => each.reason === "Unschedulable"));
    const placed = items.filter((pod) => pod.spec.nodeName !== undefined);
    return waiting.length === 5 && placed.length === 5 ? true : undefined;
  });
  stage.passed("five pods are placed, five are Pending with reason Unschedulable");
  stage.title("4 · The controller decides: one NodeClaim for all five");
  const lines = await stage.log(
    [
      "found provisionable pod(s)",
      "computed new nodeclaim(s) to fit pod(s)",
      "created nodeclaim",
      "launched nodeclaim",
      "registered nodeclaim",
      "initialized nodeclaim",
    ],
    3 * MINUTE,
  );
  const requests = JSON.stringify(lines[2]?.["requests"]);
  stage.check(
    requests === '{"cpu":"5180m","memory":"120Mi","pods":"8"}',
    "it asks for five pods and the daemons",
    requests,
  );
  stage.check(
    lines[3]?.["instance-type"] === "c6a.2xlarge",
    "EC2 gives the cheapest type that fits: c6a.2xlarge",
    JSON.stringify(lines[3]),
  );
  await stage.until("all ten pods to run", MINUTE, async () =>
    (await stage.ask("get deployment -n inflate inflate")).includes("10/10") ? true : undefined,
  );
  stage.passed("all ten pods run");
}

async function lookAround(stage: DemoStage): Promise<void> {
  stage.title("5 · Look around");
  stage.say("Three nodes now. NodeClaims tie a node to its instance; NodePools count what they have.");
  const nodes = await stage.kubectl("get nodes");
  stage.check((nodes.match(/ Ready /g) ?? []).length === 3, "three nodes are Ready", nodes);
  await stage.kubectl("get nodepools");
  const claims = await stage.kubectl("get nodeclaims");
  stage.check(claims.includes("c6a.2xlarge"), "the NodeClaim shows type, capacity, zone, node", claims);
  await stage.kubectl("top nodes");
}

async function replace(stage: DemoStage): Promise<void> {
  stage.title("6 · Scale to zero, but leave three small pods that may not share a node");
  await stage.kubectl("apply --namespace inflate -f examples/spread-out.yaml");
  await stage.until("the three pods to run", MINUTE, async () =>
    (await stage.ask("get deployment -n inflate spread-out")).includes("3/3") ? true : undefined,
  );
  await stage.kubectl("scale deployment inflate --namespace inflate --replicas 0");
  stage.say(
    "The big node holds one small pod now. After consolidateAfter (1m) and a second look 15 s later it is replaced by the cheapest that fits.",
  );
  const lines = await stage.log(
    [
      "disrupting node(s)",
      "created nodeclaim",
      "launched nodeclaim",
      "registered nodeclaim",
      "initialized nodeclaim",
      "tainted node",
      "deleted node",
      "deleted nodeclaim",
    ],
    6 * MINUTE,
  );
  stage.check(
    lines[2]?.["instance-type"] === "c7a.medium",
    "the replacement is a c7a.medium",
    JSON.stringify(lines[2]),
  );
  await stage.kubectl("get nodeclaims");
}

async function leave(stage: DemoStage): Promise<void> {
  stage.title("7 · Without any pod the last node goes as well");
  await stage.kubectl("delete deployment --namespace inflate spread-out");
  await stage.until("the node and its claim to be gone", 6 * MINUTE, async () => {
    const left = await stage.ask("get nodes,nodeclaims -l karpenter.sh/nodepool -o name");
    return left.trim() === "" ? true : undefined;
  });
  stage.passed("no NodeClaim and no node of Karpenter's is left");
  await stage.kubectl("get nodes");
}
