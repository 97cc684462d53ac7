import type { Clock } from "@inlay/resources";

/** A clock that a test moves; timers fire while it moves. */
export interface HandClock extends Clock {
  advance(milliseconds: number): Promise<void>;
}

export function handClock(start = Date.UTC(2026, 10, 1, 12)): HandClock {
  let now = start;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  const after = (milliseconds: number, run: () => void) => {
    const timer = { at: now + milliseconds, run };
    timers.push(timer);
    return () => (timers = timers.filter((each) => each !== timer));
  };
  return {
    now: () => now,
    after,
    sleep: (milliseconds) => new Promise((resolve) => after(milliseconds, resolve)),
    async advance(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        timers = timers.filter((each) => each !== next);
        now = next.at;
        next.run();
        // What waited for the timer goes on before the next one fires.
        await new Promise((resolve) => setImmediate(resolve));
      }
      now = end;
    },
  };
}
