import { systemClock, type Clock } from "@inlay/resources";

/** The system's clock, run `speed` times as fast. */
export function fastClock(speed: number): Clock {
  const begin = systemClock.now();
  return {
    now: () => begin + (systemClock.now() - begin) * speed,
    sleep: (milliseconds, signal) => systemClock.sleep(milliseconds / speed, signal),
    after: (milliseconds, callback) => systemClock.after(milliseconds / speed, callback),
  };
}
