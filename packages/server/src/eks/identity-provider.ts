import { isAlreadyExistsAtAws, type AwsClients } from "@inlay/aws";

/** The IAM identity provider that a cluster's service accounts sign in with. */
export type IdentityProvider = {
  readonly arn: string;
  /** The issuer without `https://`, as conditions of trust policies name it. */
  readonly host: string;
};

const AUDIENCE = "sts.amazonaws.com";

/** Makes the provider of the cluster's issuer if it is missing. */
export async function ensureIdentityProvider(
  aws: AwsClients,
  clusterName: string,
  signal: AbortSignal,
): Promise<IdentityProvider & { readonly isNew: boolean }> {
  const { cluster } = await aws.call("eks", "DescribeCluster", { name: clusterName }, { signal });
  const issuer = cluster?.identity?.oidc?.issuer;
  if (issuer === undefined) throw new Error(`EKS tells no issuer of the cluster ${clusterName}`);
  const host = issuer.replace(/^https?:\/\//, "");
  const there = await find(aws, host, signal);
  if (there !== undefined) return { arn: there, host, isNew: false };
  try {
    const made = await aws.call(
      "iam",
      "CreateOpenIDConnectProvider",
      { Url: issuer, ClientIDList: [AUDIENCE] },
      { signal },
    );
    return { arn: made.OpenIDConnectProviderArn ?? "", host, isNew: true };
  } catch (error) {
    const arn = isAlreadyExistsAtAws(error) ? await find(aws, host, signal) : undefined;
    if (arn === undefined) throw error;
    return { arn, host, isNew: false };
  }
}

async function find(aws: AwsClients, host: string, signal: AbortSignal): Promise<string | undefined> {
  const { OpenIDConnectProviderList = [] } = await aws.call("iam", "ListOpenIDConnectProviders", {}, { signal });
  return OpenIDConnectProviderList.map(({ Arn = "" }) => Arn).find((arn) => arn.endsWith(`:oidc-provider/${host}`));
}

/** Who may assume a role of a service account; without one, whoever the cluster's issuer vouches for towards STS. */
export function serviceAccountTrust(
  { arn, host }: IdentityProvider,
  account: { readonly name: string; readonly namespace: string } | undefined,
): object {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: arn },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            ...(account && { [`${host}:sub`]: `system:serviceaccount:${account.namespace}:${account.name}` }),
            [`${host}:aud`]: AUDIENCE,
          },
        },
      },
    ],
  };
}

export const NODE_TRUST: object = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
