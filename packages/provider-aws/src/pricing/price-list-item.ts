/** One line of the price list, as far as it is read. */
interface PriceListItem {
  readonly product?: { readonly attributes?: { readonly instanceType?: string } };
  readonly terms?: {
    readonly OnDemand?: Readonly<
      Record<string, { readonly priceDimensions?: Readonly<Record<string, PriceDimension>> }>
    >;
  };
}

interface PriceDimension {
  readonly pricePerUnit?: Readonly<Record<string, string>>;
}

/** Type and price per hour of a line of Pricing's GetProducts; undefined where it has no price in the currency (or is free). */
export function readPriceListItem(
  json: string,
  currency: "USD" | "CNY",
): { readonly instanceType: string; readonly pricePerHour: number } | undefined {
  const item = JSON.parse(json) as PriceListItem;
  const instanceType = item.product?.attributes?.instanceType;
  if (!instanceType) return undefined;
  for (const term of Object.values(item.terms?.OnDemand ?? {}))
    for (const dimension of Object.values(term.priceDimensions ?? {})) {
      const pricePerHour = Number(dimension.pricePerUnit?.[currency] ?? 0);
      if (pricePerHour > 0) return { instanceType, pricePerHour };
    }
  return undefined;
}
