import type { AwsClients } from "@inlay/aws";

const ON_DEMAND_VALID_MS = 12 * 3_600_000;
const SPOT_VALID_MS = 5 * 60_000;
/** What could not be had is asked for again after this. */
const AGAIN_MS = 30_000;
const DEADLINE_MS = 20_000;

type Known = { readonly price: number | undefined; readonly until: number };

/** Prices of machines in US dollars an hour, asked for when first needed: never waited for, told once they are there. */
export class MachinePrices {
  readonly #aws: AwsClients;
  readonly #now: () => number;
  readonly #told: () => void;
  readonly #known = new Map<string, Known>();
  readonly #asked = new Set<string>();

  /** @param told called when a price has come that was asked for. */
  constructor(aws: AwsClients, now: () => number, told: () => void) {
    this.#aws = aws;
    this.#now = now;
    this.#told = told;
  }

  /** Undefined while it is not known. */
  of(instanceType: string, zone: string, capacityType: string): number | undefined {
    const spot = capacityType === "spot";
    const key = spot ? `${instanceType}/${zone}` : instanceType;
    const known = this.#known.get(key);
    if ((known?.until ?? 0) <= this.#now() && !this.#asked.has(key)) {
      this.#asked.add(key);
      void this.#ask(key, spot ? () => this.#spot(instanceType, zone) : () => this.#onDemand(instanceType), spot);
    }
    return known?.price;
  }

  async #ask(key: string, fetch: () => Promise<number | undefined>, spot: boolean): Promise<void> {
    const before = this.#known.get(key)?.price;
    // Without the right to ask, or without an answer, machines are shown without a price.
    const price = await fetch().catch(() => undefined);
    const valid = price === undefined ? AGAIN_MS : spot ? SPOT_VALID_MS : ON_DEMAND_VALID_MS;
    this.#known.set(key, { price: price ?? before, until: this.#now() + valid });
    this.#asked.delete(key);
    if (price !== undefined && price !== before) this.#told();
  }

  async #onDemand(instanceType: string): Promise<number | undefined> {
    const terms = {
      regionCode: this.#aws.region,
      instanceType,
      operatingSystem: "Linux",
      preInstalledSw: "NA",
      capacitystatus: "Used",
      tenancy: "Shared",
      marketoption: "OnDemand",
    };
    const { PriceList = [] } = await this.#aws.call(
      "pricing",
      "GetProducts",
      {
        ServiceCode: "AmazonEC2",
        Filters: Object.entries(terms).map(([Field, Value]) => ({ Type: "TERM_MATCH" as const, Field, Value })),
        MaxResults: 10,
      },
      { region: priceListRegion(this.#aws.region), deadlineMs: DEADLINE_MS },
    );
    return PriceList.map((line: unknown) => hourlyPrice(String(line))).find(
      (price: number | undefined) => price !== undefined,
    );
  }

  async #spot(instanceType: string, zone: string): Promise<number | undefined> {
    const { SpotPriceHistory = [] } = await this.#aws.call(
      "ec2",
      "DescribeSpotPriceHistory",
      {
        InstanceTypes: [instanceType as never],
        AvailabilityZone: zone,
        ProductDescriptions: ["Linux/UNIX"],
        StartTime: new Date(this.#now()),
        MaxResults: 10,
      },
      { deadlineMs: DEADLINE_MS },
    );
    const price = Number(SpotPriceHistory[0]?.SpotPrice);
    return price > 0 ? price : undefined;
  }
}

/** The price list is served in a few regions only. */
function priceListRegion(region: string): string {
  if (region.startsWith("ap-")) return "ap-south-1";
  if (region.startsWith("eu-")) return "eu-central-1";
  return "us-east-1";
}

type PriceLine = {
  readonly terms?: {
    readonly OnDemand?: Readonly<
      Record<
        string,
        { readonly priceDimensions?: Readonly<Record<string, { readonly pricePerUnit?: { USD?: string } }>> }
      >
    >;
  };
};

/** The first on-demand price of a line of Pricing's GetProducts. */
function hourlyPrice(json: string): number | undefined {
  const { terms } = JSON.parse(json) as PriceLine;
  return Object.values(terms?.OnDemand ?? {})
    .flatMap(({ priceDimensions }) => Object.values(priceDimensions ?? {}))
    .map(({ pricePerUnit }) => Number(pricePerUnit?.USD ?? 0))
    .find((price) => price > 0);
}
