import { systemClock } from "@inlay/resources";
import { beforeEach, expect, test } from "vitest";
import type { InstanceType } from "@inlay/planner";
import { UnavailableOfferings } from "../offerings/unavailable-offerings.ts";
import { PriceBook } from "../pricing/price-book.ts";
import { allSampleFacts, sampleNodeClass } from "../testing/samples.ts";
import { DiscoveredCapacity } from "./discovered-capacity.ts";
import type { RegionTypes } from "./ec2-types.ts";
import { InstanceTypes } from "./instance-types.ts";

const ZONES = ["us-east-1a", "us-east-1b", "us-east-1c"];
let prices: PriceBook;
let unavailable: UnavailableOfferings;
let discovered: DiscoveredCapacity;
let instanceTypes: InstanceTypes;

/** Every type in every zone, but p5 nowhere. */
const region: RegionTypes = {
  version: 1,
  types: new Map(allSampleFacts().map((facts) => [facts.name, facts])),
  allZones: ZONES,
  isOffered: (instanceType) => !instanceType.startsWith("p5."),
};

beforeEach(() => {
  prices = new PriceBook("us-east-1");
  unavailable = new UnavailableOfferings(systemClock);
  discovered = new DiscoveredCapacity(systemClock);
  const options = { region: "us-east-1", vmMemoryOverheadPercent: 0.075, reservedEnis: 0 };
  instanceTypes = new InstanceTypes(region, prices, unavailable, discovered, options);
});

function typeNamed(name: string, nodeClass = sampleNodeClass()): InstanceType {
  return instanceTypes.list(nodeClass).find(({ facts }) => facts.name === name)!.instanceType;
}
const available = (type: InstanceType) =>
  type.offerings.filter((offering) => offering.available).map(({ zone, capacityType }) => `${capacityType} ${zone}`);

test("nothing changed: the very same list", () => {
  const list = instanceTypes.list(sampleNodeClass());
  expect(list).toHaveLength(1345);
  expect(instanceTypes.list(sampleNodeClass())).toBe(list);
});

test("every type is listed, also those that cannot be had", () => {
  expect(typeNamed("p5.48xlarge").offerings).toHaveLength(6);
  expect(available(typeNamed("p5.48xlarge"))).toEqual([]);
});

test("a type may be in the zones of the class's subnets only", () => {
  const nodeClass = sampleNodeClass();
  const oneSubnet = {
    ...nodeClass,
    status: { ...nodeClass.status, subnets: [{ id: "subnet-b", zone: "us-east-1b" }] },
  };
  const type = typeNamed("c6a.2xlarge", oneSubnet);
  expect(available(type)).toEqual(["on-demand us-east-1b", "spot us-east-1b"]);
  expect(type.requirements).toContainEqual({
    key: "topology.kubernetes.io/zone",
    operator: "In",
    values: ["us-east-1b"],
  });
});

test("missing capacity takes one offering away", () => {
  unavailable.markOffering("c6a.2xlarge", "us-east-1a", "spot");
  expect(available(typeNamed("c6a.2xlarge"))).not.toContain("spot us-east-1a");
  expect(available(typeNamed("c6a.2xlarge"))).toHaveLength(5);
});

test("a zone whose only subnet has no addresses offers nothing", () => {
  unavailable.markSubnet("subnet-c");
  expect(available(typeNamed("c6a.2xlarge")).some((offering) => offering.includes("us-east-1c"))).toBe(false);
});

test("spot costs what on-demand costs until spot prices are known; then a zone without one has no spot", () => {
  const spot = () => typeNamed("c6a.2xlarge").offerings.filter(({ capacityType }) => capacityType === "spot");
  expect(spot().map(({ pricePerHour }) => pricePerHour)).toEqual([0.306, 0.306, 0.306]);
  prices.updateSpot(new Map([["c6a.2xlarge", new Map([["us-east-1a", 0.12]])]]));
  expect(spot()[0]).toMatchObject({ pricePerHour: 0.12, available: true });
  expect(spot()[1]).toMatchObject({ zone: "us-east-1b", available: false });
});

test("A1 machines are never offered for Amazon Linux 2023", () => {
  expect(available(typeNamed("a1.large"))).toEqual([]);
  expect(
    available(typeNamed("a1.large", sampleNodeClass({ amiSelectorTerms: [{ alias: "al2@latest" }] }))),
  ).not.toEqual([]);
});

test("the memory that a node was seen to have replaces the formula's; the smallest counts, for the same images only", () => {
  const nodeClass = sampleNodeClass();
  const memory = (of = nodeClass) => typeNamed("c6a.2xlarge", of).capacity.memory;
  discovered.observe("c6a.2xlarge", nodeClass, 15_984_828 * 1024);
  expect(memory()).toBe(15_984_828 * 1024);
  discovered.observe("c6a.2xlarge", nodeClass, 15_984_829 * 1024);
  expect(memory()).toBe(15_984_828 * 1024);
  const newer = { ...nodeClass, status: { ...nodeClass.status, amis: [{ id: "ami-newer", requirements: [] }] } };
  expect(memory(newer)).toBe(15_155 * 2 ** 20);
});

test("a class without subnets has no list yet", () => {
  expect(() => instanceTypes.list({ ...sampleNodeClass(), status: {} })).toThrow(
    expect.objectContaining({ code: "INSTANCE_TYPES_UNKNOWN" }),
  );
});
