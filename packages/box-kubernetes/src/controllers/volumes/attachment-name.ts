import { createHash } from "node:crypto";

/** The name of the VolumeAttachment of a volume on a node (k8s.io/kubernetes pkg/volume/csi getAttachmentName). */
export function attachmentName(volumeHandle: string, driver: string, nodeName: string): string {
  return `csi-${createHash("sha256").update(`${volumeHandle}${driver}${nodeName}`).digest("hex")}`;
}
