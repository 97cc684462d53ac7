import { createHash, randomBytes } from "node:crypto";

/** A new identifier: 24 hexadecimal digits, as Palette's. */
export const newUid = (): string => randomBytes(12).toString("hex");

/** An identifier that is the same everywhere for what comes with the program (built-in roles, registries, packs). */
export const fixedUid = (kind: string, ...names: readonly string[]): string =>
  createHash("sha256")
    .update([kind, ...names].join("\0"))
    .digest("hex")
    .slice(0, 24);
