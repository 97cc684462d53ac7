import { expect, test } from "vitest";
import { SteadyAges } from "./steady-age.ts";

function clocks() {
  const time = { wall: 1_000_000, steady: 0 };
  const ages = new SteadyAges(() => time.wall, () => time.steady); // prettier-ignore
  const pass = (milliseconds: number) => {
    time.wall += milliseconds;
    time.steady += milliseconds;
  };
  return { time, ages, pass };
}

test("an age grows with time", () => {
  const { ages, pass } = clocks();
  expect(ages.age("a", 990_000)).toBe(10_000);
  pass(5_000);
  expect(ages.age("a", 990_000)).toBe(15_000);
});

test("a wall clock that jumps an hour ahead makes nothing older", () => {
  const { time, ages, pass } = clocks();
  ages.age("a", 1_000_000);
  time.wall += 3_600_000;
  pass(1_000);
  expect(ages.age("a", 1_000_000)).toBe(1_000);
});

test("a wall clock that jumps back makes it younger, never older", () => {
  const { time, ages } = clocks();
  ages.age("a", 1_000_000);
  time.steady += 1_000;
  time.wall -= 3_600_000;
  expect(ages.age("a", 1_000_000)).toBeLessThan(0);
});

test("what begins anew is measured anew", () => {
  const { ages, pass } = clocks();
  ages.age("a", 1_000_000);
  pass(60_000);
  expect(ages.age("a", 1_059_000)).toBe(1_000);
});
