import type { BoxAwsSimulation } from "@inlay/box-aws";
import type { Clock } from "@inlay/resources";

/** EC2 shows a new instance after a moment only; until then there is no console of it to write to. */
const LATER_MS = 500;

/** Gives EC2 what machines print, for GetConsoleOutput. */
export class ConsoleMirror {
  readonly #aws: Pick<BoxAwsSimulation, "instance" | "setConsoleOutput">;
  readonly #clock: Clock;
  readonly #lines: (instanceId: string) => readonly string[] | undefined;
  readonly #waiting = new Set<string>();

  /** @param lines of a machine's console as they are now. */
  constructor(
    aws: Pick<BoxAwsSimulation, "instance" | "setConsoleOutput">,
    clock: Clock,
    lines: (instanceId: string) => readonly string[] | undefined,
  ) {
    this.#aws = aws;
    this.#clock = clock;
    this.#lines = lines;
  }

  changed(instanceId: string): void {
    if (this.#waiting.has(instanceId) || !this.#aws.instance(instanceId)) return;
    try {
      this.#aws.setConsoleOutput(instanceId, `${(this.#lines(instanceId) ?? []).join("\n")}\n`);
    } catch {
      this.#waiting.add(instanceId);
      this.#clock.after(LATER_MS, () => {
        this.#waiting.delete(instanceId);
        this.changed(instanceId);
      });
    }
  }
}
