import type { Tag } from "@inlay/aws";
import type { EC2NodeClass, StringMap } from "@inlay/resources";
import { clusterTag, TAG_EC2NODECLASS, TAG_EKS_CLUSTER, TAG_NODEPOOL } from "../labels/aws-names.ts";

/** Tags of everything that a launch makes. Both policies in use (specs: strict and wide) need exactly this set. */
export function launchTags(nodeClass: EC2NodeClass, clusterName: string, nodePoolName: string): StringMap {
  return {
    ...nodeClass.spec.tags,
    [clusterTag(clusterName)]: "owned",
    [TAG_NODEPOOL]: nodePoolName,
    [TAG_EKS_CLUSTER]: clusterName,
    [TAG_EC2NODECLASS]: nodeClass.metadata.name,
  };
}

/** As EC2 takes them, sorted by key. */
export function tagList(tags: StringMap): Tag[] {
  return Object.entries(tags)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([Key, Value]) => ({ Key, Value }));
}
