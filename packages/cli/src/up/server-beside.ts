import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import { boxEnvironment, type Box } from "@inlay/box";
import { writeRunFile, writeServerFile } from "../boxes/server-file.ts";
import type { BoxIsUp } from "../server/beside-box.ts";
import type { ServerAccess } from "./server-access.ts";
import type { ServerProcess } from "./server-process.ts";

/** Where systems keep the authorities that they trust, as Go's crypto/x509 looks for them. */
const SYSTEM_AUTHORITIES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

/**
 * Tells the waiting server about the box and leaves for `inlay env` what it needs.
 * @returns the sentence that went wrong, or undefined once the server answers.
 */
export async function serveBeside(box: Box, server: ServerProcess, access: ServerAccess): Promise<string | undefined> {
  const { record } = box;
  writeServerFile(record, { phase: "starting" });
  const { certificate, key, authority } = await box.serverCertificate();
  const files = {
    authority: writeRunFile(record, "server-ca.pem", authority),
    authorities: writeRunFile(record, "server-ca-bundle.pem", `${trusted()}\n${authority}`),
  };
  server.tell({ cluster: clusterOf(box), tls: { cert: certificate, key } });
  const report = await server.report;
  writeServerFile(record, report.phase === "failed" ? report : { ...report, ...access, ...files });
  return report.phase === "failed" ? report.reason : undefined;
}

/** The box's cluster as the server reaches it: by the files of the run folder. */
function clusterOf({ record }: Box): BoxIsUp["cluster"] {
  const environment = boxEnvironment(record);
  const credentials = readFileSync(environment["AWS_SHARED_CREDENTIALS_FILE"] ?? "", "utf8");
  const valueOf = (name: string) => new RegExp(`^${name} *= *(.*)$`, "m").exec(credentials)?.[1] ?? "";
  return {
    name: record.clusterName,
    eksClusterName: record.clusterName,
    region: record.region,
    connection: {
      kubeconfigPath: environment["KUBECONFIG"] ?? "",
      aws: {
        endpoint: record.awsUrl ?? "",
        accessKeyId: valueOf("aws_access_key_id"),
        secretAccessKey: valueOf("aws_secret_access_key"),
      },
    },
  };
}

/** What this machine trusts already: a program that is pointed at our file must still reach everybody else. */
function trusted(): string {
  for (const path of SYSTEM_AUTHORITIES) {
    try {
      return readFileSync(path, "utf8");
    } catch {
      // Not where this system keeps them.
    }
  }
  return rootCertificates.join("\n");
}
