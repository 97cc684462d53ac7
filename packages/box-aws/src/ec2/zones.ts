import { AwsError } from "../service/aws-error.ts";
import type { OperationTable } from "../service/operation.ts";

export interface Zone {
  readonly name: string;
  readonly id: string;
}

/** The region's zones, as an account may see them: names are mapped to ids per account. */
export const ZONES: readonly [Zone, ...Zone[]] = [
  { name: "us-east-1a", id: "use1-az1" },
  { name: "us-east-1b", id: "use1-az2" },
  { name: "us-east-1c", id: "use1-az4" },
];

export function zoneOf(name: string): Zone {
  const zone = ZONES.find((each) => each.name === name);
  if (!zone)
    throw new AwsError(
      "InvalidParameterValue",
      `Value (${name}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: ${ZONES.map((each) => each.name).join(", ")}.`,
    );
  return zone;
}

export const zoneOperations: OperationTable = {
  DescribeAvailabilityZones: (_, { region }) => ({
    AvailabilityZones: ZONES.map(({ name, id }) => ({
      ZoneName: name,
      ZoneId: id,
      State: "available",
      RegionName: region,
      ZoneType: "availability-zone",
      OptInStatus: "opt-in-not-required",
      GroupName: region,
      NetworkBorderGroup: region,
      Messages: [],
    })),
  }),
  DescribeRegions: (_, { region }) => ({
    Regions: [{ RegionName: region, Endpoint: `ec2.${region}.amazonaws.com`, OptInStatus: "opt-in-not-required" }],
  }),
};
