/** What a family's name tells, beside the tables: facts that whole lines of families share. */

const XEN = words("c1 c3 c4 d2 h1 i2 i3 m1 m2 m3 m4 r3 r4 t1 t2 x1 x1e");
const PREVIOUS_GENERATION = words("c1 c3 i2 m1 m2 m3 r3 t1");
const BURSTABLE = words("t2 t3 t3a t4g");
const ON_DEMAND_ONLY = words(
  "hpc7g u-3tb1 u-6tb1 u7i-12tb u7i-6tb u7i-8tb u7in-16tb u7in-24tb u7in-32tb p6-b200 p6-b300",
);
/** Traffic between instances is encrypted by the hardware in every Nitro family but these. */
const UNENCRYPTED_TRAFFIC = words(
  "a1 c5 c5d c6g c6gd g5g m5 m5a m5ad m5d m6g m6gd r5 r5a r5ad r5b r5d r6g r6gd t3 t3a t4g x2gd z1d",
);

export const isXen = (family: string): boolean => XEN.has(family);
export const isCurrentGeneration = (family: string): boolean => !PREVIOUS_GENERATION.has(family);
export const isBurstable = (family: string): boolean => BURSTABLE.has(family);
export const hasSpot = (family: string): boolean => !ON_DEMAND_ONLY.has(family);
export const encryptsTraffic = (family: string): boolean => !isXen(family) && !UNENCRYPTED_TRAFFIC.has(family);

/** `instance-category` and `instance-generation`: `u-6tb1` is u, 1. */
export function categoryAndGeneration(family: string): { readonly category: string; readonly generation: number } {
  const match = /^([a-z]+)(?:-\d+tb)?(\d+)/.exec(family);
  return { category: match?.[1] ?? "", generation: Number(match?.[2] ?? 0) };
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}
