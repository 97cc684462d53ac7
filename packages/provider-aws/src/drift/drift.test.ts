import { expect, test } from "vitest";
import type { EC2NodeClass } from "@inlay/resources";
import type { InstanceFacts } from "../instances/instance-facts.ts";
import { sampleNodeClaim, sampleNodeClass } from "../testing/samples.ts";
import { hasStaticDrift, resolvedDrift } from "./drift.ts";

const HASH = "karpenter.k8s.aws/ec2nodeclass-hash";
const VERSION = "karpenter.k8s.aws/ec2nodeclass-hash-version";
const labels = new Map([["kubernetes.io/arch", ["amd64"]]]);
const claim = sampleNodeClaim({}, { imageID: "ami-amd64", providerID: "aws:///us-east-1a/i-1" });
const instance: InstanceFacts = {
  id: "i-1",
  state: "running",
  instanceType: "c6a.2xlarge",
  imageId: "ami-amd64",
  zone: "us-east-1a",
  zoneId: undefined,
  subnetId: "subnet-a",
  securityGroupIds: ["sg-1"],
  capacityType: "on-demand",
  launchedAt: 0,
  tags: {},
};

function annotated(annotations: Record<string, string>): EC2NodeClass {
  const nodeClass = sampleNodeClass();
  return { ...nodeClass, metadata: { ...nodeClass.metadata, annotations } };
}
const launchedWith = (annotations: Record<string, string>) => sampleNodeClaim({}, {}, { annotations });

test("another hash of the same version is drift", () => {
  expect(
    hasStaticDrift(launchedWith({ [HASH]: "1", [VERSION]: "v" }), annotated({ [HASH]: "2", [VERSION]: "v" })),
  ).toBe(true);
  expect(
    hasStaticDrift(launchedWith({ [HASH]: "1", [VERSION]: "v" }), annotated({ [HASH]: "1", [VERSION]: "v" })),
  ).toBe(false);
});

test("hashes of different versions say nothing: nodes of another controller are adopted", () => {
  expect(
    hasStaticDrift(launchedWith({ [HASH]: "1", [VERSION]: "v5" }), annotated({ [HASH]: "2", [VERSION]: "v" })),
  ).toBe(false);
  expect(hasStaticDrift(launchedWith({ [HASH]: "1" }), annotated({ [HASH]: "2", [VERSION]: "v" }))).toBe(false);
});

test("a node as its class resolves now has not drifted", () => {
  expect(resolvedDrift(claim, sampleNodeClass(), labels, instance)).toBe("");
});

test("an image that is not the type's any more is drift", () => {
  const old = sampleNodeClaim({}, { imageID: "ami-old" });
  expect(resolvedDrift(old, sampleNodeClass(), labels, instance)).toBe("AMIDrift");
});

test("other security groups or another subnet are drift", () => {
  expect(resolvedDrift(claim, sampleNodeClass(), labels, { ...instance, securityGroupIds: ["sg-1", "sg-2"] })).toBe(
    "SecurityGroupDrift",
  );
  expect(resolvedDrift(claim, sampleNodeClass(), labels, { ...instance, subnetId: "subnet-z" })).toBe("SubnetDrift");
});

test("a class that has resolved nothing is no reason to replace nodes", () => {
  const unresolved = { ...sampleNodeClass(), status: {} };
  expect(() => resolvedDrift(claim, unresolved, labels, instance)).toThrow(
    expect.objectContaining({ code: "DRIFT_UNDECIDABLE" }),
  );
});
