import { InvalidField } from "../validation/invalid-field.ts";

const UNITS = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/**
 * A span of time as Kubernetes writes it: `90s`, `1h30m`, or `Never`.
 * Grammar: Go's time.ParseDuration, without signs; `Never` as in NodePool `spec.disruption.consolidateAfter`.
 *
 * @example Duration.parse("1h30m", "spec.template.spec.expireAfter").milliseconds // 5_400_000
 */
export class Duration {
  static readonly never = new Duration(Infinity);
  /** Milliseconds; `Infinity` for `Never`. */
  readonly milliseconds: number;

  private constructor(milliseconds: number) {
    this.milliseconds = milliseconds;
  }

  static ofMilliseconds(milliseconds: number): Duration {
    return new Duration(milliseconds);
  }

  /** @param field where the text stands, for the error. @throws InvalidField */
  static parse(text: string, field: string): Duration {
    if (text === "Never") return Duration.never;
    if (text === "0") return new Duration(0);
    const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/gy)];
    if (parts.length === 0 || parts.map((part) => part[0]).join("") !== text)
      throw new InvalidField(field, text, "a duration such as 90s, 1h30m or Never");
    return new Duration(parts.reduce((sum, [, n, unit]) => sum + Number(n) * UNITS[unit as keyof typeof UNITS], 0));
  }
}
