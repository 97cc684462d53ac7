import { setImmediate } from "node:timers/promises";
import { explainPod, type Policy, type Snapshot } from "@inlay/planner";
import type { Pod } from "@inlay/resources";
import { isProvisionable, podKey } from "../state/pods.ts";

/** Explaining plans the pod again for each change that might help: so much of it a round, and each reason once. */
const EXPLAINED_PER_ROUND = 3;
/** A pod that has a place in the meantime is not explained; it is looked at again, but not for ever. */
const MOST_TRIES = 3;
/** So many pods that were given a place are planned along, as they take room; with more, each try would cost as much as the round itself. */
const PLANNED_ALONG = 100;
/** Beyond this many nodes and pods one explanation would hold everything else up too long. */
const LARGEST_SNAPSHOT = 25_000;
const REMEMBERED = 1_000;

interface Known {
  /** Undefined: not known (yet). */
  readonly sentence: string | undefined;
  readonly tries: number;
}

/**
 * What to change so that pods that were left over find a place, in a sentence each. The planner tries each change before it is told, so the answer holds.
 * Pods of one owner that fail for one reason share an answer.
 */
export class NearestFixes {
  readonly #known = new Map<string, Known>();

  /** Call after the plan's claims are created. @param snapshot of that moment, so that what was created counts. */
  async find(
    snapshot: Snapshot,
    policy: Policy,
    failures: readonly { readonly pod: Pod; readonly message: string }[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, string>> {
    const sentences = new Map<string, string>();
    let explained = 0;
    const others = withoutLeftOver(snapshot, failures);
    const tooLarge = snapshot.nodes.length + snapshot.pods.length > LARGEST_SNAPSHOT;
    for (const { pod, message } of failures) {
      const id = `${pod.metadata.ownerReferences?.[0]?.uid ?? pod.metadata.uid}\u0000${message}`;
      let known = this.#known.get(id) ?? { sentence: undefined, tries: 0 };
      if (known.sentence === undefined && known.tries < MOST_TRIES && explained < EXPLAINED_PER_ROUND && !tooLarge) {
        explained += 1;
        // Launches and the lease go on in between.
        await setImmediate(undefined, { signal });
        known = { sentence: sentenceFor(others, policy, pod), tries: known.tries + 1 };
        this.#remember(id, known);
      }
      if (known.sentence) sentences.set(podKey(pod), known.sentence);
    }
    return sentences;
  }

  #remember(id: string, known: Known): void {
    this.#known.set(id, known);
    if (this.#known.size > REMEMBERED) this.#known.delete(this.#known.keys().next().value!);
  }
}

/** The cluster without pods that were left over: of those one at a time is looked at. */
function withoutLeftOver(snapshot: Snapshot, failures: readonly { readonly pod: Pod }[]): Snapshot {
  const left = new Set(failures.map(({ pod }) => pod.metadata.uid));
  const pods = snapshot.pods.filter(({ metadata }) => !left.has(metadata.uid));
  const placed = pods.filter(isProvisionable);
  return { ...snapshot, pods: placed.length > PLANNED_ALONG ? pods.filter((pod) => !isProvisionable(pod)) : pods };
}

/** Empty: no single change helps. Undefined: the pod would find a place by now. */
function sentenceFor(snapshot: Snapshot, policy: Policy, pod: Pod): string | undefined {
  const explanation = explainPod({ ...snapshot, pods: [...snapshot.pods, pod] }, policy, podKey(pod));
  if (explanation.outcome !== "unschedulable") return undefined;
  const { fix } = explanation;
  return fix ? `Nearest fix: ${fix.change}; it then goes to ${fix.place}.` : "";
}
