/** A patch that cannot be applied; what HTTP makes of it is told by `kind`. */
export class PatchError extends Error {
  readonly code = "PATCH_FAILED";
  /** `rejected`: 422 with a general message; `malformed`: 400; `tooLarge`: 413; `failed`: 500 with the message. */
  readonly kind: "rejected" | "malformed" | "tooLarge" | "failed";

  constructor(kind: PatchError["kind"], message: string) {
    super(message);
    this.kind = kind;
  }
}
