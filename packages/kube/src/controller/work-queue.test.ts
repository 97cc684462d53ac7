import type { Clock } from "@inlay/resources";
import fc from "fast-check";
import { expect, test } from "vitest";
import { WorkQueue } from "./work-queue.ts";

/** Delays fire when the test says so. */
function handClock() {
  const pending = new Map<() => void, number>();
  const clock: Clock = {
    now: () => 0,
    sleep: () => Promise.resolve(),
    after(milliseconds, callback) {
      pending.set(callback, milliseconds);
      return () => pending.delete(callback);
    },
  };
  const fire = () => {
    for (const callback of Array.from(pending.keys())) {
      pending.delete(callback);
      callback();
    }
  };
  return { clock, fire, delays: () => [...pending.values()] };
}

const queue = (clock: Clock) => new WorkQueue({ clock, random: () => 0.5, baseMs: 10, maxMs: 50 });

test("equal keys waiting are one", () => {
  const work = queue(handClock().clock);
  work.add("a");
  work.add("a");
  expect([work.take(), work.take()]).toEqual(["a", undefined]);
});

test("a key that comes while it is worked on is taken again afterwards, not at the same time", () => {
  const work = queue(handClock().clock);
  work.add("a");
  work.take();
  work.add("a");
  expect(work.take()).toBeUndefined();
  work.done("a");
  expect(work.take()).toBe("a");
});

test("of several delays the earliest counts, and adding at once overrides them", () => {
  const { clock, delays } = handClock();
  const work = queue(clock);
  work.addAfter("a", 100);
  work.addAfter("a", 500);
  work.addAfter("a", 20);
  expect(delays()).toEqual([20]);
  work.add("a");
  expect(delays()).toEqual([]);
});

test("failures back off up to the limit and start anew after success", () => {
  const { clock, fire, delays } = handClock();
  const work = queue(clock);
  const seen: number[] = [];
  for (let attempt = 0; attempt < 4; attempt++) {
    work.addRateLimited("a");
    seen.push(...delays());
    fire();
    work.take();
    work.done("a");
  }
  work.forget("a");
  work.addRateLimited("a");
  expect([...seen, ...delays()]).toEqual([10, 20, 40, 50, 10]);
});

test("nothing comes out of a closed queue", () => {
  const { clock, fire } = handClock();
  const work = queue(clock);
  work.addAfter("a", 10);
  work.close();
  fire();
  work.add("b");
  expect(work.take()).toBeUndefined();
});

test("no key is lost and none is worked on by two at once", () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("add" as const), key: fc.constantFrom("a", "b", "c") }),
    fc.record({ kind: fc.constant("later" as const), key: fc.constantFrom("a", "b", "c") }),
    fc.constant({ kind: "take" as const }),
    fc.constant({ kind: "done" as const }),
    fc.constant({ kind: "fire" as const }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { clock, fire } = handClock();
      const work = queue(clock);
      const owed = new Set<string>();
      const active: string[] = [];
      const take = () => {
        const key = work.take();
        if (key === undefined) return false;
        expect(active).not.toContain(key);
        active.push(key);
        owed.delete(key);
        return true;
      };
      for (const each of steps) {
        if (each.kind === "add" || each.kind === "later") {
          owed.add(each.key);
          if (each.kind === "add") work.add(each.key);
          else work.addAfter(each.key, 10);
        } else if (each.kind === "take") take();
        else if (each.kind === "fire") fire();
        else if (active.length > 0) work.done(active.pop()!);
      }
      do {
        fire();
        while (active.length > 0) work.done(active.pop()!);
      } while (take());
      expect(owed).toEqual(new Set());
    }),
  );
});
