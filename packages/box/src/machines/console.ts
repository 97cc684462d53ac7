import type { Clock } from "@inlay/resources";

const LONGEST = 500;

/** What a machine prints while it boots and runs: the place to look when a node does not join. */
export class MachineConsole {
  readonly #lines: string[] = [];
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #onChange: () => void;

  constructor(clock: Clock, onChange: () => void) {
    this.#onChange = onChange;
    this.#clock = clock;
    this.#startedAt = clock.now();
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Equal lines in a row are kept once. */
  print(text: string): void {
    if (this.#lines.at(-1)?.endsWith(`] ${text}`)) return;
    const seconds = ((this.#clock.now() - this.#startedAt) / 1000).toFixed(6).padStart(12);
    this.#lines.push(`[${seconds}] ${text}`);
    if (this.#lines.length > LONGEST) this.#lines.splice(0, this.#lines.length - LONGEST);
    this.#onChange();
  }
}
