import { expect, test } from "vitest";
import { BootClockwork } from "./boot-times.ts";

const many = (seed: number, speed: number) => {
  const clockwork = new BootClockwork(seed, speed);
  return Array.from({ length: 500 }, () => clockwork.next());
};
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

test("equal seeds make equal machines", () => {
  expect(many(1, 1)).toEqual(many(1, 1));
  expect(many(1, 1)).not.toEqual(many(2, 1));
});

test("machines register after about 23 s and are Ready 8 to 11 s later", () => {
  const times = many(3, 1);
  expect(median(times.map((t) => t.registrationMs))).toBeGreaterThan(21_000);
  expect(median(times.map((t) => t.registrationMs))).toBeLessThan(25_000);
  expect(Math.min(...times.map((t) => t.readyMs))).toBeGreaterThanOrEqual(8_000);
  expect(Math.max(...times.map((t) => t.readyMs))).toBeLessThanOrEqual(11_000);
});

test("speed divides every time", () => {
  expect(median(many(3, 10).map((t) => t.registrationMs))).toBeLessThan(2_500);
  expect(many(3, Infinity)[0]).toEqual({ registrationMs: 0, readyMs: 0, podStartMs: 0 });
});
