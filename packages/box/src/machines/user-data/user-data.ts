import { UserDataRefused, type BootConfig } from "./boot-config.ts";
import { bootConfigOfBottlerocket } from "./bottlerocket-settings.ts";
import { bootConfigOfBootstrapScript } from "./bootstrap-script.ts";
import { mimeParts } from "./mime-parts.ts";
import { bootConfigOfNodeConfigs } from "./node-config.ts";

/** Image families whose user data the machines understand. */
export type ImageFamily = "al2023" | "al2" | "bottlerocket";

/**
 * Reads user data as the image does: nodeadm's NodeConfig parts on Amazon Linux 2023, a call of bootstrap.sh on Amazon Linux 2,
 * TOML settings on Bottlerocket.
 * @throws UserDataRefused when no kubelet would come up; the message is for the console.
 */
export function readUserData(userData: string, family: ImageFamily): BootConfig {
  if (userData.trim() === "")
    throw new UserDataRefused("cloud-init: the instance has no user data, so nothing tells it which cluster to join");
  if (family === "bottlerocket") return bootConfigOfBottlerocket(userData);
  if (family === "al2") {
    const scripts = mimeParts(userData, "text/x-shellscript").filter((part) =>
      part.contentType.startsWith("text/x-sh"),
    );
    return bootConfigOfBootstrapScript(scripts.map((part) => part.body).join("\n"));
  }
  const fallback = userData.startsWith("#!") ? "text/x-shellscript" : "application/node.eks.aws";
  return bootConfigOfNodeConfigs(
    mimeParts(userData, fallback).filter((part) => part.contentType === "application/node.eks.aws"),
  );
}
