/** Input that cannot be used. Tells where it stands, what was given and what would be accepted. */
export class InvalidField extends Error {
  readonly code = "INVALID_FIELD";
  readonly field: string;

  constructor(field: string, given: unknown, accepted: string) {
    super(`${field}: Invalid value: ${JSON.stringify(given)}: must be ${accepted}`);
    this.field = field;
  }
}
