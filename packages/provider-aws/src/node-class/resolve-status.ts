import type { AwsClients } from "@inlay/aws";
import type { Logger } from "@inlay/kube";
import type { EC2NodeClass } from "@inlay/resources";
import type { Cluster } from "../cluster/cluster-facts.ts";
import { unsupportedAlias } from "../images/alias-parameters.ts";
import { aliasOf } from "../images/ami-family.ts";
import type { Images } from "../images/images.ts";
import { launchFailureReason } from "../launch/fleet-errors.ts";
import { withRemedy } from "../launch/remedies.ts";
import type { InstanceProfiles } from "../instance-profile/instance-profiles.ts";
import type { SecurityGroups } from "../network/security-groups.ts";
import type { Subnets } from "../network/subnets.ts";
import { conditionOf, isTrue } from "./conditions.ts";
import type { ReadyPart, Verdict } from "./conditions.ts";

type Status = NonNullable<EC2NodeClass["status"]>;

/** What one part of a class's status came to. */
export interface Resolution {
  readonly part: ReadyPart;
  readonly verdict: Verdict;
  readonly status: Partial<Status>;
  readonly requeueAfterMs: number;
  /** Why it could not be resolved; it is tried again. */
  readonly error?: unknown;
}

export interface ResolverParts {
  readonly aws: AwsClients;
  readonly cluster: Cluster;
  readonly images: Images;
  readonly subnets: Subnets;
  readonly securityGroups: SecurityGroups;
  readonly instanceProfiles: InstanceProfiles;
}

const ONE_MINUTE_MS = 60_000;
const FIVE_MINUTES_MS = 5 * 60_000;

/** Resolves images, subnets, security groups and the instance profile side by side; a failure of one leaves the others alone. */
export function resolveStatus(
  nodeClass: EC2NodeClass,
  parts: ResolverParts,
  logger: Logger,
  signal: AbortSignal,
): Promise<readonly Resolution[]> {
  const guarded = (part: ReadyPart, resolving: Promise<Omit<Resolution, "part">>): Promise<Resolution> =>
    resolving
      .then((resolution) => ({ part, ...resolution }))
      .catch((error: unknown) => {
        signal.throwIfAborted();
        return { part, verdict: verdictOfFailure(nodeClass, part, error), status: {}, requeueAfterMs: Infinity, error };
      });
  return Promise.all([
    guarded("AMIsReady", resolveImages(nodeClass, parts, logger, signal)),
    guarded("SubnetsReady", resolveSubnets(nodeClass, parts, signal)),
    guarded("SecurityGroupsReady", resolveSecurityGroups(nodeClass, parts, signal)),
    guarded("InstanceProfileReady", resolveInstanceProfile(nodeClass, parts, signal)),
    guarded("PlacementGroupReady", Promise.resolve(nothingToResolve("PlacementGroupReady"))),
    guarded("CapacityReservationsReady", Promise.resolve(nothingToResolve("CapacityReservationsReady"))),
  ]);
}

/** Reservations and placement groups are not used (see inert-fields.ts): there is nothing that could be missing. */
function nothingToResolve(part: ReadyPart): Omit<Resolution, "part"> {
  return { verdict: isTrue(part), status: {}, requeueAfterMs: Infinity };
}

async function resolveImages(
  nodeClass: EC2NodeClass,
  { cluster, images }: ResolverParts,
  logger: Logger,
  signal: AbortSignal,
): Promise<Omit<Resolution, "part">> {
  const { kubernetesVersion } = cluster.facts;
  const alias = aliasOf(nodeClass.spec);
  const unsupported = alias && unsupportedAlias(alias, kubernetesVersion);
  if (unsupported)
    return {
      verdict: { status: "False", reason: "UnsupportedAlias", message: unsupported },
      status: { amis: [] },
      requeueAfterMs: Infinity,
    };
  const amis = await images.find(nodeClass, kubernetesVersion, logger, signal);
  if (amis.length === 0) {
    const term = nodeClass.spec.amiSelectorTerms.find((one) => one.alias)?.alias;
    const hint = term
      ? `: there is no image for alias ${term} and Kubernetes ${kubernetesVersion}; name a released version, or @latest`
      : ": correct spec.amiSelectorTerms";
    return {
      verdict: { status: "False", reason: "AMINotFound", message: `AMISelector did not match any AMIs${hint}` },
      status: { amis },
      requeueAfterMs: ONE_MINUTE_MS,
    };
  }
  return { verdict: isTrue("AMIsReady"), status: { amis }, requeueAfterMs: FIVE_MINUTES_MS };
}

async function resolveSubnets(
  nodeClass: EC2NodeClass,
  { aws, subnets }: ResolverParts,
  signal: AbortSignal,
): Promise<Omit<Resolution, "part">> {
  const found = await subnets.find(nodeClass, signal);
  return {
    verdict:
      found.length > 0
        ? isTrue("SubnetsReady")
        : {
            status: "False",
            reason: "SubnetsNotFound",
            message: `SubnetSelector did not match any Subnets: no subnet in ${aws.region} matches ${JSON.stringify(nodeClass.spec.subnetSelectorTerms)}; tag one, or correct spec.subnetSelectorTerms`,
          },
    status: {
      subnets: found.map(({ id, zone, zoneId }) => ({ id, zone, ...(zoneId ? { zoneID: zoneId } : {}) })),
    },
    requeueAfterMs: ONE_MINUTE_MS,
  };
}

async function resolveSecurityGroups(
  nodeClass: EC2NodeClass,
  { aws, securityGroups }: ResolverParts,
  signal: AbortSignal,
): Promise<Omit<Resolution, "part">> {
  const found = await securityGroups.find(nodeClass, signal);
  const status = {
    securityGroups: found.map(({ id, name }) => ({ id, ...(name ? { name } : {}) })),
  };
  if (found.length > 0) return { verdict: isTrue("SecurityGroupsReady"), status, requeueAfterMs: FIVE_MINUTES_MS };
  const message = `SecurityGroupSelector did not match any SecurityGroups: no security group in ${aws.region} matches ${JSON.stringify(nodeClass.spec.securityGroupSelectorTerms)}; tag one, or correct spec.securityGroupSelectorTerms`;
  return {
    verdict: { status: "False", reason: "SecurityGroupsNotFound", message },
    status,
    requeueAfterMs: ONE_MINUTE_MS,
  };
}

async function resolveInstanceProfile(
  nodeClass: EC2NodeClass,
  { instanceProfiles }: ResolverParts,
  signal: AbortSignal,
): Promise<Omit<Resolution, "part">> {
  const instanceProfile = nodeClass.spec.instanceProfile ?? (await instanceProfiles.ensure(nodeClass, signal));
  return { verdict: isTrue("InstanceProfileReady"), status: { instanceProfile }, requeueAfterMs: FIVE_MINUTES_MS };
}

/** What was resolved before goes on counting; what never was is Unknown, with what is in the way. */
function verdictOfFailure(nodeClass: EC2NodeClass, part: ReadyPart, error: unknown): Verdict {
  const present = conditionOf(nodeClass.status?.conditions, part);
  if (present?.status === "True") return isTrue(part);
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "Error";
  const message = error instanceof Error ? error.message : String(error);
  const told = `${code}: ${message}`.slice(0, 1_000);
  return { status: "Unknown", reason: "ResolutionFailed", message: withRemedy(told, launchFailureReason(code)) };
}
