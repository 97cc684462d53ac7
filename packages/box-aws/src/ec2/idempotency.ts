import { createHash } from "node:crypto";
import { AwsError } from "../service/aws-error.ts";
import type { Shape } from "../service/operation.ts";

interface Remembered {
  readonly digest: string;
  readonly answer: Promise<Shape>;
  /** The answer, once it is there. */
  value?: Shape;
}

/**
 * Client tokens: the same token with the same parameters gives the same answer, also while the first call is still under way;
 * with other parameters it is refused. A call that failed may be tried again with its token.
 */
export class ClientTokens {
  readonly #answers = new Map<string, Remembered>();

  async once(operation: string, input: Shape, run: () => Promise<Shape>): Promise<Shape> {
    const token = input.ClientToken as string | undefined;
    if (token === undefined) return run();
    const key = `${operation}/${token}`;
    const digest = createHash("sha256").update(JSON.stringify(input)).digest("hex");
    const known = this.#answers.get(key);
    if (known) {
      if (known.digest !== digest)
        throw new AwsError(
          "IdempotentParameterMismatch",
          `The client token '${token}' has already been used with different parameters.`,
        );
      return known.answer;
    }
    const remembered: Remembered = { digest, answer: run() };
    this.#answers.set(key, remembered);
    remembered.answer.then(
      (value) => (remembered.value = value),
      () => this.#answers.delete(key),
    );
    return remembered.answer;
  }

  /** Answers of fleets only: a node claim's launch must stay idempotent across a restart of the box. */
  save(): unknown {
    return [...this.#answers]
      .filter(([key, { value }]) => value !== undefined && key.startsWith("CreateFleet/"))
      .map(([key, { digest, value }]) => [key, digest, value]);
  }

  restore(saved: unknown): void {
    for (const [key, digest, value] of saved as [string, string, Shape][])
      this.#answers.set(key, { digest, value, answer: Promise.resolve(value) });
  }
}
