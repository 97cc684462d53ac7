import { expect, test } from "vitest";
import { withRemedy } from "./remedies.ts";

test("what to change stands after AWS's own words", () => {
  expect(withRemedy("ec2.CreateFleet: UnauthorizedOperation: no", "Unauthorized")).toBe(
    "ec2.CreateFleet: UnauthorizedOperation: no (allow this action in the IAM policy of the controller's role)",
  );
});

test("a long message is cut, so that what to change is shown in full", () => {
  const message = withRemedy("m".repeat(2_000), "Unauthorized");
  expect(message).toHaveLength(300);
  expect(message).toMatch(/m… \(allow this action in the IAM policy of the controller's role\)$/);
});

test("where nothing is known to help, the message stays as it is", () => {
  expect(withRemedy("words", "LaunchFailed")).toBe("words");
});
