/** The operations that the project calls, with what goes in and what comes out. Types only: nothing of the SDK is loaded by this file. */
import type * as ec2 from "@aws-sdk/client-ec2";
import type * as eks from "@aws-sdk/client-eks";
import type * as iam from "@aws-sdk/client-iam";
import type * as pricing from "@aws-sdk/client-pricing";
import type * as sqs from "@aws-sdk/client-sqs";
import type * as ssm from "@aws-sdk/client-ssm";
import type * as sts from "@aws-sdk/client-sts";

/** Input and output of one operation. */
export interface Operation<Input, Output> {
  readonly input: Input;
  readonly output: Output;
}

export interface Ec2Operations {
  CreateFleet: Operation<ec2.CreateFleetCommandInput, ec2.CreateFleetCommandOutput>;
  CreateLaunchTemplate: Operation<ec2.CreateLaunchTemplateCommandInput, ec2.CreateLaunchTemplateCommandOutput>;
  CreateTags: Operation<ec2.CreateTagsCommandInput, ec2.CreateTagsCommandOutput>;
  DeleteLaunchTemplate: Operation<ec2.DeleteLaunchTemplateCommandInput, ec2.DeleteLaunchTemplateCommandOutput>;
  DescribeImages: Operation<ec2.DescribeImagesCommandInput, ec2.DescribeImagesCommandOutput>;
  DescribeInstanceStatus: Operation<ec2.DescribeInstanceStatusCommandInput, ec2.DescribeInstanceStatusCommandOutput>;
  DescribeInstanceTypeOfferings: Operation<
    ec2.DescribeInstanceTypeOfferingsCommandInput,
    ec2.DescribeInstanceTypeOfferingsCommandOutput
  >;
  DescribeInstanceTypes: Operation<ec2.DescribeInstanceTypesCommandInput, ec2.DescribeInstanceTypesCommandOutput>;
  DescribeInstances: Operation<ec2.DescribeInstancesCommandInput, ec2.DescribeInstancesCommandOutput>;
  DescribeLaunchTemplates: Operation<ec2.DescribeLaunchTemplatesCommandInput, ec2.DescribeLaunchTemplatesCommandOutput>;
  DescribeSecurityGroups: Operation<ec2.DescribeSecurityGroupsCommandInput, ec2.DescribeSecurityGroupsCommandOutput>;
  DescribeSpotPriceHistory: Operation<
    ec2.DescribeSpotPriceHistoryCommandInput,
    ec2.DescribeSpotPriceHistoryCommandOutput
  >;
  DescribeSubnets: Operation<ec2.DescribeSubnetsCommandInput, ec2.DescribeSubnetsCommandOutput>;
  RunInstances: Operation<ec2.RunInstancesCommandInput, ec2.RunInstancesCommandOutput>;
  TerminateInstances: Operation<ec2.TerminateInstancesCommandInput, ec2.TerminateInstancesCommandOutput>;
}

export interface IamOperations {
  AttachRolePolicy: Operation<iam.AttachRolePolicyCommandInput, iam.AttachRolePolicyCommandOutput>;
  CreateOpenIDConnectProvider: Operation<
    iam.CreateOpenIDConnectProviderCommandInput,
    iam.CreateOpenIDConnectProviderCommandOutput
  >;
  CreateRole: Operation<iam.CreateRoleCommandInput, iam.CreateRoleCommandOutput>;
  DeleteRole: Operation<iam.DeleteRoleCommandInput, iam.DeleteRoleCommandOutput>;
  DetachRolePolicy: Operation<iam.DetachRolePolicyCommandInput, iam.DetachRolePolicyCommandOutput>;
  GetPolicy: Operation<iam.GetPolicyCommandInput, iam.GetPolicyCommandOutput>;
  GetPolicyVersion: Operation<iam.GetPolicyVersionCommandInput, iam.GetPolicyVersionCommandOutput>;
  GetRole: Operation<iam.GetRoleCommandInput, iam.GetRoleCommandOutput>;
  ListAttachedRolePolicies: Operation<
    iam.ListAttachedRolePoliciesCommandInput,
    iam.ListAttachedRolePoliciesCommandOutput
  >;
  ListOpenIDConnectProviders: Operation<
    iam.ListOpenIDConnectProvidersCommandInput,
    iam.ListOpenIDConnectProvidersCommandOutput
  >;
  ListRoleTags: Operation<iam.ListRoleTagsCommandInput, iam.ListRoleTagsCommandOutput>;
  UpdateAssumeRolePolicy: Operation<iam.UpdateAssumeRolePolicyCommandInput, iam.UpdateAssumeRolePolicyCommandOutput>;
  AddRoleToInstanceProfile: Operation<
    iam.AddRoleToInstanceProfileCommandInput,
    iam.AddRoleToInstanceProfileCommandOutput
  >;
  CreateInstanceProfile: Operation<iam.CreateInstanceProfileCommandInput, iam.CreateInstanceProfileCommandOutput>;
  DeleteInstanceProfile: Operation<iam.DeleteInstanceProfileCommandInput, iam.DeleteInstanceProfileCommandOutput>;
  GetInstanceProfile: Operation<iam.GetInstanceProfileCommandInput, iam.GetInstanceProfileCommandOutput>;
  ListInstanceProfiles: Operation<iam.ListInstanceProfilesCommandInput, iam.ListInstanceProfilesCommandOutput>;
  RemoveRoleFromInstanceProfile: Operation<
    iam.RemoveRoleFromInstanceProfileCommandInput,
    iam.RemoveRoleFromInstanceProfileCommandOutput
  >;
}

export interface EksOperations {
  CreateAccessEntry: Operation<eks.CreateAccessEntryCommandInput, eks.CreateAccessEntryCommandOutput>;
  CreateNodegroup: Operation<eks.CreateNodegroupCommandInput, eks.CreateNodegroupCommandOutput>;
  DeleteNodegroup: Operation<eks.DeleteNodegroupCommandInput, eks.DeleteNodegroupCommandOutput>;
  DescribeAccessEntry: Operation<eks.DescribeAccessEntryCommandInput, eks.DescribeAccessEntryCommandOutput>;
  DescribeNodegroup: Operation<eks.DescribeNodegroupCommandInput, eks.DescribeNodegroupCommandOutput>;
  DescribeUpdate: Operation<eks.DescribeUpdateCommandInput, eks.DescribeUpdateCommandOutput>;
  ListAccessEntries: Operation<eks.ListAccessEntriesCommandInput, eks.ListAccessEntriesCommandOutput>;
  ListNodegroups: Operation<eks.ListNodegroupsCommandInput, eks.ListNodegroupsCommandOutput>;
  ListUpdates: Operation<eks.ListUpdatesCommandInput, eks.ListUpdatesCommandOutput>;
  UpdateAccessEntry: Operation<eks.UpdateAccessEntryCommandInput, eks.UpdateAccessEntryCommandOutput>;
  UpdateClusterVersion: Operation<eks.UpdateClusterVersionCommandInput, eks.UpdateClusterVersionCommandOutput>;
  UpdateNodegroupConfig: Operation<eks.UpdateNodegroupConfigCommandInput, eks.UpdateNodegroupConfigCommandOutput>;
  UpdateNodegroupVersion: Operation<eks.UpdateNodegroupVersionCommandInput, eks.UpdateNodegroupVersionCommandOutput>;
  DescribeCluster: Operation<eks.DescribeClusterCommandInput, eks.DescribeClusterCommandOutput>;
}

export interface PricingOperations {
  GetProducts: Operation<pricing.GetProductsCommandInput, pricing.GetProductsCommandOutput>;
}

export interface SsmOperations {
  GetParameter: Operation<ssm.GetParameterCommandInput, ssm.GetParameterCommandOutput>;
}

export interface SqsOperations {
  DeleteMessage: Operation<sqs.DeleteMessageCommandInput, sqs.DeleteMessageCommandOutput>;
  GetQueueUrl: Operation<sqs.GetQueueUrlCommandInput, sqs.GetQueueUrlCommandOutput>;
  ReceiveMessage: Operation<sqs.ReceiveMessageCommandInput, sqs.ReceiveMessageCommandOutput>;
}

export interface StsOperations {
  AssumeRoleWithWebIdentity: Operation<
    sts.AssumeRoleWithWebIdentityCommandInput,
    sts.AssumeRoleWithWebIdentityCommandOutput
  >;
  GetCallerIdentity: Operation<sts.GetCallerIdentityCommandInput, sts.GetCallerIdentityCommandOutput>;
}

/** Operations by service; the service's name is also the end of its npm package. */
export interface AwsOperations {
  ec2: Ec2Operations;
  iam: IamOperations;
  eks: EksOperations;
  pricing: PricingOperations;
  ssm: SsmOperations;
  sqs: SqsOperations;
  sts: StsOperations;
}

export type AwsServiceName = keyof AwsOperations;
export type OperationName<Service extends AwsServiceName> = keyof AwsOperations[Service] & string;
export type InputOf<
  Service extends AwsServiceName,
  Name extends OperationName<Service>,
> = AwsOperations[Service][Name] extends { readonly input: infer Input } ? Input : never;
export type OutputOf<
  Service extends AwsServiceName,
  Name extends OperationName<Service>,
> = AwsOperations[Service][Name] extends { readonly output: infer Output } ? Output : never;
