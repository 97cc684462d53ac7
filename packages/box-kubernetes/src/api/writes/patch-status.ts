import type { KubeObject } from "@inlay/resources";
import { applyPatch, type MergePatchType } from "../../patch/apply-patch.ts";
import { isRecord } from "../../schema/paths.ts";
import type { Mutable, ResourceDefinition } from "../../schema/resource-definition.ts";

/** Kinds whose strategy keeps everything but status and metadata as it was. */
const STATUS_ALONE: ReadonlySet<string> = new Set(["pods", "nodes"]);

/**
 * A kubelet's patch of a status, which is most of what is written in a large cluster: only what it can change is copied, merged and
 * decoded. The rest is left out; the kind's strategy takes it over from the stored object, and with it its text in JSON.
 *
 * @returns undefined where the whole object has to be looked at.
 */
export function statusPatched(
  definition: ResourceDefinition,
  old: KubeObject,
  type: MergePatchType,
  patch: unknown,
): Mutable | undefined {
  if (type === "json" || definition.group !== "" || !STATUS_ALONE.has(definition.resource)) return undefined;
  if (!isRecord(patch) || Object.keys(patch).some((key) => key !== "metadata" && key !== "status")) return undefined;
  const given = patch["metadata"];
  if (given !== undefined && (!isRecord(given) || Object.keys(given).some((key) => key !== "uid"))) return undefined;
  const { kind, apiVersion, metadata, status } = old as KubeObject & { readonly status?: unknown };
  const { managedFields, ...rest } = metadata;
  const { object } = applyPatch(definition, { kind, apiVersion, metadata: rest, status }, type, patch);
  if (managedFields && isRecord(object["metadata"])) object["metadata"]["managedFields"] = managedFields;
  return object;
}
