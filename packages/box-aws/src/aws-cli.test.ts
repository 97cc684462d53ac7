/** The `aws` command itself, where there is one: a second client beside the SDK, with readers and writers of its own (botocore). */
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ImageCatalogue } from "./ec2/images.ts";
import { type BoxAwsSimulation, createAwsSimulation, listen, seedEksAccount } from "./index.ts";
import { testClock } from "./time/test-clock.ts";

const CLUSTER = "my-eks-cluster";
const clock = testClock();
const installed = spawnSync("aws", ["--version"]).status === 0;

let aws: BoxAwsSimulation;
let server: Awaited<ReturnType<typeof listen>>;
let folder: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  aws = createAwsSimulation({ clock, seed: 7, speed: 1000 });
  server = await listen(aws);
  await seedEksAccount(aws, { clusterName: CLUSTER });
  aws.setClusterEndpoint(CLUSTER, { endpoint: "https://127.0.0.1:6443", certificateAuthority: "Q0E=" });
  const keys = aws.issueAccessKey("arn:aws:iam::123456789012:user/admin");
  folder = mkdtempSync(join(tmpdir(), "box-aws-"));
  environment = {
    PATH: process.env.PATH,
    HOME: folder,
    KUBECONFIG: join(folder, "kubeconfig"),
    AWS_ENDPOINT_URL: server.url,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_MAX_ATTEMPTS: "1",
    AWS_PAGER: "",
  };
});
afterAll(async () => {
  await server.close();
  await aws.close();
  rmSync(folder, { recursive: true, force: true });
});

async function cli(...words: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("aws", [...words], { env: environment, timeout: 60_000 });
  return stdout.trimEnd();
}

describe.skipIf(!installed)("the AWS CLI", { timeout: 60_000 }, () => {
  /** One command of each service; every start of the CLI costs half a second or more. */
  test.each<[command: string, expected: string | RegExp]>([
    ["sts get-caller-identity --query Arn --output text", "arn:aws:iam::123456789012:user/admin"],
    [`eks list-nodegroups --cluster-name ${CLUSTER} --query nodegroups --output text`, "worker-pool-efgh"],
    ["ec2 describe-instance-types --query length(InstanceTypes)", /^1\d{3}$/],
    [
      "ssm get-parameter --name /aws/service/eks/optimized-ami/1.32/amazon-linux-2023/x86_64/standard/recommended/image_id --query Parameter.Value --output text",
      /^ami-0[0-9a-f]{16}$/,
    ],
    [
      `iam get-role --role-name ${CLUSTER}-nodeRole --query Role.AssumeRolePolicyDocument.Statement[0].Principal.Service --output text`,
      "ec2.amazonaws.com",
    ],
    [
      "pricing get-products --service-code AmazonEC2 --filters Type=TERM_MATCH,Field=instanceType,Value=c6a.2xlarge --query length(PriceList)",
      "1",
    ],
    // The CLI's first generation has its own address of SQS, which only this option replaces.
    [
      `sqs get-queue-url --endpoint-url URL --queue-name ${CLUSTER} --query QueueUrl --output text`,
      /^http:\/\/127\.0\.0\.1:\d+\/123456789012\/my-eks-cluster$/,
    ],
  ])("aws %s", async (command, expected) => {
    const printed = await cli(...command.replace("--endpoint-url URL", `--endpoint-url ${server.url}`).split(" "));
    if (typeof expected === "string") expect(printed).toBe(expected);
    else expect(printed).toMatch(expected);
  });

  test.each([
    ["ec2 describe-instances --instance-ids i-0123456789abcdef0", "(InvalidInstanceID.NotFound)"],
    ["iam list-groups", "(UnsupportedOperation)"],
    ["eks list-fargate-profiles --cluster-name x", "(UnsupportedOperation)"],
    ["ssm get-parameter --name /none", "(ParameterNotFound)"],
  ])("aws %s fails with %s", async (command, code) => {
    await expect(cli(...command.split(" "))).rejects.toMatchObject({ stderr: expect.stringContaining(code) as string });
  });

  test("update-kubeconfig writes the cluster's endpoint; get-token's token is the caller's, for this cluster only", async () => {
    await cli("eks", "update-kubeconfig", "--name", CLUSTER);
    expect(readFileSync(environment.KUBECONFIG!, "utf8")).toContain("server: https://127.0.0.1:6443");
    const { status } = JSON.parse(await cli("eks", "get-token", "--cluster-name", CLUSTER)) as {
      status: { token: string };
    };
    const url = Buffer.from(status.token.replace("k8s-aws-v1.", ""), "base64url").toString();
    expect(aws.verifyPresignedIdentity(url, CLUSTER)).toEqual({ arn: "arn:aws:iam::123456789012:user/admin" });
    expect(aws.verifyPresignedIdentity(url, "other")).toMatchObject({ refused: expect.any(String) as string });
  });

  test("an instance is run, tagged, listed, ended and waited for", { timeout: 120_000 }, async () => {
    const image = new ImageCatalogue().all().find((each) => each.architecture === "x86_64")!.id;
    const { Subnets } = await aws.invoke<{ Subnets: { SubnetId: string }[] }>("ec2", "DescribeSubnets", {});
    const id = await cli(
      ...`ec2 run-instances --image-id ${image} --instance-type c6a.large --subnet-id ${Subnets[0]!.SubnetId}`.split(
        " ",
      ),
      ..."--tag-specifications ResourceType=instance,Tags=[{Key=Name,Value=one}]".split(" "),
      ..."--query Instances[0].InstanceId --output text".split(" "),
    );
    await clock.until(() => aws.instance(id)?.state === "running");
    await cli("ec2", "create-tags", "--resources", id, "--tags", "Key=team,Value=a b");
    const listed = await cli(
      ..."ec2 describe-instances --query Reservations[].Instances[].Tags --filters".split(" "),
      "Name=tag:team,Values=a b",
    );
    expect(JSON.parse(listed)).toEqual([
      [
        { Key: "Name", Value: "one" },
        { Key: "team", Value: "a b" },
      ],
    ]);
    await cli("ec2", "terminate-instances", "--instance-ids", id);
    await cli("ec2", "wait", "instance-terminated", "--instance-ids", id);
    expect(aws.instance(id)?.state).toBe("terminated");
  });
});
