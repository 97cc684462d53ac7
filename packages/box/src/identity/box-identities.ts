import type { BoxAwsSimulation } from "@inlay/box-aws";
import type { Api, User } from "@inlay/box-kubernetes";
import { CONFIG_MAPS, type ConfigMap } from "@inlay/resources";
import { mappedUser } from "./cluster-access.ts";
import { namespacedGroups } from "./namespaced-access.ts";
import { presignedUrlOf } from "./eks-token.ts";

/** Who IAM's principals are to the box's cluster: its administrator, aws-auth, EKS access entries. */
export class BoxIdentities {
  readonly #aws: BoxAwsSimulation;
  readonly #clusterName: string;
  readonly #administrators: readonly string[];
  readonly #api: () => Api | undefined;

  /** @param api undefined until the cluster runs. */
  constructor(
    aws: BoxAwsSimulation,
    clusterName: string,
    administrators: readonly string[],
    api: () => Api | undefined,
  ) {
    this.#aws = aws;
    this.#clusterName = clusterName;
    this.#administrators = administrators;
    this.#api = api;
  }

  /** The user behind a token of `aws eks get-token`; undefined: it is none, or nobody is behind it. */
  async ofToken(token: string): Promise<User | undefined> {
    const url = presignedUrlOf(token);
    if (url === undefined) return undefined;
    const identity = this.#aws.verifyPresignedIdentity(url, this.#clusterName);
    if (!("arn" in identity)) return undefined;
    const user = this.#userOf(identity.arn);
    const namespaced = this.#aws.accessEntry(this.#clusterName, identity.arn)?.namespaced ?? [];
    const api = this.#api();
    if (!user || !api || namespaced.length === 0) return user;
    return { ...user, groups: [...user.groups, ...(await namespacedGroups(api, namespaced))] };
  }

  /** The user that a machine with this role is. */
  ofMachine(roleArn: string | undefined, nodeName: string): User | undefined {
    return roleArn === undefined ? undefined : this.#userOf(roleArn, nodeName);
  }

  #userOf(arn: string, privateDnsName?: string): User | undefined {
    const entry = this.#aws.accessEntry(this.#clusterName, arn);
    if (entry) {
      const name = entry.username.replaceAll("{{EC2PrivateDNSName}}", privateDnsName ?? "");
      return { name, groups: [...entry.groups, "system:authenticated"] };
    }
    const readsMap = this.#aws.clusterFacts(this.#clusterName)?.authenticationMode !== "API";
    const awsAuth = readsMap
      ? this.#api()?.get<ConfigMap>(CONFIG_MAPS, { namespace: "kube-system", name: "aws-auth" })
      : undefined;
    return mappedUser(arn, this.#administrators, awsAuth, privateDnsName);
  }
}
