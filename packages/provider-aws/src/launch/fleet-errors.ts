import type { CreateFleetError } from "@inlay/aws";
import { AwsError } from "@inlay/aws";
import { CreateFailed, InsufficientCapacity, Throttled, Unauthorized } from "@inlay/cloud";
import type { UnavailableOfferings } from "../offerings/unavailable-offerings.ts";
import { withRemedy } from "./remedies.ts";

/** A refusal that EC2 gave for one override of a fleet. */
export interface FleetRefusal {
  readonly code: string;
  readonly message: string;
  readonly instanceType: string | undefined;
  readonly zone: string | undefined;
  readonly subnetId: string | undefined;
  readonly capacityType: "on-demand" | "spot";
}

const SPOT_ROLE_MISSING = "AuthFailure.ServiceLinkedRoleCreationNotPermitted";
const SUBNET_EMPTY = "InsufficientFreeAddressesInSubnet";

/** Codes that mean: not here, not now. */
const UNFULFILLABLE = new Set([
  "InsufficientInstanceCapacity",
  "MaxSpotInstanceCountExceeded",
  "VcpuLimitExceeded",
  "UnfulfillableCapacity",
  "Unsupported",
  SUBNET_EMPTY,
  "MaxFleetCountExceeded",
  "ReservationCapacityExceeded",
]);

/** Reasons of failed launches, by a part of code or message; the first that is found counts. */
const REASONS: readonly (readonly [part: RegExp, reason: string])[] = [
  [/ServiceLinkedRoleCreationNotPermitted/, "SpotSLRCreationFailed"],
  [/UnauthorizedOperation|AccessDenied|AuthFailure/, "Unauthorized"],
  [/not authorized for images|AMI.*not authorized/i, "AMIAuthorizationFailure"],
  [/[Ss]ecurity group.*subnet.*(belong|VPC|network)/, "SecurityGroupSubnetVPCMismatch"],
  [/[Ii]nvalid IAM [Ii]nstance [Pp]rofile/, "InstanceProfileNameInvalid"],
  [/InvalidLaunchTemplate/, "LaunchTemplateNotFound"],
  [/User data is limited to/, "UserDataSizeLimitExceeded"],
  [/InvalidAMIID\.(?!NotFound)/, "InvalidAMIID"],
  [/InvalidAMIID\.NotFound/, "AMINotFound"],
  [/RequestLimitExceeded|Throttling/, "RequestLimitExceeded"],
  [/InternalError/, "InternalError"],
  [/[Ff]ree [Tt]ier/, "FreeTierIneligible"],
  [/MaxFleetCountExceeded/, "FleetQuotaExceeded"],
  [/PendingVerification/, "AccountPendingVerification"],
  [/MaxSpotInstanceCountExceeded/, "SpotQuotaExceeded"],
  [/VcpuLimitExceeded/, "VCPULimitExceeded"],
  [/InsufficientFreeAddressesInSubnet/, "InsufficientFreeAddressesInSubnet"],
];

export function refusalsOf(
  errors: readonly CreateFleetError[],
  requested: "on-demand" | "spot",
): readonly FleetRefusal[] {
  return errors.map(({ ErrorCode, ErrorMessage, LaunchTemplateAndOverrides, Lifecycle }) => ({
    code: ErrorCode ?? "Unknown",
    message: ErrorMessage ?? "",
    instanceType: LaunchTemplateAndOverrides?.Overrides?.InstanceType,
    zone: LaunchTemplateAndOverrides?.Overrides?.AvailabilityZone,
    subnetId: LaunchTemplateAndOverrides?.Overrides?.SubnetId,
    capacityType: Lifecycle === "spot" || Lifecycle === "on-demand" ? Lifecycle : requested,
  }));
}

/** Remembers where capacity is missing, so that the next plan looks elsewhere. */
export function rememberRefusals(refusals: readonly FleetRefusal[], unavailable: UnavailableOfferings): void {
  for (const { code, instanceType, zone, subnetId, capacityType } of refusals) {
    if (code === SPOT_ROLE_MISSING) unavailable.markCapacityType("spot");
    else if (code === SUBNET_EMPTY && subnetId) unavailable.markSubnet(subnetId);
    else if (UNFULFILLABLE.has(code) && instanceType && zone)
      unavailable.markOffering(instanceType, zone, capacityType);
  }
}

/** The one failure that a fleet without instances amounts to. */
export function failureOf(refusals: readonly FleetRefusal[]): InsufficientCapacity | CreateFailed {
  const texts = [...new Set(refusals.map(({ code, message }) => (message ? `${code}: ${message}` : code)))];
  const message = `creating fleet, with fleet error(s), ${texts.join("; ") || "too few instances returned"}`;
  const onlyCapacity = refusals.every(({ code }) => UNFULFILLABLE.has(code) || code === SPOT_ROLE_MISSING);
  const telling = refusals.find(({ code }) => !UNFULFILLABLE.has(code)) ?? refusals[0];
  const reason = launchFailureReason(`${telling?.code ?? ""} ${telling?.message ?? ""}`);
  if (!onlyCapacity || refusals.length === 0) return new CreateFailed(reason, withRemedy(message, reason));
  // A quota that is used up is raised; machines that AWS has not are got elsewhere.
  return new InsufficientCapacity(withRemedy(message, reason === "LaunchFailed" ? "InsufficientCapacity" : reason));
}

/** A refused call as the failure of the launch; other errors as they are. */
export function launchFailureOfCall(error: unknown): unknown {
  if (!(error instanceof AwsError)) return error;
  const reason = launchFailureReason(`${error.codes.join(" ")} ${error.message}`);
  const message = `${error.operation}: ${error.code}: ${error.message}`;
  return new CreateFailed(reason, withRemedy(message, reason), { cause: error });
}

/** A refused call as what the autoscaler knows; other errors as they are. */
export function cloudErrorOf(error: unknown): unknown {
  if (!(error instanceof AwsError)) return error;
  const message = `${error.operation}: ${error.code}: ${error.message}`;
  const reason = launchFailureReason(error.codes.join(" "));
  switch (reason) {
    case "Unauthorized":
      return new Unauthorized(withRemedy(message, reason), { cause: error });
    case "RequestLimitExceeded":
      return new Throttled(withRemedy(message, reason), { cause: error });
    default:
      return error;
  }
}

export function launchFailureReason(text: string): string {
  return REASONS.find(([part]) => part.test(text))?.[1] ?? "LaunchFailed";
}
