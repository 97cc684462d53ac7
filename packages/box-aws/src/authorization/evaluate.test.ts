import { expect, test } from "vitest";
import { controllerPolicy } from "../seed/controller-policy.ts";
import { ConditionContext } from "./conditions.ts";
import { type Decision, evaluate } from "./evaluate.ts";
import { parsePolicy } from "./policy-document.ts";

const decide = (
  statements: object | readonly object[],
  action: string,
  resource = "*",
  context: Record<string, string | readonly string[]> = {},
): Decision =>
  evaluate(parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: statements }), "identity"), {
    action,
    resource,
    context: new ConditionContext(context),
  });

const allow = (Action: string | string[], Resource: string | string[] = "*", Condition?: object) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...(Condition ? { Condition } : {}),
});

test("what nothing allows is refused; a Deny outweighs every Allow", () => {
  expect(decide([], "ec2:RunInstances")).toBe("no-allow");
  expect(decide(allow("ec2:*"), "ec2:RunInstances")).toBe("allowed");
  const deny = { Effect: "Deny", Action: "ec2:Run*", Resource: "*" };
  expect(decide([allow("*"), deny], "ec2:RunInstances")).toBe("explicit-deny");
  expect(decide([allow("*"), deny], "ec2:DescribeInstances")).toBe("allowed");
});

test("actions are compared without case, resources with it", () => {
  expect(decide(allow("EC2:describe*"), "ec2:DescribeInstances")).toBe("allowed");
  expect(decide(allow("eks:*", "arn:aws:eks:*:*:cluster/a"), "eks:DescribeCluster", "arn:aws:eks:r:1:cluster/a")).toBe(
    "allowed",
  );
  expect(decide(allow("eks:*", "arn:aws:eks:*:*:cluster/a"), "eks:DescribeCluster", "arn:aws:eks:r:1:cluster/A")).toBe(
    "no-allow",
  );
});

test("NotAction and NotResource take everything else", () => {
  const allButIam = { Effect: "Allow", NotAction: "iam:*", Resource: "*" };
  expect(decide(allButIam, "ec2:RunInstances")).toBe("allowed");
  expect(decide(allButIam, "iam:CreateRole")).toBe("no-allow");
  const others = { Effect: "Allow", Action: "*", NotResource: "arn:aws:sqs:*:*:private" };
  expect(decide(others, "sqs:SendMessage", "arn:aws:sqs:r:1:private")).toBe("no-allow");
});

const present = { "aws:RequestTag/team": "a" };
test.each<[condition: object, context: Record<string, string | readonly string[]>, expected: Decision]>([
  [{ StringEquals: { "aws:RequestTag/Team": ["a", "b"] } }, present, "allowed"],
  [{ StringEquals: { "aws:RequestTag/team": "b" } }, present, "no-allow"],
  [{ StringEquals: { "aws:RequestTag/team": "a" } }, {}, "no-allow"],
  [{ StringEqualsIfExists: { "aws:RequestTag/team": "a" } }, {}, "allowed"],
  [{ StringNotEquals: { "aws:RequestTag/team": "a" } }, {}, "allowed"],
  [{ StringNotEquals: { "aws:RequestTag/team": ["x", "a"] } }, present, "no-allow"],
  [{ StringLike: { "aws:RequestTag/team": "*" } }, present, "allowed"],
  [{ StringLike: { "aws:RequestTag/team": "*" } }, {}, "no-allow"],
  [{ Null: { "aws:RequestTag/team": "true" } }, {}, "allowed"],
  [{ Null: { "aws:RequestTag/team": "false" } }, {}, "no-allow"],
  [{ "ForAllValues:StringEquals": { "aws:TagKeys": ["a", "b"] } }, { "aws:TagKeys": ["a", "b"] }, "allowed"],
  [{ "ForAllValues:StringEquals": { "aws:TagKeys": ["a"] } }, { "aws:TagKeys": ["a", "b"] }, "no-allow"],
  [{ "ForAllValues:StringEquals": { "aws:TagKeys": ["a"] } }, {}, "allowed"],
  [{ "ForAnyValue:StringEquals": { "aws:TagKeys": ["a"] } }, { "aws:TagKeys": ["a", "b"] }, "allowed"],
  [{ "ForAnyValue:StringEquals": { "aws:TagKeys": ["a"] } }, {}, "no-allow"],
  [{ Bool: { "aws:SecureTransport": "false" } }, { "aws:SecureTransport": "false" }, "allowed"],
  [{ IpAddress: { "aws:SourceIp": "127.0.0.0/8" } }, { "aws:SourceIp": "127.0.0.1" }, "allowed"],
  [{ IpAddress: { "aws:SourceIp": ["10.0.0.0/8", "::1"] } }, { "aws:SourceIp": "127.0.0.1" }, "no-allow"],
  [{ NotIpAddress: { "aws:SourceIp": "127.0.0.1" } }, { "aws:SourceIp": "127.0.0.1" }, "no-allow"],
  [{ IpAddress: { "aws:SourceIp": "nowhere/64" } }, { "aws:SourceIp": "127.0.0.1" }, "no-allow"],
  [{ NumericLessThan: { "s3:max-keys": "10" } }, { "s3:max-keys": "9" }, "allowed"],
  [
    { DateGreaterThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } },
    { "aws:CurrentTime": "2026-11-24T00:00:00Z" },
    "allowed",
  ],
  [
    { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/a-*" } },
    { "aws:PrincipalArn": "arn:aws:iam::1:role/a-b" },
    "allowed",
  ],
  [
    { StringEquals: { "aws:RequestTag/owner": "${aws:username}" } },
    { "aws:username": "ann", "aws:RequestTag/owner": "ann" },
    "allowed",
  ],
])("%j against %j is %s", (condition, context, expected) => {
  expect(decide(allow("*", "*", condition), "ec2:RunInstances", "*", context)).toBe(expected);
});

const page = parsePolicy(
  controllerPolicy({
    accountId: "123456789012",
    region: "us-east-1",
    clusterName: "c",
    nodeRoleArn: "arn:aws:iam::123456789012:role/c-nodeRole",
  }),
  "identity",
);
const profileTags = {
  "kubernetes.io/cluster/c": "owned",
  "topology.kubernetes.io/region": "us-east-1",
  "karpenter.k8s.aws/ec2nodeclass": "default",
};
const tags = (prefix: string) =>
  Object.fromEntries(Object.entries(profileTags).map(([key, value]) => [`${prefix}/${key}`, value]));

/** What the reference page's policy lets Karpenter's controller do, and what it does not (simulated with an independent evaluator). */
test.each<[action: string, resource: string, context: Record<string, string>, expected: Decision]>([
  ["ec2:CreateFleet", "arn:aws:ec2:us-east-1:123456789012:fleet/*", {}, "allowed"],
  ["ec2:TerminateInstances", "arn:aws:ec2:us-east-1:123456789012:instance/i-1", {}, "no-allow"],
  [
    "ec2:TerminateInstances",
    "arn:aws:ec2:us-east-1:123456789012:instance/i-1",
    { "ec2:ResourceTag/karpenter.sh/nodepool": "default" },
    "allowed",
  ],
  ["iam:PassRole", "arn:aws:iam::123456789012:role/c-nodeRole", {}, "allowed"],
  ["iam:PassRole", "arn:aws:iam::123456789012:role/admin", {}, "no-allow"],
  ["eks:DescribeCluster", "arn:aws:eks:us-east-1:123456789012:cluster/c", {}, "allowed"],
  ["eks:DescribeCluster", "arn:aws:eks:us-east-1:123456789012:cluster/other", {}, "no-allow"],
  ["iam:CreateInstanceProfile", "arn:aws:iam::123456789012:instance-profile/p", tags("aws:RequestTag"), "allowed"],
  ["iam:CreateInstanceProfile", "arn:aws:iam::123456789012:instance-profile/p", {}, "no-allow"],
  ["iam:DeleteInstanceProfile", "arn:aws:iam::123456789012:instance-profile/p", tags("aws:ResourceTag"), "allowed"],
  ["iam:DeleteInstanceProfile", "arn:aws:iam::123456789012:instance-profile/p", {}, "no-allow"],
  ["iam:ListInstanceProfiles", "*", {}, "allowed"],
  ["ssm:GetParameter", "arn:aws:ssm:us-east-1::parameter/aws/service/x", {}, "allowed"],
  ["ec2:DescribeInstanceStatus", "*", {}, "no-allow"],
  ["ec2:DescribeCapacityReservations", "*", {}, "no-allow"],
  ["ec2:DescribePlacementGroups", "*", {}, "no-allow"],
  ["sqs:ReceiveMessage", "arn:aws:sqs:us-east-1:123456789012:c", {}, "no-allow"],
])("the page's policy: %s on %s %j is %s", (action, resource, context, expected) => {
  expect(evaluate(page, { action, resource, context: new ConditionContext(context) })).toBe(expected);
});

test.each([
  ["no JSON", "{", "invalid Json"],
  ["an unknown member", '{"Statements":[]}', "Syntax errors"],
  ["an unknown version", '{"Version":"2020-01-01","Statement":[]}', "version"],
  ["no resource", '{"Statement":{"Effect":"Allow","Action":"*"}}', "must contain resources"],
  ["no action", '{"Statement":{"Effect":"Allow","Resource":"*"}}', "must contain actions"],
  ["an action without service", '{"Statement":{"Effect":"Allow","Action":"Run","Resource":"*"}}', "vendor"],
  ["an effect that is none", '{"Statement":{"Effect":"Maybe","Action":"*","Resource":"*"}}', "Maybe"],
  ["a principal", '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Principal":"*"}}', "principal"],
  [
    "an operator that is none",
    '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringIs":{"a":"b"}}}}',
    "StringIs",
  ],
])("a policy with %s is malformed", (_what, document, message) => {
  expect(() => parsePolicy(document, "identity")).toThrow(
    expect.objectContaining({ code: "MalformedPolicyDocument", message: expect.stringContaining(message) as string }),
  );
});
