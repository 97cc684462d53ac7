import { rfc3339, type KubeObject } from "@inlay/resources";
import { updateManagedFields } from "../../apply/server-side-apply.ts";
import { membersOf, type Mutable, type ResourceDefinition } from "../../schema/resource-definition.ts";
import { KeyExists } from "../../store/store-event.ts";
import { mutate, validate, type AdmissionRequest } from "../admission/admission.ts";
import { ApiError } from "../api-error.ts";
import { alreadyExists, invalid, plainFailure } from "../failures.ts";
import type { Machinery, WriteContext } from "../machinery.ts";
import { storedAs } from "../resource-registry.ts";
import { asStored, fillNewMetadata, generatedName, metadataOf, settleNamespace, textOf } from "./object-metadata.ts";

const GENERATED_NAME_ATTEMPTS = 8;

/**
 * Takes a new object through defaults, admission, the resource's strategy and validation into the store.
 *
 * @param object decoded, and the callee's to change.
 * @param isApplied by server-side apply, which has settled who owns what.
 */
export async function createObject(
  machinery: Machinery,
  definition: ResourceDefinition,
  namespace: string,
  object: Mutable,
  context: WriteContext,
  isApplied = false,
): Promise<KubeObject> {
  const metadata = metadataOf(object);
  settleNamespace(metadata, definition, namespace);
  if (textOf(metadata["resourceVersion"]) !== "")
    throw plainFailure("resourceVersion should not be set on objects to be created");
  definition.applyDefaults(object);
  const request: AdmissionRequest = {
    operation: "CREATE",
    definition,
    subresource: "",
    namespace,
    name: textOf(metadata["name"]),
    user: context.user,
    dryRun: context.dryRun,
    warnings: context.warnings,
    object,
  };
  const isGenerated = request.name === "" && textOf(metadata["generateName"]) !== "";
  // Before admission: what that adds belongs to nobody.
  if (!isApplied) {
    const manager = { name: context.fieldManager, subresource: "", now: machinery.clock.now() };
    updateManagedFields(definition, undefined, object, manager);
  }
  await mutate(machinery, request);
  fillNewMetadata(metadata, definition, machinery);
  if (isGenerated) metadata["name"] = generatedName(metadata, machinery);
  definition.prepareForCreate(object);
  stampConditions(object, machinery);
  const draft = asStored(object, definition);
  const errors = definition.validateCreate(draft);
  if (errors.length > 0) throw invalid(definition.group, definition.kind, draft.metadata.name ?? "", errors);
  context.warnings.push(...(definition.warnings?.(draft, undefined) ?? []));
  await validate(machinery, isGenerated ? { ...request, name: draft.metadata.name } : request);
  return storeNew(machinery, definition, draft, isGenerated, context);
}

/** Strategies know no clock: a condition that they made begins now. */
function stampConditions({ status }: Mutable, { clock }: Machinery): void {
  const { conditions } = (status ?? {}) as { readonly conditions?: readonly Mutable[] };
  for (const condition of conditions ?? [])
    if (condition["lastTransitionTime"] === null) condition["lastTransitionTime"] = rfc3339(clock.now());
}

function storeNew(
  machinery: Machinery,
  definition: ResourceDefinition,
  draft: KubeObject,
  isGenerated: boolean,
  { dryRun }: WriteContext,
): KubeObject {
  const { store } = machinery;
  const resource = storedAs(definition);
  for (let attempt = 1; ; attempt++) {
    try {
      if (!dryRun) return store.create(resource, draft);
      const existing = store.get(resource, draft.metadata.namespace ?? "", draft.metadata.name);
      if (!existing) return draft;
      throw new KeyExists(existing);
    } catch (error) {
      if (!(error instanceof KeyExists)) throw error;
      if (!isGenerated || attempt === GENERATED_NAME_ATTEMPTS) throw taken(definition, error.existing, draft);
      const name = generatedName(membersOf(draft.metadata), machinery);
      draft = { ...draft, metadata: { ...draft.metadata, name } };
    }
  }
}

/** What a name that was generated, or might have been, is told of. */
const NOT_UNIQUE = "the server was not able to generate a unique name for the object";

function taken(definition: ResourceDefinition, existing: KubeObject, draft: KubeObject): ApiError {
  const error = alreadyExists(definition, existing.metadata.name);
  const { status, code, message, details } = error;
  if (existing.metadata.deletionTimestamp !== undefined)
    return new ApiError(status, code, `object is being deleted: ${message}`, details);
  if (!draft.metadata.generateName) return error;
  return new ApiError(status, code, `${message}, ${NOT_UNIQUE}`, { ...details, retryAfterSeconds: 1 });
}
