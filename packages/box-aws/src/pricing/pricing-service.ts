import { text } from "../service/text.ts";
import { type Ec2InstanceType, ec2InstanceTypes } from "@inlay/ec2-catalogue";
import { AwsError } from "../service/aws-error.ts";
import { pageOf } from "../service/paging.ts";
import type { Service } from "../service/service.ts";

export interface PricingOptions {
  /** USD per hour, on demand. */
  readonly price: (type: string) => number | undefined;
}

interface TermFilter {
  readonly Type?: string;
  readonly Field?: string;
  readonly Value?: string;
}

/** The price list of EC2: one product per instance type, with its on-demand term. */
export function createPricingService({ price }: PricingOptions): Service {
  return {
    operations: {
      DescribeServices: () => ({
        Services: [{ ServiceCode: "AmazonEC2", AttributeNames: Object.keys(attributesOf(ec2InstanceTypes()[0]!)) }],
        FormatVersion: "aws_v1",
      }),
      GetProducts: (input) => {
        if (input.ServiceCode !== "AmazonEC2")
          throw new AwsError("NotFoundException", `Service ${text(input.ServiceCode)} has no price list here.`);
        const filters = (input.Filters ?? []) as readonly TermFilter[];
        const found = ec2InstanceTypes().flatMap((type) => {
          const usd = price(type.name);
          const attributes = attributesOf(type);
          return usd !== undefined && matches(attributes, type, filters) ? [{ type, usd, attributes }] : [];
        });
        const { page, nextToken } = pageOf(
          found,
          (input.MaxResults as number | undefined) ?? 100,
          input.NextToken as string | undefined,
        );
        return { FormatVersion: "aws_v1", PriceList: page.map(product), NextToken: nextToken };
      },
    },
    save: () => null,
    restore: () => {},
  };
}

function matches(
  attributes: Readonly<Record<string, string>>,
  type: Ec2InstanceType,
  filters: readonly TermFilter[],
): boolean {
  return filters.every(({ Field = "", Value }) =>
    Field === "productFamily" ? familyOf(type) === Value : (attributes[Field] ?? "") === Value,
  );
}

const familyOf = (type: Ec2InstanceType) => (type.bareMetal ? "Compute Instance (bare metal)" : "Compute Instance");

function attributesOf(type: Ec2InstanceType): Readonly<Record<string, string>> {
  return {
    instanceType: type.name,
    regionCode: "us-east-1",
    location: "US East (N. Virginia)",
    locationType: "AWS Region",
    servicecode: "AmazonEC2",
    serviceCode: "AmazonEC2",
    preInstalledSw: "NA",
    operatingSystem: "Linux",
    capacitystatus: "Used",
    marketoption: "OnDemand",
    // Bare metal is priced as dedicated in the list that Karpenter reads.
    tenancy: type.bareMetal ? "Dedicated" : "Shared",
    vcpu: String(type.vcpus),
    memory: `${type.memoryMib / 1024} GiB`,
    currentGeneration: type.currentGeneration ? "Yes" : "No",
  };
}

/** One entry of the list, as JSON text: that is how the API sends it. */
function product({
  type,
  usd,
  attributes,
}: {
  type: Ec2InstanceType;
  usd: number;
  attributes: Readonly<Record<string, string>>;
}): string {
  const sku = type.name
    .replace(/[^a-z0-9]/g, "")
    .toUpperCase()
    .padEnd(16, "X")
    .slice(0, 16);
  const term = `${sku}.JRTCKXETXF`;
  const dimension = `${term}.6YS6EN2CT7`;
  return JSON.stringify({
    product: { productFamily: familyOf(type), sku, attributes },
    serviceCode: "AmazonEC2",
    terms: {
      OnDemand: {
        [term]: {
          sku,
          offerTermCode: "JRTCKXETXF",
          priceDimensions: {
            [dimension]: {
              rateCode: dimension,
              unit: "Hrs",
              beginRange: "0",
              endRange: "Inf",
              description: `$${usd} per On Demand Linux ${type.name} Instance Hour`,
              pricePerUnit: { USD: usd.toFixed(10) },
            },
          },
        },
      },
    },
  });
}
