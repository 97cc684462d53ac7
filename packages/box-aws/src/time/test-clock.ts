import type { Clock } from "./clock.ts";

/** Time that passes only when a test lets it: nothing runs before `pass`, and everything due runs in `pass`, in order. */
export function manualClock(
  startMs = Date.UTC(2026, 10, 24, 14),
): Clock & { pass(milliseconds: number): Promise<void> } {
  let now = startMs;
  const due = new Map<symbol, { readonly at: number; readonly run: () => void }>();
  const after = (milliseconds: number, run: () => void) => {
    const key = Symbol("timer");
    due.set(key, { at: now + milliseconds, run });
    return () => void due.delete(key);
  };
  return {
    now: () => now,
    after,
    sleep: (milliseconds) => new Promise((resolve) => after(milliseconds, resolve)),
    pass: async (milliseconds) => {
      const until = now + milliseconds;
      for (;;) {
        // What has just run may have made promises whose continuations set further timers.
        await new Promise((resolve) => setImmediate(resolve));
        const [key, next] = [...due].toSorted(([, a], [, b]) => a.at - b.at)[0] ?? [];
        if (key === undefined || !next || next.at > until) break;
        due.delete(key);
        now = Math.max(now, next.at);
        next.run();
      }
      now = until;
    },
  };
}

/** The machine's clock, and a wait for a condition with a deadline: tests wait for conditions, never for time. */
export function testClock(): Clock & { until(condition: () => boolean): Promise<void> } {
  const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
  return {
    now: () => Date.now(),
    sleep,
    after: (milliseconds, callback) => {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
    until: async (condition) => {
      const deadline = Date.now() + 10_000;
      while (!condition()) {
        if (Date.now() > deadline) throw new Error("the condition did not come true within 10 s");
        await sleep(5);
      }
    },
  };
}
