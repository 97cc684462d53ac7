import { expect, test } from "vitest";
import { pricingRegion } from "@inlay/aws";
import { PriceBook } from "./price-book.ts";
import { readPriceListItem } from "./price-list-item.ts";

function line(prices: Record<string, string>): string {
  return JSON.stringify({
    product: { attributes: { instanceType: "c6a.2xlarge" } },
    terms: { OnDemand: { a: { priceDimensions: { b: { pricePerUnit: prices } } } } },
  });
}

test("a line of the price list has a type and a price", () => {
  expect(readPriceListItem(line({ USD: "0.3060000000" }), "USD")).toEqual({
    instanceType: "c6a.2xlarge",
    pricePerHour: 0.306,
  });
});

test("a line without price in the currency, or at no price, says nothing", () => {
  expect(readPriceListItem(line({ USD: "0.306" }), "CNY")).toBeUndefined();
  expect(readPriceListItem(line({ USD: "0.0000000000" }), "USD")).toBeUndefined();
  expect(readPriceListItem("{}", "USD")).toBeUndefined();
});

test("until the price list was read, the catalogue's prices hold; afterwards they fill its gaps", () => {
  const prices = new PriceBook("us-east-1");
  expect(prices.onDemand("c6a.2xlarge")).toBe(0.306);
  prices.updateOnDemand(new Map([["c6a.2xlarge", 0.4]]));
  expect(prices.onDemand("c6a.2xlarge")).toBe(0.4);
  expect(prices.onDemand("m5.large")).toBe(0.096);
  expect(prices.onDemand("no.such")).toBeUndefined();
});

test("a price that an update leaves out is kept", () => {
  const prices = new PriceBook("us-east-1");
  prices.updateSpot(new Map([["m5.large", new Map([["us-east-1a", 0.03]])]]));
  prices.updateSpot(new Map([["m5.large", new Map([["us-east-1b", 0.04]])]]));
  expect(prices.spot("m5.large", "us-east-1a")).toBe(0.03);
  expect(prices.spot("m5.large", "us-east-1b")).toBe(0.04);
});

test("the version changes with a price, not with an update that brings nothing new", () => {
  const prices = new PriceBook("us-east-1");
  prices.updateOnDemand(new Map([["m5.large", 0.1]]));
  const { version } = prices;
  prices.updateOnDemand(new Map([["m5.large", 0.1]]));
  expect(prices.version).toBe(version);
  prices.updateOnDemand(new Map([["m5.large", 0.2]]));
  expect(prices.version).not.toBe(version);
});

test.for([
  ["us-west-2", "us-east-1"],
  ["eu-north-1", "eu-central-1"],
  ["ap-southeast-2", "ap-south-1"],
  ["cn-north-1", "cn-northwest-1"],
] as const)("prices of %s are asked for in %s", ([region, where]) => {
  expect(pricingRegion(region)).toBe(where);
});
