import { expect, test } from "vitest";
import { age, humanDuration } from "./human.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test.for([
  [-5 * SECOND, "<invalid>"],
  [0, "0s"],
  [119 * SECOND, "119s"],
  [2 * MINUTE, "2m"],
  [200 * SECOND, "3m20s"],
  [10 * MINUTE + SECOND, "10m"],
  [179 * MINUTE, "179m"],
  [3 * HOUR, "3h"],
  [3 * HOUR + 5 * MINUTE, "3h5m"],
  [8 * HOUR + 5 * MINUTE, "8h"],
  [47 * HOUR, "47h"],
  [48 * HOUR, "2d"],
  [51 * HOUR, "2d3h"],
  [9 * DAY, "9d"],
  [729 * DAY, "729d"],
  [731 * DAY, "2y1d"],
  [9 * 365 * DAY, "9y"],
] as const)("%d ms is shown as %s", ([milliseconds, text]) => {
  expect(humanDuration(milliseconds)).toBe(text);
});

test("a time that is not set has no age", () => {
  expect(age(undefined, 0)).toBe("<unknown>");
  expect(age(null, 0)).toBe("<unknown>");
});
