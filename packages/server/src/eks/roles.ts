import { everyPage, isAlreadyExistsAtAws, isNotFoundAtAws, type AwsClients } from "@inlay/aws";
import { diffFields } from "@inlay/profiles";

/** A role that exists, is not ours and trusts somebody else. */
export class ForeignRole extends Error {
  readonly code = "ForeignRole";

  constructor(name: string) {
    super(`the role ${name} exists, was not made by Inlay and trusts somebody else`);
  }
}

/** A policy that a role is to have does not exist. */
export class PolicyMissing extends Error {
  readonly code = "PolicyMissing";
  readonly arn: string;

  constructor(arn: string) {
    super(`there is no policy ${arn}`);
    this.arn = arn;
  }
}

export type WantedRole = {
  readonly name: string;
  readonly trust: object;
  /** ARNs to attach. */
  readonly policies: readonly string[];
  /** ARNs that we attached earlier and that go. */
  readonly dropped: readonly string[];
};

/** Marks roles that we made: only those are changed in their trust, and deleted. */
const OWNER_TAG = "inlay.dev/cluster";

/** Brings a role to what is wanted; what is so already is not touched. @returns what was changed. */
export async function ensureRole(
  aws: AwsClients,
  clusterName: string,
  wanted: WantedRole,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const changes: string[] = [];
  const there = await readRole(aws, wanted.name, signal);
  if (there === undefined) {
    await create(aws, clusterName, wanted, signal);
    changes.push(`made ${wanted.name}`);
  } else if (diffFields(there.trust, wanted.trust).length > 0) {
    if (there.owner !== clusterName) throw new ForeignRole(wanted.name);
    const PolicyDocument = JSON.stringify(wanted.trust);
    await aws.call("iam", "UpdateAssumeRolePolicy", { RoleName: wanted.name, PolicyDocument }, { signal });
    changes.push(`changed the trust of ${wanted.name}`);
  }
  const attached = await attachedPolicies(aws, wanted.name, signal);
  for (const PolicyArn of wanted.policies.filter((arn) => !attached.includes(arn))) {
    try {
      await aws.call("iam", "AttachRolePolicy", { RoleName: wanted.name, PolicyArn }, { signal });
    } catch (error) {
      if (isNotFoundAtAws(error)) throw new PolicyMissing(PolicyArn);
      throw error;
    }
    changes.push(`attached ${PolicyArn.split("/").at(-1)} to ${wanted.name}`);
  }
  for (const PolicyArn of wanted.dropped.filter((arn) => attached.includes(arn) && !wanted.policies.includes(arn))) {
    await aws.call("iam", "DetachRolePolicy", { RoleName: wanted.name, PolicyArn }, { signal });
    changes.push(`detached ${PolicyArn.split("/").at(-1)} from ${wanted.name}`);
  }
  return changes;
}

/** Deletes a role that we made for this cluster; one of somebody else's stays. @returns whether it was. */
export async function removeRole(
  aws: AwsClients,
  clusterName: string,
  RoleName: string,
  signal: AbortSignal,
): Promise<boolean> {
  const there = await readRole(aws, RoleName, signal);
  if (there === undefined || there.owner !== clusterName) return false;
  try {
    for (const PolicyArn of await attachedPolicies(aws, RoleName, signal))
      await aws.call("iam", "DetachRolePolicy", { RoleName, PolicyArn }, { signal });
    await aws.call("iam", "DeleteRole", { RoleName }, { signal });
  } catch (error) {
    if (!isNotFoundAtAws(error)) throw error;
  }
  return true;
}

async function create(aws: AwsClients, clusterName: string, { name, trust }: WantedRole, signal: AbortSignal) {
  try {
    await aws.call(
      "iam",
      "CreateRole",
      {
        RoleName: name,
        AssumeRolePolicyDocument: JSON.stringify(trust),
        Tags: [{ Key: OWNER_TAG, Value: clusterName }],
      },
      { signal },
    );
  } catch (error) {
    if (!isAlreadyExistsAtAws(error)) throw error;
  }
}

async function readRole(aws: AwsClients, RoleName: string, signal: AbortSignal) {
  try {
    const { Role } = await aws.call("iam", "GetRole", { RoleName }, { signal });
    const { Tags = [] } = await aws.call("iam", "ListRoleTags", { RoleName }, { signal });
    return {
      arn: Role?.Arn ?? "",
      trust: JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "{}")) as unknown,
      owner: Tags.find(({ Key }) => Key === OWNER_TAG)?.Value,
    };
  } catch (error) {
    if (isNotFoundAtAws(error)) return undefined;
    throw error;
  }
}

/** ARN of a role. Undefined: there is none. */
export const roleArn = async (aws: AwsClients, name: string, signal: AbortSignal): Promise<string | undefined> =>
  (await readRole(aws, name, signal))?.arn;

function attachedPolicies(aws: AwsClients, RoleName: string, signal: AbortSignal): Promise<readonly string[]> {
  return everyPage(async (Marker) => {
    const input = { RoleName, ...(Marker === undefined ? {} : { Marker }) };
    const page = await aws.call("iam", "ListAttachedRolePolicies", input, { signal });
    const items = (page.AttachedPolicies ?? []).map(({ PolicyArn = "" }) => PolicyArn);
    return { items, next: page.IsTruncated ? page.Marker : undefined };
  });
}
