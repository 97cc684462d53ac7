import fc from "fast-check";
import { expect, test } from "vitest";
import { Schedule } from "./schedule.ts";

const at = (text: string) => Date.parse(text);

test("hits are in UTC", () => {
  const nine = Schedule.parse("0 9 * * mon-fri", "schedule");
  expect(nine.next(at("2026-01-03T00:00:00Z"))).toBe(at("2026-01-05T09:00:00Z"));
});

test.each(["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"])("knows %s", (nickname) => {
  expect(Schedule.parse(nickname, "schedule").next(at("2026-03-04T05:06:07Z"))).toBeGreaterThan(0);
});

test("a window is open from its hit until its duration has passed", () => {
  const daily = Schedule.parse("@daily", "schedule");
  const hour = 3_600_000;
  expect(daily.isOpen(hour, at("2026-03-04T00:00:00Z"))).toBe(true);
  expect(daily.isOpen(hour, at("2026-03-04T00:59:59Z"))).toBe(true);
  expect(daily.isOpen(hour, at("2026-03-04T01:00:00Z"))).toBe(false);
  expect(daily.isOpen(hour, at("2026-03-03T23:59:59Z"))).toBe(false);
});

test("a window longer than the time between hits never closes", () => {
  const hourly = Schedule.parse("@hourly", "schedule");
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4e12 }), (now) => {
      expect(hourly.isOpen(3_600_001, now)).toBe(true);
    }),
  );
});

test("a day that never comes has no hit", () => {
  const never = Schedule.parse("0 0 31 2 *", "schedule");
  expect(never.next(at("2026-01-01T00:00:00Z"))).toBeUndefined();
  expect(never.isOpen(3_600_000, at("2026-01-01T00:00:00Z"))).toBe(false);
});

test.each(["", "0 9 * *", "61 * * * *", "0 0 9 * * mon", "@never", "a b c d e"])(
  "refuses %j with the field",
  (text) => {
    expect(() => Schedule.parse(text, "spec.disruption.budgets[0].schedule")).toThrow(
      /^spec\.disruption\.budgets\[0\]\.schedule: Invalid value/,
    );
  },
);
