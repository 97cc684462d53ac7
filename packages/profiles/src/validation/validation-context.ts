import type { RenderContext } from "../rendering/render-profiles.ts";

/** What is known of the place where a profile is to be used. What is left out is not checked. */
export interface ValidationContext extends Partial<RenderContext> {
  /** Other profile versions of the same scope, for duplicates. */
  readonly existing?: readonly { readonly uid?: string; readonly name: string; readonly version: string }[];
  /** Absent while a profile is edited that no cluster uses yet. */
  readonly cluster?: ClusterFacts;
}

/** What the cluster and its account show. */
export interface ClusterFacts {
  /** EKS managed node groups and the machines that they hold. */
  readonly nodeGroups?: readonly { readonly name: string; readonly size: number }[];
  readonly accountId?: string;
  /** `aws`, `aws-cn`, `aws-us-gov` */
  readonly partition?: string;
  readonly region?: string;
  /** IAM policies that the profile names, by ARN: the documents, or null where there is none. */
  readonly policies?: Readonly<Record<string, PolicyDocument | null>>;
  /** Tags of the cluster's subnets and of its security groups. */
  readonly subnetTags?: readonly Readonly<Record<string, string>>[];
  readonly securityGroupTags?: readonly Readonly<Record<string, string>>[];
}

/** An IAM policy, as JSON gives it. */
export interface PolicyDocument {
  readonly Statement: PolicyStatement | readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
}
