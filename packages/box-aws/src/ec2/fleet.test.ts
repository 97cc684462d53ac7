import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { type BoxAwsSimulation, createAwsSimulation, type EksAccount, seedEksAccount } from "../index.ts";
import { manualClock } from "../time/test-clock.ts";
import { ImageCatalogue } from "./images.ts";

const TYPES = ["c6a.large", "c6a.xlarge", "m6a.large", "m6a.xlarge", "r6a.large"];
const ZONES = ["us-east-1a", "us-east-1b", "us-east-1c"];
const X86 = new ImageCatalogue().all().find((image) => image.architecture === "x86_64")!.id;

let clock: ReturnType<typeof manualClock>;
let aws: BoxAwsSimulation;
let account: EksAccount;

beforeEach(start);
async function start() {
  clock = manualClock();
  aws = createAwsSimulation({ clock, seed: 7, speed: 1 });
  account = await seedEksAccount(aws, { clusterName: "my-eks-cluster" });
  await aws.invoke("ec2", "CreateLaunchTemplate", {
    LaunchTemplateName: "t",
    LaunchTemplateData: { ImageId: X86, NetworkInterfaces: [{ DeviceIndex: 0, Groups: account.securityGroupIds }] },
  });
}

interface Place {
  readonly type: string;
  /** Index into the zones. */
  readonly zone: number;
  readonly priority?: number;
  readonly image?: string;
  readonly maxPrice?: string;
}
interface FleetAnswer {
  readonly Instances: readonly {
    readonly InstanceIds: readonly string[];
    readonly InstanceType: string;
    readonly LaunchTemplateAndOverrides: { readonly Overrides: { readonly AvailabilityZone: string } };
  }[];
  readonly Errors: readonly {
    readonly ErrorCode: string;
    readonly LaunchTemplateAndOverrides: { readonly Overrides: { readonly InstanceType: string } };
  }[];
}

async function fleet(
  places: readonly Place[],
  wanted: number,
  more: Record<string, unknown> = {},
  capacityType = "on-demand",
) {
  const answer = aws.invoke<FleetAnswer>("ec2", "CreateFleet", {
    Type: "instant",
    TargetCapacitySpecification: { TotalTargetCapacity: wanted, DefaultTargetCapacityType: capacityType },
    LaunchTemplateConfigs: [
      {
        LaunchTemplateSpecification: { LaunchTemplateName: "t", Version: "$Latest" },
        Overrides: places.map(({ type, zone, priority, image, maxPrice }) => ({
          InstanceType: type,
          SubnetId: account.subnetIds[zone],
          ...(priority === undefined ? {} : { Priority: priority }),
          ...(image === undefined ? {} : { ImageId: image }),
          ...(maxPrice === undefined ? {} : { MaxPrice: maxPrice }),
        })),
      },
    ],
    ...more,
  });
  // A refusal comes while the clock passes; whoever awaits the answer sees it.
  answer.catch(() => {});
  await clock.pass(20_000);
  return answer;
}
const launched = ({ Instances }: FleetAnswer) =>
  Instances.map(
    (each) =>
      `${each.InstanceIds.length}×${each.InstanceType} ${each.LaunchTemplateAndOverrides.Overrides.AvailabilityZone.at(-1)}`,
  );
const errors = ({ Errors }: FleetAnswer) =>
  Errors.map((each) => `${each.LaunchTemplateAndOverrides.Overrides.InstanceType} ${each.ErrorCode}`);

describe("which override is taken", () => {
  test("the cheapest, whatever the order and priorities", async () => {
    expect(
      launched(
        await fleet(
          [
            { type: "m6a.large", zone: 0, priority: 1 },
            { type: "c6a.large", zone: 1, priority: 9 },
          ],
          1,
        ),
      ),
    ).toEqual(["1×c6a.large b"]);
  });

  test("the first by priority, when that is the strategy", async () => {
    const places = [
      { type: "c6a.large", zone: 0, priority: 2 },
      { type: "m6a.xlarge", zone: 0, priority: 1 },
    ];
    expect(launched(await fleet(places, 1, { OnDemandOptions: { AllocationStrategy: "prioritized" } }))).toEqual([
      "1×m6a.xlarge a",
    ]);
  });

  test("spot goes where spot is cheapest, zone by zone, and not above the highest price", async () => {
    aws.setPrice("m6a.large", "spot", 0.005, "us-east-1c");
    const places = [0, 1, 2].map((zone) => ({ type: "m6a.large", zone }));
    expect(launched(await fleet(places, 1, {}, "spot"))).toEqual(["1×m6a.large c"]);
    const dear = await fleet([{ type: "m6a.large", zone: 2, maxPrice: "0.004" }], 1, {}, "spot");
    expect([launched(dear), errors(dear)]).toEqual([[], ["m6a.large SpotMaxPriceTooLow"]]);
  });
});

describe("what cannot be had", () => {
  test("an override of another architecture is an error of its own; the others are filled", async () => {
    const answer = await fleet(
      [
        { type: "m7g.large", zone: 0 },
        { type: "m6a.large", zone: 0 },
      ],
      2,
    );
    expect(launched(answer)).toEqual(["2×m6a.large a"]);
    expect(errors(answer)).toEqual(["m7g.large InvalidParameterValue"]);
  });

  test("a type that the zone does not offer is Unsupported", async () => {
    const missing = await Promise.all(
      ZONES.map(async (zone, index) => {
        const { InstanceTypeOfferings } = await aws.invoke<{ InstanceTypeOfferings: object[] }>(
          "ec2",
          "DescribeInstanceTypeOfferings",
          {
            LocationType: "availability-zone",
            Filters: [
              { Name: "instance-type", Values: ["g5.xlarge"] },
              { Name: "location", Values: [zone] },
            ],
          },
        );
        return InstanceTypeOfferings.length === 0 ? index : -1;
      }),
    );
    const zone = missing.find((index) => index >= 0)!;
    expect(errors(await fleet([{ type: "g5.xlarge", zone }], 1))).toEqual(["g5.xlarge Unsupported"]);
  });

  test("a subnet without addresses says so", async () => {
    const { Subnet } = await aws.invoke<{ Subnet: { SubnetId: string } }>("ec2", "CreateSubnet", {
      VpcId: account.vpcId,
      CidrBlock: "10.0.200.0/28",
      AvailabilityZone: "us-east-1a",
    });
    account = { ...account, subnetIds: [Subnet.SubnetId] };
    const answer = await fleet([{ type: "c6a.large", zone: 0 }], 12);
    expect(launched(answer)).toEqual(["11×c6a.large a"]);
    expect(errors(answer)).toEqual(["c6a.large InsufficientFreeAddressesInSubnet"]);
  });

  test("a launch template that does not exist refuses the whole call", async () => {
    await aws.invoke("ec2", "DeleteLaunchTemplate", { LaunchTemplateName: "t" });
    await expect(fleet([{ type: "c6a.large", zone: 0 }], 1)).rejects.toMatchObject({
      code: "InvalidLaunchTemplateName.NotFoundException",
    });
  });
});

test("a dry run launches nothing", async () => {
  await expect(fleet([{ type: "c6a.large", zone: 0 }], 1, { DryRun: true })).rejects.toMatchObject({
    code: "DryRunOperation",
    status: 412,
  });
  expect(aws.instances()).toEqual([]);
});

test("a new instance cannot be described for a moment; an ended one can for an hour", async () => {
  const answer = aws.invoke<FleetAnswer>("ec2", "RunInstances", {
    ImageId: X86,
    InstanceType: "c6a.large",
    SubnetId: account.subnetIds[0],
    MinCount: 1,
    MaxCount: 1,
  });
  await answer;
  const id = aws.instances()[0]!.instanceId;
  const describeIt = () => aws.invoke("ec2", "DescribeInstances", { InstanceIds: [id] });
  await expect(describeIt()).rejects.toMatchObject({ code: "InvalidInstanceID.NotFound" });
  await clock.pass(1_000);
  await describeIt();
  await aws.invoke("ec2", "TerminateInstances", { InstanceIds: [id] });
  await clock.pass(59 * 60_000);
  await describeIt();
  await clock.pass(3 * 60_000);
  await expect(describeIt()).rejects.toMatchObject({ code: "InvalidInstanceID.NotFound" });
});

test("what is launched carries the tags of template and request from its first moment", async () => {
  const first: unknown[] = [];
  aws.onInstanceState((instance) => first.push(instance.tags));
  await fleet([{ type: "c6a.large", zone: 0 }], 1, {
    TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "karpenter.sh/nodepool", Value: "default" }] }],
  });
  expect(first[0]).toMatchObject({
    "karpenter.sh/nodepool": "default",
    "aws:ec2:fleet-id": expect.stringMatching(/^fleet-[0-9a-f]{8}-[0-9a-f-]{27}$/) as string,
    "aws:ec2launchtemplate:version": "1",
  });
});

const places = fc.uniqueArray(fc.record({ type: fc.constantFrom(...TYPES), zone: fc.nat(2) }), {
  selector: ({ type, zone }) => `${type}/${zone}`,
  minLength: 1,
  maxLength: 8,
});
const capacities = fc.array(fc.record({ type: fc.constantFrom(...TYPES), zone: fc.nat(2), count: fc.nat(4) }), {
  maxLength: 12,
});

test("whatever the capacity: never more than wanted or than there is, each shortage told, and none left out that could be filled", async () => {
  await fc.assert(
    fc.asyncProperty(places, capacities, fc.integer({ min: 1, max: 12 }), async (wantedPlaces, limits, wanted) => {
      await start();
      const left = new Map(limits.map(({ type, zone, count }) => [`${type}/${ZONES[zone]}`, count]));
      for (const { type, zone, count } of limits) aws.setCapacity(type, ZONES[zone]!, "on-demand", count);
      const answer = await fleet(wantedPlaces, wanted);
      const ids = answer.Instances.flatMap((each) => each.InstanceIds);
      const room = wantedPlaces.reduce(
        (sum, { type, zone }) => sum + (left.get(`${type}/${ZONES[zone]}`) ?? Infinity),
        0,
      );
      expect(ids).toHaveLength(Math.min(wanted, room));
      expect(new Set(ids).size).toBe(ids.length);
      for (const { InstanceType, InstanceIds, LaunchTemplateAndOverrides } of answer.Instances)
        expect(InstanceIds.length).toBeLessThanOrEqual(
          left.get(`${InstanceType}/${LaunchTemplateAndOverrides.Overrides.AvailabilityZone}`) ?? Infinity,
        );
      if (ids.length < wanted) expect(answer.Errors).toHaveLength(wantedPlaces.length);
      expect(aws.ledger().at(-1)).toMatchObject({ operation: "CreateFleet", resources: ids });
      expect(aws.instances().map((each) => each.instanceId)).toEqual(ids);
    }),
    { numRuns: 40 },
  );
});
