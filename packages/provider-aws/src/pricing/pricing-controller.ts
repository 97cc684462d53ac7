import type { AwsClients } from "@inlay/aws";
import type { SingletonDefinition } from "@inlay/kube";
import type { Clock } from "@inlay/resources";
import { fetchOnDemandPrices, fetchSpotPrices } from "./fetch-prices.ts";
import type { PriceBook } from "./price-book.ts";

const PERIOD_MS = 12 * 3_600_000;
const RETRY_MS = 60_000;

/** Refreshes prices twice a day. A failed update keeps the old prices and is tried again in a minute. */
export function pricingController(
  aws: AwsClients,
  prices: PriceBook,
  clock: Clock,
  options: { readonly isolatedVpc: boolean },
): SingletonDefinition {
  // Without a way to the price list (isolated, GovCloud) the catalogue's prices stay.
  const skipsPriceList = options.isolatedVpc || aws.region.startsWith("us-gov-");
  return {
    name: "providers.pricing",
    reconcile: async ({ logger, signal }) => {
      const updates = [
        ...(skipsPriceList ? [] : [fetchOnDemandPrices(aws, signal).then((found) => prices.updateOnDemand(found))]),
        fetchSpotPrices(aws, clock.now(), signal).then((found) => prices.updateSpot(found)),
      ];
      const failures = (await Promise.allSettled(updates)).filter((result) => result.status === "rejected");
      signal.throwIfAborted();
      for (const failure of failures) logger.error("failed updating prices, keeping the known ones", failure.reason);
      return { requeueAfterMs: failures.length > 0 ? RETRY_MS : PERIOD_MS };
    },
  };
}
