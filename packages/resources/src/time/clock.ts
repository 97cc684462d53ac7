/** Time as it is injected everywhere: real in processes, stepped by hand in tests. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `milliseconds`; rejects with the signal's reason when aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Runs `callback` once after `milliseconds`. The returned function cancels it. Never keeps the process alive. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** setTimeout fires at once for longer delays (32-bit overflow). */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const timer = setTimeout(done, Math.min(milliseconds, LONGEST_TIMEOUT_MS));
      function done() {
        signal?.removeEventListener("abort", aborted);
        resolve();
      }
      function aborted() {
        clearTimeout(timer);
        reject(signal?.reason);
      }
      signal?.addEventListener("abort", aborted, { once: true });
    }),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, Math.min(milliseconds, LONGEST_TIMEOUT_MS));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

let latest = { second: 0, text: "1970-01-01T00:00:00Z" };

/** RFC 3339 with second precision, as `metadata.creationTimestamp`. Many ask for the same second, so that the latest is kept. */
export function rfc3339(milliseconds: number): string {
  const second = Math.floor(milliseconds / 1000);
  if (second !== latest.second)
    latest = { second, text: new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, "Z") };
  return latest.text;
}

/** RFC 3339 with microsecond precision, as `Lease.spec.renewTime`. */
export function rfc3339Micro(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/Z$/, "000Z");
}
