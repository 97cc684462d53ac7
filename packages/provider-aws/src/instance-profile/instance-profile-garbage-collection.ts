import type { ObjectCache, SingletonDefinition } from "@inlay/kube";
import type { EC2NodeClass, NodeClaim } from "@inlay/resources";
import { ANNOTATION_INSTANCE_PROFILE } from "@inlay/resources";
import type { InstanceProfiles } from "./instance-profiles.ts";

const PERIOD_MS = 30 * 60_000;

/** Deletes profiles that no node class and no node claim uses any more: those left behind when a class's role changed. */
export function instanceProfileGarbageCollection(
  profiles: InstanceProfiles,
  nodeClasses: ObjectCache<EC2NodeClass>,
  nodeClaims: ObjectCache<NodeClaim>,
): SingletonDefinition {
  return {
    name: "instanceprofile.garbagecollection",
    reconcile: async ({ logger, signal }) => {
      await Promise.all([nodeClasses.whenSynced(signal), nodeClaims.whenSynced(signal)]);
      const present = await profiles.list(undefined, signal);
      const used = new Set([
        ...nodeClasses.all().flatMap((nodeClass) => nodeClass.status?.instanceProfile ?? []),
        ...nodeClaims.all().flatMap((claim) => claim.metadata.annotations?.[ANNOTATION_INSTANCE_PROFILE] ?? []),
      ]);
      for (const name of present) {
        if (used.has(name) || profiles.isProtected(name)) continue;
        try {
          await profiles.delete(name, signal);
          logger.info("deleted instance profile that nothing uses", { "instance-profile": name });
        } catch (error) {
          signal.throwIfAborted();
          logger.error("failed to delete instance profile", error, { "instance-profile": name });
        }
      }
      return { requeueAfterMs: PERIOD_MS };
    },
  };
}
