import { systemClock } from "@inlay/resources";
import { beforeEach, expect, test } from "vitest";
import { DiscoveredCapacity } from "../instance-types/discovered-capacity.ts";
import type { RegionTypes } from "../instance-types/ec2-types.ts";
import { InstanceTypes } from "../instance-types/instance-types.ts";
import type { ResolvedInstanceType } from "../instance-types/instance-types.ts";
import { UnavailableOfferings } from "../offerings/unavailable-offerings.ts";
import { PriceBook } from "../pricing/price-book.ts";
import { allSampleFacts, sampleNodeClaim, sampleNodeClass } from "../testing/samples.ts";
import {
  brokenMinValues,
  chooseCapacityType,
  chooseTenancy,
  launchCandidates,
  ofCapacityType,
} from "./select-types.ts";

const region: RegionTypes = {
  version: 1,
  types: new Map(allSampleFacts().map((facts) => [facts.name, facts])),
  allZones: ["us-east-1a", "us-east-1b", "us-east-1c"],
  isOffered: () => true,
};
let types: readonly ResolvedInstanceType[];
let prices: PriceBook;
let unavailable: UnavailableOfferings;

beforeEach(() => {
  prices = new PriceBook("us-east-1");
  unavailable = new UnavailableOfferings(systemClock);
  relist();
});

function relist(): void {
  const options = { region: "us-east-1", vmMemoryOverheadPercent: 0.075, reservedEnis: 0 };
  const discovered = new DiscoveredCapacity(systemClock);
  types = new InstanceTypes(region, prices, unavailable, discovered, options).list(sampleNodeClass());
}

const requirement = (key: string, ...values: string[]) => ({ key, operator: "In" as const, values });
const CAPACITY = "karpenter.sh/capacity-type";
const TYPE = "node.kubernetes.io/instance-type";
const pagePool = [
  requirement("kubernetes.io/arch", "amd64"),
  requirement("kubernetes.io/os", "linux"),
  requirement(CAPACITY, "on-demand"),
  requirement("karpenter.k8s.aws/instance-category", "c", "m", "r"),
  { key: "karpenter.k8s.aws/instance-generation", operator: "Gt" as const, values: ["2"] },
];
const names = (claim: Parameters<typeof sampleNodeClaim>[0]) =>
  launchCandidates(sampleNodeClaim(claim), types).map(({ type }) => type.facts.name);

test("five 1-CPU pods beside the daemons get c6a.2xlarge as the cheapest machine of the page's pool", () => {
  const requests = { cpu: "5180m", memory: "120Mi", pods: "8" };
  const chosen = names({ requirements: pagePool, resources: { requests } });
  expect(chosen[0]).toBe("c6a.2xlarge");
  expect(chosen).toHaveLength(60);
});

test("the page's small pods get c7a.medium", () => {
  const requests = { cpu: "280m", memory: "220Mi", pods: "4", "ephemeral-storage": "256Mi" };
  expect(names({ requirements: pagePool, resources: { requests } })[0]).toBe("c7a.medium");
});

test("machines with GPUs and bare metal are for claims that leave nothing else", () => {
  expect(names({ requirements: [requirement(TYPE, "g5.xlarge", "c6a.metal", "m7i.48xlarge")] })).toEqual([
    "m7i.48xlarge",
  ]);
  expect(names({ requirements: [requirement(TYPE, "g5.xlarge", "c6a.metal")] })).toEqual(["g5.xlarge", "c6a.metal"]);
});

test("a claim that no machine can hold has no candidates", () => {
  expect(names({ resources: { requests: { cpu: "1000" } } })).toEqual([]);
});

test("spot markets dearer than on-demand are left out when both may be bought", () => {
  prices.updateSpot(
    new Map([
      ["c6a.2xlarge", new Map([["us-east-1a", 0.1], ["us-east-1b", 0.9]])],
      ["m6a.2xlarge", new Map([["us-east-1a", 0.9]])],
    ]),
  ); // prettier-ignore
  relist();
  const claim = sampleNodeClaim({
    requirements: [requirement(TYPE, "c6a.2xlarge", "m6a.2xlarge"), requirement(CAPACITY, "spot", "on-demand")],
  });
  const candidates = launchCandidates(claim, types);
  expect(chooseCapacityType(candidates)).toBe("spot");
  expect(ofCapacityType(candidates, "spot").flatMap(({ offerings }) => offerings.map(({ zone }) => zone))).toEqual([
    "us-east-1a",
  ]);
});

test("without any spot capacity on-demand is bought", () => {
  unavailable.markCapacityType("spot");
  relist();
  const candidates = launchCandidates(
    sampleNodeClaim({ requirements: [requirement(TYPE, "m5.large"), requirement(CAPACITY, "spot", "on-demand")] }),
    types,
  );
  expect(chooseCapacityType(candidates)).toBe("on-demand");
});

test("a zone that the claim asks for is the only one", () => {
  const zoned = [requirement(TYPE, "m5.large"), requirement("topology.kubernetes.io/zone", "us-east-1b")];
  const [candidate] = launchCandidates(sampleNodeClaim({ requirements: zoned }), types);
  expect(new Set(candidate?.offerings.map(({ zone }) => zone))).toEqual(new Set(["us-east-1b"]));
});

test("minValues count distinct values among the candidates", () => {
  const flexible = { ...requirement(TYPE, "m5.large", "m5a.large"), minValues: 2 };
  const both = launchCandidates(sampleNodeClaim({ requirements: [flexible] }), types);
  expect(brokenMinValues([flexible], both)).toBeUndefined();
  expect(brokenMinValues([flexible], both.slice(0, 1))).toBe(flexible);
});

test("tenancy is the default unless the claim wants machines of its own", () => {
  const label = "karpenter.k8s.aws/instance-tenancy";
  expect(chooseTenancy([], label)).toBe("default");
  expect(chooseTenancy([requirement(label, "dedicated")], label)).toBe("dedicated");
  expect(chooseTenancy([requirement(label, "dedicated", "default")], label)).toBe("default");
});
