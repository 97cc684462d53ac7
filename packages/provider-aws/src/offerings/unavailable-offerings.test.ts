import { expect, test } from "vitest";
import { handClock } from "../testing/hand-clock.ts";
import { UnavailableOfferings } from "./unavailable-offerings.ts";

test("missing capacity is asked for again after three minutes", async () => {
  const clock = handClock();
  const unavailable = new UnavailableOfferings(clock);
  unavailable.markOffering("m5.large", "us-east-1a", "spot");
  await clock.advance(179_000);
  expect(unavailable.isUnavailable("m5.large", "us-east-1a", "spot")).toBe(true);
  await clock.advance(1_000);
  expect(unavailable.isUnavailable("m5.large", "us-east-1a", "spot")).toBe(false);
});

test("missing again starts the three minutes again", async () => {
  const clock = handClock();
  const unavailable = new UnavailableOfferings(clock);
  unavailable.markOffering("m5.large", "us-east-1a", "spot");
  await clock.advance(120_000);
  unavailable.markOffering("m5.large", "us-east-1a", "spot");
  await clock.advance(120_000);
  expect(unavailable.isUnavailable("m5.large", "us-east-1a", "spot")).toBe(true);
});

test("the version changes with every mark and when one expires, and with nothing else", async () => {
  const clock = handClock();
  const unavailable = new UnavailableOfferings(clock);
  const before = unavailable.version;
  unavailable.markSubnet("subnet-a");
  const marked = unavailable.version;
  expect(marked).not.toBe(before);
  await clock.advance(60_000);
  expect(unavailable.version).toBe(marked);
  await clock.advance(120_000);
  expect(unavailable.version).not.toBe(marked);
});
