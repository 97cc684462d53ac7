import { expect, test } from "vitest";
import { PodAddresses } from "./pod-addresses.ts";

test("each pod has its own address; a freed one is not the next to be used", () => {
  const addresses = new PodAddresses();
  addresses.keep("100.64.0.5");
  const taken = [addresses.take(), addresses.take(), addresses.take()];
  expect(taken).toEqual(["100.64.0.4", "100.64.0.6", "100.64.0.7"]);
  addresses.release("100.64.0.4");
  addresses.keep("10.0.0.1");
  expect(addresses.take()).toBe("100.64.0.8");
});

test("thousands of pods do not run into each other", () => {
  const addresses = new PodAddresses();
  const taken = Array.from({ length: 70_000 }, () => addresses.take());
  expect(new Set(taken).size).toBe(70_000);
  expect(taken.at(-1)).toBe("100.65.17.115");
});
