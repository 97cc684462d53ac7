import type { NodeSelectorRequirement, RequirementWithMinValues, StringMap } from "@inlay/resources";
import { Requirement } from "./requirement.ts";
import { stableLabelKey } from "./well-known-labels.ts";

/**
 * Requirements by label key, all to be met. Interned in a {@link RequirementSpace}: equal sets are one object with one `id`, so
 * that what is derived from a set is computed once.
 */
export interface RequirementSet {
  readonly id: number;
  readonly byKey: ReadonlyMap<string, Requirement>;
  readonly hasMinValues: boolean;
}

/** `nodePool and node class`, `karpenter.sh/registered`: part of a simulation, never of its messages. */
const NOT_SHOWN: ReadonlySet<string> = new Set(["kubernetes.io/hostname"]);

/** Interns requirement sets and remembers what they make of each other. */
export class RequirementSpace {
  readonly #wellKnown: ReadonlySet<string>;
  readonly #sets: RequirementSet[] = [];
  readonly #bySignature = new Map<string, RequirementSet>();
  readonly #narrowed = new Map<number, RequirementSet | null>();
  readonly #overlaps = new Map<number, boolean>();
  readonly empty: RequirementSet;

  constructor(wellKnown: ReadonlySet<string>) {
    this.#wellKnown = wellKnown;
    this.empty = this.intern([]);
  }

  intern(requirements: Iterable<Requirement>): RequirementSet {
    const byKey = new Map<string, Requirement>();
    for (const requirement of requirements) {
      const present = byKey.get(requirement.key);
      byKey.set(requirement.key, present ? present.intersect(requirement) : requirement);
    }
    const signature = [...byKey.values()]
      .map((requirement) => requirement.signature)
      .sort()
      .join("\u0003");
    const known = this.#bySignature.get(signature);
    if (known) return known;
    const set: RequirementSet = {
      id: this.#sets.length,
      byKey,
      hasMinValues: [...byKey.values()].some((requirement) => requirement.minValues !== undefined),
    };
    this.#sets.push(set);
    this.#bySignature.set(signature, set);
    return set;
  }

  ofLabels(labels: StringMap): RequirementSet {
    return this.intern(labelRequirements(labels));
  }

  /**
   * What a node that fulfils `node` becomes once a pod asks for `asked` of it; null when that cannot be.
   * A label that the node does not define must be well known, or the pod content without it.
   */
  narrow(node: RequirementSet, asked: RequirementSet): RequirementSet | null {
    if (asked.byKey.size === 0 || node === asked) return node;
    const pair = node.id * 1_048_576 + asked.id;
    const known = this.#narrowed.get(pair);
    if (known !== undefined) return known;
    let result: RequirementSet | null = null;
    if (this.#isCompatible(node, asked)) {
      const merged = new Map(node.byKey);
      for (const [key, requirement] of asked.byKey) {
        const present = merged.get(key);
        if (present) merged.set(key, present.intersect(requirement));
        else merged.set(key, this.#wellKnown.has(key) ? requirement : requirement.asUndefinedKey());
      }
      result = this.intern(merged.values());
    }
    this.#narrowed.set(pair, result);
    return result;
  }

  /** Whether both can hold for one node; keys that only one of them names do not matter. */
  overlaps(a: RequirementSet, b: RequirementSet): boolean {
    const pair = a.id * 1_048_576 + b.id;
    let known = this.#overlaps.get(pair);
    if (known === undefined) {
      known = true;
      for (const [key, requirement] of b.byKey) {
        const present = a.byKey.get(key);
        if (present && !present.overlaps(requirement)) {
          known = false;
          break;
        }
      }
      this.#overlaps.set(pair, known);
    }
    return known;
  }

  /** Why `asked` cannot be asked of `node`, in Karpenter's words, and the first label concerned; undefined when it can. */
  incompatibility(
    node: RequirementSet,
    asked: RequirementSet,
  ): { readonly key: string; readonly message: string } | undefined {
    const reasons: { readonly key: string; readonly message: string }[] = [];
    const keys = [...asked.byKey.keys()].sort();
    for (const key of keys)
      if (!this.#isKnown(node, asked.byKey.get(key)!))
        reasons.push({ key, message: `label "${key}" does not have known values${this.#hint(node, key)}` });
    for (const key of keys) {
      const present = node.byKey.get(key);
      const requirement = asked.byKey.get(key)!;
      if (present && !present.overlaps(requirement))
        reasons.push({ key, message: `key ${key}, ${requirement.toString()} not in ${present.toString()}` });
    }
    const first = reasons[0];
    return first && { key: first.key, message: reasons.map(({ message }) => message).join("; ") };
  }

  #isCompatible(node: RequirementSet, asked: RequirementSet): boolean {
    for (const [key, requirement] of asked.byKey) {
      if (!this.#isKnown(node, requirement)) return false;
      const present = node.byKey.get(key);
      if (present ? !present.overlaps(requirement) : requirement.isContradiction) return false;
    }
    return true;
  }

  #isKnown(node: RequirementSet, asked: Requirement): boolean {
    const present = node.byKey.get(asked.key);
    return asked.absent || this.#wellKnown.has(asked.key) || (present !== undefined && !present.undefinedKey);
  }

  #hint(node: RequirementSet, key: string): string {
    const suffix = key.slice(key.indexOf("/") + 1);
    for (const known of [...[...this.#wellKnown].sort(), ...[...node.byKey.keys()].sort()]) {
      if (known === key) continue;
      if (known.includes(key) || known.endsWith(suffix) || editDistance(key, known) < Math.floor(known.length / 5))
        return ` (typo of "${known}"?)`;
    }
    return "";
  }
}

/** As Karpenter's messages write it: sorted by key. */
export function requirementsText(set: RequirementSet): string {
  return [...set.byKey.values()]
    .filter(({ key }) => !NOT_SHOWN.has(key))
    .map(String)
    .sort()
    .join(", ");
}

export function labelRequirements(labels: StringMap): Requirement[] {
  return Object.entries(labels).map(([key, value]) => Requirement.of(stableLabelKey(key), "In", [value]));
}

export function requirementsOf(list: readonly (NodeSelectorRequirement & RequirementWithMinValues)[]): Requirement[] {
  return list.map(({ key, operator, values, minValues }) =>
    Requirement.of(stableLabelKey(key), operator, values, minValues),
  );
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++)
      current.push(Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    previous = current;
  }
  return previous[b.length]!;
}
