import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { boxEnvironment, type BoxRecord } from "@inlay/box";

/** What `inlay up` leaves about the server in the box's run folder, for `inlay env`. It holds secrets: only its owner can read it. */
export type ServerFile =
  | { readonly phase: "starting" }
  | { readonly phase: "failed"; readonly reason: string }
  | {
      readonly phase: "running";
      readonly url: string;
      readonly httpsUrl: string;
      readonly emailId: string;
      readonly password: string;
      readonly apiKey: string;
      /** File of the CA that signs the server's certificate. */
      readonly authority: string;
      /** The same CA after those that this machine trusts already. */
      readonly authorities: string;
    };

/** The box's run folder. */
const folderOf = (box: BoxRecord): string => dirname(boxEnvironment(box)["KUBECONFIG"] ?? "");

/** Writes a file into the run folder, in one step. @returns its path. */
export function writeRunFile(box: BoxRecord, name: string, content: string): string {
  const path = join(folderOf(box), name);
  writeFileSync(`${path}.new`, content, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return path;
}

export function writeServerFile(box: BoxRecord, content: ServerFile): void {
  writeRunFile(box, "server.json", JSON.stringify(content));
}

/** Undefined: the box runs without a server. */
export function readServerFile(box: BoxRecord): ServerFile | undefined {
  try {
    return JSON.parse(readFileSync(join(folderOf(box), "server.json"), "utf8")) as ServerFile;
  } catch {
    return undefined;
  }
}

/** What a shell sets to work with the server: Palette's clients need HTTPS and the CA. */
export function serverEnvironment(server: ServerFile | undefined): Readonly<Record<string, string>> {
  if (server?.phase !== "running") return {};
  return {
    INLAY_URL: server.url,
    INLAY_PASSWORD: server.password,
    SPECTROCLOUD_HOST: server.httpsUrl.replace("https://", ""),
    SPECTROCLOUD_APIKEY: server.apiKey,
    SSL_CERT_FILE: server.authorities,
    CURL_CA_BUNDLE: server.authorities,
    NODE_EXTRA_CA_CERTS: server.authority,
  };
}
