import { expect, test } from "vitest";
import { ec2InstanceTypes } from "../catalogue.ts";
import { categoryAndGeneration } from "../families/family-traits.ts";
import { zonesOffering } from "./offered-zones.ts";

const ZONES = ["us-east-1a", "us-east-1b", "us-east-1c"];

test("current c, m and r families are in every zone", () => {
  const current = ec2InstanceTypes().filter(
    (type) => type.currentGeneration && ["c", "m", "r"].includes(categoryAndGeneration(type.family).category),
  );
  expect(current.length).toBeGreaterThan(900);
  for (const type of current) expect(zonesOffering(type.name, ZONES)).toEqual(ZONES);
});

test("other families lack one zone, the same for all their sizes", () => {
  expect(zonesOffering("p5.48xlarge", ZONES)).toHaveLength(2);
  expect(zonesOffering("g5.xlarge", ZONES)).toEqual(zonesOffering("g5.48xlarge", ZONES));
});

test("a region with two zones has everything in both", () => {
  expect(zonesOffering("p5.48xlarge", ["eu-x-1a", "eu-x-1b"])).toHaveLength(2);
});
