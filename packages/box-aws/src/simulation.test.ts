/** Every wire form with Amazon's own clients: what they send is understood, what they get is what they expect. */
import {
  EC2Client,
  CreateFleetCommand,
  CreateLaunchTemplateCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  DescribeSubnetsCommand,
  TerminateInstancesCommand,
  DescribeLaunchTemplatesCommand,
} from "@aws-sdk/client-ec2";
import { EKSClient, DescribeClusterCommand, ListNodegroupsCommand } from "@aws-sdk/client-eks";
import {
  IAMClient,
  CreateInstanceProfileCommand,
  GetInstanceProfileCommand,
  GetRoleCommand,
} from "@aws-sdk/client-iam";
import { GetProductsCommand, PricingClient } from "@aws-sdk/client-pricing";
import { GetQueueUrlCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BoxAwsSimulation, createAwsSimulation, type EksAccount, listen, seedEksAccount } from "./index.ts";
import { testClock } from "./time/test-clock.ts";

const clock = testClock();
let aws: BoxAwsSimulation;
let server: Awaited<ReturnType<typeof listen>>;
let account: EksAccount;
let config: {
  region: string;
  endpoint: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  maxAttempts: number;
};

beforeAll(async () => {
  aws = createAwsSimulation({ clock, seed: 7, speed: 1000 });
  server = await listen(aws);
  account = await seedEksAccount(aws, { clusterName: "my-eks-cluster" });
  aws.setClusterEndpoint("my-eks-cluster", { endpoint: "https://127.0.0.1:6443", certificateAuthority: "Q0E=" });
  const credentials = aws.issueAccessKey("arn:aws:iam::123456789012:user/admin");
  config = { region: "us-east-1", endpoint: server.url, credentials, maxAttempts: 1 };
});
afterAll(async () => {
  await server.close();
  await aws.close();
});

describe("EC2", () => {
  const launchTemplate = async (ec2: EC2Client, name: string) =>
    ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: name,
        LaunchTemplateData: {
          ImageId: await image("al2023"),
          IamInstanceProfile: { Name: "my-eks-cluster-nodeRole" },
          UserData: Buffer.from("hello").toString("base64"),
          NetworkInterfaces: [{ DeviceIndex: 0, Groups: [...account.securityGroupIds] }],
        },
        TagSpecifications: [
          { ResourceType: "launch-template", Tags: [{ Key: "eks:eks-cluster-name", Value: "my-eks-cluster" }] },
        ],
      }),
    );
  async function image(_family: string) {
    const name =
      "/aws/service/eks/optimized-ami/1.32/amazon-linux-2023/x86_64/standard/amazon-eks-node-al2023-x86_64-standard-1.32-v20250920/image_id";
    const { Parameter } = await new SSMClient(config).send(new GetParameterCommand({ Name: name }));
    return Parameter!.Value!;
  }
  const fleet = (ec2: EC2Client, templateName: string, token: string, types: string[], capacity = 1) =>
    ec2.send(
      new CreateFleetCommand({
        Type: "instant",
        ClientToken: token,
        TargetCapacitySpecification: { TotalTargetCapacity: capacity, DefaultTargetCapacityType: "on-demand" },
        OnDemandOptions: { AllocationStrategy: "lowest-price" },
        LaunchTemplateConfigs: [
          {
            LaunchTemplateSpecification: { LaunchTemplateName: templateName, Version: "$Latest" },
            Overrides: types.map((InstanceType) => ({
              InstanceType: InstanceType as "c6a.2xlarge",
              SubnetId: account.subnetIds[0],
            })),
          },
        ],
        TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "karpenter.sh/nodepool", Value: "default" }] }],
      }),
    );

  test("instance types come in pages of 100 with their memory, cores and network", async () => {
    const ec2 = new EC2Client(config);
    const first = await ec2.send(new DescribeInstanceTypesCommand({ MaxResults: 100 }));
    expect(first.InstanceTypes).toHaveLength(100);
    expect(first.NextToken).toBeTruthy();
    const { InstanceTypes } = await ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: ["c6a.2xlarge"] }));
    expect(InstanceTypes![0]).toMatchObject({
      VCpuInfo: { DefaultVCpus: 8 },
      MemoryInfo: { SizeInMiB: 16384 },
      NetworkInfo: { MaximumNetworkInterfaces: 4, Ipv4AddressesPerInterface: 15 },
      ProcessorInfo: { SupportedArchitectures: ["x86_64"], Manufacturer: "AMD" },
      Hypervisor: "nitro",
    });
  });

  test("subnets are found by tag, with their free addresses", async () => {
    const { Subnets } = await new EC2Client(config).send(
      new DescribeSubnetsCommand({ Filters: [{ Name: "tag:karpenter.sh/discovery", Values: ["my-eks-cluster"] }] }),
    );
    expect(Subnets!.map((subnet) => subnet.AvailabilityZone)).toEqual(["us-east-1a", "us-east-1b", "us-east-1c"]);
    expect(Subnets![2]!.AvailableIpAddressCount).toBe(2 ** 14 - 5);
  });

  test("a fleet launches the cheapest override; the same token never launches twice", async () => {
    const ec2 = new EC2Client(config);
    await launchTemplate(ec2, "cheapest");
    const [one, two] = await Promise.all([
      fleet(ec2, "cheapest", "t1", ["c6a.4xlarge", "c6a.2xlarge"]),
      fleet(ec2, "cheapest", "t1", ["c6a.4xlarge", "c6a.2xlarge"]),
    ]);
    expect(one.Instances![0]).toMatchObject({ InstanceType: "c6a.2xlarge", Lifecycle: "on-demand" });
    expect(two.Instances![0]!.InstanceIds).toEqual(one.Instances![0]!.InstanceIds);
    await expect(fleet(ec2, "cheapest", "t1", ["c6a.4xlarge"])).rejects.toMatchObject({
      name: "IdempotentParameterMismatch",
    });
  });

  test("without capacity a fleet says so per override and takes the next; filled in part, it says both", async () => {
    const ec2 = new EC2Client(config);
    await launchTemplate(ec2, "scarce");
    aws.setCapacity("c5.large", "us-east-1a", "on-demand", 1);
    const answer = await fleet(ec2, "scarce", "t2", ["c5.large"], 3);
    expect(answer.Instances![0]!.InstanceIds).toHaveLength(1);
    expect(answer.Errors).toMatchObject([
      {
        ErrorCode: "InsufficientInstanceCapacity",
        LaunchTemplateAndOverrides: { Overrides: { InstanceType: "c5.large", AvailabilityZone: "us-east-1a" } },
      },
    ]);
    aws.setCapacity("c5.large", "us-east-1a", "on-demand", undefined);
  });

  test("an instance goes pending, running, shutting-down, terminated, and the ledger tells who asked", async () => {
    const ec2 = new EC2Client(config);
    const states: string[] = [];
    const stop = aws.onInstanceState((instance) => states.push(instance.state));
    await launchTemplate(ec2, "life");
    const { Instances } = await fleet(ec2, "life", "t3", ["m5.large"]);
    const id = Instances![0]!.InstanceIds![0]!;
    await clock.until(() => states.includes("running"));
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    expect(Reservations![0]!.Instances![0]).toMatchObject({
      State: { Name: "running", Code: 16 },
      PrivateDnsName: expect.stringMatching(/^ip-10-0-\d+-\d+\.ec2\.internal$/) as string,
      IamInstanceProfile: { Arn: "arn:aws:iam::123456789012:instance-profile/my-eks-cluster-nodeRole" },
    });
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    await clock.until(() => states.includes("terminated"));
    stop();
    expect(states).toEqual(["pending", "running", "shutting-down", "terminated"]);
    const lines = aws.ledger().filter((entry) => entry.resources.includes(id));
    expect(lines.map((entry) => entry.operation)).toEqual(["CreateFleet", "TerminateInstances"]);
    expect(lines[0]!.principalArn).toBe("arn:aws:iam::123456789012:user/admin");
  });

  test("what is not there is refused with EC2's codes", async () => {
    const ec2 = new EC2Client(config);
    await expect(
      ec2.send(new DescribeInstancesCommand({ InstanceIds: ["i-0123456789abcdef0"] })),
    ).rejects.toMatchObject({ name: "InvalidInstanceID.NotFound" });
    await expect(ec2.send(new DescribeLaunchTemplatesCommand({ LaunchTemplateNames: ["none"] }))).rejects.toMatchObject(
      {
        name: "InvalidLaunchTemplateName.NotFoundException",
      },
    );
    await expect(ec2.send(new DescribeInstanceTypesCommand({ DryRun: true }))).rejects.toMatchObject({
      name: "DryRunOperation",
    });
  });
});

describe("IAM and STS", () => {
  test("instance profiles are made, read with their role's trust policy, and refused twice", async () => {
    const iam = new IAMClient(config);
    await iam.send(
      new CreateInstanceProfileCommand({
        InstanceProfileName: "p1",
        Path: "/karpenter/us-east-1/",
        Tags: [{ Key: "a", Value: "b" }],
      }),
    );
    const { InstanceProfile } = await iam.send(new GetInstanceProfileCommand({ InstanceProfileName: "p1" }));
    expect(InstanceProfile).toMatchObject({
      Path: "/karpenter/us-east-1/",
      Roles: [],
      Tags: [{ Key: "a", Value: "b" }],
    });
    await expect(iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: "p1" }))).rejects.toMatchObject({
      Code: "EntityAlreadyExists",
    });
    await expect(iam.send(new GetInstanceProfileCommand({ InstanceProfileName: "none" }))).rejects.toMatchObject({
      Code: "NoSuchEntity",
    });
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: "my-eks-cluster-nodeRole" }));
    expect(JSON.parse(decodeURIComponent(Role!.AssumeRolePolicyDocument!))).toMatchObject({
      Statement: [{ Principal: { Service: "ec2.amazonaws.com" } }],
    });
  });

  test("GetCallerIdentity names the user of the key; an unknown key and a wrong secret are told apart", async () => {
    expect(await new STSClient(config).send(new GetCallerIdentityCommand({}))).toMatchObject({
      Arn: "arn:aws:iam::123456789012:user/admin",
    });
    const unknown = { ...config, credentials: { accessKeyId: "AKIAUNKNOWN", secretAccessKey: "x" } };
    await expect(new STSClient(unknown).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: "InvalidClientTokenId",
    });
    const wrong = { ...config, credentials: { ...config.credentials, secretAccessKey: "wrong" } };
    await expect(new STSClient(wrong).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: "SignatureDoesNotMatch",
    });
    await expect(new EC2Client(wrong).send(new DescribeSubnetsCommand({}))).rejects.toMatchObject({
      name: "AuthFailure",
    });
  });
});

describe("EKS, SSM, Pricing, SQS", () => {
  test("DescribeCluster has what update-kubeconfig needs", async () => {
    const eks = new EKSClient(config);
    const { cluster } = await eks.send(new DescribeClusterCommand({ name: "my-eks-cluster" }));
    expect(cluster).toMatchObject({
      status: "ACTIVE",
      version: "1.32",
      endpoint: "https://127.0.0.1:6443",
      certificateAuthority: { data: "Q0E=" },
    });
    expect(cluster!.createdAt).toBeInstanceOf(Date);
    expect((await eks.send(new ListNodegroupsCommand({ clusterName: "my-eks-cluster" }))).nodegroups).toEqual([
      "worker-pool-efgh",
    ]);
    await expect(eks.send(new DescribeClusterCommand({ name: "none" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  test("the node group keeps its desired size when one of its machines ends", async () => {
    const members = () =>
      aws
        .instances()
        .filter((instance) => instance.tags["eks:nodegroup-name"] && ["pending", "running"].includes(instance.state));
    await clock.until(() => members().length === 2);
    const gone = members()[0]!.instanceId;
    await aws.invoke("ec2", "TerminateInstances", { InstanceIds: [gone] });
    await clock.until(() => members().length === 2 && !members().some((instance) => instance.instanceId === gone));
    expect(members()[0]!.userData).toContain("name: my-eks-cluster");
  });

  test("an alias that does not exist is ParameterNotFound", async () => {
    await expect(
      new SSMClient(config).send(new GetParameterCommand({ Name: "/aws/service/eks/none" })),
    ).rejects.toMatchObject({ name: "ParameterNotFound" });
  });

  test("the price list is JSON text with USD per hour", async () => {
    const { PriceList } = await new PricingClient(config).send(
      new GetProductsCommand({
        ServiceCode: "AmazonEC2",
        Filters: [
          { Type: "TERM_MATCH", Field: "regionCode", Value: "us-east-1" },
          { Type: "TERM_MATCH", Field: "tenancy", Value: "Shared" },
          { Type: "TERM_MATCH", Field: "productFamily", Value: "Compute Instance" },
          { Type: "TERM_MATCH", Field: "instanceType", Value: "c6a.2xlarge" },
        ],
      }),
    );
    const product = JSON.parse(String(PriceList![0])) as {
      terms: { OnDemand: Record<string, { priceDimensions: Record<string, { pricePerUnit: { USD: string } }> }> };
    };
    const [term] = Object.values(product.terms.OnDemand);
    expect(Number(Object.values(term!.priceDimensions)[0]!.pricePerUnit.USD)).toBeCloseTo(0.306, 3);
  });

  test("a queue gives what was sent, and tells of interruptions", async () => {
    const sqs = new SQSClient(config);
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: "my-eks-cluster" }));
    expect(QueueUrl).toBe(`${server.url}/123456789012/my-eks-cluster`);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "hello" }));
    // Instances of other tests change their states meanwhile, which the queue is told too.
    const bodies: unknown[] = [];
    const receive = async () => {
      const input = { QueueUrl, WaitTimeSeconds: 1, MaxNumberOfMessages: 10 };
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(input));
      bodies.push(...Messages.map((message) => message.Body));
      return bodies;
    };
    await expect.poll(receive, { timeout: 20_000 }).toContain("hello");
    await expect(sqs.send(new GetQueueUrlCommand({ QueueName: "none" }))).rejects.toMatchObject({
      name: "QueueDoesNotExist",
    });
  });
});
