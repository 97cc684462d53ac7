import type { ClusterObserver } from "../observation/cluster-observer.ts";
import { usageOf } from "../cloud-configs/machine-pools.ts";
import { healthOf } from "../observation/health.ts";
import { toldAnnotations } from "../http/bodies.ts";
import type { PackState, PackView, RollOutView } from "../roll-outs/roll-out-view.ts";
import type { AttachedContent, ClusterRow } from "./cluster-store.ts";

export const clusterMetadata = (row: ClusterRow) => ({
  uid: row.uid,
  name: row.name,
  labels: row.labels,
  annotations: toldAnnotations(row.annotations, row.tenant_uid, row.project_uid),
  creationTimestamp: row.created_at.toISOString(),
  lastModifiedTimestamp: row.modified_at.toISOString(),
  resourceVersion: String(row.resource_version),
});

/** Palette's colours: `Ready` green, `Installed` blue, `WaitingForOtherLayers` grey, `Error` red. */
const CONDITIONS: Readonly<Record<PackState, string>> = {
  Waiting: "WaitingForOtherLayers",
  Installing: "Installed",
  Ready: "Ready",
  Error: "Error",
};

/** Layers of an attached profile, with what this cluster has of its own in their place. */
const packsOf = ({ applied, template }: AttachedContent) =>
  (template?.packs ?? []).map((pack) => {
    const own = applied.packValues?.find(({ name }) => name === pack.name);
    return {
      ...pack,
      values: own?.values ?? pack.values,
      manifests: pack.manifests.map(({ uid, name, content }) => ({
        uid,
        name,
        content: own?.manifests?.find((manifest) => manifest.name === name)?.content ?? content,
      })),
    };
  });

/** A profile on a cluster as Palette's `clusterProfileTemplates` tells it. */
export const attachedView = (attached: AttachedContent) => ({
  uid: attached.applied.profileUid,
  name: attached.applied.name,
  version: Number(attached.applied.revisionUid),
  profileVersion: attached.applied.version,
  type: attached.applied.type,
  cloudType: attached.template?.cloudType ?? "eks",
  packs: packsOf(attached),
});

/** Whether a profile has been changed in place since the cluster took it. */
export const hasUpdates = ({ applied, published }: AttachedContent): boolean =>
  published !== null && String(published) !== applied.revisionUid;

export type SeenCluster = {
  readonly row: ClusterRow;
  readonly attached: readonly AttachedContent[];
  readonly observer: ClusterObserver | undefined;
  readonly rollOut: RollOutView | undefined;
};

/** Status as Palette tells it, and what is more: cost, requests, steps of the roll-out. */
export function clusterStatus({ row, attached, observer, rollOut }: SeenCluster, now: Date) {
  const health = observer?.seen.reachable === true ? healthOf(observer.seen, now.getTime()) : row.health;
  const { kubernetesVersion = row.observed.kubernetesVersion, serverUrl } = observer?.seen ?? {};
  const url = serverUrl === undefined ? undefined : new URL(serverUrl);
  const rate = row.observed.hourlyRate;
  return {
    state: row.pending && row.state === "Running" ? "Running" : row.state,
    health,
    conditions: conditionsOf(row, observer, rollOut),
    packs: packStatuses(attached, rollOut),
    repave: repaveOf(row, rollOut),
    notifications: { isAvailable: attached.some(hasUpdates) },
    kubeMeta: {
      hasKubeConfig: true,
      hasKubeConfigClient: true,
      hasManifest: false,
      kubernetesVersion: kubernetesVersion ?? "",
    },
    ...(url ? { apiEndpoints: [{ host: url.hostname, port: Number(url.port) || 443 }] } : {}),
    ...(rate === undefined ? {} : { hourlyRate: { total: rate } }),
    ...(row.observed.nodes ? { nodes: row.observed.nodes } : {}),
    ...(observer?.seen.reachable === true
      ? {
          metrics: {
            cpu: { ...inUnits(usageOf(observer.seen, "cpu"), 1000), unit: "cores" },
            memory: { ...inUnits(usageOf(observer.seen, "memory"), 1024 ** 3), unit: "GiB" },
          },
        }
      : {}),
    upgrades: rollOut?.isRepave === true ? [{ reason: [rollOut.message], timestamp: rollOut.createdAt }] : [],
    spcApply: { canBeApplied: false },
    steps: rollOut?.steps ?? [],
  };
}

const inUnits = ({ total, request }: { total: number; request: number }, unit: number) => ({
  total: Math.round((total / unit) * 100) / 100,
  request: Math.round((request / unit) * 100) / 100,
});

function conditionsOf(row: ClusterRow, observer: ClusterObserver | undefined, rollOut: RollOutView | undefined) {
  const answers = observer?.seen.reachable ?? row.health.state !== "Unknown";
  const problem = observer?.seen.problem;
  return [
    {
      type: "ClusterReachable",
      status: answers ? "True" : problem === undefined ? "Unknown" : "False",
      reason: answers ? "Answers" : "DoesNotAnswer",
      message: answers ? "The API server answers." : (problem ?? "Not looked at yet."),
    },
    ...(rollOut
      ? [
          {
            type: "ProfilesApplied",
            status: rollOut.state === "Done" ? "True" : rollOut.state === "Failed" ? "False" : "Unknown",
            reason: rollOut.state,
            message: rollOut.message,
          },
        ]
      : []),
  ];
}

function packStatuses(attached: readonly AttachedContent[], rollOut: RollOutView | undefined) {
  return attached.flatMap(({ applied, template }) =>
    (template?.packs ?? []).map(({ name, version, type }) => {
      const seen = rollOut?.packs.find((pack) => pack.name === name && pack.profileUid === applied.profileUid);
      return {
        name,
        profileUid: applied.profileUid,
        version,
        type,
        // What no roll-out of ours touched is as it was when the cluster came to us.
        condition: {
          type: CONDITIONS[seen?.state ?? "Ready"],
          status: "True",
          reason: seen?.state ?? "Ready",
          message: seen?.message ?? "",
        },
        ...timesOf(seen),
        manifests: [],
      };
    }),
  );
}

const timesOf = (pack: PackView | undefined) => ({
  ...(pack?.startedAt === undefined ? {} : { startTime: pack.startedAt }),
  ...(pack?.finishedAt === undefined ? {} : { endTime: pack.finishedAt }),
});

/** Pending: a change waits for approval; Approved: the roll-out that replaces nodes runs. */
function repaveOf(row: ClusterRow, rollOut: RollOutView | undefined) {
  if (row.pending) return { state: "Pending" };
  const runs = rollOut?.isRepave === true && (rollOut.state === "Running" || rollOut.state === "Pending");
  return runs ? { state: "Approved" } : {};
}

export const clusterView = (seen: SeenCluster, now: Date) => ({
  apiVersion: "v1",
  kind: "SpectroCluster",
  metadata: clusterMetadata(seen.row),
  spec: {
    cloudType: seen.row.cloud_type,
    clusterType: "PureManage",
    cloudConfigRef: { kind: "EksCloudConfig", name: seen.row.name, uid: seen.row.cloud_config_uid },
    clusterProfileTemplates: seen.attached.map(attachedView),
    clusterConfig: { clusterMetaAttribute: "", updateWorkerPoolsInParallel: false },
  },
  status: clusterStatus(seen, now),
});

/** One row of a list: what the last look found, without a look at the cluster. */
export const clusterSummary = (row: ClusterRow, attached: readonly AttachedContent[]) => ({
  metadata: clusterMetadata(row),
  specSummary: {
    cloudConfig: {
      cloudType: row.cloud_type,
      cloudRegion: row.region,
      region: row.region,
      cloudConfigUid: row.cloud_config_uid,
    },
    clusterProfileTemplates: row.desired_profiles.map(({ profileUid, name, version, type }) => ({
      uid: profileUid,
      name,
      profileVersion: version,
      type,
    })),
  },
  status: {
    state: row.state,
    health: row.health,
    ...(row.observed.nodes ? { nodes: row.observed.nodes } : {}),
    ...(row.observed.hourlyRate === undefined ? {} : { hourlyRate: { total: row.observed.hourlyRate } }),
    kubeMeta: { kubernetesVersion: row.observed.kubernetesVersion ?? "" },
    notifications: { isAvailable: attached.some(hasUpdates) },
    repave: row.pending ? { state: "Pending" } : {},
  },
});
