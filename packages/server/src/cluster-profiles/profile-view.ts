import type { StoredTemplate, StoredVariable } from "../database/schema.ts";
import { toldAnnotations } from "../http/bodies.ts";
import type { ProfileRow, ProfileWithContent } from "./profile-store.ts";

/** What stands in place of a sensitive value. Always the same, so that Terraform sees no drift. */
export const MASK = "********";
const USER_MACRO = /\{\{-?\s*\.?spectro\.macro\./;

export const metadataOf = (row: ProfileRow) => ({
  uid: row.uid,
  name: row.name,
  labels: row.labels,
  annotations: toldAnnotations(row.annotations, row.tenant_uid, row.project_uid),
  creationTimestamp: row.created_at.toISOString(),
  lastModifiedTimestamp: row.modified_at.toISOString(),
  resourceVersion: String(row.resource_version),
});

/** A template as Palette tells it: the contents of manifests are read apart. */
const templateOf = ({ type, cloudType, packs }: StoredTemplate) => ({
  type,
  cloudType,
  packs: packs.map((pack) => ({ ...pack, manifests: pack.manifests.map(({ uid, name }) => ({ uid, name })) })),
});

/** The draft is told only while it differs from what is published. */
const templatesOf = (row: ProfileWithContent) => ({
  ...(row.draft === row.published ? {} : { draft: templateOf(row.draft_template) }),
  ...(row.published_template ? { published: templateOf(row.published_template) } : {}),
});

/** A cluster that has a profile, or is on its way to it. */
type UsedBy = { readonly uid: string; readonly name: string };

const statusOf = (row: ProfileWithContent, usedBy: readonly UsedBy[]) => ({
  isPublished: row.published !== null,
  hasUserMacros: row.draft_template.packs.some(
    ({ values, manifests }) => USER_MACRO.test(values) || manifests.some(({ content }) => USER_MACRO.test(content)),
  ),
  inUseClusters: usedBy.map(({ uid, name }) => ({ uid, name })),
  inUseClusterUids: usedBy.map(({ uid }) => uid),
});

export const variablesOf = (variables: readonly StoredVariable[]): StoredVariable[] =>
  variables.map((variable) =>
    variable["isSensitive"] === true && variable["defaultValue"] ? { ...variable, defaultValue: MASK } : variable,
  );

export const profileView = (
  row: ProfileWithContent,
  versions: readonly { uid: string; version: string }[],
  usedBy: readonly UsedBy[],
) => ({
  apiVersion: "v1",
  kind: "ClusterProfile",
  metadata: metadataOf(row),
  spec: { version: row.version, versions, ...templatesOf(row), variables: variablesOf(row.variables) },
  status: statusOf(row, usedBy),
});

export const summaryView = (row: ProfileWithContent, usedBy: readonly UsedBy[]) => ({
  metadata: metadataOf(row),
  specSummary: { version: row.version, ...templatesOf(row) },
  status: statusOf(row, usedBy),
});
