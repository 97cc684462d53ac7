import type { Mutable } from "../../schema/resource-definition.ts";
import { child, children, ensureChild, setIfAbsent, setIfEmpty } from "./edit.ts";

/** 0644. */
const FILE_MODE = 420;

export function defaultVolume(volume: Mutable): void {
  if (Object.keys(volume).every((key) => key === "name")) volume["emptyDir"] = {};
  for (const source of ["secret", "configMap", "downwardAPI", "projected"]) {
    const found = child(volume, source);
    if (found) setIfAbsent(found, "defaultMode", FILE_MODE);
  }
  defaultDownwardItems(child(volume, "downwardAPI"));
  for (const source of children(child(volume, "projected"), "sources")) {
    const token = child(source, "serviceAccountToken");
    if (token) setIfAbsent(token, "expirationSeconds", 3600);
    defaultDownwardItems(child(source, "downwardAPI"));
  }
  defaultVolumeSource(volume);
  const claim = child(child(volume, "ephemeral"), "volumeClaimTemplate");
  if (claim) setIfAbsent(ensureChild(claim, "spec"), "volumeMode", "Filesystem");
}

function defaultDownwardItems(source: Mutable | undefined): void {
  for (const item of children(source, "items")) {
    const fieldRef = child(item, "fieldRef");
    if (fieldRef) setIfEmpty(fieldRef, "apiVersion", "v1");
  }
}

/** Sources that pods and persistent volumes share. */
function defaultVolumeSource(source: Mutable): void {
  const hostPath = child(source, "hostPath");
  if (hostPath) setIfAbsent(hostPath, "type", "");
  fill(child(source, "iscsi"), { iscsiInterface: "default" });
  fill(child(source, "rbd"), { pool: "rbd", user: "admin", keyring: "/etc/ceph/keyring" });
  fill(child(source, "azureDisk"), { cachingMode: "ReadWrite", kind: "Shared", fsType: "ext4", readOnly: false });
  fill(child(source, "scaleIO"), { storageMode: "ThinProvisioned", fsType: "xfs" });
}

function fill(target: Mutable | undefined, values: Readonly<Record<string, unknown>>): void {
  if (target) for (const [key, value] of Object.entries(values)) setIfAbsent(target, key, value);
}

export function defaultPersistentVolume(volume: Mutable): void {
  const spec = ensureChild(volume, "spec");
  setIfEmpty(spec, "persistentVolumeReclaimPolicy", "Retain");
  setIfAbsent(spec, "volumeMode", "Filesystem");
  defaultVolumeSource(spec);
  setIfEmpty(ensureChild(volume, "status"), "phase", "Pending");
}

export function defaultPersistentVolumeClaim(claim: Mutable): void {
  setIfAbsent(ensureChild(claim, "spec"), "volumeMode", "Filesystem");
  setIfEmpty(ensureChild(claim, "status"), "phase", "Pending");
}

export function defaultStorageClass(storageClass: Mutable): void {
  setIfAbsent(storageClass, "reclaimPolicy", "Delete");
  setIfAbsent(storageClass, "volumeBindingMode", "Immediate");
}

export function defaultCsiDriver(driver: Mutable): void {
  const spec = ensureChild(driver, "spec");
  setIfAbsent(spec, "attachRequired", true);
  setIfAbsent(spec, "podInfoOnMount", false);
  setIfAbsent(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType");
  setIfAbsent(spec, "storageCapacity", false);
  setIfAbsent(spec, "volumeLifecycleModes", ["Persistent"]);
  setIfAbsent(spec, "requiresRepublish", false);
  setIfAbsent(spec, "seLinuxMount", false);
}
