import { pricingRegion, type AwsClients } from "@inlay/aws";
import { LABEL_CAPACITY_TYPE, LABEL_INSTANCE_TYPE, LABEL_ZONE, type Node } from "@inlay/resources";

/** Dollars an hour by instance type, on demand; for spot by `type/zone`. What AWS does not tell is absent. */
export type Prices = ReadonlyMap<string, number>;

const DEADLINE_MILLISECONDS = 10_000;

/** Prices of these machines, as AWS tells them to the server; empty where it may not ask. */
export async function readPrices(aws: AwsClients, nodes: readonly Node[], signal: AbortSignal): Promise<Prices> {
  const prices = new Map<string, number>();
  const keys = new Map(nodes.map((node) => [priceKey(node), node]));
  await Promise.all(
    [...keys].map(async ([key, node]) => {
      const type = node.metadata.labels?.[LABEL_INSTANCE_TYPE];
      if (type === undefined) return;
      const price = isSpot(node)
        ? await spotPrice(aws, type, node.metadata.labels?.[LABEL_ZONE] ?? "", signal)
        : await onDemandPrice(aws, type, signal);
      if (price !== undefined && price > 0) prices.set(key, price);
    }),
  ).catch(() => undefined);
  return prices;
}

/** Dollars an hour of all these machines; undefined when the price of one is not known. */
export function hourlyRate(nodes: readonly Node[], prices: Prices): number | undefined {
  let total = 0;
  for (const node of nodes) {
    const price = prices.get(priceKey(node));
    if (price === undefined) return undefined;
    total += price;
  }
  return Math.round(total * 10_000) / 10_000;
}

const isSpot = ({ metadata: { labels } }: Node): boolean =>
  labels?.[LABEL_CAPACITY_TYPE] === "spot" || labels?.["eks.amazonaws.com/capacityType"] === "SPOT";

function priceKey(node: Node): string {
  const labels = node.metadata.labels ?? {};
  return isSpot(node) ? `${labels[LABEL_INSTANCE_TYPE]}/${labels[LABEL_ZONE]}` : (labels[LABEL_INSTANCE_TYPE] ?? "");
}

async function onDemandPrice(aws: AwsClients, type: string, signal: AbortSignal): Promise<number | undefined> {
  const terms = {
    regionCode: aws.region,
    instanceType: type,
    operatingSystem: "Linux",
    tenancy: "Shared",
    preInstalledSw: "NA",
    capacitystatus: "Used",
  };
  const { PriceList = [] } = await aws.call(
    "pricing",
    "GetProducts",
    {
      ServiceCode: "AmazonEC2",
      Filters: Object.entries(terms).map(([Field, Value]) => ({ Type: "TERM_MATCH" as const, Field, Value })),
    },
    { signal, deadlineMs: DEADLINE_MILLISECONDS, region: pricingRegion(aws.region) },
  );
  for (const line of PriceList) {
    const { terms: offers } = JSON.parse(String(line)) as Product;
    for (const offer of Object.values(offers?.OnDemand ?? {}))
      for (const { pricePerUnit } of Object.values(offer.priceDimensions ?? {}))
        if (Number(pricePerUnit?.USD ?? 0) > 0) return Number(pricePerUnit?.USD);
  }
  return undefined;
}

type Product = {
  readonly terms?: {
    readonly OnDemand?: Readonly<
      Record<
        string,
        {
          readonly priceDimensions?: Readonly<Record<string, { readonly pricePerUnit?: { readonly USD?: string } }>>;
        }
      >
    >;
  };
};

async function spotPrice(
  aws: AwsClients,
  type: string,
  zone: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { SpotPriceHistory = [] } = await aws.call(
    "ec2",
    "DescribeSpotPriceHistory",
    {
      InstanceTypes: [type as never],
      AvailabilityZone: zone,
      ProductDescriptions: ["Linux/UNIX"],
      StartTime: new Date(),
    },
    { signal, deadlineMs: DEADLINE_MILLISECONDS },
  );
  return SpotPriceHistory[0]?.SpotPrice === undefined ? undefined : Number(SpotPriceHistory[0].SpotPrice);
}
