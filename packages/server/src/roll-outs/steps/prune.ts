import { definedKinds, groupKind, objectIdentity } from "@inlay/profiles";
import type { KubeObject } from "@inlay/resources";
import type { OwnedRow } from "../jobs/owned-objects.ts";
import { objectName, type ObjectAddress } from "../objects/cluster-objects.ts";
import type { OrderOfWork } from "../order-of-work.ts";
import { objectsOf } from "../planning/object-plan.ts";
import { isOurs } from "./layer-steps.ts";
import { StepFailed, until, type Step, type StepContext } from "./step.ts";

/**
 * Removes what we own and no layer brings any more. Objects of kinds that layers define go first, while the controllers that finish them still
 * run; then the rest, definitions, and namespaces.
 */
export function prune(work: OrderOfWork): Step {
  const kept = new Set(work.after.layers.flatMap((layer) => objectsOf(layer).map(objectIdentity)));
  const defined = definedKinds([...work.before.layers, ...work.after.layers].flatMap(({ objects }) => objects));
  return {
    key: "prune",
    name: "Remove what no layer brings any more",
    afterwards: true,
    run: async (context) => {
      const rows = (await context.owned.all()).filter(({ identity }) => !kept.has(identity));
      const rank = (row: OwnedRow): number => {
        if (row.kind === "Namespace") return 3;
        if (row.kind === "CustomResourceDefinition") return 2;
        return defined.has(groupKind({ apiVersion: row.api_version, kind: row.kind })) ? 0 : 1;
      };
      const left: string[] = [];
      let removed = 0;
      for (const row of rows.toSorted((a, b) => rank(a) - rank(b))) {
        context.signal.throwIfAborted();
        const why = await removeOne(context, row, rows);
        if (why === undefined) removed++;
        else left.push(why);
      }
      if (rows.length === 0) return "nothing to remove";
      return [`${removed} objects removed`, ...left].join("; ");
    },
  };
}

/** @returns why the object stays; undefined: it is gone. */
async function removeOne(context: StepContext, row: OwnedRow, going: readonly OwnedRow[]): Promise<string | undefined> {
  const { objects, owned, patience, signal } = context;
  const address = addressOfRow(row);
  const live = await objects.get(address, signal);
  if (live && isOurs(live, row.object_uid)) {
    const reason = await reasonToStay(context, row, live, going);
    if (reason !== undefined) {
      await owned.forget(row.identity);
      return `${objectName(address)} stays: ${reason}`;
    }
    await objects.delete(address, live.metadata.uid, signal);
    await until(
      context,
      patience.ready,
      async () => {
        const now = await objects.get(address, signal);
        if (!now || now.metadata.uid !== live.metadata.uid) return true;
        await context.report(`${objectName(address)} goes${finalizers(now)}`);
        return undefined;
      },
      () =>
        new StepFailed(`${objectName(address)} does not go`, {
          object: objectName(address),
          fix: "see what its finalizers wait for: kubectl get it with --output yaml; then Retry",
        }),
    );
  }
  await owned.forget(row.identity);
  return undefined;
}

const finalizers = ({ metadata }: KubeObject): string =>
  metadata.finalizers?.length ? `: its finalizers ${metadata.finalizers.join(", ")} are at work` : "";

/** Deleting a namespace or a definition takes everything with it: not when others have something there. */
async function reasonToStay(
  { objects, signal }: StepContext,
  row: OwnedRow,
  live: KubeObject,
  going: readonly OwnedRow[],
): Promise<string | undefined> {
  if (row.kind === "Namespace") {
    if (row.existed) return "it was there before";
    for (const kind of CONTENT) {
      const found = await objects.list(kind, signal, row.name);
      const other = found.find((object) => !isOwnContent(object, row.name, going));
      if (other) return `${objectName({ kind: kind.kind, name: other.metadata.name })} in it is not ours`;
    }
  }
  if (row.kind === "CustomResourceDefinition") {
    const { spec } = live as KubeObject & { readonly spec: DefinitionSpec };
    const version = spec.versions.find(({ served }) => served)?.name ?? "v1";
    const kind = { apiVersion: `${spec.group}/${version}`, kind: spec.names.kind };
    const [other] = await objects.list(kind, signal);
    if (other) return `${spec.names.kind} ${other.metadata.name} is of its kind`;
  }
  return undefined;
}

type DefinitionSpec = {
  readonly group: string;
  readonly names: { readonly kind: string };
  readonly versions: readonly { readonly name: string; readonly served: boolean }[];
};

/** What people put into a namespace by themselves. */
const CONTENT = [
  { apiVersion: "apps/v1", kind: "Deployment" },
  { apiVersion: "apps/v1", kind: "StatefulSet" },
  { apiVersion: "apps/v1", kind: "DaemonSet" },
  { apiVersion: "batch/v1", kind: "Job" },
  { apiVersion: "v1", kind: "Pod" },
  { apiVersion: "v1", kind: "Service" },
  { apiVersion: "v1", kind: "ConfigMap" },
  { apiVersion: "v1", kind: "Secret" },
  { apiVersion: "v1", kind: "PersistentVolumeClaim" },
];

function isOwnContent({ kind, metadata }: KubeObject, namespace: string, going: readonly OwnedRow[]): boolean {
  if (metadata.deletionTimestamp !== undefined || metadata.ownerReferences?.length) return true;
  if (kind === "ConfigMap" && metadata.name === "kube-root-ca.crt") return true;
  return going.some((row) => row.kind === kind && row.namespace === namespace && row.name === metadata.name);
}

export const addressOfRow = ({ api_version: apiVersion, kind, namespace, name }: OwnedRow): ObjectAddress => ({
  apiVersion,
  kind,
  ...(namespace === null ? {} : { namespace }),
  name,
});
