import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import type { Box, BoxOptions } from "./box-options.ts";

/**
 * Starts a box: an AWS account, an EKS cluster on it, the machines of its node group, Karpenter's controller, and the control API.
 * The simulations are loaded here and not before: commands that only look at a box are quick.
 * @throws BoxNameTaken, DataFolderUnusable, or what a server could not be started for.
 */
export async function startBox(options: BoxOptions): Promise<Box> {
  const signingKey = options.dataFolder === undefined ? newSigningKey() : undefined;
  const { runBox } = await import("./box.ts");
  return runBox(options, signingKey);
}

/** PEM of a key for service account tokens. It is made on another core while the modules are read. */
async function newSigningKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  return privateKey;
}
