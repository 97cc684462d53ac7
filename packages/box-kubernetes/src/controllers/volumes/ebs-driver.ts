/** Name of the EBS CSI driver: provisioner of storage classes, attacher of volumes, entry in CSINodes. */
export const EBS_DRIVER = "ebs.csi.aws.com";
