import type { AwsClients } from "@inlay/aws";
import { isNotFoundAtAws } from "@inlay/aws";
import type { ControllerDefinition, KubeClient, ObjectCache } from "@inlay/kube";
import { isConflict, isNotFound } from "@inlay/kube";
import type { Clock, NodeClaim } from "@inlay/resources";
import { KARPENTER_GROUP, NODE_CLAIMS } from "@inlay/resources";
import type { Instances } from "../instances/instances.ts";
import { instanceIdOf, isTerminating } from "../instances/instance-facts.ts";
import {
  ANNOTATION_CLUSTER_NAME_TAGGED,
  ANNOTATION_TAGGED,
  TAG_EKS_CLUSTER,
  TAG_NAME,
  TAG_NODECLAIM,
} from "../labels/aws-names.ts";
import { tagList } from "../launch-template/tags.ts";

const PAUSE_MS = 1_000;
const RETRY_MS = 100;

/** Names instances after their nodes once these are known; marks the claim when it is done. One claim a second at most. */
export function taggingController(parts: {
  readonly kube: KubeClient;
  readonly aws: AwsClients;
  readonly clock: Clock;
  readonly instances: Instances;
  readonly nodeClaims: ObjectCache<NodeClaim>;
  readonly clusterName: string;
}): ControllerDefinition {
  const { kube, aws, clock, instances, nodeClaims, clusterName } = parts;
  return {
    name: "nodeclaim.tagging",
    forKind: { group: KARPENTER_GROUP, kind: "NodeClaim" },
    concurrency: 1,
    sources: (enqueue) => {
      const enqueueUntagged = (claim: NodeClaim) => needsTags(claim) && enqueue(claim.metadata.name);
      const stop = nodeClaims.onChange(({ type, object }) => type !== "deleted" && enqueueUntagged(object));
      nodeClaims.all().forEach(enqueueUntagged);
      return stop;
    },
    reconcile: async (name, { logger, signal }) => {
      const claim = nodeClaims.get(name);
      const instanceId = instanceIdOf(claim?.status?.providerID ?? "");
      if (!claim || !needsTags(claim) || !instanceId) return;
      const instance = await instances.getSeen(instanceId, signal);
      if (!instance || isTerminating(instance)) return;
      const wanted = {
        [TAG_NAME]: claim.status?.nodeName ?? "",
        [TAG_NODECLAIM]: name,
        [TAG_EKS_CLUSTER]: clusterName,
      };
      const missing = Object.entries(wanted).filter(([key]) => instance.tags[key] === undefined);
      try {
        if (missing.length > 0) {
          const Tags = tagList(Object.fromEntries(missing));
          await aws.call("ec2", "CreateTags", { Resources: [instanceId], Tags }, { signal });
          await clock.sleep(PAUSE_MS, signal);
        }
        const annotations = { [ANNOTATION_TAGGED]: "true", [ANNOTATION_CLUSTER_NAME_TAGGED]: "true" };
        nodeClaims.observe(
          await kube.mergePatch<NodeClaim>(NODE_CLAIMS, { name }, { metadata: { annotations } }, { signal }),
        );
        logger.debug("tagged nodeclaim", { "provider-id": claim.status?.providerID });
      } catch (error) {
        if (isConflict(error)) return { requeueAfterMs: RETRY_MS };
        if (!isNotFound(error) && !isNotFoundAtAws(error)) throw error;
      }
    },
  };
}

function needsTags({ metadata, status }: NodeClaim): boolean {
  return (
    metadata.deletionTimestamp === undefined &&
    Boolean(status?.providerID && status.nodeName) &&
    (metadata.annotations?.[ANNOTATION_TAGGED] !== "true" ||
      metadata.annotations[ANNOTATION_CLUSTER_NAME_TAGGED] !== "true")
  );
}
