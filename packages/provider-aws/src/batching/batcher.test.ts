import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { handClock } from "../testing/hand-clock.ts";
import type { HandClock } from "../testing/hand-clock.ts";
import type { Outcome } from "./batcher.ts";
import { Batcher } from "./batcher.ts";

const WINDOW = { idleMs: 100, maxMs: 1_000, maxItems: 5 };
const never = new AbortController().signal;
let clock: HandClock;
let batches: number[][];

beforeEach(() => {
  clock = handClock();
  batches = [];
});

function doubling(): Batcher<number, number> {
  return new Batcher(clock, WINDOW, async (inputs) => {
    batches.push([...inputs]);
    return inputs.map((input): Outcome<number> =>
      input < 0 ? { error: new Error(`no ${input}`) } : { value: 2 * input },
    );
  });
}

test("calls that come together go out together, and each gets its own answer", async () => {
  const batcher = doubling();
  const answers = Promise.all([batcher.add(1, never), batcher.add(2, never)]);
  await clock.advance(100);
  expect(await answers).toEqual([2, 4]);
  expect(batches).toEqual([[1, 2]]);
});

test("each further call keeps the batch open, but not for ever", async () => {
  const batcher = doubling();
  const answers: Promise<number>[] = [];
  for (let index = 0; index < 4; index++) {
    answers.push(batcher.add(index, never));
    await clock.advance(90);
  }
  expect(batches).toEqual([]);
  await clock.advance(10);
  expect(await Promise.all(answers)).toHaveLength(4);
  expect(batches).toHaveLength(1);
});

test("a full batch goes out at once", async () => {
  const batcher = doubling();
  const answers = await Promise.all([1, 2, 3, 4, 5].map((input) => batcher.add(input, never)));
  expect(answers).toEqual([2, 4, 6, 8, 10]);
});

test("one refusal is for its own caller only", async () => {
  const batcher = doubling();
  const answers = Promise.allSettled([batcher.add(1, never), batcher.add(-1, never)]);
  await clock.advance(100);
  expect((await answers).map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
});

test("a caller that gives up does not take the others along", async () => {
  const batcher = doubling();
  const leaving = new AbortController();
  const left = batcher.add(1, leaving.signal);
  const staying = batcher.add(2, never);
  leaving.abort(new Error("gave up"));
  await expect(left).rejects.toThrow("gave up");
  await clock.advance(100);
  expect(await staying).toBe(4);
});

test("when the batch as a whole fails, all its callers hear why", async () => {
  const failing = new Batcher<number, number>(clock, WINDOW, () => Promise.reject(new Error("throttled")));
  const answers = Promise.allSettled([failing.add(1, never), failing.add(2, never)]);
  await clock.advance(100);
  expect((await answers).every((each) => each.status === "rejected")).toBe(true);
});

test("whatever the rhythm, every call is answered once and no batch is too large", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(300), { maxLength: 30 }), async (pauses) => {
      batches = [];
      const batcher = doubling();
      const answers: Promise<number>[] = [];
      for (const [index, pause] of pauses.entries()) {
        answers.push(batcher.add(index, never));
        await clock.advance(pause);
      }
      await clock.advance(1_000);
      expect(await Promise.all(answers)).toEqual(pauses.map((_, index) => 2 * index));
      expect(batches.flat()).toHaveLength(pauses.length);
      expect(Math.max(0, ...batches.map((batch) => batch.length))).toBeLessThanOrEqual(WINDOW.maxItems);
    }),
    { numRuns: 25 },
  );
});
