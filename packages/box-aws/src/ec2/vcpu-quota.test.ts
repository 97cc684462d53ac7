import { expect, test } from "vitest";
import { quotaFamilyOf, VcpuQuota } from "./vcpu-quota.ts";

const running = (instanceType: string, capacityType: "on-demand" | "spot" = "on-demand") => ({
  instanceType,
  capacityType,
  state: "running",
});

test.each([
  ["c6a.2xlarge", "standard"],
  ["im4gn.large", "standard"],
  ["g5.xlarge", "g"],
  ["p5.48xlarge", "p"],
  ["inf2.xlarge", "inf"],
  ["trn1.2xlarge", "trn"],
  ["x2idn.16xlarge", "x"],
  ["u-6tb1.metal", "u"],
])("%s counts against the quota of %s", (type, family) => {
  expect(quotaFamilyOf(type)).toBe(family);
});

test("what would go over the limit of its family is refused with EC2's code", () => {
  const quota = new VcpuQuota();
  quota.set("standard", "on-demand", 16);
  const there = [running("c6a.2xlarge"), { ...running("m6a.4xlarge"), state: "terminated" }, running("g5.12xlarge")];
  expect(quota.refusal("c6a.2xlarge", "on-demand", there)).toBeUndefined();
  expect(quota.refusal("c6a.4xlarge", "on-demand", there)).toMatchObject({
    code: "VcpuLimitExceeded",
    message: expect.stringContaining("current vCPU limit of 16") as string,
  });
  expect(quota.refusal("c6a.4xlarge", "spot", there)).toBeUndefined();
  quota.set("standard", "on-demand", undefined);
  expect(quota.refusal("c6a.4xlarge", "on-demand", there)).toBeUndefined();
});

test("spot instances have a limit of their own, which is kept", () => {
  const quota = new VcpuQuota();
  quota.set("standard", "spot", 4);
  const again = new VcpuQuota();
  again.restore(JSON.parse(JSON.stringify(quota.save())));
  expect(again.refusal("c6a.large", "spot", [running("c6a.large", "spot")])).toBeUndefined();
  expect(again.refusal("c6a.xlarge", "spot", [running("c6a.large", "spot")])?.code).toBe(
    "MaxSpotInstanceCountExceeded",
  );
});
