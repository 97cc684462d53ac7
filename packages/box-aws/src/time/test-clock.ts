import type { Clock } from "./clock.ts";

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
