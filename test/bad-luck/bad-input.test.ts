/** Wrong input and refusals: each shows where a Karpenter user looks, says what to change, and the rest goes on. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type BoxProcess, startBox } from "../support/box-process.ts";
import { controllerReady } from "../support/controller.ts";
import { atRest, karpenterInstances } from "../support/ec2-balance.ts";
import { allReady, load, QUICK_POOL } from "../support/quick-pool.ts";
import { until } from "../support/wait.ts";

let box: BoxProcess;
beforeAll(async () => {
  box = await startBox({ speed: 20 });
  await controllerReady(box);
  await box.ok("apply -f -", QUICK_POOL);
});
afterAll(() => box?.stop());

const POOL_TEMPLATE = {
  requirements: [{ key: "kubernetes.io/arch", operator: "In", values: ["amd64"] }] as object[],
  nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: "al2023-20250920" } as object | undefined,
};
/** The NodePool `wrong`: right but for what is given. */
const pool = (template: object, spec: object = {}) =>
  JSON.stringify({
    apiVersion: "karpenter.sh/v1",
    kind: "NodePool",
    metadata: { name: "wrong" },
    spec: { template: { spec: { ...POOL_TEMPLATE, ...template } }, ...spec },
  });
const requirement = (change: object) => ({ requirements: [{ ...POOL_TEMPLATE.requirements[0], ...change }] });
const nodeClass = (name: string, spec: Record<string, unknown>) =>
  JSON.stringify({
    apiVersion: "karpenter.k8s.aws/v1",
    kind: "EC2NodeClass",
    metadata: { name },
    spec: {
      role: "my-eks-cluster-nodeRole",
      amiSelectorTerms: [{ alias: "al2023@v20250920" }],
      subnetSelectorTerms: [{ tags: { "karpenter.sh/discovery": "my-eks-cluster" } }],
      securityGroupSelectorTerms: [{ tags: { "karpenter.sh/discovery": "my-eks-cluster" } }],
      ...spec,
    },
  });
const refused = async (manifest: string) => {
  const output = await box.kubectl("apply -f -", manifest);
  expect(output.exitCode).toBe(1);
  return output.stderr;
};
const condition = async (resource: string, type: string) => {
  const object = JSON.parse(await box.ok(`get ${resource} -o json`)) as {
    status?: { conditions?: { type: string; status: string; reason: string; message: string }[] };
  };
  return object.status?.conditions?.find((each) => each.type === type);
};
const events = (field: string) =>
  box.ok(`get events -A --field-selector ${field} -o custom-columns=R:.reason,M:.message`);

describe("kubectl says at once", () => {
  test("an unknown field", async () => {
    expect(await refused(pool({ unknownField: 1 }))).toContain('unknown field "spec.template.spec.unknownField"');
  });
  test("a bad operator", async () => {
    expect(await refused(pool(requirement({ operator: "Foo" })))).toMatch(
      /spec\.template\.spec\.requirements\[0\]\.operator: Unsupported value: "Foo": supported values: "In"/,
    );
  });
  test("a budget of 200 %", async () => {
    expect(await refused(pool({}, { disruption: { consolidateAfter: "1m", budgets: [{ nodes: "200%" }] } }))).toMatch(
      /spec\.disruption\.budgets\[0\]\.nodes: Invalid value: "200%"/,
    );
  });
  test("a missing nodeClassRef", async () => {
    expect(await refused(pool({ nodeClassRef: undefined }))).toMatch(
      /spec\.template\.spec\.nodeClassRef: Required value/,
    );
  });
  test("an In without values, by a rule", async () => {
    expect(await refused(pool(requirement({ values: [] })))).toContain(
      "requirements with operator 'In' must have a value defined",
    );
  });
});

describe("a condition tells", () => {
  afterEach(async () => {
    await box.ok("delete nodepools wrong --ignore-not-found --wait=false");
    await box.ok("delete ec2nodeclasses lost --ignore-not-found --wait=false");
  });

  test.each([
    [
      "tags that match no subnet",
      { subnetSelectorTerms: [{ tags: { none: "here" } }] },
      "SubnetsReady",
      "SubnetsNotFound",
    ],
    ["an alias that does not exist", { amiSelectorTerms: [{ alias: "al2023@v19990101" }] }, "AMIsReady", "AMINotFound"],
    [
      "tags that match no security group",
      { securityGroupSelectorTerms: [{ tags: { none: "here" } }] },
      "SecurityGroupsReady",
      "SecurityGroupsNotFound",
    ],
  ])("EC2NodeClass with %s", async (_, spec, type, reason) => {
    await box.ok("apply -f -", nodeClass("lost", spec));
    const found = await until(`${type} to be False`, async () => {
      const each = await condition("ec2nodeclass lost", type);
      return each?.status === "False" ? each : undefined;
    });
    expect(found.reason).toBe(reason);
    expect((await condition("ec2nodeclass lost", "Ready"))?.status).not.toBe("True");
  });

  test("a NodePool whose node class does not exist", async () => {
    await box.ok("apply -f -", pool({ nodeClassRef: { ...POOL_TEMPLATE.nodeClassRef, name: "nowhere" } }));
    const found = await until("NodeClassReady to be False", async () => {
      const each = await condition("nodepool wrong", "NodeClassReady");
      return each?.status === "False" ? each : undefined;
    });
    expect(found.reason).toBe("NodeClassNotFound");
  });

  test("a field that has no effect yet", async () => {
    await box.ok("apply -f -", nodeClass("lost", { cpuOptions: { nestedVirtualization: "enabled" } }));
    const found = await until("a condition about cpuOptions", async () => {
      const { status } = JSON.parse(await box.ok("get ec2nodeclass lost -o json")) as {
        status?: { conditions?: { message: string }[] };
      };
      return status?.conditions?.find((each) => each.message?.includes("cpuOptions"));
    });
    expect(found.message).toContain("cpuOptions");
  });
});

describe("an event tells, and the rest goes on", () => {
  afterEach(async () => {
    await box.control("DELETE", "/box/v1/faults");
    await box.ok("delete deployments -n default --all");
    await box.ok("delete nodeclaims --all --wait=false");
    await box.ok("apply -f -", QUICK_POOL);
    await atRest(box, 0, 180_000);
  });

  test("a pod that no type can hold", async () => {
    await box.ok("apply -f -", load("giant", 1, "1000"));
    await box.ok("apply -f -", load("web", 1, "500m"));
    await until("the giant's FailedScheduling event of Karpenter", async () =>
      (await events("reason=FailedScheduling")).includes("no instance type"),
    );
    await allReady(box, "web", 1, 120_000);
  });

  test("limits reached", async () => {
    const limited = `${QUICK_POOL}  limits: { cpu: "2" }\n`;
    await box.ok("apply -f -", limited);
    await box.ok(
      "apply -f -",
      load("web", 3, "1500m", {
        affinity: {
          podAntiAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [
              { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: "web" } } },
            ],
          },
        },
      }),
    );
    await until("an event about the limit", async () =>
      /exceed limits? for nodepool|limits have been exhausted/.test(await events("reason=FailedScheduling")),
    );
    expect((await karpenterInstances(box)).length).toBeLessThanOrEqual(1);
  });

  test("no capacity in a zone: another zone or type is taken", async () => {
    for (const zone of ["us-east-1a", "us-east-1b"])
      for (const type of ["c7a.medium", "c6a.large"])
        await box.control("POST", "/box/v1/capacity", { instanceType: type, zone, count: 0 });
    await box.ok("apply -f -", load("web", 1, "500m"));
    await allReady(box, "web", 1, 120_000);
    for (const zone of ["us-east-1a", "us-east-1b"])
      for (const type of ["c7a.medium", "c6a.large"])
        await box.control("POST", "/box/v1/capacity", { instanceType: type, zone, count: null });
  });

  test("AWS refuses CreateFleet: the claim says why, and once it may the pod runs", async () => {
    const { id } = await box.control<{ id: string }>("POST", "/box/v1/faults", {
      api: "aws",
      operation: "CreateFleet",
      error: { code: "UnauthorizedOperation", message: "You are not authorized to perform this operation." },
    });
    await box.ok("apply -f -", load("web", 1, "500m"));
    const launched = await until("Launched to say Unauthorized", async () => {
      const { items } = await box.json("get nodeclaims");
      const found = items[0]?.status?.conditions?.find((each) => each.type === "Launched");
      return found?.reason === "Unauthorized" ? found : undefined;
    });
    expect(launched.message).toMatch(/not authorized/i);
    await box.control("DELETE", `/box/v1/faults/${id}`);
    await allReady(box, "web", 1, 180_000);
  });

  test("AWS throttles: it is tried again", async () => {
    await box.control("POST", "/box/v1/faults", {
      api: "aws",
      operation: "CreateFleet",
      times: 4,
      error: { code: "RequestLimitExceeded", message: "Request limit exceeded." },
    });
    await box.ok("apply -f -", load("web", 1, "500m"));
    await allReady(box, "web", 1, 180_000);
  });

  test("watches that are cut while objects are deleted: nothing is remembered that is gone", async () => {
    await box.ok("apply -f -", load("web", 2, "500m"));
    await allReady(box, "web", 2, 120_000);
    await box.control("POST", "/box/v1/watches/cut", {});
    await box.ok("delete deployment web");
    await box.control("POST", "/box/v1/watches/cut", {});
    await atRest(box, 0, 180_000);
  });
});
