import { expect, test } from "vitest";
import type { InstanceFacts } from "../instances/instance-facts.ts";
import { sampleNodeClaim } from "../testing/samples.ts";
import { leakedInstances } from "./leaked-instances.ts";

const NOW = Date.UTC(2026, 10, 1, 12);

function instance(overrides: Partial<InstanceFacts> = {}): InstanceFacts {
  return {
    id: "i-1",
    state: "running",
    instanceType: "c6a.2xlarge",
    imageId: "ami-amd64",
    zone: "us-east-1a",
    zoneId: undefined,
    subnetId: "subnet-a",
    securityGroupIds: ["sg-1"],
    capacityType: "on-demand",
    launchedAt: NOW - 60_000,
    tags: { "karpenter.sh/nodeclaim": "default-abcde", "inlay.dev/nodeclaim-uid": "claim-uid" },
    ...overrides,
  };
}

const owner = (providerID?: string, uid = "claim-uid") =>
  sampleNodeClaim({}, providerID ? { providerID } : {}, { uid });

test("an instance that its claim names is not leaked", () => {
  expect(leakedInstances([instance()], [owner("aws:///us-east-1a/i-1")], NOW)).toEqual([]);
});

test("an instance without a claim is leaked", () => {
  expect(leakedInstances([instance()], [], NOW)).toHaveLength(1);
});

test("an instance whose claim has none yet waits for it: the controller was killed between launch and status", () => {
  expect(leakedInstances([instance()], [owner()], NOW)).toEqual([]);
});

test("an instance whose claim got another one is leaked", () => {
  expect(leakedInstances([instance()], [owner("aws:///us-east-1a/i-2")], NOW)).toHaveLength(1);
});

test("an instance of an earlier claim with the same name is leaked", () => {
  expect(leakedInstances([instance()], [owner(undefined, "another-uid")], NOW)).toHaveLength(1);
});

test("an instance without our tag is judged by the claim's name", () => {
  const untagged = instance({ tags: { "karpenter.sh/nodeclaim": "default-abcde" } });
  expect(leakedInstances([untagged], [owner()], NOW)).toEqual([]);
  expect(leakedInstances([untagged], [], NOW)).toHaveLength(1);
});

test("young and leaving instances are left alone", () => {
  expect(leakedInstances([instance({ launchedAt: NOW - 29_000 })], [], NOW)).toEqual([]);
  expect(leakedInstances([instance({ state: "shutting-down" })], [], NOW)).toEqual([]);
});
