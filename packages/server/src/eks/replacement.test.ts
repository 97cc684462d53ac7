import { expect, test } from "vitest";
import { replacementInput, replacementName } from "./replacement.ts";

const old = {
  clusterName: "c",
  nodegroupName: "worker-pool-efgh",
  scalingConfig: { minSize: 1, maxSize: 4, desiredSize: 2 },
  subnets: ["subnet-1"],
  instanceTypes: ["t3.xlarge"],
  amiType: "AL2023_x86_64_STANDARD" as const,
  capacityType: "ON_DEMAND" as const,
  labels: { team: "a" },
  taints: [],
  diskSize: 20,
  nodeRole: "arn:aws:iam::1:role/old",
  tags: { "aws:cloudformation:stack": "s", team: "a" },
};

test("the group that takes over keeps the pool's name and gets four letters of its own, the same each time", () => {
  const name = replacementName("worker-pool-efgh", "role");
  expect(name).toMatch(/^worker-pool-[a-z]{4}$/);
  expect(name).not.toBe("worker-pool-efgh");
  expect(replacementName("worker-pool-efgh", "role")).toBe(name);
  expect(replacementName("worker-pool-efgh", "other")).not.toBe(name);
});

test("it is like the old one in everything but name, role and AWS's own tags", () => {
  const input = replacementInput(old, "new", "arn:aws:iam::1:role/new");
  expect(input).toMatchObject({
    clusterName: "c",
    nodegroupName: "new",
    nodeRole: "arn:aws:iam::1:role/new",
    scalingConfig: old.scalingConfig,
    instanceTypes: ["t3.xlarge"],
    diskSize: 20,
    labels: { team: "a" },
    tags: { team: "a", "inlay.dev/replaces": "worker-pool-efgh" },
  });
  expect(input.tags).not.toHaveProperty("aws:cloudformation:stack");
});

test("what stands in a launch template is not given beside it", () => {
  const input = replacementInput(
    { ...old, launchTemplate: { id: "lt-1", version: "3" }, instanceTypes: [] },
    "new",
    "r",
  );
  expect(input.launchTemplate).toEqual({ id: "lt-1", version: "3" });
  expect(input).not.toHaveProperty("diskSize");
  expect(input).not.toHaveProperty("instanceTypes");
});
