import type { KubeClient, ObjectCache, SingletonDefinition } from "@inlay/kube";
import { isNotFound } from "@inlay/kube";
import type { Clock, Node, NodeClaim } from "@inlay/resources";
import { NODE_CLAIMS, NODES } from "@inlay/resources";
import type { InstanceFacts } from "../instances/instance-facts.ts";
import { instanceIdOf } from "../instances/instance-facts.ts";
import type { Instances } from "../instances/instances.ts";
import { leakedInstances } from "./leaked-instances.ts";

const EARLY_PERIOD_MS = 10_000;
const EARLY_SUCCESSES = 20;
const PERIOD_MS = 2 * 60_000;

export interface GarbageCollectionParts {
  readonly kube: KubeClient;
  readonly clock: Clock;
  readonly instances: Instances;
  readonly nodeClaims: ObjectCache<NodeClaim>;
  readonly nodes: ObjectCache<Node>;
}

/** Terminates instances of ours that no claim owns: what a killed controller or a lost claim leaves behind. */
export function instanceGarbageCollection(parts: GarbageCollectionParts): SingletonDefinition {
  const { kube, clock, instances, nodeClaims, nodes } = parts;
  let successes = 0;
  return {
    name: "instance.garbagecollection",
    reconcile: async ({ logger, signal }) => {
      await Promise.all([nodeClaims.whenSynced(signal), nodes.whenSynced(signal)]);
      const present = await instances.list(signal);
      if (leakedInstances(present, nodeClaims.all(), clock.now()).length > 0) {
        // A cache may lag; nothing is terminated on its word. Claims are read after instances: a claim is there before its instance.
        const { items } = await kube.list<NodeClaim>(NODE_CLAIMS, { signal });
        const leaked = leakedInstances(present, items, clock.now());
        const failures = (await Promise.allSettled(leaked.map((instance) => collect(instance)))).filter(
          (result) => result.status === "rejected",
        );
        signal.throwIfAborted();
        if (failures[0]) throw failures[0].reason;
      }
      successes++;
      return { requeueAfterMs: successes <= EARLY_SUCCESSES ? EARLY_PERIOD_MS : PERIOD_MS };

      async function collect(instance: InstanceFacts): Promise<void> {
        await instances.terminate(instance.id, signal);
        logger.debug("garbage collected cloudprovider instance", { "provider-id": instance.id });
        const node = nodes.all().find(({ spec }) => instanceIdOf(spec.providerID ?? "") === instance.id);
        if (!node) return;
        await kube
          .delete(NODES, { name: node.metadata.name }, { preconditions: { uid: node.metadata.uid }, signal })
          .catch((error: unknown) => {
            if (!isNotFound(error)) throw error;
          });
        logger.debug("garbage collected node", { Node: { name: node.metadata.name } });
      }
    },
  };
}
