/** A session of the controller's role, as the controller gets it, under the reference page's policy. */
import {
  CreateFleetCommand,
  CreateLaunchTemplateCommand,
  DescribeInstanceStatusCommand,
  EC2Client,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { DescribeClusterCommand, EKSClient, ListClustersCommand } from "@aws-sdk/client-eks";
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  DeleteInstanceProfileCommand,
  IAMClient,
} from "@aws-sdk/client-iam";
import { GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BoxAwsSimulation, createAwsSimulation, type EksAccount, listen, seedEksAccount } from "../index.ts";
import { testClock } from "../time/test-clock.ts";

const CLUSTER = "my-eks-cluster";
const ISSUER = "https://kubernetes.default.svc.cluster.local";
const IMAGE =
  "/aws/service/eks/optimized-ami/1.32/amazon-linux-2023/x86_64/standard/amazon-eks-node-al2023-x86_64-standard-1.32-v20250920/image_id";

let aws: BoxAwsSimulation;
let server: Awaited<ReturnType<typeof listen>>;
let account: EksAccount;
let config: {
  region: string;
  endpoint: string;
  maxAttempts: number;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string };
};

/** Tokens of these tests are their own claims. */
const token = (claims: object) =>
  JSON.stringify({
    iss: ISSUER,
    sub: "system:serviceaccount:karpenter:karpenter",
    aud: ["sts.amazonaws.com"],
    ...claims,
  });

async function assume(claims: object = {}) {
  const { Credentials } = await new STSClient({ region: "us-east-1", endpoint: server.url, maxAttempts: 1 }).send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: account.roleArn,
      RoleSessionName: "karpenter",
      WebIdentityToken: token(claims),
    }),
  );
  return {
    accessKeyId: Credentials!.AccessKeyId!,
    secretAccessKey: Credentials!.SecretAccessKey!,
    sessionToken: Credentials!.SessionToken!,
  };
}

beforeAll(async () => {
  aws = createAwsSimulation({
    clock: testClock(),
    seed: 7,
    speed: 1000,
    enforcePolicies: true,
    verifyWebIdentity: async (text) => JSON.parse(text) as { iss: string; sub: string; aud: string[] },
  });
  server = await listen(aws);
  account = await seedEksAccount(aws, { clusterName: CLUSTER });
  aws.setClusterEndpoint(CLUSTER, { endpoint: "https://127.0.0.1:6443", certificateAuthority: "Q0E=" });
  config = { region: "us-east-1", endpoint: server.url, maxAttempts: 1, credentials: await assume() };
});
afterAll(async () => {
  await server.close();
  await aws.close();
});

test("the controller's service account gets a session; other accounts, audiences and issuers do not", async () => {
  expect(await new STSClient(config).send(new GetCallerIdentityCommand({}))).toMatchObject({
    Arn: `arn:aws:sts::123456789012:assumed-role/${CLUSTER}-karpenterControllerRole/karpenter`,
    UserId: expect.stringMatching(/^AROA[A-Z2-7]{17}:karpenter$/) as string,
  });
  await expect(assume({ sub: "system:serviceaccount:default:default" })).rejects.toMatchObject({
    name: "AccessDenied",
  });
  await expect(assume({ aud: ["other"] })).rejects.toMatchObject({ name: "InvalidIdentityTokenException" });
  await expect(assume({ iss: "https://elsewhere" })).rejects.toMatchObject({ name: "InvalidIdentityTokenException" });
  await expect(
    new STSClient({ ...config, credentials: { ...config.credentials, sessionToken: "other" } }).send(
      new GetCallerIdentityCommand({}),
    ),
  ).rejects.toMatchObject({ name: "InvalidClientTokenId" });
});

test("launching and ending instances of a node pool is allowed, ending others is not", async () => {
  const ec2 = new EC2Client(config);
  const { Parameter } = await new SSMClient(config).send(new GetParameterCommand({ Name: IMAGE }));
  await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: "page",
      LaunchTemplateData: {
        ImageId: Parameter!.Value!,
        IamInstanceProfile: { Name: `${CLUSTER}-nodeRole` },
        NetworkInterfaces: [{ DeviceIndex: 0, Groups: [...account.securityGroupIds] }],
      },
    }),
  );
  const fleet = (Tags: { Key: string; Value: string }[], DryRun = false) =>
    ec2.send(
      new CreateFleetCommand({
        DryRun,
        Type: "instant",
        TargetCapacitySpecification: { TotalTargetCapacity: 1, DefaultTargetCapacityType: "on-demand" },
        LaunchTemplateConfigs: [
          {
            LaunchTemplateSpecification: { LaunchTemplateName: "page", Version: "$Latest" },
            Overrides: [{ InstanceType: "c6a.large", SubnetId: account.subnetIds[0] }],
          },
        ],
        TagSpecifications: [{ ResourceType: "instance", Tags }],
      }),
    );
  await expect(fleet([], true)).rejects.toMatchObject({ name: "DryRunOperation" });
  const ours = await fleet([{ Key: "karpenter.sh/nodepool", Value: "default" }]);
  const other = await fleet([{ Key: "team", Value: "a" }]);
  const end = (answer: typeof ours) =>
    ec2.send(new TerminateInstancesCommand({ InstanceIds: answer.Instances![0]!.InstanceIds }));
  await expect(end(ours)).resolves.toBeDefined();
  await expect(end(other)).rejects.toMatchObject({
    name: "UnauthorizedOperation",
    message: expect.stringMatching(
      /is not authorized to perform: ec2:TerminateInstances on resource: arn:.*instance\/i-/,
    ) as string,
    $metadata: { httpStatusCode: 403 },
  });
});

test("what the page's policy does not name is refused in each service's words, and stands in the ledger", async () => {
  await expect(new EC2Client(config).send(new DescribeInstanceStatusCommand({}))).rejects.toMatchObject({
    name: "UnauthorizedOperation",
  });
  await expect(new EKSClient(config).send(new ListClustersCommand({}))).rejects.toMatchObject({
    name: "AccessDeniedException",
  });
  await expect(new SQSClient(config).send(new GetQueueUrlCommand({ QueueName: CLUSTER }))).rejects.toMatchObject({
    name: "AccessDenied",
  });
  await expect(new EKSClient(config).send(new DescribeClusterCommand({ name: CLUSTER }))).resolves.toBeDefined();
  expect(aws.ledger().filter((entry) => entry.operation === "DescribeInstanceStatus")).toMatchObject([
    { error: "UnauthorizedOperation", resources: [] },
  ]);
});

test("instance profiles need the tags that the policy asks for, and only the node role may be passed on", async () => {
  const iam = new IAMClient(config);
  const owned = [
    { Key: `kubernetes.io/cluster/${CLUSTER}`, Value: "owned" },
    { Key: "topology.kubernetes.io/region", Value: "us-east-1" },
    { Key: "karpenter.k8s.aws/ec2nodeclass", Value: "default" },
  ];
  const create = (name: string, Tags?: typeof owned) =>
    iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: name, ...(Tags ? { Tags } : {}) }));
  await expect(create("untagged")).rejects.toMatchObject({ Code: "AccessDenied" });
  await create("owned", owned);
  const add = (RoleName: string) =>
    iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: "owned", RoleName }));
  await expect(add(`${CLUSTER}-clusterRole`)).rejects.toMatchObject({
    message: expect.stringContaining("iam:PassRole") as string,
  });
  await add(`${CLUSTER}-nodeRole`);
  await expect(
    iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName: `${CLUSTER}-nodeRole` })),
  ).rejects.toMatchObject({ Code: "AccessDenied" });
});

test("a policy that is extended while a session lives counts at once", async () => {
  await aws.invoke("iam", "PutRolePolicy", {
    RoleName: `${CLUSTER}-karpenterControllerRole`,
    PolicyName: "interruption",
    PolicyDocument: JSON.stringify({
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Action: "sqs:*", Resource: `arn:aws:sqs:us-east-1:123456789012:${CLUSTER}` },
    }),
  });
  await expect(new SQSClient(config).send(new GetQueueUrlCommand({ QueueName: CLUSTER }))).resolves.toBeDefined();
});

test("a user may do what its policies say; its key ends with it", async () => {
  await aws.invoke("iam", "CreateUser", { UserName: "reader" });
  await aws.invoke("iam", "AttachUserPolicy", {
    UserName: "reader",
    PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
  });
  const { AccessKey } = await aws.invoke<{ AccessKey: { AccessKeyId: string; SecretAccessKey: string } }>(
    "iam",
    "CreateAccessKey",
    { UserName: "reader" },
  );
  const credentials = { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
  const reader = { region: "us-east-1", endpoint: server.url, maxAttempts: 1, credentials };
  await expect(new EKSClient(reader).send(new ListClustersCommand({}))).resolves.toBeDefined();
  await expect(
    new EC2Client(reader).send(new TerminateInstancesCommand({ InstanceIds: ["i-0123456789abcdef0"] })),
  ).rejects.toMatchObject({ name: "UnauthorizedOperation" });
  await aws.invoke("iam", "DeleteAccessKey", { UserName: "reader", AccessKeyId: AccessKey.AccessKeyId });
  await expect(new EKSClient(reader).send(new ListClustersCommand({}))).rejects.toMatchObject({
    name: "UnrecognizedClientException",
  });
});
