/** What has to be ended again, in the opposite order of its start. */
export class Closers {
  readonly #steps: (() => unknown)[] = [];
  #closing: Promise<void> | undefined;

  add(step: () => unknown): void {
    this.#steps.push(step);
  }

  /** Goes through all steps, also when one fails. The same promise for everybody who asks. */
  close(onError: (error: unknown) => void): Promise<void> {
    return (this.#closing ??= this.#run(onError));
  }

  async #run(onError: (error: unknown) => void): Promise<void> {
    for (const step of this.#steps.toReversed()) {
      try {
        await step();
      } catch (error) {
        onError(error);
      }
    }
  }
}
