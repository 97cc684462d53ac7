import type { KubeObject, OwnerReference } from "@inlay/resources";
import type { FieldError } from "../../schema/field-error.ts";
import { forbidden, GoText, invalidValue, requiredValue, tooLong } from "../../schema/field-problems.ts";
import { goQuote } from "../../schema/go-json.ts";
import { labelValueFaults, nameIsLabel, qualifiedNameFaults, type NameRule } from "./names.ts";

const MOST_ANNOTATION_BYTES = 256 * 1024;
const STANDARD_FINALIZERS = ["kubernetes", "orphan", "foregroundDeletion"];

/** Metadata of a new object (apimachinery api/validation ValidateObjectMeta). */
export function validateNewMetadata(
  object: KubeObject,
  nameRule: NameRule,
  namespaced: boolean,
): readonly FieldError[] {
  const { name, generateName = "", namespace = "" }: Partial<KubeObject["metadata"]> = object.metadata;
  const errors: FieldError[] = [];
  if (generateName !== "")
    for (const fault of nameRule(generateName, true))
      errors.push(invalidValue("metadata.generateName", generateName, fault));
  if (name === undefined || name === "")
    errors.push(requiredValue("metadata.name", "name or generateName is required"));
  else for (const fault of nameRule(name, false)) errors.push(invalidValue("metadata.name", name, fault));
  if (namespaced) {
    if (namespace === "") errors.push(requiredValue("metadata.namespace"));
    else
      for (const fault of nameIsLabel(namespace, false))
        errors.push(invalidValue("metadata.namespace", namespace, fault));
  } else if (namespace !== "") errors.push(forbidden("metadata.namespace", "not allowed on this type"));
  return [...errors, ...validateRest(object)];
}

const IMMUTABLE = [
  "name",
  "namespace",
  "uid",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
] as const;

/** Metadata of an update: identity cannot change (ValidateObjectMetaUpdate). */
export function validateMetadataUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const field of IMMUTABLE) {
    const value = object.metadata[field];
    const mayBeSet = field !== "deletionTimestamp" && old.metadata[field] === undefined;
    if (value !== old.metadata[field] && !mayBeSet)
      errors.push(
        invalidValue(
          `metadata.${field}`,
          field.endsWith("Timestamp") ? goTime(value) : (value ?? ""),
          "field is immutable",
        ),
      );
  }
  const added = (object.metadata.finalizers ?? []).filter((each) => !(old.metadata.finalizers ?? []).includes(each));
  if (old.metadata.deletionTimestamp !== undefined && added.length > 0) {
    const listed = new GoText(`[]string{${added.map(goQuote).join(", ")}}`);
    const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${listed.text}`;
    errors.push(forbidden("metadata.finalizers", detail));
  }
  return [...errors, ...validateRest(object)];
}

/** A time as Go prints it. */
function goTime(value: unknown): GoText {
  return new GoText(typeof value === "string" ? `${value.replace("T", " ").replace("Z", "")} +0000 UTC` : '"null"');
}

function validateRest(object: KubeObject): readonly FieldError[] {
  const { labels = {}, annotations = {}, ownerReferences = [], finalizers = [], generation = 0 } = object.metadata;
  const errors: FieldError[] = [];
  if (generation < 0)
    errors.push(invalidValue("metadata.generation", generation, "must be greater than or equal to 0"));
  errors.push(...validateLabels(labels, "metadata.labels"));
  errors.push(...validateAnnotations(annotations, "metadata.annotations"));
  errors.push(...validateOwners(ownerReferences));
  for (const finalizer of finalizers)
    for (const fault of qualifiedNameFaults(finalizer))
      errors.push(invalidValue("metadata.finalizers", finalizer, fault));
  for (const [index, finalizer] of finalizers.entries())
    if (!finalizer.includes("/") && !STANDARD_FINALIZERS.includes(finalizer))
      errors.push(
        invalidValue(
          `metadata.finalizers[${index}]`,
          finalizer,
          "name is neither a standard finalizer name nor is it fully qualified",
        ),
      );
  if (finalizers.includes("orphan") && finalizers.includes("foregroundDeletion"))
    errors.push(invalidValue("metadata.finalizers", new GoText(`[]string{${finalizers.map(goQuote).join(", ")}}`),
      "finalizer orphan and foregroundDeletion cannot be both set")); // prettier-ignore
  return errors;
}

export function validateLabels(labels: Readonly<Record<string, string>>, field: string): readonly FieldError[] {
  return Object.keys(labels)
    .sort()
    .flatMap((key) => [
      ...qualifiedNameFaults(key).map((fault) => invalidValue(field, key, fault)),
      ...labelValueFaults(labels[key]!).map((fault) => invalidValue(field, labels[key]!, fault)),
    ]);
}

export function validateAnnotations(
  annotations: Readonly<Record<string, string>>,
  field: string,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  let bytes = 0;
  for (const key of Object.keys(annotations).sort()) {
    for (const fault of qualifiedNameFaults(key.toLowerCase())) errors.push(invalidValue(field, key, fault));
    bytes += Buffer.byteLength(key) + Buffer.byteLength(annotations[key]!);
  }
  if (bytes > MOST_ANNOTATION_BYTES) errors.push(tooLong(field, MOST_ANNOTATION_BYTES));
  return errors;
}

function validateOwners(owners: readonly OwnerReference[]): readonly FieldError[] {
  const errors: FieldError[] = [];
  const controllers: string[] = [];
  for (const owner of owners) {
    const field = "metadata.ownerReferences";
    if ((owner.apiVersion ?? "") === "")
      errors.push(invalidValue(`${field}.apiVersion`, owner.apiVersion ?? "", "version must not be empty"));
    for (const part of ["kind", "name", "uid"] as const)
      if ((owner[part] ?? "") === "")
        errors.push(invalidValue(`${field}.${part}`, owner[part] ?? "", `${part} must not be empty`));
    if (owner.apiVersion === "v1" && owner.kind === "Event")
      errors.push(
        invalidValue(field, new GoText(ownerText(owner)), "/v1, Kind=Event is disallowed from being an owner"),
      );
    if (owner.controller === true) controllers.push(`${owner.kind}/${owner.name}`);
  }
  if (controllers.length > 1) {
    const listed = `[]v1.OwnerReference{${owners.map(ownerText).join(", ")}}`;
    const detail = `Only one reference can have Controller set to true. Found "true" in references for ${controllers[0]} and ${controllers[1]}`;
    errors.push(invalidValue("metadata.ownerReferences", new GoText(listed), detail));
  }
  return errors;
}

function ownerText(owner: OwnerReference): string {
  const flag = (value: boolean | undefined) => (value === undefined ? "(*bool)(nil)" : "(*bool)(0xc000000000)");
  return `v1.OwnerReference{APIVersion:${goQuote(owner.apiVersion)}, Kind:${goQuote(owner.kind)}, Name:${goQuote(owner.name)}, UID:${goQuote(owner.uid)}, Controller:${flag(owner.controller)}, BlockOwnerDeletion:${flag(owner.blockOwnerDeletion)}}`;
}
