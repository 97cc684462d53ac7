import {
  PERSISTENT_VOLUME_CLAIMS,
  PERSISTENT_VOLUMES,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type StorageClass,
} from "@inlay/resources";
import { controllerEvents, controllerQueue, type ControllerContext } from "../controller-context.ts";
import { keyOf } from "../informer/object-index.ts";
import { unlessGone } from "../ownership/unless-gone.ts";
import {
  BETA_PROVISIONER,
  BIND_COMPLETED,
  BOUND_BY_CONTROLLER,
  decideClaim,
  PROVISIONER,
  volumePhase,
} from "./claim-binding.ts";

const NAME = "persistent-volume-binder";
const COMPONENT = "persistentvolume-controller";
const DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";

/** Binds claims to volumes, asks provisioners for those that there are not, and releases volumes whose claims are gone. */
export function startVolumeBinder(context: ControllerContext): void {
  const { claims, volumes, storageClasses } = context.indexes;
  const api = context.apiOf(NAME);
  const events = controllerEvents(context, NAME, COMPONENT);
  const claimQueue = controllerQueue(context, NAME, syncClaim);
  const volumeQueue = controllerQueue(context, NAME, syncVolume);

  claims.onChange((_type, claim) => {
    claimQueue.add(keyOf(claim));
    if (claim.spec.volumeName) volumeQueue.add(claim.spec.volumeName);
  });
  volumes.onChange((_type, volume) => {
    volumeQueue.add(volume.metadata.name);
    const { claimRef } = volume.spec;
    if (claimRef) claimQueue.add(`${claimRef.namespace}/${claimRef.name}`);
    else for (const claim of claims.all()) if (!claim.spec.volumeName) claimQueue.add(keyOf(claim));
  });
  storageClasses.onChange(() => {
    for (const claim of claims.all()) if (!claim.spec.volumeName) claimQueue.add(keyOf(claim));
  });

  async function syncClaim(key: string): Promise<void> {
    const claim = claims.get(key);
    if (!claim) return;
    const storageClass = classOf(claim);
    const observed = { claim, storageClass, volumes: volumes.all(), volumeNamed: (name: string) => volumes.get(name) };
    const intent = decideClaim(observed);
    switch (intent.kind) {
      case "bind":
        return bind(claim, intent.volume);
      case "provision":
        return askProvisioner(claim, intent.storageClass);
      case "lose":
        if (claim.status?.phase === "Lost") return;
        events.warning(claim, "ClaimLost", intent.message);
        return writeStatus(claim, { phase: "Lost" });
      case "wait":
        if (intent.reason === "ProvisioningFailed") events.warning(claim, intent.reason, intent.message);
        else events.normal(claim, intent.reason, intent.message);
        return;
      case "nothing":
        return;
    }
  }

  /** A claim without a class gets the default one, also after the fact. */
  function classOf(claim: PersistentVolumeClaim): StorageClass | undefined {
    const name = claim.spec.storageClassName;
    if (name !== undefined) return storageClasses.get(name);
    for (const each of storageClasses.all()) if (each.metadata.annotations?.[DEFAULT_CLASS] === "true") return each;
    return undefined;
  }

  async function bind(claim: PersistentVolumeClaim, volume: PersistentVolume): Promise<void> {
    const { namespace, name, uid, resourceVersion } = claim.metadata;
    if (volume.spec.claimRef?.uid !== uid) {
      const claimRef = { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace, name, uid, resourceVersion };
      const annotations = { ...volume.metadata.annotations, [BOUND_BY_CONTROLLER]: "yes" };
      const metadata = volume.spec.claimRef ? volume.metadata : { ...volume.metadata, annotations };
      await api.update<PersistentVolume>(PERSISTENT_VOLUMES, {
        ...volume,
        metadata,
        spec: { ...volume.spec, claimRef },
      });
    }
    const current = claims.get(keyOf(claim));
    if (current?.metadata.uid !== uid) return;
    const completed = current.metadata.annotations?.[BIND_COMPLETED] !== undefined;
    const bound =
      completed && current.spec.volumeName
        ? current
        : await api.update<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS, {
            ...current,
            metadata: {
              ...current.metadata,
              annotations: {
                ...current.metadata.annotations,
                [BIND_COMPLETED]: "yes",
                ...(current.spec.volumeName ? {} : { [BOUND_BY_CONTROLLER]: "yes" }),
              },
            },
            spec: { ...current.spec, volumeName: volume.metadata.name },
          });
    const { capacity, accessModes } = volume.spec;
    await writeStatus(bound, { phase: "Bound", capacity, accessModes });
  }

  async function writeStatus(claim: PersistentVolumeClaim, status: PersistentVolumeClaim["status"]): Promise<void> {
    if (claim.status?.phase === status?.phase) return;
    await unlessGone(
      api.update<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS, { ...claim, status }, { subresource: "status" }),
    );
  }

  async function askProvisioner(claim: PersistentVolumeClaim, { provisioner }: StorageClass): Promise<void> {
    const annotations = claim.metadata.annotations ?? {};
    if (annotations[PROVISIONER] !== provisioner)
      await api.update<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS, {
        ...claim,
        metadata: {
          ...claim.metadata,
          annotations: { ...annotations, [PROVISIONER]: provisioner, [BETA_PROVISIONER]: provisioner },
        },
      });
    const text =
      `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system ` +
      "administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.";
    events.normal(claim, "ExternalProvisioning", text);
  }

  async function syncVolume(name: string): Promise<void> {
    const volume = volumes.get(name);
    if (!volume || volume.metadata.deletionTimestamp !== undefined) return;
    const { claimRef } = volume.spec;
    const claim = claimRef && claims.get(`${claimRef.namespace}/${claimRef.name}`);
    const phase = volumePhase(volume, claim);
    if (volume.status?.phase === phase) return;
    await unlessGone(
      api.update<PersistentVolume>(
        PERSISTENT_VOLUMES,
        { ...volume, status: { ...volume.status, phase } },
        { subresource: "status" },
      ),
    );
  }
}
