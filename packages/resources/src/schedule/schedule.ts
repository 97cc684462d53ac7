import { Cron } from "croner";
import { InvalidField } from "../validation/invalid-field.ts";

/**
 * Points in time as cron writes them: five fields or a nickname such as `@daily`, in UTC (NodePool budgets) unless told otherwise (CronJobs).
 *
 * @example Schedule.parse("0 9 * * mon-fri", "schedule").next(Date.UTC(2026, 0, 3)) // Monday 2026-01-05T09:00Z
 */
export class Schedule {
  readonly #cron: Cron;

  private constructor(cron: Cron) {
    this.#cron = cron;
  }

  /** @param field where the text stands, for the error. @param timeZone `Europe/Berlin`. @throws InvalidField */
  static parse(text: string, field: string, timeZone = "UTC"): Schedule {
    const accepted = "five cron fields such as 0 9 * * mon-fri, or one of @yearly, @monthly, @weekly, @daily, @hourly";
    if (!text.startsWith("@") && text.trim().split(/\s+/).length !== 5) throw new InvalidField(field, text, accepted);
    try {
      return new Schedule(new Cron(text === "@midnight" ? "@daily" : text, { timezone: timeZone, paused: true }));
    } catch {
      throw new InvalidField(field, text, accepted);
    }
  }

  /** The first hit after a time, both in milliseconds since the epoch; undefined when there is none (31 February). */
  next(afterMs: number): number | undefined {
    return this.#cron.nextRun(new Date(afterMs))?.getTime();
  }

  /** Whether a window that opens with each hit and lasts `durationMs` is open. It is closed again at its very end. */
  isOpen(durationMs: number, nowMs: number): boolean {
    const opened = this.next(nowMs - durationMs);
    return opened !== undefined && opened <= nowMs;
  }
}
