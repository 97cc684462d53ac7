/** No region is set anywhere. */
export class RegionMissing extends Error {
  readonly code = "REGION_MISSING";

  constructor(options?: ErrorOptions) {
    super("no AWS region is set: set AWS_REGION, or `region` in the profile of ~/.aws/config", options);
  }
}

/** AWS_REGION, AWS_DEFAULT_REGION, or the region of the profile in the config file. @throws RegionMissing */
export async function resolveRegion(environment: Readonly<Record<string, string | undefined>>): Promise<string> {
  const region = environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
  if (region) return region;
  const { STSClient } = await import("@aws-sdk/client-sts");
  try {
    return await new STSClient({}).config.region();
  } catch (cause) {
    throw new RegionMissing({ cause });
  }
}

/** The price list is served in a few regions only. */
export function pricingRegion(region: string): string {
  if (region.startsWith("ap-")) return "ap-south-1";
  if (region.startsWith("cn-")) return "cn-northwest-1";
  if (region.startsWith("eu-")) return "eu-central-1";
  return "us-east-1";
}
