/**
 * Commands that this process is starting right now: nobody else judges them until their start is over. Forgotten with the process, and then the cluster
 * alone tells how far each got.
 */
export class StartingCommands {
  readonly #ids = new Set<string>();
  readonly #listeners = new Set<(id: string) => void>();

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  add(id: string): void {
    this.#ids.add(id);
  }

  /** The start is over, well or not. */
  finish(id: string): void {
    this.#ids.delete(id);
    for (const listener of this.#listeners) listener(id);
  }

  /** Called when a start is over. The returned function ends it. */
  onFinish(listener: (id: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
