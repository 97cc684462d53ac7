import { createHash, randomUUID } from "node:crypto";
import type { AwsClients } from "@inlay/aws";
import { everyPage, isAlreadyExistsAtAws, isAwsError, isNotFoundAtAws } from "@inlay/aws";
import type { Clock, EC2NodeClass } from "@inlay/resources";
import { LABEL_REGION } from "@inlay/resources";
import { ExpiringMap } from "../caching/expiring-map.ts";
import { clusterTag, TAG_EC2NODECLASS, TAG_EKS_CLUSTER } from "../labels/aws-names.ts";

const PROFILE_LIFETIME_MS = 15 * 60_000;
const RECREATION_LIFETIME_MS = 60_000;
const PROTECTION_MS = 3_600_000;

/** The role of a node class does not exist. */
export class RoleNotFound extends Error {
  readonly code = "ROLE_NOT_FOUND";

  constructor(role: string, options?: ErrorOptions) {
    super(`IAM has no role ${role}: create it, or correct spec.role`, options);
  }
}

/** Makes the instance profile that carries a node class's role, and takes it away again. */
export class InstanceProfiles {
  readonly #aws: AwsClients;
  readonly #clusterName: string;
  /** Role of each profile that is known to exist. */
  readonly #roles: ExpiringMap<string>;
  /** Profiles just made for a role and class: not made twice when a status patch is lost. */
  readonly #made: ExpiringMap<string>;
  readonly #missingRoles: ExpiringMap<true>;
  readonly #protected: ExpiringMap<true>;

  constructor(aws: AwsClients, clock: Clock, clusterName: string) {
    this.#aws = aws;
    this.#clusterName = clusterName;
    this.#roles = new ExpiringMap(clock, PROFILE_LIFETIME_MS);
    this.#made = new ExpiringMap(clock, RECREATION_LIFETIME_MS);
    this.#missingRoles = new ExpiringMap(clock, RECREATION_LIFETIME_MS);
    this.#protected = new ExpiringMap(clock, PROTECTION_MS);
  }

  /** Name of a profile that carries the class's role: the present one if it does, else a new one. @throws RoleNotFound */
  async ensure(nodeClass: EC2NodeClass, signal: AbortSignal): Promise<string> {
    const { spec, metadata, status } = nodeClass;
    const role = spec.role ?? "";
    const present = status?.instanceProfile;
    if (present && (await this.#roleOf(present, signal)) === lastSegment(role)) return present;
    const key = `${role}/${metadata.uid}`;
    if (this.#missingRoles.get(key)) throw new RoleNotFound(role);
    const made = this.#made.get(key);
    if (made) return made;
    const name = this.#newName(metadata.name);
    try {
      await this.#create(name, nodeClass, signal);
      await this.#giveRole(name, lastSegment(role), signal);
    } catch (error) {
      await this.delete(name, signal).catch(() => undefined);
      if (!isNotFoundAtAws(error) || !(error instanceof Error) || !/role/i.test(error.message)) throw error;
      this.#missingRoles.set(key, true);
      throw new RoleNotFound(role, { cause: error });
    }
    this.#roles.set(name, lastSegment(role));
    this.#made.set(key, name);
    this.#protected.set(name, true);
    if (present) this.#protected.set(present, true);
    return name;
  }

  /** Whether a profile was in use so lately that nodes may still be launching with it. */
  isProtected(name: string): boolean {
    return this.#protected.get(name) === true;
  }

  /** Profiles of this cluster, or of one node class of it. */
  list(nodeClassUid: string | undefined, signal: AbortSignal): Promise<readonly string[]> {
    const cluster = `/karpenter/${this.#aws.region}/${this.#clusterName}/`;
    return everyPage(async (token) => {
      const page = await this.#aws.call(
        "iam",
        "ListInstanceProfiles",
        {
          PathPrefix: nodeClassUid === undefined ? cluster : `${cluster}${nodeClassUid}/`,
          ...(token === undefined ? {} : { Marker: token }),
        },
        { signal },
      );
      return {
        items: (page.InstanceProfiles ?? []).flatMap((profile) => profile.InstanceProfileName ?? []),
        next: page.IsTruncated ? page.Marker : undefined,
      };
    });
  }

  /** Takes the role out and deletes the profile; one that is gone already is fine. */
  async delete(name: string, signal: AbortSignal): Promise<void> {
    this.#roles.delete(name);
    try {
      const { InstanceProfile } = await this.#aws.call(
        "iam",
        "GetInstanceProfile",
        { InstanceProfileName: name },
        { signal },
      );
      for (const role of InstanceProfile?.Roles ?? [])
        await this.#aws.call(
          "iam",
          "RemoveRoleFromInstanceProfile",
          { InstanceProfileName: name, RoleName: role.RoleName },
          { signal },
        );
      await this.#aws.call("iam", "DeleteInstanceProfile", { InstanceProfileName: name }, { signal });
    } catch (error) {
      if (!isNotFoundAtAws(error)) throw error;
    }
  }

  async #roleOf(profile: string, signal: AbortSignal): Promise<string | undefined> {
    const cached = this.#roles.get(profile);
    if (cached !== undefined) return cached;
    try {
      const { InstanceProfile } = await this.#aws.call(
        "iam",
        "GetInstanceProfile",
        { InstanceProfileName: profile },
        { signal },
      );
      const role = InstanceProfile?.Roles?.[0]?.RoleName;
      if (role !== undefined) this.#roles.set(profile, role);
      return role;
    } catch (error) {
      if (isNotFoundAtAws(error)) return undefined;
      throw error;
    }
  }

  async #create(name: string, { metadata, spec }: EC2NodeClass, signal: AbortSignal): Promise<void> {
    const tags = {
      ...spec.tags,
      [clusterTag(this.#clusterName)]: "owned",
      [TAG_EKS_CLUSTER]: this.#clusterName,
      [TAG_EC2NODECLASS]: metadata.name,
      [LABEL_REGION]: this.#aws.region,
    };
    try {
      await this.#aws.call(
        "iam",
        "CreateInstanceProfile",
        {
          InstanceProfileName: name,
          Path: `/karpenter/${this.#aws.region}/${this.#clusterName}/${metadata.uid}/`,
          Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        },
        { signal },
      );
    } catch (error) {
      if (!isAlreadyExistsAtAws(error)) throw error;
    }
  }

  async #giveRole(profile: string, role: string, signal: AbortSignal): Promise<void> {
    try {
      await this.#aws.call(
        "iam",
        "AddRoleToInstanceProfile",
        { InstanceProfileName: profile, RoleName: role },
        { signal },
      );
    } catch (error) {
      // A lost answer was repeated: the profile has its one role already.
      if (isAwsError(error, "LimitExceeded") && (await this.#roleOf(profile, signal)) === role) return;
      throw error;
    }
  }

  #newName(nodeClassName: string): string {
    const digest = createHash("sha256").update(`${this.#aws.region}${nodeClassName}${randomUUID()}`).digest();
    return `${this.#clusterName}_${digest.readBigUInt64BE(0)}`;
  }
}

/** `/path/to/role` and `role` name the same role. */
function lastSegment(role: string): string {
  return role.slice(role.lastIndexOf("/") + 1);
}
