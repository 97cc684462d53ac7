import { readFile } from "node:fs/promises";
import type { Clock } from "@inlay/resources";
import { KubeConfigError } from "../kubeconfig/kubeconfig-error.ts";
import type { Credentials } from "./credentials.ts";

/** As client-go: kubelets rotate the file well before the token in it runs out. */
const REREAD_MS = 60_000;

/** A bearer token that someone else keeps fresh in a file; read again every minute and after a 401. */
export function tokenFile(path: string, clock: Clock): Credentials {
  let token = "";
  let readAt = -Infinity;
  return {
    async current() {
      if (Math.abs(clock.now() - readAt) >= REREAD_MS) {
        token = await readToken(path, token);
        readAt = clock.now();
      }
      return { authorization: `Bearer ${token}` };
    },
    rejected() {
      const wasCached = readAt !== -Infinity;
      readAt = -Infinity;
      return wasCached;
    },
  };
}

/** A file that cannot be read for a moment (it is being replaced) leaves the token that we have. */
async function readToken(path: string, previous: string): Promise<string> {
  try {
    const token = (await readFile(path, "utf8")).trim();
    if (token !== "") return token;
    if (previous !== "") return previous;
    throw new Error("the file is empty");
  } catch (error) {
    if (previous !== "") return previous;
    throw new KubeConfigError(`token file ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
