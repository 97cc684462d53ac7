/** The real AWS CLI: a second, independent client beside the SDKs, with its own parsers, paginators and waiters. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BoxProcess, startBox } from "../support/box-process.ts";

let box: BoxProcess;
beforeAll(async () => {
  box = await startBox({ speed: 50 });
});
afterAll(() => box?.stop());

const ok = async (args: string) => {
  const output = await box.aws(args);
  expect(output.stderr).toBe("");
  return output.stdout.trim();
};

test("sts get-caller-identity names the box's administrator", async () => {
  expect(await ok("sts get-caller-identity --query Arn --output text")).toBe("arn:aws:iam::123456789012:user/admin");
});

test("describe-instance-types pages through all of them", async () => {
  const types = JSON.parse(
    await ok("ec2 describe-instance-types --query InstanceTypes[].InstanceType --output json"),
  ) as string[];
  expect(types.length).toBeGreaterThan(1000);
  expect(new Set(types).size).toBe(types.length);
});

test("subnets and security groups are found by their discovery tag", async () => {
  const filter = "--filters Name=tag:karpenter.sh/discovery,Values=my-eks-cluster";
  expect(
    (await ok(`ec2 describe-subnets ${filter} --query Subnets[].AvailabilityZone --output text`)).split(/\s+/),
  ).toEqual(["us-east-1a", "us-east-1b", "us-east-1c"]);
  expect(await ok(`ec2 describe-security-groups ${filter} --query SecurityGroups[].GroupId --output text`)).toMatch(
    /^sg-0[0-9a-f]{16}$/,
  );
});

test("the reference page's prerequisites: a policy, a role, tags", async () => {
  const document =
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:DescribeInstances","Resource":"*"}]}';
  const policy = await ok(
    `iam create-policy --policy-name mine --policy-document '${document}' --query Policy.Arn --output text`,
  );
  expect(policy).toBe("arn:aws:iam::123456789012:policy/mine");
  const again = await box.aws(`iam create-policy --policy-name mine --policy-document '${document}'`);
  expect(again.stderr).toContain("(EntityAlreadyExists)");
  const subnet = await ok("ec2 describe-subnets --query Subnets[0].SubnetId --output text");
  await ok(`ec2 create-tags --resources ${subnet} --tags Key=team,Value=a`);
  expect(
    await ok("ec2 describe-subnets --filters Name=tag:team,Values=a --query Subnets[].SubnetId --output text"),
  ).toBe(subnet);
});

test("waiters end: instance-running, cluster-active", async () => {
  const image = await ok(
    "ssm get-parameter --name /aws/service/eks/optimized-ami/1.32/amazon-linux-2023/x86_64/standard/recommended/image_id --query Parameter.Value --output text",
  );
  const subnet = await ok("ec2 describe-subnets --query Subnets[0].SubnetId --output text");
  const id = await ok(
    `ec2 run-instances --image-id ${image} --instance-type t3.small --subnet-id ${subnet} --query Instances[0].InstanceId --output text`,
  );
  await ok(`ec2 wait instance-running --instance-ids ${id}`);
  await ok(`ec2 terminate-instances --instance-ids ${id}`);
  await ok(`ec2 wait instance-terminated --instance-ids ${id}`);
  await ok("eks wait cluster-active --name my-eks-cluster");
});

test("what is not served says so, and what does not exist says that", async () => {
  expect((await box.aws("ec2 describe-nat-gateways")).stderr).toContain("(UnsupportedOperation)");
  expect((await box.aws("eks describe-cluster --name other")).stderr).toContain("(ResourceNotFoundException)");
  expect((await box.aws("ec2 describe-instances --instance-ids i-0123456789abcdef0")).stderr).toContain(
    "(InvalidInstanceID.NotFound)",
  );
  expect((await box.aws("ec2 run-instances --dry-run --image-id ami-0123 --instance-type t3.small")).stderr).toContain(
    "(InvalidAMIID.NotFound)",
  );
});
