import type { PodTemplateSpec } from "@inlay/resources";
import { canonicalJson } from "../../scheduler/cluster-state/canonical-json.ts";

/** The letters of k8s.io/apimachinery rand.SafeEncodeString: no vowels, nothing to misread. */
const LETTERS = "bcdfghjklmnpqrstvwxz2456789";

/** FNV-1a, 32 bits, of the value's canonical JSON, as a name suffix: for the names of controller revisions. */
export function revisionHash(value: unknown, collisionCount = 0): string {
  const text = canonicalJson(value) + (collisionCount > 0 ? String(collisionCount) : "");
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return String(hash).replace(/\d/g, (digit) => LETTERS[digit.charCodeAt(0) % LETTERS.length]!);
}

/** Whether two templates make the same pods: the hash label that a controller adds does not count. */
export function sameTemplate(a: PodTemplateSpec, b: PodTemplateSpec): boolean {
  return canonicalJson(withoutHash(a)) === canonicalJson(withoutHash(b));
}

export const POD_TEMPLATE_HASH = "pod-template-hash";

function withoutHash(template: PodTemplateSpec): unknown {
  const labels = Object.entries(template.metadata?.labels ?? {}).filter(([key]) => key !== POD_TEMPLATE_HASH);
  const annotations = Object.entries(template.metadata?.annotations ?? {});
  return { labels: Object.fromEntries(labels), annotations: Object.fromEntries(annotations), spec: template.spec };
}
