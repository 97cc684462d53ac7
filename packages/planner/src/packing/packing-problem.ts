/** Pods that are alike in what they take of a node and in which nodes will do. */
export interface KindOfPod {
  /** By resource; whole numbers. */
  readonly requests: Float64Array;
  readonly count: number;
}

/** A node that can be bought any number of times, for pods of some kinds. */
export interface KindOfNode {
  /** Free for pods, by resource; whole numbers. */
  readonly amounts: Float64Array;
  /** USD per hour. */
  readonly price: number;
  /** Kinds of pods that it may hold. */
  readonly kinds: readonly number[];
}

/** Pods to be put on nodes as cheaply as possible. */
export interface PackingProblem {
  readonly pods: readonly KindOfPod[];
  readonly nodes: readonly KindOfNode[];
}

/** What one node holds: how many pods of which kinds. */
export interface Pattern {
  /** Index of the kind of node. */
  readonly node: number;
  readonly price: number;
  readonly kinds: Int32Array;
  readonly counts: Int32Array;
}

/** How often a node of this size holds pods of this kind and nothing else. */
export function timesFits(requests: Float64Array, amounts: Float64Array): number {
  let times = Infinity;
  for (let resource = 0; resource < requests.length; resource++)
    if (requests[resource]! > 0) times = Math.min(times, Math.floor(amounts[resource]! / requests[resource]!));
  return times;
}

/** Leaves out nodes that another one for the same kinds of pods outdoes in everything, price included. */
export function withoutOutdone<T extends KindOfNode>(nodes: readonly T[]): T[] {
  const kept: T[] = [];
  for (const node of [...nodes].sort((a, b) => a.price - b.price || sum(b.amounts) - sum(a.amounts)))
    if (!kept.some((other) => other.kinds === node.kinds && isAtLeast(other.amounts, node.amounts))) kept.push(node);
  return kept;
}

function isAtLeast(a: Float64Array, b: Float64Array): boolean {
  for (let resource = 0; resource < a.length; resource++) if (a[resource]! < b[resource]!) return false;
  return true;
}

function sum(amounts: Float64Array): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
