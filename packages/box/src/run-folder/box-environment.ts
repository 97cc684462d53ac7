import { join } from "node:path";
import { runFolders, type BoxRecord } from "./run-folder.ts";

export const KUBECONFIG_FILE = "kubeconfig";
export const AWS_CONFIG_FILE = "aws/config";
export const AWS_CREDENTIALS_FILE = "aws/credentials";

/** What a shell sets to work with a running box: files of the box in place of the user's own. */
export function boxEnvironment(box: BoxRecord, folder: string = runFolders()): Readonly<Record<string, string>> {
  const path = (file: string) => join(folder, box.name, file);
  return {
    KUBECONFIG: path(KUBECONFIG_FILE),
    AWS_CONFIG_FILE: path(AWS_CONFIG_FILE),
    AWS_SHARED_CREDENTIALS_FILE: path(AWS_CREDENTIALS_FILE),
    AWS_ENDPOINT_URL: box.awsUrl ?? "",
    AWS_REGION: box.region,
    AWS_DEFAULT_REGION: box.region,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_PAGER: "",
    INLAY_BOX: box.name,
    INLAY_BOX_URL: box.controlUrl ?? "",
  };
}
