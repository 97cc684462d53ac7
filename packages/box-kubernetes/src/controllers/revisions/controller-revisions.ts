import { CONTROLLER_REVISIONS, type KubeObject, type PodTemplateSpec } from "@inlay/resources";
import type { Api } from "../../api/api.ts";
import { ApiError } from "../../api/api-error.ts";
import { canonicalJson } from "../../scheduler/cluster-state/canonical-json.ts";
import type { ControllerRevision } from "../informer/cluster-indexes.ts";
import { controllerReference } from "../ownership/owner-references.ts";
import { revisionHash } from "./template-hash.ts";

/** On pods and revisions: which template made them. */
export const REVISION_HASH = "controller-revision-hash";

type TemplateOwner = KubeObject & {
  readonly spec: {
    readonly template: PodTemplateSpec;
    readonly selector: { readonly matchLabels?: Readonly<Record<string, string>> };
    readonly revisionHistoryLimit?: number;
  };
};

export function hashLabelOf(object: KubeObject): string | undefined {
  return object.metadata.labels?.[REVISION_HASH];
}

/** The template that a revision keeps. */
export function templateOf(revision: ControllerRevision): PodTemplateSpec {
  const { spec } = revision.data as { readonly spec: { readonly template: PodTemplateSpec & { $patch?: string } } };
  const { $patch: _replace, ...template } = spec.template;
  return template;
}

/**
 * The revision of the owner's present template: an existing one becomes the newest again (a rollback), else one is made.
 * @param existing the owner's revisions
 */
export async function presentRevision(
  api: Api,
  owner: TemplateOwner,
  existing: readonly ControllerRevision[],
): Promise<ControllerRevision> {
  const data = { spec: { template: { ...owner.spec.template, $patch: "replace" } } };
  const text = canonicalJson(data);
  const newest = Math.max(0, ...existing.map(({ revision }) => revision));
  const same = existing
    .filter((each) => canonicalJson(each.data) === text)
    .toSorted((a, b) => b.revision - a.revision)[0];
  if (same?.revision === newest) return same;
  if (same) return api.update<ControllerRevision>(CONTROLLER_REVISIONS, { ...same, revision: newest + 1 });
  for (let collisionCount = 0; ; collisionCount++) {
    const hash = revisionHash(data, collisionCount);
    try {
      return await api.create<ControllerRevision>(CONTROLLER_REVISIONS, {
        apiVersion: "apps/v1",
        kind: "ControllerRevision",
        metadata: {
          name: `${owner.metadata.name}-${hash}`,
          namespace: owner.metadata.namespace,
          labels: { ...owner.spec.template.metadata?.labels, [REVISION_HASH]: hash },
          ownerReferences: [controllerReference(owner)],
        },
        data,
        revision: newest + 1,
      });
    } catch (error) {
      if (!(error instanceof ApiError && error.code === "AlreadyExists") || collisionCount >= 10) throw error;
    }
  }
}

/** Deletes the oldest revisions beyond the limit that no pod is of. @param inUse hashes */
export async function pruneRevisions(
  api: Api,
  owner: TemplateOwner,
  existing: readonly ControllerRevision[],
  inUse: ReadonlySet<string | undefined>,
): Promise<void> {
  const unused = existing.filter((each) => !inUse.has(hashLabelOf(each))).toSorted((a, b) => a.revision - b.revision);
  const surplus = unused.slice(0, Math.max(0, unused.length - (owner.spec.revisionHistoryLimit ?? 10)));
  for (const { metadata } of surplus) {
    await api.delete(CONTROLLER_REVISIONS, metadata, { preconditions: { uid: metadata.uid } });
  }
}
