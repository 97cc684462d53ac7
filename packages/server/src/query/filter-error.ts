/** A `filters` query that cannot be used. */
export class InvalidFilter extends Error {
  readonly code = "InvalidFilter";

  constructor(given: string) {
    super(
      `filters: Invalid value: ${JSON.stringify(given)}: must be field=value or field_in_a,b, joined by AND or by OR`,
    );
  }
}
