/** The reference page's policy over the wire: whole it lets the controller do its work, and each part that is dropped is missed by its call. */
import {
  CreateFleetCommand,
  CreateLaunchTemplateCommand,
  CreateTagsCommand,
  DeleteLaunchTemplateCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeInstanceTypesCommand,
  DescribeLaunchTemplatesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSpotPriceHistoryCommand,
  DescribeSubnetsCommand,
  EC2Client,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { DescribeClusterCommand, EKSClient } from "@aws-sdk/client-eks";
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  DeleteInstanceProfileCommand,
  GetInstanceProfileCommand,
  IAMClient,
  ListInstanceProfilesCommand,
  RemoveRoleFromInstanceProfileCommand,
} from "@aws-sdk/client-iam";
import { GetProductsCommand, PricingClient } from "@aws-sdk/client-pricing";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { DecodeAuthorizationMessageCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type BoxAwsSimulation, createAwsSimulation, type EksAccount, listen, seedEksAccount } from "../index.ts";
import { controllerPolicy } from "../seed/controller-policy.ts";
import { testClock } from "../time/test-clock.ts";

const CLUSTER = "my-eks-cluster";
const PARAMETER =
  "/aws/service/eks/optimized-ami/1.32/amazon-linux-2023/x86_64/standard/amazon-eks-node-al2023-x86_64-standard-1.32-v20250920/image_id";
const ROLE = { RoleName: `${CLUSTER}-karpenterControllerRole` };
const POLICY_ARN = "arn:aws:iam::123456789012:policy/karpenterControllerPolicy";
const OWNED = [
  { Key: `kubernetes.io/cluster/${CLUSTER}`, Value: "owned" },
  { Key: "topology.kubernetes.io/region", Value: "us-east-1" },
  { Key: "karpenter.k8s.aws/ec2nodeclass", Value: "default" },
];
const POOL = [{ ResourceType: "instance" as const, Tags: [{ Key: "karpenter.sh/nodepool", Value: "default" }] }];

interface PolicyJson {
  readonly Version: string;
  readonly Statement: readonly { readonly Sid: string; readonly Action: string | readonly string[] }[];
}

let aws: BoxAwsSimulation;
let server: Awaited<ReturnType<typeof listen>>;
let account: EksAccount;
let page: PolicyJson;
let ec2: EC2Client;
let iam: IAMClient;
let sts: STSClient;
let eks: EKSClient;
let ssm: SSMClient;
let pricing: PricingClient;
let ImageId: string;

beforeAll(async () => {
  aws = createAwsSimulation({ clock: testClock(), seed: 7, speed: 1000 });
  server = await listen(aws);
  account = await seedEksAccount(aws, { clusterName: CLUSTER });
  aws.setClusterEndpoint(CLUSTER, { endpoint: "https://127.0.0.1:6443", certificateAuthority: "Q0E=" });
  const config = {
    region: "us-east-1",
    endpoint: server.url,
    maxAttempts: 1,
    credentials: aws.issueAccessKey(account.roleArn),
  };
  ec2 = new EC2Client(config);
  iam = new IAMClient(config);
  sts = new STSClient(config);
  eks = new EKSClient(config);
  ssm = new SSMClient(config);
  pricing = new PricingClient(config);
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: PARAMETER }));
  ImageId = Parameter!.Value!;
  page = JSON.parse(
    controllerPolicy({
      accountId: "123456789012",
      region: "us-east-1",
      clusterName: CLUSTER,
      nodeRoleArn: account.nodeRoleArn,
    }),
  ) as PolicyJson;
  await aws.invoke("ec2", "CreateLaunchTemplate", {
    LaunchTemplateName: "page",
    LaunchTemplateData: {
      ImageId,
      IamInstanceProfile: { Name: `${CLUSTER}-nodeRole` },
      NetworkInterfaces: [{ DeviceIndex: 0, Groups: [...account.securityGroupIds] }],
    },
  });
  await aws.invoke("iam", "DetachRolePolicy", { ...ROLE, PolicyArn: POLICY_ARN });
});
afterAll(async () => {
  await server.close();
  await aws.close();
});

const bindBy = (policy: object) =>
  aws.invoke("iam", "PutRolePolicy", { ...ROLE, PolicyName: "page", PolicyDocument: JSON.stringify(policy) });

async function ownedProfile(roleName?: string): Promise<void> {
  await aws.invoke("iam", "CreateInstanceProfile", { InstanceProfileName: "owned", Tags: OWNED });
  if (roleName !== undefined)
    await aws.invoke("iam", "AddRoleToInstanceProfile", { InstanceProfileName: "owned", RoleName: roleName });
}
afterEach(async () => {
  const profile = { InstanceProfileName: "owned" };
  await aws
    .invoke("iam", "RemoveRoleFromInstanceProfile", { ...profile, RoleName: `${CLUSTER}-nodeRole` })
    .catch(() => undefined);
  await aws.invoke("iam", "DeleteInstanceProfile", profile).catch(() => undefined);
});

async function poolInstance(): Promise<string[]> {
  const { Instances } = await aws.invoke<{ Instances: { InstanceId: string }[] }>("ec2", "RunInstances", {
    ImageId,
    InstanceType: "c6a.large",
    SubnetId: account.subnetIds[0],
    MinCount: 1,
    MaxCount: 1,
    TagSpecifications: POOL,
  });
  const InstanceIds = Instances.map((each) => each.InstanceId);
  await expect
    .poll(
      () =>
        aws.invoke("ec2", "DescribeInstances", { InstanceIds }).then(
          () => true,
          () => false,
        ),
      { interval: 5 },
    )
    .toBe(true);
  return InstanceIds;
}

const run = () =>
  ec2.send(
    new RunInstancesCommand({
      DryRun: true,
      ImageId,
      InstanceType: "c6a.large",
      SubnetId: account.subnetIds[0]!,
      IamInstanceProfile: { Name: `${CLUSTER}-nodeRole` },
      MinCount: 1,
      MaxCount: 1,
      TagSpecifications: POOL,
    }),
  );
const fleet = () =>
  ec2.send(
    new CreateFleetCommand({
      DryRun: true,
      Type: "instant",
      TargetCapacitySpecification: { TotalTargetCapacity: 1, DefaultTargetCapacityType: "on-demand" },
      LaunchTemplateConfigs: [
        {
          LaunchTemplateSpecification: { LaunchTemplateName: "page", Version: "$Latest" },
          Overrides: [{ InstanceType: "c6a.large", SubnetId: account.subnetIds[0]! }],
        },
      ],
      TagSpecifications: POOL,
    }),
  );
const profile = { InstanceProfileName: "owned" };
const addRole = () => iam.send(new AddRoleToInstanceProfileCommand({ ...profile, RoleName: `${CLUSTER}-nodeRole` }));

type Call = () => Promise<unknown>;
/** Every permission of the page with a call of the controller that needs it; `before` is done by the account's owner. */
const CALLS: [action: string, call: Call, before?: Call][] = [
  ["ssm:GetParameter", () => ssm.send(new GetParameterCommand({ Name: PARAMETER }))],
  ["ec2:DescribeImages", () => ec2.send(new DescribeImagesCommand({ ImageIds: [ImageId] }))],
  ["ec2:RunInstances", run],
  ["ec2:RunInstances", fleet],
  ["ec2:DescribeSubnets", () => ec2.send(new DescribeSubnetsCommand({}))],
  ["ec2:DescribeSecurityGroups", () => ec2.send(new DescribeSecurityGroupsCommand({}))],
  ["ec2:DescribeLaunchTemplates", () => ec2.send(new DescribeLaunchTemplatesCommand({}))],
  ["ec2:DescribeInstances", () => ec2.send(new DescribeInstancesCommand({}))],
  ["ec2:DescribeInstanceTypes", () => ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: ["c6a.large"] }))],
  ["ec2:DescribeInstanceTypeOfferings", () => ec2.send(new DescribeInstanceTypeOfferingsCommand({ MaxResults: 5 }))],
  [
    "ec2:DeleteLaunchTemplate",
    () => ec2.send(new DeleteLaunchTemplateCommand({ LaunchTemplateName: "page", DryRun: true })),
  ],
  [
    "ec2:CreateTags",
    () => ec2.send(new CreateTagsCommand({ Resources: [account.subnetIds[0]!], Tags: [{ Key: "a", Value: "b" }] })),
  ],
  ["ec2:CreateTags", run],
  [
    "ec2:CreateLaunchTemplate",
    () =>
      ec2.send(
        new CreateLaunchTemplateCommand({ LaunchTemplateName: "new", LaunchTemplateData: { ImageId }, DryRun: true }),
      ),
  ],
  ["ec2:CreateFleet", fleet],
  ["ec2:DescribeSpotPriceHistory", () => ec2.send(new DescribeSpotPriceHistoryCommand({ MaxResults: 5 }))],
  ["pricing:GetProducts", () => pricing.send(new GetProductsCommand({ ServiceCode: "AmazonEC2", MaxResults: 1 }))],
  [
    "ec2:TerminateInstances",
    async () => ec2.send(new TerminateInstancesCommand({ InstanceIds: await poolInstance() })),
  ],
  ["iam:PassRole", run],
  ["iam:PassRole", addRole, ownedProfile],
  ["eks:DescribeCluster", () => eks.send(new DescribeClusterCommand({ name: CLUSTER }))],
  ["iam:CreateInstanceProfile", () => iam.send(new CreateInstanceProfileCommand({ ...profile, Tags: OWNED }))],
  ["iam:TagInstanceProfile", () => iam.send(new CreateInstanceProfileCommand({ ...profile, Tags: OWNED }))],
  ["iam:AddRoleToInstanceProfile", addRole, ownedProfile],
  [
    "iam:RemoveRoleFromInstanceProfile",
    () => iam.send(new RemoveRoleFromInstanceProfileCommand({ ...profile, RoleName: `${CLUSTER}-nodeRole` })),
    () => ownedProfile(`${CLUSTER}-nodeRole`),
  ],
  ["iam:DeleteInstanceProfile", () => iam.send(new DeleteInstanceProfileCommand(profile)), ownedProfile],
  ["iam:GetInstanceProfile", () => iam.send(new GetInstanceProfileCommand(profile)), ownedProfile],
  ["iam:ListInstanceProfiles", () => iam.send(new ListInstanceProfilesCommand({}))],
];
const REFUSALS: Readonly<Record<string, string>> = {
  ec2: "UnauthorizedOperation",
  iam: "AccessDenied",
  ssm: "AccessDeniedException",
  eks: "AccessDeniedException",
  pricing: "AccessDeniedException",
};

/** Success, or that a dry run would have had it. */
async function answer(call: Call): Promise<{ readonly code: string; readonly message: string }> {
  try {
    await call();
    return { code: "", message: "" };
  } catch (error) {
    const { name, message, Code } = error as { name: string; message: string; Code?: string };
    return name === "DryRunOperation" ? { code: "", message } : { code: Code ?? name, message };
  }
}

test.each(CALLS)("%s: allowed by the whole policy", async (_action, call, before) => {
  await bindBy(page);
  await before?.();
  expect(await answer(call)).toMatchObject({ code: "" });
});

test.each(CALLS)("%s: missed by its call when its statement does not name it", async (action, call, before) => {
  const Statement = page.Statement.flatMap((statement) => {
    const left = [statement.Action].flat().filter((each) => each !== action);
    return left.length === 0 ? [] : [{ ...statement, Action: left }];
  });
  await bindBy({ ...page, Statement });
  await before?.();
  const refused = await answer(call);
  const passing = action === "iam:PassRole" && call === run;
  expect(refused.code).toBe(REFUSALS[passing ? "ec2" : action.split(":")[0]!]);
  expect(refused.message).toContain(`is not authorized to perform: ${action}`);
  expect(refused.message).toContain(`because no identity-based policy allows the ${action} action`);
});

test("every statement of the page is in the table above", () => {
  const named = new Set(CALLS.map(([action]) => action));
  expect(page.Statement.flatMap(({ Action }) => Action).filter((action) => !named.has(action))).toEqual([]);
});

test("the page's template passes another role than the page's nodes have: the launch says so; its example works", async () => {
  const Statement = page.Statement.map((statement) =>
    statement.Sid === "PassNodeIAMRole"
      ? { ...statement, Resource: `arn:aws:iam::123456789012:role/KarpenterNodeRole-${CLUSTER}` }
      : statement,
  );
  await bindBy({ ...page, Statement });
  expect(await answer(fleet)).toMatchObject({
    code: "UnauthorizedOperation",
    message: expect.stringContaining(`iam:PassRole on resource: ${account.nodeRoleArn}`) as string,
  });
});

test("an explicit deny wins over the page's policy, and its encoded message can be decoded by who may", async () => {
  await bindBy({
    ...page,
    Statement: [
      ...page.Statement,
      {
        Effect: "Deny",
        Action: "ec2:RunInstances",
        Resource: "arn:aws:ec2:*:*:instance/*",
        Condition: { StringEquals: { "ec2:InstanceType": "c6a.large" } },
      },
    ],
  });
  const { code, message } = await answer(run);
  expect(code).toBe("UnauthorizedOperation");
  expect(message).toContain("with an explicit deny in an identity-based policy");
  const EncodedMessage = /Encoded authorization failure message: (\S+)$/.exec(message)?.[1];
  const decode = () => sts.send(new DecodeAuthorizationMessageCommand({ EncodedMessage }));
  expect(await answer(decode)).toMatchObject({ code: "AccessDenied" });
  await bindBy({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "sts:*", Resource: "*" } });
  expect(JSON.parse((await decode()).DecodedMessage!)).toMatchObject({
    explicitDeny: true,
    context: { action: "ec2:RunInstances" },
  });
});

test("a role that trusts the account is assumed by those whose own policies allow it", async () => {
  const { Role } = await aws.invoke<{ Role: { Arn: string } }>("iam", "CreateRole", {
    RoleName: "operator",
    AssumeRolePolicyDocument: JSON.stringify({
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "arn:aws:iam::123456789012:root" } },
    }),
  });
  const { AssumeRoleCommand } = await import("@aws-sdk/client-sts");
  const assume = () => sts.send(new AssumeRoleCommand({ RoleArn: Role.Arn, RoleSessionName: "me" }));
  await bindBy(page);
  expect(await answer(assume)).toMatchObject({ code: "AccessDenied" });
  await bindBy({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "sts:AssumeRole", Resource: Role.Arn } });
  expect(await answer(assume)).toMatchObject({ code: "" });
});
