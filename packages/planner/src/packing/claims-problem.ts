import { hasBit, membersOf } from "../instance-types/bitset.ts";
import type { PodVariant } from "../pods/pod-class.ts";
import type { RequirementSet } from "../requirements/requirement-set.ts";
import type { UsablePool } from "../simulation/node-pool.ts";
import type { OpenClaim } from "../simulation/open-claim.ts";
import type { World } from "../simulation/world.ts";
import type { KindOfNode, PackingProblem } from "./packing-problem.ts";
import { resourcePrices } from "./resource-prices.ts";

/** Pods of one kind take the same and ask the same of a node. */
export type KindKey = string;

/** A node that some pods of the claims may be on: its type, and what they ask of it together. */
export interface PossibleNode extends KindOfNode {
  readonly type: number;
  readonly requirements: RequirementSet;
}

/** The pods of some claims, and every node that could hold them; places among neighbours are not looked at. */
export interface ClaimsProblem extends PackingProblem {
  readonly nodes: readonly PossibleNode[];
  readonly indexOf: ReadonlyMap<KindKey, number>;
  /** Whether what the pods ask is told for each node; otherwise a node may hold pods that ask for different ones. */
  readonly isExact: boolean;
}

interface AskingPod {
  readonly asked: RequirementSet;
  readonly requests: Float64Array;
  count: number;
}

/** So many different things may be asked of the nodes of a pool, taken alone and together, before they are left out. */
const MOST_CONTEXTS = 24;

export function kindKey({ asked, podClass }: PodVariant): KindKey {
  return `${asked.id}/${podClass.requests.join(",")}`;
}

export function claimsProblem(world: World, claims: readonly OpenClaim[]): ClaimsProblem {
  const columns = world.axis.names.length;
  const keyOf = new Map<PodVariant, KindKey>();
  const kinds = new Map<KindKey, AskingPod>();
  for (const { variants } of claims)
    for (const variant of variants) {
      let key = keyOf.get(variant);
      if (key === undefined) keyOf.set(variant, (key = kindKey(variant)));
      const kind = kinds.get(key);
      if (kind) kind.count++;
      else
        kinds.set(key, {
          asked: variant.asked,
          requests: Float64Array.from({ length: columns }, (_, resource) => variant.podClass.requests[resource] ?? 0),
          count: 1,
        });
    }
  // In the order of the claims: keys hold ids, which are given in the order of the snapshot's lists.
  const keys = [...kinds.keys()];
  const pods = keys.map((key) => kinds.get(key)!);
  const pools = [...new Set(claims.map(({ pool }) => pool))];
  const contexts = pools.map((pool) => contextsOf(world, pool, pods));
  const nodes = pools.flatMap((pool, index) =>
    (contexts[index] ?? [relaxedContext(world, pool, pods)]).flatMap((context) => nodesOf(world, pool, context)),
  );
  return {
    pods,
    nodes,
    indexOf: new Map(keys.map((key, index) => [key, index])),
    isExact: contexts.every((each) => each !== undefined),
  };
}

/** Worths of pods that no node can exceed: those of the resources that they take. */
export function worthOfResources({ pods, nodes }: PackingProblem): Float64Array {
  const demand = new Float64Array(pods[0]?.requests.length ?? 0);
  for (const { requests, count } of pods) requests.forEach((amount, resource) => (demand[resource]! += amount * count));
  const { perUnit } = resourcePrices(demand, nodes);
  return Float64Array.from(pods, ({ requests }) =>
    requests.reduce((sum, amount, resource) => sum + amount * perUnit[resource]!, 0),
  );
}

interface Context {
  readonly requirements: RequirementSet;
  readonly kinds: readonly number[];
}

/** Everything that the pods of a node can ask of it together; undefined when that is too much. */
function contextsOf({ space }: World, { template }: UsablePool, pods: readonly AskingPod[]): Context[] | undefined {
  const asked = new Set(pods.map((kind) => kind.asked));
  const found = new Set([template]);
  for (const context of found) {
    for (const set of asked) {
      const narrowed = space.narrow(context, set);
      if (narrowed) found.add(narrowed);
    }
    if (found.size > MOST_CONTEXTS) return undefined;
  }
  return [...found].flatMap((requirements) => {
    const fitting = new Set([...asked].filter((set) => space.narrow(requirements, set) === requirements));
    const kinds = [...pods.keys()].filter((kind) => fitting.has(pods[kind]!.asked));
    return kinds.length > 0 ? [{ requirements, kinds }] : [];
  });
}

function relaxedContext({ space }: World, { template }: UsablePool, pods: readonly AskingPod[]): Context {
  const kinds = [...pods.keys()].filter((kind) => space.narrow(template, pods[kind]!.asked));
  return { requirements: template, kinds };
}

function nodesOf(world: World, pool: UsablePool, { requirements, kinds }: Context): PossibleNode[] {
  const { catalogue } = pool;
  const admitted = catalogue.admitted(requirements);
  const { prices } = catalogue.priceList(requirements);
  return membersOf(pool.types).flatMap((type) => {
    if (!hasBit(admitted, type)) return [];
    const amounts = roomOf(world, pool, type);
    if (amounts.some((amount) => amount < 0)) return [];
    return [{ type, requirements, amounts, price: prices[type]!, kinds }];
  });
}

/** What a node of this type has left for pods beside its daemons. */
export function roomOf(world: World, { catalogue, daemonGroups }: UsablePool, type: number): Float64Array {
  const group = daemonGroups.find(({ types }) => hasBit(types, type));
  const allocatable = catalogue.allocatable[type]!;
  const room = new Float64Array(world.axis.names.length);
  for (let resource = 0; resource < room.length; resource++)
    room[resource] = (allocatable[resource] ?? 0) - (group?.overhead[resource] ?? 0);
  return room;
}
