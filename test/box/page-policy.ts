import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The reference page's example policy, its placeholders replaced. */
export const EXAMPLE_POLICY = readFileSync(
  join(import.meta.dirname, "../../packages/box-aws/src/seed/reference-page-policy.json"),
  "utf8",
);

/** The page's template with the four placeholders filled in as the page says: it names a node role that the page never makes. */
export const TEMPLATE_POLICY = EXAMPLE_POLICY.replace(
  "role/my-eks-cluster-nodeRole",
  "role/KarpenterNodeRole-my-eks-cluster",
);

const trust = (statement: object) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });

/** Who may be the controller's role: one service account, by the cluster's OIDC provider. @param issuer without `https://`. */
export const controllerTrust = (providerArn: string, issuer: string) =>
  trust({
    Principal: { Federated: providerArn },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: {
        [`${issuer}:sub`]: "system:serviceaccount:karpenter:karpenter",
        [`${issuer}:aud`]: "sts.amazonaws.com",
      },
    },
  });

/** Who may be a role: a service of AWS. */
export const serviceTrust = (service: string, action: string | readonly string[] = "sts:AssumeRole") =>
  trust({ Principal: { Service: service }, Action: action });
