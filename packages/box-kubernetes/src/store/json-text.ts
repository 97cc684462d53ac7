import type { KubeObject } from "@inlay/resources";

const texts = new WeakMap<KubeObject, string>();

/** The object as JSON text, made once: objects of the store never change, and each goes to many watchers. */
export function jsonText(object: KubeObject): string {
  let text = texts.get(object);
  if (text === undefined) {
    text = JSON.stringify(object);
    texts.set(object, text);
  }
  return text;
}
