import { isProvisionable } from "../cluster/pod-lifecycle.ts";
import type { ExistingNodePlacement } from "../plan.ts";
import { placementsOf } from "../provisioning/plan-provisioning.ts";
import type { OpenClaim } from "../simulation/open-claim.ts";
import { podsToPlace, type PodsToPlace } from "../simulation/pods-to-place.ts";
import { Simulation } from "../simulation/simulation.ts";
import type { World } from "../simulation/world.ts";
import type { Candidate } from "./candidate.ts";

/** What would happen if some nodes were not there. */
export interface Removal {
  readonly claims: readonly OpenClaim[];
  readonly existingNodes: readonly ExistingNodePlacement[];
  /** Pods that run now and would not find a place; pods that wait anyway do not count. */
  readonly strandedPods: readonly { readonly pod: string; readonly message: string }[];
  readonly effort: number;
}

/** Imagines nodes away and places their pods beside those that need a place anyway (autoscaler.md §5.9). */
export class RemovalSimulator {
  readonly #world: World;
  readonly #waiting: PodsToPlace;
  readonly #leaving: readonly number[];
  readonly #underConsolidateAfter: ReadonlySet<number>;
  #effort = 0;

  constructor(world: World) {
    this.#world = world;
    this.#waiting = podsToPlace(world);
    this.#leaving = world.nodes.flatMap((node, index) => (node.leaving ? [index] : []));
    this.#underConsolidateAfter = new Set(
      world.nodes.flatMap((node, index) => {
        const isSettled = node.claim?.status?.conditions?.some(
          (c) => c.type === "Consolidatable" && c.status === "True",
        );
        return node.claim && !isSettled ? [index] : [];
      }),
    );
  }

  get effort(): number {
    return this.#effort;
  }

  /** @param isConsolidation pods then do not move to nodes that have changed a short while ago. */
  without(candidates: readonly Candidate[], isConsolidation: boolean): Removal {
    const gone = new Set([...this.#leaving, ...candidates.map(({ node }) => node)]);
    const moving = candidates.flatMap(({ pods }) => pods);
    const overlay = {
      gone,
      reservedFallback: true,
      ...(isConsolidation && {
        closed: { nodes: this.#underConsolidateAfter, toPodsFrom: new Set(candidates.map(({ node }) => node)) },
      }),
    };
    const result = new Simulation(this.#world, overlay, [...this.#waiting.pods, ...moving]).run();
    this.#effort += result.effort;
    const stranded = result.failed
      .filter(({ pod }) => !isProvisionable(pod.pod))
      .map(({ pod, message }) => ({ pod: pod.key, message }));
    const moved = new Set(moving);
    for (const [node, pods] of result.onNodes) {
      const { initialized, name, claim } = this.#world.nodes[node]!;
      if (initialized) continue;
      for (const pod of pods)
        if (moved.has(pod))
          stranded.push({
            pod: pod.key,
            message: `would schedule against uninitialized nodeclaim/${claim!.metadata.name}${name === claim!.metadata.name ? "" : `, node/${name}`}`,
          });
    }
    return {
      claims: result.claims,
      existingNodes: placementsOf(this.#world, result),
      strandedPods: stranded.sort((a, b) => (a.pod < b.pod ? -1 : 1)),
      effort: result.effort,
    };
  }
}

/** In Karpenter's words. */
export function strandedMessage(stranded: Removal["strandedPods"]): string {
  const shown = stranded.slice(0, 5).map(({ pod, message }) => `${pod} => ${message}`);
  const more = stranded.length > 5 ? ` and ${stranded.length - 5} other(s)` : "";
  return `not all pods would schedule, ${shown.join(" ")}${more}`;
}
