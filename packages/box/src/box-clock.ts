import { systemClock, type Clock } from "@inlay/resources";

/** The real clock plus an offset that can be moved on: what both APIs of the box take as the time. Waiting still takes as long as it takes. */
export class BoxClock implements Clock {
  #offsetMs = 0;
  #onJump: (offsetMs: number) => void = () => undefined;

  get offsetMs(): number {
    return this.#offsetMs;
  }

  now(): number {
    return systemClock.now() + this.#offsetMs;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return systemClock.sleep(milliseconds, signal);
  }

  after(milliseconds: number, callback: () => void): () => void {
    return systemClock.after(milliseconds, callback);
  }

  /** Moves the time on at once, as when a laptop wakes up. */
  jump(milliseconds: number): void {
    this.#offsetMs += milliseconds;
    this.#onJump(this.#offsetMs);
  }

  /** Goes on where an earlier start was, and tells each further jump, so that time never goes back. */
  goOn(offsetMs: number, onJump: (offsetMs: number) => void): void {
    this.#offsetMs = offsetMs;
    this.#onJump = onJump;
  }
}
