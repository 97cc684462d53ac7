import { Quantity } from "@inlay/resources";

type Amounts = Readonly<Record<string, string>>;

/** One entry of a LimitRange's `spec.limits`. */
export interface Limit {
  readonly type?: string;
  readonly min?: Amounts;
  readonly max?: Amounts;
  readonly default?: Amounts;
  readonly defaultRequest?: Amounts;
  readonly maxLimitRequestRatio?: Amounts;
}

/** What a container, a pod or a claim asks for and may take. */
export interface Usage {
  readonly requests?: Amounts;
  readonly limits?: Amounts;
}

const quantity = (text: string) => Quantity.parse(text, "limit");
const below = (a: string, b: string) => quantity(a).compare(quantity(b)) < 0;
const byName = (amounts: Amounts | undefined) => Object.entries(amounts ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));

/** What a LimitRange holds against a container or a pod, in the words of upstream's LimitRanger; empty when it is content. */
export function limitFaults(limit: Limit, { requests = {}, limits = {} }: Usage): readonly string[] {
  const { type = "" } = limit;
  return [
    ...byName(limit.min).flatMap(([name, least]) => {
      const [asked, most] = [requests[name], limits[name]];
      const rule = `minimum ${name} usage per ${type} is ${least}`;
      if (asked === undefined) return [`${rule}.  No request is specified`];
      if (below(asked, least)) return [`${rule}, but request is ${asked}`];
      return most !== undefined && below(most, least) ? [`${rule}, but limit is ${most}`] : [];
    }),
    ...byName(limit.max).flatMap(([name, highest]) => {
      const [asked, most] = [requests[name], limits[name]];
      const rule = `maximum ${name} usage per ${type} is ${highest}`;
      if (most === undefined) return [`${rule}.  No limit is specified`];
      if (below(highest, most)) return [`${rule}, but limit is ${most}`];
      return asked !== undefined && below(highest, asked) ? [`${rule}, but request is ${asked}`] : [];
    }),
    ...byName(limit.maxLimitRequestRatio).flatMap(([name, ratio]) => {
      const rule = `${name} max limit to request ratio per ${type} is ${ratio}`;
      const asked = quantity(requests[name] ?? "0").nano;
      const most = quantity(limits[name] ?? "0").nano;
      if (asked === 0n) return [`${rule}, but no request is specified or request is 0.`];
      if (most === 0n) return [`${rule}, but no limit is specified or limit is 0.`];
      const provided = Number(most) / Number(asked);
      return provided > Number(quantity(ratio).nano) / 1e9
        ? [`${rule}, but provided ratio is ${provided.toFixed(6)}`]
        : [];
    }),
  ];
}

/** The same for a claim, of which only the request counts. */
export function claimFaults({ type = "", min, max }: Limit, requests: Amounts): readonly string[] {
  const rule = (bound: string, name: string, amount: string) => `${bound} ${name} usage per ${type} is ${amount}`;
  const check = (bound: "minimum" | "maximum", amounts: Amounts | undefined) =>
    byName(amounts).flatMap(([name, amount]) => {
      const asked = requests[name];
      if (asked === undefined) return [`${rule(bound, name, amount)}.  No request is specified`];
      const breaks = bound === "minimum" ? below(asked, amount) : below(amount, asked);
      return breaks ? [`${rule(bound, name, amount)}, but request is ${asked}`] : [];
    });
  return [...check("minimum", min), ...check("maximum", max)];
}
