/** Access entries, add-ons and pod identities over the wire, as a role-out of a cluster profile asks for them. */
import {
  AssociateAccessPolicyCommand,
  CreateAccessEntryCommand,
  CreateAddonCommand,
  CreateNodegroupCommand,
  CreatePodIdentityAssociationCommand,
  DeleteAddonCommand,
  DescribeAddonCommand,
  EKSClient,
  ListAddonsCommand,
  ListAssociatedAccessPoliciesCommand,
  ListPodIdentityAssociationsCommand,
  UntagResourceCommand,
  UpdateAccessEntryCommand,
} from "@aws-sdk/client-eks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BoxAwsSimulation, createAwsSimulation, listen, seedEksAccount } from "../index.ts";
import { testClock } from "../time/test-clock.ts";

const clusterName = "my-eks-cluster";
const ACCOUNT = "123456789012";
const ADMIN = `arn:aws:iam::${ACCOUNT}:user/admin`;
let aws: BoxAwsSimulation;
let server: Awaited<ReturnType<typeof listen>>;
const client = (arn: string) =>
  new EKSClient({
    region: "us-east-1",
    endpoint: server.url,
    maxAttempts: 1,
    credentials: aws.issueAccessKey(arn),
  });
const trust = (service: string, ...Action: string[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { Service: service }, Action }] });

beforeAll(async () => {
  aws = createAwsSimulation({ clock: testClock(), seed: 7, speed: 1000 });
  server = await listen(aws);
  await seedEksAccount(aws, { clusterName, karpenter: false });
  aws.setClusterEndpoint(clusterName, { endpoint: "https://127.0.0.1:6443", certificateAuthority: "Q0E=" });
  const accessConfig = { authenticationMode: "API_AND_CONFIG_MAP" };
  await aws.invoke("eks", "UpdateClusterConfig", { name: clusterName, accessConfig });
});
afterAll(async () => {
  await server.close();
  await aws.close();
});

test("without Karpenter the account has its cluster and a node group, and nothing of the page's", async () => {
  const { Roles } = await aws.invoke<{ Roles: { RoleName: string }[] }>("iam", "ListRoles", {});
  expect(Roles.map((role) => role.RoleName)).toEqual([
    "my-eks-cluster-clusterRole",
    "eks-nodegroup.cluster-api-provider-aws.sigs.k8s.io",
  ]);
  expect(await aws.invoke("iam", "ListPolicies", {})).toMatchObject({ Policies: [] });
  const Filters = [{ Name: "tag:karpenter.sh/discovery", Values: ["*"] }];
  expect(await aws.invoke("ec2", "DescribeSubnets", { Filters })).toMatchObject({ Subnets: [] });
  expect(await aws.invoke("ec2", "DescribeSecurityGroups", { Filters })).toMatchObject({ SecurityGroups: [] });
  const { nodeRoleArn } = await seedEksAccount(aws, { clusterName });
  expect(nodeRoleArn).toMatch(/eks-nodegroup\.cluster-api-provider-aws\.sigs\.k8s\.io$/);
});

test("access entries come with the authentication mode", async () => {
  await expect.poll(() => aws.clusterFacts(clusterName)?.authenticationMode).toBe("API_AND_CONFIG_MAP");
});

test("an access entry maps a role and its sessions; a policy adds its group", async () => {
  const eks = client(ADMIN);
  const principalArn = `arn:aws:iam::${ACCOUNT}:role/teams/operators`;
  await expect(
    eks.send(new CreateAccessEntryCommand({ clusterName, principalArn, kubernetesGroups: ["system:masters"] })),
  ).rejects.toMatchObject({ name: "InvalidParameterException" });
  await eks.send(new CreateAccessEntryCommand({ clusterName, principalArn, kubernetesGroups: ["operators"] }));
  await eks.send(new UpdateAccessEntryCommand({ clusterName, principalArn, kubernetesGroups: ["people"] }));
  const policyArn = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy";
  await eks.send(
    new AssociateAccessPolicyCommand({ clusterName, principalArn, policyArn, accessScope: { type: "cluster" } }),
  );
  const listed = await eks.send(new ListAssociatedAccessPoliciesCommand({ clusterName, principalArn }));
  expect(listed.associatedAccessPolicies).toMatchObject([{ policyArn, accessScope: { type: "cluster" } }]);
  const session = `arn:aws:sts::${ACCOUNT}:assumed-role/operators/me`;
  expect(aws.accessEntry(clusterName, session)?.groups).toEqual(["people", "eks:access-policy:view"]);
});

test("a policy for some namespaces gives no group of the whole cluster; the administrator's has no such scope", async () => {
  const principalArn = `arn:aws:iam::${ACCOUNT}:role/scoped`;
  await client(ADMIN).send(new CreateAccessEntryCommand({ clusterName, principalArn }));
  const associate = (policy: string, accessScope: object) =>
    client(ADMIN).send(
      new AssociateAccessPolicyCommand({
        clusterName,
        principalArn,
        policyArn: `arn:aws:eks::aws:cluster-access-policy/${policy}`,
        accessScope,
      }),
    );
  const scope = { type: "namespace", namespaces: ["team-*"] };
  const { associatedAccessPolicy } = await associate("AmazonEKSEditPolicy", scope);
  expect(associatedAccessPolicy?.accessScope).toEqual(scope);
  expect(aws.accessEntry(clusterName, principalArn)).toMatchObject({
    groups: [],
    namespaced: [{ clusterRole: "edit", namespaces: ["team-*"] }],
  });
  await expect(associate("AmazonEKSEditPolicy", { type: "namespace" })).rejects.toThrow("At least one namespace");
  await expect(associate("AmazonEKSClusterAdminPolicy", scope)).rejects.toThrow("access scope type cluster");
});

test("add-ons are made, told and deleted; an unknown one is refused", async () => {
  const eks = client(ADMIN);
  await eks.send(new CreateAddonCommand({ clusterName, addonName: "vpc-cni" }));
  expect((await eks.send(new DescribeAddonCommand({ clusterName, addonName: "vpc-cni" }))).addon).toMatchObject({
    status: "ACTIVE",
    addonVersion: "v1.20.1-eksbuild.3",
  });
  await expect(eks.send(new CreateAddonCommand({ clusterName, addonName: "none" }))).rejects.toMatchObject({
    name: "InvalidParameterException",
  });
  await eks.send(new DeleteAddonCommand({ clusterName, addonName: "vpc-cni" }));
  expect((await eks.send(new ListAddonsCommand({ clusterName }))).addons).toEqual([]);
});

test("a pod identity needs a role that EKS's pods may assume, and a service account has one", async () => {
  const eks = client(ADMIN);
  for (const [RoleName, AssumeRolePolicyDocument] of [
    ["pods", trust("pods.eks.amazonaws.com", "sts:AssumeRole", "sts:TagSession")],
    ["machines", trust("ec2.amazonaws.com", "sts:AssumeRole")],
  ])
    await aws.invoke("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument });
  const create = (role: string) =>
    eks.send(
      new CreatePodIdentityAssociationCommand({
        clusterName,
        namespace: "karpenter",
        serviceAccount: "karpenter",
        roleArn: `arn:aws:iam::${ACCOUNT}:role/${role}`,
      }),
    );
  await expect(create("machines")).rejects.toMatchObject({ name: "InvalidParameterException" });
  await create("pods");
  await expect(create("pods")).rejects.toMatchObject({ name: "ResourceInUseException" });
  const { associations } = await eks.send(new ListPodIdentityAssociationsCommand({ clusterName }));
  expect(associations).toMatchObject([{ namespace: "karpenter", serviceAccount: "karpenter" }]);
});

test("who gives a role to EKS needs the right to pass it on", async () => {
  const { Role } = await aws.invoke<{ Role: { Arn: string } }>("iam", "CreateRole", {
    RoleName: "editor",
    AssumeRolePolicyDocument: trust("ec2.amazonaws.com", "sts:AssumeRole"),
  });
  const allow = (...Action: string[]) =>
    aws.invoke("iam", "PutRolePolicy", {
      RoleName: "editor",
      PolicyName: "eks",
      PolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: {
          Effect: "Allow",
          Action,
          Resource: "*",
          Condition: { StringEqualsIfExists: { "iam:PassedToService": "eks.amazonaws.com" } },
        },
      }),
    });
  const create = () =>
    client(Role.Arn).send(
      new CreateNodegroupCommand({
        clusterName,
        nodegroupName: "mine",
        nodeRole: `arn:aws:iam::${ACCOUNT}:role/machines`,
        subnets: [],
      }),
    );
  await allow("eks:*");
  await expect(create()).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: expect.stringContaining("iam:PassRole") as string,
  });
  await allow("eks:*", "iam:PassRole");
  await expect(create()).resolves.toBeDefined();
});

test("tags of a cluster come and go", async () => {
  const resourceArn = `arn:aws:eks:us-east-1:${ACCOUNT}:cluster/${clusterName}`;
  await aws.invoke("eks", "TagResource", { resourceArn, tags: { a: "1", b: "2" } });
  await client(ADMIN).send(new UntagResourceCommand({ resourceArn, tagKeys: ["a"] }));
  expect(await aws.invoke("eks", "ListTagsForResource", { resourceArn })).toEqual({ tags: { b: "2" } });
});
