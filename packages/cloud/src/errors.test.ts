import { expect, test } from "vitest";
import { CreateFailed, InsufficientCapacity, NodeClaimNotFound, isCloudError } from "./errors.ts";

test("failures are told apart by their code", () => {
  expect(isCloudError(new InsufficientCapacity("none left"), "INSUFFICIENT_CAPACITY")).toBe(true);
  expect(isCloudError(new NodeClaimNotFound("gone"), "INSUFFICIENT_CAPACITY")).toBe(false);
});

test("something else that carries the same code is not a failure of the cloud", () => {
  expect(isCloudError(Object.assign(new Error("x"), { code: "NODE_CLAIM_NOT_FOUND" }), "NODE_CLAIM_NOT_FOUND")).toBe(
    false,
  );
});

test("a failed launch names the reason for the claim's condition and keeps its cause", () => {
  const cause = new Error("EC2 said no");
  const failed = new CreateFailed("LaunchFailed", "no instance", { cause });
  expect(failed).toMatchObject({ conditionReason: "LaunchFailed", message: "no instance", cause });
});
