import { timesFits, type KindOfNode, type PackingProblem } from "./packing-problem.ts";
import { relaxedKnapsack } from "./relaxed-knapsack.ts";

/** What is known of the most valuable load of one kind of node. */
export interface BestLoad {
  /** No load is worth more. */
  readonly upper: number;
  /** The best load that was found to be worth more than asked for. */
  readonly load: { readonly kinds: Int32Array; readonly counts: Int32Array; readonly value: number } | undefined;
  readonly work: number;
}

/**
 * The most valuable load of a node: branch and bound over how many pods of each kind it holds, best value for room first. Loads that
 * are worth no more than `worthMore` are not looked for; when `steps` are used up, `upper` covers what was not looked at.
 *
 * @param worth of a pod, by kind.
 */
export function bestLoad(
  { pods }: PackingProblem,
  { amounts, kinds: admitted }: KindOfNode,
  worth: Float64Array,
  worthMore: number,
  steps: number,
): BestLoad {
  const kinds: number[] = [];
  for (const kind of admitted) if (worth[kind]! > 0 && fits(pods[kind]!.requests, amounts)) kinds.push(kind);
  if (kinds.length === 0) return { upper: 0, load: undefined, work: admitted.length / 2 };
  const used = usedResources(pods, kinds);
  const items = kinds.length;
  const values = Float64Array.from(kinds, (kind) => worth[kind]!);
  const most = Float64Array.from(kinds, (kind) =>
    Math.min(pods[kind]!.count, timesFits(pods[kind]!.requests, amounts)),
  );
  const shares = new Float64Array(used.length * items);
  used.forEach((resource, row) => {
    for (let item = 0; item < items; item++)
      shares[row * items + item] = pods[kinds[item]!]!.requests[resource]! / amounts[resource]!;
  });
  const relaxed = relaxedKnapsack(shares, values, most, used.length);
  const room = new Float64Array(items);
  let upper = relaxed.prices.reduce((sum, price) => sum + price, 0);
  const capacity = upper;
  for (let item = 0; item < items; item++) {
    for (let row = 0; row < used.length; row++) room[item]! += relaxed.prices[row]! * shares[row * items + item]!;
    upper += most[item]! * Math.max(0, values[item]! - room[item]!);
  }
  let work = relaxed.work + items * used.length * 2 + admitted.length / 2;
  if (upper <= worthMore) return { upper, load: undefined, work };

  const order = Array.from(kinds.keys()).sort(
    (a, b) => values[b]! * room[a]! - values[a]! * room[b]! || values[b]! - values[a]! || a - b,
  );
  const requests = order.map((item) => Float64Array.from(used, (resource) => pods[kinds[item]!]!.requests[resource]!));
  const left = Float64Array.from(used, (resource) => amounts[resource]!);
  const taken = new Int32Array(items);
  let best: Int32Array | undefined;
  let bestValue = worthMore;
  let open = 0;
  let stepsLeft = steps;
  const canTake = (at: number): number => Math.min(most[order[at]!]!, timesFits(requests[at]!, left));
  const take = (at: number, times: number): void => {
    for (let row = 0; row < used.length; row++) left[row]! -= requests[at]![row]! * times;
    taken[at]! += times;
  };
  const remember = (value: number): void => {
    if (value <= bestValue) return;
    bestValue = value;
    best = taken.slice();
  };
  /** With pods from here on in fractions, by the prices of resources. */
  const reach = (from: number, capacityLeft: number): number => {
    let sum = 0;
    for (let at = from; at < items; at++) {
      const item = order[at]!;
      const whole = room[item]! * most[item]!;
      if (whole > capacityLeft) return sum + (values[item]! * capacityLeft) / room[item]!;
      sum += values[item]! * most[item]!;
      capacityLeft -= whole;
    }
    return sum;
  };
  const search = (at: number, value: number, capacityLeft: number): void => {
    if (at === items) return remember(value);
    const limit = value + reach(at, capacityLeft) * (1 + 1e-12);
    if (limit <= bestValue) return;
    if (stepsLeft-- <= 0) {
      open = Math.max(open, limit);
      return;
    }
    const item = order[at]!;
    const largest = canTake(at);
    for (let times = largest; times >= 0; times--) {
      const rest = Math.max(0, capacityLeft - times * room[item]!);
      // Fewer of this one are worth less still: what follows gives less for the room.
      if (value + times * values[item]! + reach(at + 1, rest) * (1 + 1e-12) <= bestValue) break;
      take(at, times);
      search(at + 1, value + times * values[item]!, rest);
      take(at, -times);
      if (stepsLeft <= 0 && times > 0) {
        open = Math.max(open, value + (times - 1) * values[item]! + reach(at + 1, rest + room[item]!));
        break;
      }
    }
  };
  // The relaxed load cut to whole pods, filled up, is a good first one.
  let first = 0;
  for (let at = 0; at < items; at++) take(at, Math.min(canTake(at), Math.floor(relaxed.counts[order[at]!]! + 1e-6)));
  for (let at = 0; at < items; at++) take(at, Math.min(canTake(at), most[order[at]!]! - taken[at]!));
  for (let at = 0; at < items; at++) first += taken[at]! * values[order[at]!]!;
  remember(first);
  for (let at = 0; at < items; at++) take(at, -taken[at]!);
  search(0, 0, capacity);
  work += (steps - Math.max(0, stepsLeft)) * 4 + items * 8;
  const found = best;
  return {
    upper: Math.min(upper, Math.max(bestValue, open)),
    load: found && {
      kinds: Int32Array.from(order.flatMap((item, at) => (found[at]! > 0 ? [kinds[item]!] : []))),
      counts: found.filter((count) => count > 0),
      value: bestValue,
    },
    work,
  };
}

function fits(requests: Float64Array, amounts: Float64Array): boolean {
  for (let resource = 0; resource < requests.length; resource++)
    if (requests[resource]! > amounts[resource]!) return false;
  return true;
}

function usedResources(pods: PackingProblem["pods"], kinds: readonly number[]): number[] {
  const length = pods[kinds[0]!]!.requests.length;
  return Array.from({ length }, (_, resource) => resource).filter((resource) =>
    kinds.some((kind) => pods[kind]!.requests[resource]! > 0),
  );
}
