import { expect, test } from "vitest";
import { ApiError } from "../../api/api-error.ts";
import { SteppedClock } from "../../testing/stepped-clock.ts";
import { gatheringMs } from "./gathering.ts";
import { WorkQueue } from "./work-queue.ts";

function queueOf(process: (key: string) => Promise<void> | void, concurrency?: number) {
  const clock = new SteppedClock();
  const stopping = new AbortController();
  const errors: string[] = [];
  const options = {
    clock,
    signal: stopping.signal,
    process,
    concurrency,
    onError: (key: string) => void errors.push(key),
  };
  return { clock, queue: new WorkQueue(options), stop: () => stopping.abort(), errors };
}

test("a key that is added several times is worked on once, and again when it was added meanwhile", async () => {
  const done: string[] = [];
  const { clock, queue } = queueOf((key) => {
    done.push(key);
    if (done.length === 1) queue.add("a");
  });
  queue.add("a");
  queue.add("a");
  await clock.pass(0);
  expect(done).toEqual(["a", "a"]);
  expect(queue.idle).toBe(true);
});

test("no key is worked on twice at the same time, and no more keys than allowed", async () => {
  const running = new Set<string>();
  let most = 0;
  const { clock, queue } = queueOf(async (key) => {
    expect(running.has(key)).toBe(false);
    running.add(key);
    most = Math.max(most, running.size);
    await clock.sleep(10);
    running.delete(key);
  }, 2);
  for (const key of ["a", "b", "c", "a"]) queue.add(key);
  await clock.pass(5);
  queue.add("a");
  await clock.pass(100);
  expect(most).toBe(2);
  expect(queue.idle).toBe(true);
});

test("a failure is tried again with growing delays; a conflict is no failure to tell of", async () => {
  const at: number[] = [];
  const { clock, queue, errors } = queueOf(() => {
    at.push(clock.now());
    if (at.length === 1) throw new ApiError(409, "Conflict", "the object has been modified");
    if (at.length < 5) throw new Error("no");
  });
  const start = clock.now();
  queue.add("a");
  await clock.pass(1_000);
  expect(at.map((time) => time - start)).toEqual([0, 5, 15, 35, 75]);
  expect(errors).toEqual(["a", "a", "a"]);
});

test("of several delays the earliest counts, and nothing comes after the end", async () => {
  const at: number[] = [];
  const { clock, queue, stop } = queueOf(() => void at.push(clock.now()));
  const start = clock.now();
  queue.addAfter("a", 100);
  queue.addAfter("a", 50);
  queue.addAfter("a", 70);
  await clock.pass(60);
  queue.addAfter("a", 10);
  stop();
  queue.add("b");
  await clock.pass(200);
  expect(at.map((time) => time - start)).toEqual([50]);
});

test("changes of few objects are looked at at once, of many after a while", () => {
  expect([1, 100, 1000, 100_000].map(gatheringMs)).toEqual([0, 0, 50, 1000]);
});
