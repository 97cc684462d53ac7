import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import type { AwsCall } from "@inlay/box-aws";
import { ADMIN, type KubernetesCall } from "@inlay/box-kubernetes";
import { systemClock } from "@inlay/resources";
import { FaultBoard } from "./fault-board.ts";
import { faultOfRequest } from "./fault-request.ts";
import { globMatches } from "./glob.ts";

const awsCall = (operation: string, input: Record<string, unknown> = {}): AwsCall => ({
  service: "ec2",
  operation,
  input,
  principal: {
    accessKeyId: "A",
    arn: "arn:aws:sts::123456789012:assumed-role/karpenter/session",
    accountId: "123456789012",
  },
  userAgent: "karpenter.sh-1.14.1",
});
const kubernetesCall = (more: Partial<KubernetesCall> = {}): KubernetesCall => ({
  verb: "create",
  group: "karpenter.sh",
  resource: "nodeclaims",
  subresource: "",
  namespace: "",
  name: "",
  user: ADMIN,
  userAgent: "karpenter/1.14.1",
  ...more,
});
const never = new AbortController().signal;

let board: FaultBoard;
beforeEach(() => {
  board = new FaultBoard(systemClock);
});

test("a call that no fault matches passes", async () => {
  board.add(faultOfRequest({ api: "aws", operation: "Describe*", cut: true }));
  expect(await board.awsGate.before(awsCall("CreateFleet"), never)).toEqual({ kind: "pass" });
  expect(await board.awsGate.before(awsCall("DescribeSubnets"), never)).toEqual({ kind: "cut" });
  expect(await board.awsGate.after(awsCall("DescribeSubnets"), never)).toEqual({ kind: "pass" });
});

test("an error is played as often as asked, then calls pass", async () => {
  const fault = board.add(faultOfRequest({ api: "aws", error: "RequestLimitExceeded", times: 2 }));
  const kinds = [];
  for (let i = 0; i < 3; i++) kinds.push((await board.awsGate.before(awsCall("CreateFleet"), never)).kind);
  expect(kinds).toEqual(["error", "error", "pass"]);
  expect(board.get(fault.id)!.hits).toBe(2);
});

test("dry runs are left alone unless they are meant", async () => {
  board.add(faultOfRequest({ api: "aws", operation: "CreateFleet", error: "InsufficientInstanceCapacity" }));
  expect((await board.awsGate.before(awsCall("CreateFleet", { DryRun: true }), never)).kind).toBe("pass");
  expect((await board.awsGate.before(awsCall("CreateFleet"), never)).kind).toBe("error");
});

test("an input is matched by words that stand in it", async () => {
  board.add(faultOfRequest({ api: "aws", input: ["us-east-1a", "c6a.*"], cut: true }));
  const overrides = (zone: string) => ({ Overrides: [{ AvailabilityZone: zone, InstanceType: "c6a.2xlarge" }] });
  expect((await board.awsGate.before(awsCall("CreateFleet", overrides("us-east-1a")), never)).kind).toBe("cut");
  expect((await board.awsGate.before(awsCall("CreateFleet", overrides("us-east-1b")), never)).kind).toBe("pass");
});

test("a held call is listed, and goes on when it is released", async () => {
  const { id } = board.add(faultOfRequest({ api: "kubernetes", resource: "nodeclaims", when: "after", hang: true }));
  const verdict = board.kubernetesGate.after(kubernetesCall(), never);
  expect(board.get(id)!.held).toMatchObject([{ call: "create karpenter.sh/nodeclaims" }]);
  expect(board.release(id)).toBe(1);
  expect(await verdict).toEqual({ kind: "pass" });
  expect(board.get(id)!.held).toEqual([]);
});

test("deleting a fault lets its calls go on; so does the client's leaving", async () => {
  const { id } = board.add(faultOfRequest({ api: "aws", hang: true }));
  const client = new AbortController();
  const [one, two] = [board.awsGate.before(awsCall("A"), never), board.awsGate.before(awsCall("B"), client.signal)];
  client.abort();
  expect(await two).toEqual({ kind: "pass" });
  expect(board.get(id)!.held).toHaveLength(1);
  expect(board.remove(id)).toBe(true);
  expect(await one).toEqual({ kind: "pass" });
});

test("a subresource is met only when it is named", async () => {
  board.add(faultOfRequest({ api: "kubernetes", resource: "pods", subresource: "eviction", error: "TooManyRequests" }));
  const pods = { group: "", resource: "pods", name: "p" };
  expect((await board.kubernetesGate.before(kubernetesCall(pods), never)).kind).toBe("pass");
  expect(await board.kubernetesGate.before(kubernetesCall({ ...pods, subresource: "eviction" }), never)).toMatchObject({
    kind: "error",
    status: 429,
    reason: "TooManyRequests",
  });
});

test.each([
  [{}, "api: Invalid value"],
  [{ api: "azure" }, "api: Invalid value"],
  [{ api: "aws" }, "effect: Invalid value: []: must be exactly one of error, delayMs, hang, cut"],
  [{ api: "aws", hang: true, cut: true }, "exactly one of"],
  [{ api: "aws", hang: true, verb: "get" }, "verb: Invalid value"],
  [{ api: "kubernetes", hang: true, verb: "put" }, "verb: Invalid value"],
  [{ api: "aws", hang: true, times: 0 }, "times: Invalid value: 0: must be a whole number above 0"],
  [{ api: "aws", error: { code: "X", status: 200 } }, "error.status: Invalid value"],
  [{ api: "aws", delayMs: "1s" }, "delayMs: Invalid value"],
  [{ api: "aws", service: "s3", hang: true }, "service: Invalid value"],
])("%j is refused with the field", (body, message) => {
  expect(() => faultOfRequest(body)).toThrow(message);
});

test("a glob of a text's own pieces matches it", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom("a", "b", "-") }), { minLength: 1 }), (pieces) => {
      expect(globMatches(pieces.join("*"), pieces.join(""))).toBe(true);
      expect(globMatches(pieces.join("*"), `${pieces.join("x")}`)).toBe(
        pieces.length > 1 || pieces[0] === pieces.join("x"),
      );
      expect(globMatches(`${pieces.join("*")}z`, pieces.join(""))).toBe(false);
    }),
  );
});
