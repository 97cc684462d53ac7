import type { Clock } from "@inlay/resources";
import { expect, test } from "vitest";
import { Batcher } from "./batcher.ts";

/** A clock that goes when told. */
function steppedClock() {
  let now = 0;
  const timers = new Set<{ readonly at: number; readonly run: () => void }>();
  const clock: Clock = {
    now: () => now,
    sleep: () => Promise.resolve(),
    after(milliseconds, run) {
      const timer = { at: now + milliseconds, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
  const to = (time: number) => {
    for (;;) {
      const due = [...timers].filter(({ at }) => at <= time).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      timers.delete(due);
      now = due.at;
      due.run();
    }
    now = time;
  };
  return { clock, to };
}

function batcher() {
  const { clock, to } = steppedClock();
  const windows: number[] = [];
  const batch = new Batcher({ clock, idleMs: 1_000, maxMs: 10_000, onWindow: () => windows.push(clock.now()) });
  return { batch, to, windows };
}

test("the window ends a second after the last new pod", () => {
  const { batch, to, windows } = batcher();
  batch.trigger("a");
  to(600);
  batch.trigger("b");
  to(5_000);
  expect(windows).toEqual([1_600]);
});

test("a pod that comes again does not make it longer", () => {
  const { batch, to, windows } = batcher();
  batch.trigger("a");
  to(900);
  batch.trigger("a");
  to(5_000);
  expect(windows).toEqual([1_000]);
});

test("pods that keep coming are gathered for ten seconds and no longer", () => {
  const { batch, to, windows } = batcher();
  for (let time = 0; time < 10_500; time += 500) {
    to(time);
    batch.trigger(`pod-${time}`);
  }
  to(20_000);
  expect(windows).toEqual([10_000, 11_000]);
});

test("nothing comes of a window that was closed", () => {
  const { batch, to, windows } = batcher();
  batch.trigger("a");
  batch.close();
  to(20_000);
  expect(windows).toEqual([]);
});
