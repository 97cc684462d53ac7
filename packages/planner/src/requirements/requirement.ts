import type { NodeSelectorRequirement, RequirementWithMinValues } from "@inlay/resources";

type Operator = NodeSelectorRequirement["operator"];

interface Parts {
  readonly complement: boolean;
  readonly values: ReadonlySet<string>;
  readonly absent: boolean;
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
  readonly minValues?: number | undefined;
  readonly undefinedKey?: boolean | undefined;
}

const WHOLE = /^-?\d+$/;

/**
 * The set of things that a label may be: some values (or all but some), perhaps within whole-number bounds, and perhaps no label
 * at all. Immutable. Rules: Karpenter's requirement algebra (In, NotIn, Exists, DoesNotExist, Gt, Lt, Gte, Lte), made exact about
 * absence: `In [red]` and `NotIn [red]` together admit nothing, not the absent label.
 */
export class Requirement {
  readonly key: string;
  /** Whether `values` are the excluded ones. */
  readonly complement: boolean;
  readonly values: ReadonlySet<string>;
  /** Whether a node without the label is admitted. */
  readonly absent: boolean;
  readonly atLeast: number | undefined;
  readonly atMost: number | undefined;
  readonly minValues: number | undefined;
  /** A pod asked for this of a pool that never sets the label: the node will not carry it. */
  readonly undefinedKey: boolean;

  private constructor(key: string, parts: Parts) {
    this.key = key;
    this.complement = parts.complement;
    this.values = parts.values;
    this.absent = parts.absent;
    this.atLeast = parts.atLeast;
    this.atMost = parts.atMost;
    this.minValues = parts.minValues;
    this.undefinedKey = parts.undefinedKey ?? false;
  }

  /** @example Requirement.of("kubernetes.io/arch", "In", ["amd64"]).has("arm64") // false */
  static of(key: string, operator: Operator, values: readonly string[] = [], minValues?: number): Requirement {
    const none: ReadonlySet<string> = new Set();
    const bound = Number(values[0]);
    switch (operator) {
      case "In":
        return new Requirement(key, { complement: false, values: new Set(values), absent: false, minValues });
      case "NotIn":
        return new Requirement(key, { complement: true, values: new Set(values), absent: true, minValues });
      case "Exists":
        return new Requirement(key, { complement: true, values: none, absent: false, minValues });
      case "DoesNotExist":
        return new Requirement(key, { complement: false, values: none, absent: true, minValues });
      case "Gt":
        return new Requirement(key, { complement: true, values: none, absent: false, atLeast: bound + 1, minValues });
      case "Gte":
        return new Requirement(key, { complement: true, values: none, absent: false, atLeast: bound, minValues });
      case "Lt":
        return new Requirement(key, { complement: true, values: none, absent: false, atMost: bound - 1, minValues });
      case "Lte":
        return new Requirement(key, { complement: true, values: none, absent: false, atMost: bound, minValues });
    }
  }

  has(value: string): boolean {
    return this.values.has(value) !== this.complement && this.#inBounds(value);
  }

  /** The operator that describes the set; bounds are told apart by `atLeast` and `atMost`. */
  get operator(): "In" | "NotIn" | "Exists" | "DoesNotExist" {
    if (this.complement) return this.values.size === 0 ? "Exists" : "NotIn";
    return this.values.size === 0 ? "DoesNotExist" : "In";
  }

  /** Whether neither a value nor the absent label is admitted. */
  get isContradiction(): boolean {
    return !this.absent && !this.hasValues;
  }

  /** Whether some value is admitted. */
  get hasValues(): boolean {
    if (!this.complement) return this.values.size > 0;
    return this.atLeast === undefined || this.atMost === undefined || this.atLeast <= this.atMost;
  }

  /** The only value, when exactly one is admitted. */
  get single(): string | undefined {
    if (this.complement || this.values.size !== 1) return undefined;
    return this.values.values().next().value;
  }

  intersect(other: Requirement): Requirement {
    const atLeast = largest(this.atLeast, other.atLeast);
    const atMost = smallest(this.atMost, other.atMost);
    const complement = this.complement && other.complement;
    let values: Set<string>;
    if (complement) values = new Set([...this.values, ...other.values]);
    else {
      const concrete = this.complement ? other : this;
      const filter = concrete === this ? other : this;
      values = new Set([...concrete.values].filter((value) => filter.has(value) && concrete.has(value)));
    }
    return new Requirement(this.key, {
      complement,
      values,
      absent: this.absent && other.absent,
      ...(complement ? { atLeast, atMost } : {}),
      minValues: largest(this.minValues, other.minValues),
      undefinedKey: this.undefinedKey && other.undefinedKey,
    });
  }

  /** Whether something satisfies both. */
  overlaps(other: Requirement): boolean {
    if (this.absent && other.absent) return true;
    if (!this.complement) {
      for (const value of this.values) if (other.has(value)) return true;
      return false;
    }
    if (!other.complement) return other.overlaps(this);
    const atLeast = largest(this.atLeast, other.atLeast);
    const atMost = smallest(this.atMost, other.atMost);
    return atLeast === undefined || atMost === undefined || atLeast <= atMost;
  }

  withMinValues(minValues: number | undefined): Requirement {
    return new Requirement(this.key, { ...this.#parts(), minValues });
  }

  asUndefinedKey(): Requirement {
    return new Requirement(this.key, { ...this.#parts(), undefinedKey: true });
  }

  /** Equal for equal sets. */
  get signature(): string {
    const values = [...this.values].sort().join("\u0001");
    return `${this.key}\u0002${this.complement ? 1 : 0}${this.absent ? 1 : 0}${this.undefinedKey ? 1 : 0}\u0002${this.atLeast ?? ""}\u0002${this.atMost ?? ""}\u0002${this.minValues ?? ""}\u0002${values}`;
  }

  /** As a NodeClaim carries it. Excluded values and bounds are both kept. */
  toApi(): RequirementWithMinValues[] {
    const extra = this.minValues === undefined ? {} : { minValues: this.minValues };
    const entries: RequirementWithMinValues[] = [];
    if (this.atLeast !== undefined)
      entries.push({ key: this.key, operator: "Gte", values: [String(this.atLeast)], ...extra });
    if (this.atMost !== undefined)
      entries.push({ key: this.key, operator: "Lte", values: [String(this.atMost)], ...extra });
    if (entries.length > 0 && this.values.size === 0) return entries;
    const operator = this.operator;
    if (operator === "Exists" || operator === "DoesNotExist")
      return [...entries, { key: this.key, operator, ...extra }];
    return [...entries, { key: this.key, operator, values: [...this.values].sort(), ...extra }];
  }

  /** As Karpenter's messages write it: `kubernetes.io/arch In [amd64 arm64]`. */
  toString(): string {
    let text = `${this.key} ${this.operator}`;
    if (this.values.size > 0) {
      const sorted = [...this.values].sort();
      const shown = sorted.length > 5 ? [...sorted.slice(0, 5), `and ${sorted.length - 5} others`] : sorted;
      text += ` [${shown.join(" ")}]`;
    }
    if (this.atLeast !== undefined) text += ` >=${this.atLeast}`;
    if (this.atMost !== undefined) text += ` <=${this.atMost}`;
    if (this.minValues !== undefined) text += ` minValues ${this.minValues}`;
    return text;
  }

  #parts(): Parts {
    const { complement, values, absent, atLeast, atMost, minValues, undefinedKey } = this;
    return { complement, values, absent, atLeast, atMost, minValues, undefinedKey };
  }

  #inBounds(value: string): boolean {
    if (this.atLeast === undefined && this.atMost === undefined) return true;
    if (!WHOLE.test(value)) return false;
    const number = Number(value);
    return (
      (this.atLeast === undefined || number >= this.atLeast) && (this.atMost === undefined || number <= this.atMost)
    );
  }
}

function largest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.max(a, b);
}

function smallest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}
