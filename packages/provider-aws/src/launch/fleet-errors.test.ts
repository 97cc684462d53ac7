import { AwsError } from "@inlay/aws";
import { systemClock } from "@inlay/resources";
import { expect, test } from "vitest";
import { UnavailableOfferings } from "../offerings/unavailable-offerings.ts";
import { cloudErrorOf, failureOf, launchFailureOfCall, refusalsOf, rememberRefusals } from "./fleet-errors.ts";
import type { FleetRefusal } from "./fleet-errors.ts";

function refusal(code: string, message = ""): FleetRefusal {
  return {
    code,
    message,
    instanceType: "c6a.2xlarge",
    zone: "us-east-1a",
    subnetId: "subnet-a",
    capacityType: "on-demand",
  };
}

test.for([
  "InsufficientInstanceCapacity",
  "MaxSpotInstanceCountExceeded",
  "VcpuLimitExceeded",
  "UnfulfillableCapacity",
  "Unsupported",
  "InsufficientFreeAddressesInSubnet",
  "MaxFleetCountExceeded",
  "AuthFailure.ServiceLinkedRoleCreationNotPermitted",
])("a fleet that only met %s is short of capacity", (code) => {
  expect(failureOf([refusal(code)])).toMatchObject({ code: "INSUFFICIENT_CAPACITY" });
});

test.for([
  ["UnauthorizedOperation", "You are not authorized to perform this operation", "Unauthorized"],
  [
    "InvalidParameterValue",
    "Value (x) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name",
    "InstanceProfileNameInvalid",
  ],
  ["InvalidAMIID.NotFound", "The image id 'ami-1' does not exist", "AMINotFound"],
  ["InvalidLaunchTemplateName.NotFoundException", "", "LaunchTemplateNotFound"],
  ["RequestLimitExceeded", "Request limit exceeded.", "RequestLimitExceeded"],
  ["SomethingNew", "never heard of", "LaunchFailed"],
] as const)("%s is told as a failed launch", ([code, message, reason]) => {
  expect(failureOf([refusal("InsufficientInstanceCapacity"), refusal(code, message)])).toMatchObject({
    code: "CREATE_FAILED",
    conditionReason: reason,
  });
});

test("a fleet without instance and without error is a failed launch, not missing capacity", () => {
  expect(failureOf([])).toMatchObject({ code: "CREATE_FAILED" });
});

test("equal errors are told once", () => {
  const { message } = failureOf([
    refusal("InsufficientInstanceCapacity", "none"),
    refusal("InsufficientInstanceCapacity", "none"),
  ]);
  expect(message).toMatch(
    /^creating fleet, with fleet error\(s\), InsufficientInstanceCapacity: none \(allow more instance types/,
  );
});

test("missing capacity is remembered for its type, zone and way of buying only", () => {
  const unavailable = new UnavailableOfferings(systemClock);
  rememberRefusals([refusal("InsufficientInstanceCapacity")], unavailable);
  expect(unavailable.isUnavailable("c6a.2xlarge", "us-east-1a", "on-demand")).toBe(true);
  expect(unavailable.isUnavailable("c6a.2xlarge", "us-east-1b", "on-demand")).toBe(false);
  expect(unavailable.isUnavailable("c6a.2xlarge", "us-east-1a", "spot")).toBe(false);
});

test("a subnet without addresses is remembered as such, spot without its role as a whole", () => {
  const unavailable = new UnavailableOfferings(systemClock);
  rememberRefusals(
    [refusal("InsufficientFreeAddressesInSubnet"), refusal("AuthFailure.ServiceLinkedRoleCreationNotPermitted")],
    unavailable,
  );
  expect(unavailable.isSubnetUnavailable("subnet-a")).toBe(true);
  expect(unavailable.isUnavailable("m5.large", "us-east-1c", "spot")).toBe(true);
  expect(unavailable.isUnavailable("m5.large", "us-east-1c", "on-demand")).toBe(false);
});

test("other refusals say nothing about capacity", () => {
  const unavailable = new UnavailableOfferings(systemClock);
  const { version } = unavailable;
  rememberRefusals([refusal("UnauthorizedOperation")], unavailable);
  expect(unavailable.version).toBe(version);
});

test("refusals are read from EC2's answer", () => {
  expect(
    refusalsOf(
      [
        {
          ErrorCode: "InsufficientInstanceCapacity",
          ErrorMessage: "none left",
          Lifecycle: "spot",
          LaunchTemplateAndOverrides: {
            Overrides: { InstanceType: "c6a.2xlarge", AvailabilityZone: "us-east-1a", SubnetId: "subnet-a" },
          },
        },
      ],
      "on-demand",
    ),
  ).toEqual([{ ...refusal("InsufficientInstanceCapacity", "none left"), capacityType: "spot" }]);
});

const refused = (code: string) =>
  new AwsError("ec2.CreateFleet", [code], `text of ${code}`, { status: 400, retryable: false });

test("a refused call is told with its operation and code", () => {
  expect(launchFailureOfCall(refused("UnauthorizedOperation"))).toMatchObject({
    conditionReason: "Unauthorized",
    message: expect.stringMatching(
      /^ec2.CreateFleet: UnauthorizedOperation: text of UnauthorizedOperation \(allow this action in the IAM policy/,
    ) as unknown,
  });
});

test("denied and throttled calls become what the autoscaler knows", () => {
  expect(cloudErrorOf(refused("UnauthorizedOperation"))).toMatchObject({ code: "UNAUTHORIZED" });
  expect(cloudErrorOf(refused("RequestLimitExceeded"))).toMatchObject({ code: "THROTTLED" });
  const other = new Error("x");
  expect(cloudErrorOf(other)).toBe(other);
});
