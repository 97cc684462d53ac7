import { dumpForHash } from "./go-dump.ts";
import { goStruct } from "../schema/go-types.ts";

const ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * The hash that a Deployment's ReplicaSets carry in their names: FNV-1a over the text of the defaulted Go struct, as the Deployment
 * controller makes it, so that a box gives the names that a real cluster gives.
 *
 * @param template `spec.template` as stored, with defaults.
 * @param collisionCount `status.collisionCount`
 * @example podTemplateHash(inflate.spec.template) // "5c5f75666d"
 */
export function podTemplateHash(template: object, collisionCount?: number): string {
  const text = Buffer.from(dumpForHash(goStruct("core/v1.PodTemplateSpec"), template), "utf8");
  let hash = fnv1a(FNV_OFFSET, text);
  if (collisionCount !== undefined) {
    const bytes = Buffer.alloc(8);
    bytes.writeInt32LE(collisionCount);
    hash = fnv1a(hash, bytes);
  }
  return String(hash).replaceAll(/\d/g, (digit) => ALPHABET[digit.charCodeAt(0) % ALPHABET.length]!);
}

function fnv1a(start: number, bytes: Uint8Array): number {
  let hash = start;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, FNV_PRIME) >>> 0;
  return hash >>> 0;
}
