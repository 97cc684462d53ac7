import { randomUUID } from "node:crypto";
import { AwsError } from "../service/aws-error.ts";
import type { OperationTable } from "../service/operation.ts";
import { text } from "../service/text.ts";
import type { StartSession } from "../sts/role-session.ts";
import type { AssumableRole, WebIdentityClaims } from "../sts/sts-service.ts";
import { audiencesOf, trustsService } from "../sts/trust.ts";
import type { Clusters } from "./clusters.ts";
import { podIdentityOf, summary } from "./pod-identities.ts";

const AUDIENCE = "pods.eks.amazonaws.com";
/** Credentials of pods are good for six hours. */
const SESSION_S = 6 * 3600;

export interface PodCredentialsParts {
  readonly accountId: string;
  readonly clusters: Clusters;
  readonly role: (arn: string) => AssumableRole | undefined;
  readonly startSession: StartSession;
  /** @throws when the token is not good. */
  readonly verifyToken: (token: string) => Promise<WebIdentityClaims>;
}

/** What the agent on each node asks EKS for, in a pod's name: the service that AWS calls eks-auth. */
export function podCredentialOperations(parts: PodCredentialsParts): OperationTable {
  const { accountId, clusters, role, startSession, verifyToken } = parts;
  return {
    AssumeRoleForPodIdentity: async (input, context) => {
      const owner = clusters.require(input.clusterName);
      const claims = await verifyToken(text(input.token)).catch((error: unknown) => {
        const expired = error instanceof Error && error.message.includes('"exp"');
        throw new AwsError(
          expired ? "ExpiredTokenException" : "InvalidTokenException",
          `Pod identity token is not valid: ${error instanceof Error ? error.message : String(error)}`,
        );
      });
      const [, , namespace = "", serviceAccount = ""] = claims.sub.split(":");
      if (!audiencesOf(claims).includes(AUDIENCE))
        throw new AwsError("InvalidTokenException", `Pod identity token is not valid: its audience is not ${AUDIENCE}`);
      const association = podIdentityOf(owner, namespace, serviceAccount);
      if (!association)
        throw new AwsError(
          "ResourceNotFoundException",
          `No pod identity association was found in ${owner.name} for the service account ${serviceAccount} in ${namespace}`,
          404,
        );
      const found = role(association.roleArn);
      const trusted = ["sts:AssumeRole", "sts:TagSession"].every(
        (action) => found && trustsService(found.trustPolicy, AUDIENCE, accountId, action),
      );
      if (!found || !trusted)
        throw new AwsError("AccessDeniedException", `${AUDIENCE} may not assume ${association.roleArn}`, 403);
      // Session names hold at most 64 characters.
      const name = `eks-${owner.name}-${serviceAccount}`.slice(0, 27) + `-${randomUUID()}`;
      const session = startSession(found, name, SESSION_S);
      const { associationArn, associationId } = summary(owner, association);
      context.touched(session.arn);
      return {
        subject: { namespace, serviceAccount },
        audience: AUDIENCE,
        podIdentityAssociation: { associationArn, associationId },
        assumedRoleUser: { arn: session.arn, assumeRoleId: session.id },
        credentials: {
          accessKeyId: session.accessKeyId,
          secretAccessKey: session.secretAccessKey,
          sessionToken: session.sessionToken,
          expiration: session.expiration,
        },
      };
    },
  };
}
