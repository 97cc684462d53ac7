import type { AwsClients } from "@inlay/aws";
import { everyPage, pricingRegion } from "@inlay/aws";
import { readPriceListItem } from "./price-list-item.ts";

/** On-demand price per hour by type. */
export type OnDemandPrices = ReadonlyMap<string, number>;
/** Spot price per hour by type and zone. */
export type SpotPrices = ReadonlyMap<string, ReadonlyMap<string, number>>;

const PAGE_SIZE = 100;
const SPOT_PAGE_SIZE = 2_000;
const DEADLINE_MS = 2 * 60_000;

/** Both lists, shared machines and bare metal: the price of neither is guessed from the other. @throws when one is empty */
export async function fetchOnDemandPrices(aws: AwsClients, signal: AbortSignal): Promise<OnDemandPrices> {
  const lists = await Promise.all([
    fetchProducts(aws, { tenancy: "Shared", productFamily: "Compute Instance" }, signal),
    fetchProducts(aws, { tenancy: "Dedicated", productFamily: "Compute Instance (bare metal)" }, signal),
  ]);
  if (lists.some((list) => list.length === 0)) throw new Error("the price list has no on-demand prices");
  return new Map(lists.flat().map((item) => [item.instanceType, item.pricePerHour]));
}

async function fetchProducts(
  aws: AwsClients,
  product: { readonly tenancy: string; readonly productFamily: string },
  signal: AbortSignal,
) {
  const currency = aws.region.startsWith("cn-") ? "CNY" : "USD";
  const terms = {
    regionCode: aws.region,
    serviceCode: "AmazonEC2",
    preInstalledSw: "NA",
    operatingSystem: "Linux",
    capacitystatus: "Used",
    marketoption: "OnDemand",
    ...product,
  };
  const lines = await everyPage(async (token) => {
    const page = await aws.call(
      "pricing",
      "GetProducts",
      {
        ServiceCode: "AmazonEC2",
        Filters: Object.entries(terms).map(([Field, Value]) => ({ Type: "TERM_MATCH" as const, Field, Value })),
        MaxResults: PAGE_SIZE,
        ...(token === undefined ? {} : { NextToken: token }),
      },
      { signal, deadlineMs: DEADLINE_MS, region: pricingRegion(aws.region) },
    );
    return { items: page.PriceList ?? [], next: page.NextToken };
  });
  return lines.flatMap((line) => readPriceListItem(String(line), currency) ?? []);
}

export async function fetchSpotPrices(aws: AwsClients, now: number, signal: AbortSignal): Promise<SpotPrices> {
  const history = await everyPage(async (token) => {
    const page = await aws.call(
      "ec2",
      "DescribeSpotPriceHistory",
      {
        ProductDescriptions: ["Linux/UNIX", "Linux/UNIX (Amazon VPC)"],
        StartTime: new Date(now),
        MaxResults: SPOT_PAGE_SIZE,
        ...(token === undefined ? {} : { NextToken: token }),
      },
      { signal, deadlineMs: DEADLINE_MS },
    );
    return { items: page.SpotPriceHistory ?? [], next: page.NextToken };
  });
  const newest = new Map<string, Map<string, { readonly price: number; readonly at: number }>>();
  for (const { InstanceType, AvailabilityZone, SpotPrice, Timestamp } of history) {
    if (!InstanceType || !AvailabilityZone || !(Number(SpotPrice) > 0)) continue;
    const zones = newest.get(InstanceType) ?? new Map<string, { readonly price: number; readonly at: number }>();
    newest.set(InstanceType, zones);
    const at = Timestamp?.getTime() ?? 0;
    if (at >= (zones.get(AvailabilityZone)?.at ?? -Infinity))
      zones.set(AvailabilityZone, { price: Number(SpotPrice), at });
  }
  return new Map(
    [...newest].map(([type, zones]) => [type, new Map([...zones].map(([zone, { price }]) => [zone, price]))]),
  );
}
