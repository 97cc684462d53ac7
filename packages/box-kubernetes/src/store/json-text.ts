import type { KubeObject } from "@inlay/resources";

const texts = new WeakMap<KubeObject, string>();
/** Of parts that each state of an object takes over from the one before. */
const partTexts = new WeakMap<object, string>();

/** The object as JSON text, made once: objects of the store never change, and each goes to many watchers. */
export function jsonText(object: KubeObject): string {
  let text = texts.get(object);
  if (text === undefined) texts.set(object, (text = textOf(object)));
  return text;
}

/** What has no spec is small, or changes as a whole. */
function textOf(object: KubeObject): string {
  if (!("spec" in object)) return JSON.stringify(object);
  return membersText(object, (key, value) => {
    if (key === "metadata") return metadataText(object.metadata);
    return key === "spec" ? partText(value) : JSON.stringify(value);
  });
}

function metadataText(metadata: KubeObject["metadata"]): string {
  if (!metadata.managedFields) return JSON.stringify(metadata);
  return membersText(metadata, (key, value) => (key === "managedFields" ? partText(value) : JSON.stringify(value)));
}

function partText(part: unknown): string | undefined {
  if (typeof part !== "object" || part === null) return JSON.stringify(part);
  let text = partTexts.get(part);
  if (text === undefined) partTexts.set(part, (text = JSON.stringify(part)));
  return text;
}

/** @param textOf undefined: left out, as JSON does with what it cannot say. */
function membersText(object: object, textOf: (key: string, value: unknown) => string | undefined): string {
  let text = "{";
  for (const [key, value] of Object.entries(object)) {
    const member = textOf(key, value);
    if (member !== undefined) text += `${text === "{" ? "" : ","}${JSON.stringify(key)}:${member}`;
  }
  return `${text}}`;
}
