import { expect, test } from "vitest";
import { isAwsError, isNotFoundAtAws, isThrottledByAws } from "./aws-error.ts";
import { normaliseError } from "./normalise-error.ts";

const thrown = (fields: Record<string, unknown>) => Object.assign(new Error("message of the service"), fields);

test("IAM's two spellings of a code both match, the service's own comes first", () => {
  const error = normaliseError(
    "iam.GetInstanceProfile",
    thrown({ name: "NoSuchEntityException", Code: "NoSuchEntity", $metadata: { httpStatusCode: 404 } }),
  );
  expect(error.code).toBe("NoSuchEntity");
  expect(isAwsError(error, "NoSuchEntityException")).toBe(true);
  expect(isNotFoundAtAws(error)).toBe(true);
  expect(error).toMatchObject({ status: 404, retryable: false, message: "message of the service" });
});

test("SQS's missing queue is not found", () => {
  const error = normaliseError(
    "sqs.GetQueueUrl",
    thrown({ name: "QueueDoesNotExist", Code: "AWS.SimpleQueueService.NonExistentQueue" }),
  );
  expect(isNotFoundAtAws(error)).toBe(true);
});

test.for([
  [{ name: "RequestLimitExceeded", $metadata: { httpStatusCode: 503 } }],
  [{ name: "ThrottlingException", $metadata: { httpStatusCode: 400 } }],
  [{ name: "InternalError", $fault: "server", $metadata: { httpStatusCode: 500 } }],
  [{ code: "ECONNRESET" }],
  [{ name: "TimeoutError" }],
])("%j may succeed later", ([fields]) => {
  expect(normaliseError("ec2.CreateFleet", thrown(fields!)).retryable).toBe(true);
});

test("a refusal for lack of permission stays one", () => {
  const error = normaliseError("ec2.RunInstances", thrown({ name: "UnauthorizedOperation", $fault: "client" }));
  expect(error.retryable).toBe(false);
  expect(isThrottledByAws(error)).toBe(false);
});

test("anything else that was thrown keeps its text", () => {
  expect(normaliseError("ec2.DescribeSubnets", "boom")).toMatchObject({ code: "Unknown", message: "boom", status: 0 });
});
