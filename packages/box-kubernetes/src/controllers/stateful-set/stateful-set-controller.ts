import {
  PERSISTENT_VOLUME_CLAIMS,
  PODS,
  STATEFUL_SETS,
  type Draft,
  type PersistentVolumeClaim,
  type Pod,
  type StatefulSet,
} from "@inlay/resources";
import { ApiError } from "../../api/api-error.ts";
import { canonicalJson } from "../../scheduler/cluster-state/canonical-json.ts";
import { controllerEvents, controllerQueue, type ControllerContext } from "../controller-context.ts";
import { keyOf } from "../informer/object-index.ts";
import { claimObjects, ownersConcerned, possibleAdopters } from "../ownership/claim-objects.ts";
import { isReady, untilAvailableMs } from "../pods/pod-state.ts";
import { podFromTemplate } from "../pods/pod-from-template.ts";
import {
  hashLabelOf,
  presentRevision,
  pruneRevisions,
  REVISION_HASH,
  templateOf,
} from "../revisions/controller-revisions.ts";
import { decideStatefulPods, ordinalOf, statefulSetStatus, type StatefulSetObservation } from "./stateful-set.ts";
import { unlessGone } from "../ownership/unless-gone.ts";

const NAME = "statefulset-controller";

/** Keeps each StatefulSet's pods, one per ordinal, with a claim of their own for each template. */
export function startStatefulSetController(context: ControllerContext): void {
  const { indexes, clock } = context;
  const { statefulSets, pods, revisions } = indexes;
  const api = context.apiOf(NAME);
  const events = controllerEvents(context, NAME);
  const queue = controllerQueue(context, NAME, sync);

  statefulSets.onChange((_type, statefulSet) => queue.add(keyOf(statefulSet)));
  pods.onChange((type, pod, previous) => {
    for (const key of ownersConcerned("StatefulSet", pod, previous)) queue.add(key);
    if (type !== "DELETED") for (const owner of possibleAdopters(pod, statefulSets)) queue.add(keyOf(owner));
  });

  async function sync(key: string): Promise<void> {
    const statefulSet = statefulSets.get(key);
    if (!statefulSet) return;
    const kept = revisions.by("controller", statefulSet.metadata.uid);
    const update = await presentRevision(api, statefulSet, kept);
    const updateHash = hashLabelOf(update)!;
    const prefix = `${statefulSet.metadata.name}-`;
    const current = kept.find(({ metadata }) => metadata.name === statefulSet.status?.currentRevision) ?? update;
    const currentHash = current.metadata.name.slice(prefix.length);
    const mayAdopt = (pod: Pod) => ordinalOf(statefulSet, pod) !== undefined;
    const claim = { api, resource: PODS, index: pods, mayAdopt };
    const own = await claimObjects(statefulSet, statefulSet.spec.selector, claim);
    const observed = { statefulSet, pods: own, currentHash, updateHash };
    const decision = decideStatefulPods(observed, clock.now());
    for (const pod of decision.delete) await remove(statefulSet, pod);
    for (const { ordinal, hash } of decision.create)
      await create(statefulSet, ordinal, hash, hash === updateHash ? statefulSet.spec.template : templateOf(current));
    await updateStatus(key, observed);
    await pruneRevisions(api, statefulSet, kept, new Set([updateHash, currentHash, ...own.map(hashLabelOf)]));
  }

  async function create(
    statefulSet: StatefulSet,
    ordinal: number,
    hash: string,
    template: StatefulSet["spec"]["template"],
  ): Promise<void> {
    const owner = statefulSet.metadata.name;
    const name = `${owner}-${ordinal}`;
    for (const claim of claimsFor(statefulSet, name)) await createClaim(statefulSet, claim, name);
    const labels = {
      "statefulset.kubernetes.io/pod-name": name,
      "apps.kubernetes.io/pod-index": String(ordinal),
      [REVISION_HASH]: hash,
    };
    const draft = podFromTemplate(statefulSet, template, { name, labels });
    await api.create<Pod>(PODS, { ...draft, spec: { ...draft.spec, ...identity(statefulSet, name, draft) } });
    events.normal(statefulSet, "SuccessfulCreate", `create Pod ${name} in StatefulSet ${owner} successful`);
  }

  async function createClaim(
    statefulSet: StatefulSet,
    claim: Draft<PersistentVolumeClaim>,
    pod: string,
  ): Promise<void> {
    try {
      await api.create<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS, claim);
    } catch (error) {
      if (error instanceof ApiError && error.code === "AlreadyExists") return;
      throw error;
    }
    const text = `create Claim ${claim.metadata.name} Pod ${pod} in StatefulSet ${statefulSet.metadata.name} success`;
    events.normal(statefulSet, "SuccessfulCreate", text);
  }

  async function remove(statefulSet: StatefulSet, pod: Pod): Promise<void> {
    await unlessGone(api.delete(PODS, pod.metadata, { preconditions: { uid: pod.metadata.uid } }));
    const text = `delete Pod ${pod.metadata.name} in StatefulSet ${statefulSet.metadata.name} successful`;
    events.normal(statefulSet, "SuccessfulDelete", text);
  }

  async function updateStatus(key: string, observed: StatefulSetObservation): Promise<void> {
    const statefulSet = statefulSets.get(key);
    if (!statefulSet) return;
    const own = pods.by("controller", statefulSet.metadata.uid);
    const now = clock.now();
    const status = statefulSetStatus({ ...observed, statefulSet, pods: own }, now);
    for (const pod of own.filter(isReady)) {
      const wait = untilAvailableMs(pod, statefulSet.spec.minReadySeconds ?? 0, now);
      if (wait > 0 && wait < Infinity) queue.addAfter(key, wait);
    }
    if (canonicalJson(statefulSet.status ?? {}) !== canonicalJson(status))
      await api.update<StatefulSet>(STATEFUL_SETS, { ...statefulSet, status }, { subresource: "status" });
  }
}

/** `data-web-0` for template `data`; claims outlive their pods. */
function claimsFor({ metadata, spec }: StatefulSet, podName: string): readonly Draft<PersistentVolumeClaim>[] {
  return (spec.volumeClaimTemplates ?? []).map((template) => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: {
      name: `${template.metadata.name}-${podName}`,
      namespace: metadata.namespace,
      labels: { ...template.metadata.labels, ...spec.selector.matchLabels },
      ...(template.metadata.annotations ? { annotations: template.metadata.annotations } : {}),
    },
    spec: template.spec,
  }));
}

function identity(statefulSet: StatefulSet, name: string, { spec }: Draft<Pod>): Partial<Pod["spec"]> {
  const templates = statefulSet.spec.volumeClaimTemplates ?? [];
  const volumes = [
    ...(spec.volumes ?? []).filter((volume) => !templates.some(({ metadata }) => metadata.name === volume.name)),
    ...templates.map(({ metadata }) => ({
      name: metadata.name,
      persistentVolumeClaim: { claimName: `${metadata.name}-${name}` },
    })),
  ];
  const { serviceName } = statefulSet.spec;
  return {
    hostname: name,
    ...(serviceName ? { subdomain: serviceName } : {}),
    ...(volumes.length > 0 ? { volumes } : {}),
  };
}
