import { expect, test } from "vitest";
import { rfc3339, rfc3339Micro, systemClock } from "./clock.ts";

test("times are written as Kubernetes writes them", () => {
  const time = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
  expect(rfc3339(time)).toBe("2026-01-02T03:04:05Z");
  expect(rfc3339Micro(time)).toBe("2026-01-02T03:04:05.678000Z");
});

test("sleeping ends with the signal's reason when it is aborted", async () => {
  const controller = new AbortController();
  const sleeping = systemClock.sleep(60_000, controller.signal);
  controller.abort(new Error("stopped"));
  await expect(sleeping).rejects.toThrow("stopped");
  await expect(systemClock.sleep(1, controller.signal)).rejects.toThrow("stopped");
});

test("a cancelled callback is not called", async () => {
  let called = false;
  systemClock.after(1, () => (called = true))();
  await systemClock.sleep(10);
  expect(called).toBe(false);
});
