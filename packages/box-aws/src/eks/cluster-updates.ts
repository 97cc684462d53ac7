import { AwsError } from "../service/aws-error.ts";
import type { OperationTable } from "../service/operation.ts";
import { text } from "../service/text.ts";
import type { Clock } from "../time/clock.ts";
import { assertModeChange, authenticationModeOf, type AuthenticationMode } from "./authentication-mode.ts";
import type { Cluster, Clusters } from "./clusters.ts";
import { CLUSTER_VERSIONS } from "./kubernetes-versions.ts";
import { admitNodeRole } from "./node-role-access.ts";
import { describeUpdate, newUpdate, type NodeGroupUpdate } from "./node-group-updates.ts";
import type { NodeGroup } from "./node-groups.ts";

/** How long EKS takes: a new control plane beside the old one, or new settings for it. */
const VERSION_UPDATE_MS = 8 * 60_000;
const CONFIG_UPDATE_MS = 60_000;

export interface ClusterUpdatesParts {
  readonly clock: Clock;
  readonly speed: number;
  readonly clusters: Clusters;
  readonly groups: ReadonlyMap<string, NodeGroup>;
}

/** What changes a cluster itself: its version, one minor at a time, and where it looks for its users. */
export class ClusterUpdates {
  readonly #parts: ClusterUpdatesParts;
  readonly #timers = new Set<() => void>();

  constructor(parts: ClusterUpdatesParts) {
    this.#parts = parts;
  }

  readonly operations: OperationTable = {
    UpdateClusterVersion: (input, context) => {
      const owner = this.#idle(input.name);
      const version = text(input.version);
      assertNextVersion(owner.version, version);
      const params = { Version: version, PlatformVersion: "eks.20" };
      const update = newUpdate("VersionUpdate", this.#parts.clock.now(), params);
      context.touched(owner.arn);
      return this.#begin(owner, update);
    },
    UpdateClusterConfig: (input, context) => {
      const owner = this.#idle(input.name);
      const wanted = (input.accessConfig as { authenticationMode?: unknown } | undefined)?.authenticationMode;
      if (wanted === undefined)
        throw new AwsError(
          "InvalidParameterException",
          "This simulation of AWS changes a cluster's accessConfig.authenticationMode, and nothing else of its configuration.",
        );
      const mode = authenticationModeOf(wanted);
      assertModeChange(owner.authenticationMode, mode);
      const update = newUpdate("AccessConfigUpdate", this.#parts.clock.now(), { AuthenticationMode: mode });
      context.touched(owner.arn);
      return this.#begin(owner, update);
    },
  };

  /** What was under way when the process ended goes on. */
  resume(): void {
    for (const owner of this.#parts.clusters.all()) {
      const update = owner.updates?.at(-1);
      if (update?.status === "InProgress") this.#finishLater(owner, update);
    }
  }

  close(): void {
    for (const cancel of this.#timers) cancel();
  }

  #idle(name: unknown): Cluster {
    const owner = this.#parts.clusters.require(name);
    if (owner.updates?.at(-1)?.status === "InProgress" || !owner.endpoint)
      throw new AwsError("ResourceInUseException", `Cluster has an update in progress: ${owner.name}`, 409);
    return owner;
  }

  #begin(owner: Cluster, update: NodeGroupUpdate) {
    owner.updates = [...(owner.updates ?? []), update];
    this.#finishLater(owner, update);
    return { update: describeUpdate(update) };
  }

  #finishLater(owner: Cluster, update: NodeGroupUpdate): void {
    const { clock, speed } = this.#parts;
    const takes = (update.type === "VersionUpdate" ? VERSION_UPDATE_MS : CONFIG_UPDATE_MS) / speed;
    const cancel = clock.after(Math.max(update.createdAt + takes - clock.now(), 0), () => {
      this.#timers.delete(cancel);
      this.#finish(owner, update);
    });
    this.#timers.add(cancel);
  }

  #finish(owner: Cluster, update: NodeGroupUpdate): void {
    const param = (name: string) => update.params.find(({ type }) => type === name)?.value;
    update.status = "Successful";
    owner.version = param("Version") ?? owner.version;
    const mode = param("AuthenticationMode");
    if (mode === undefined) return;
    owner.authenticationMode = mode as AuthenticationMode;
    for (const group of this.#parts.groups.values())
      if (group.clusterName === owner.name) admitNodeRole(owner, group, this.#parts.clock.now());
  }
}

const minorOf = (version: string) => Number(version.split(".")[1]);

/** @throws AwsError */
function assertNextVersion(current: string, wanted: string): void {
  if (!CLUSTER_VERSIONS.includes(wanted))
    throw new AwsError("InvalidParameterException", `unsupported Kubernetes version ${wanted}`);
  if (wanted === current)
    throw new AwsError("InvalidParameterException", `Cluster is already at the desired version ${wanted}`);
  if (minorOf(wanted) !== minorOf(current) + 1)
    throw new AwsError(
      "InvalidParameterException",
      `Unsupported Kubernetes minor version update from ${current} to ${wanted}`,
    );
}
