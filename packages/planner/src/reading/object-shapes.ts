import { amount, flag, listOf, mapOf, number, record, text, type Shape } from "./shape.ts";

/** The parts of Kubernetes objects that a plan rests on. */
const texts = mapOf(text);
const amounts = mapOf(amount);
const metadata = record(
  { name: text },
  {
    namespace: text,
    uid: text,
    labels: texts,
    annotations: texts,
    deletionTimestamp: text,
    ownerReferences: listOf(record({ kind: text, name: text }, { uid: text, controller: flag })),
    finalizers: listOf(text),
  },
);
const objectWith = (needed: Readonly<Record<string, Shape>>, optional: Readonly<Record<string, Shape>> = {}): Shape =>
  record({ metadata, ...needed }, optional);

const conditions = listOf(record({ type: text, status: text }, { reason: text, lastTransitionTime: text }));
const expressions = listOf(record({ key: text, operator: text }, { values: listOf(text) }));
const selector = record({}, { matchLabels: texts, matchExpressions: expressions });
const selectorTerm = record({}, { matchExpressions: expressions, matchFields: expressions });
const nodeSelector = record({ nodeSelectorTerms: listOf(selectorTerm) });
const taints = listOf(record({ key: text, effect: text }, { value: text }));
const tolerations = listOf(record({}, { key: text, operator: text, value: text, effect: text }));
const requirements = listOf(record({ key: text, operator: text }, { values: listOf(text), minValues: number }));
const nodeClassRef = record({ kind: text, name: text }, { group: text });

const affinityTerm = record(
  { topologyKey: text },
  {
    labelSelector: selector,
    namespaces: listOf(text),
    namespaceSelector: selector,
    matchLabelKeys: listOf(text),
    mismatchLabelKeys: listOf(text),
  },
);
const podAffinity = record(
  {},
  {
    requiredDuringSchedulingIgnoredDuringExecution: listOf(affinityTerm),
    preferredDuringSchedulingIgnoredDuringExecution: listOf(record({ weight: number, podAffinityTerm: affinityTerm })),
  },
);
const affinity = record(
  {},
  {
    nodeAffinity: record(
      {},
      {
        requiredDuringSchedulingIgnoredDuringExecution: nodeSelector,
        preferredDuringSchedulingIgnoredDuringExecution: listOf(record({ weight: number, preference: selectorTerm })),
      },
    ),
    podAffinity,
    podAntiAffinity: podAffinity,
  },
);
const spread = record(
  { topologyKey: text, maxSkew: number, whenUnsatisfiable: text },
  {
    labelSelector: selector,
    minDomains: number,
    nodeAffinityPolicy: text,
    nodeTaintsPolicy: text,
    matchLabelKeys: listOf(text),
  },
);
const resources = record({}, { requests: amounts, limits: amounts });
const container = record(
  {},
  { resources, restartPolicy: text, ports: listOf(record({}, { hostPort: number, hostIP: text, protocol: text })) },
);
const volume = record(
  {},
  {
    name: text,
    persistentVolumeClaim: record({ claimName: text }),
    ephemeral: record(
      {},
      { volumeClaimTemplate: record({}, { spec: record({}, { storageClassName: text, volumeName: text }) }) },
    ),
  },
);
const podSpec = record(
  { containers: listOf(container) },
  {
    initContainers: listOf(container),
    volumes: listOf(volume),
    nodeName: text,
    nodeSelector: texts,
    affinity,
    tolerations,
    topologySpreadConstraints: listOf(spread),
    schedulingGates: listOf(record({})),
    schedulerName: text,
    priority: number,
    preemptionPolicy: text,
    overhead: amounts,
    resources,
    terminationGracePeriodSeconds: number,
  },
);
const containerStatuses = listOf(record({}, { name: text, allocatedResources: amounts, resources }));

export const podShape = objectWith(
  { spec: podSpec },
  { status: record({}, { phase: text, conditions, containerStatuses, initContainerStatuses: containerStatuses }) },
);
export const nodeShape = objectWith(
  { spec: record({}, { taints, providerID: text, unschedulable: flag }) },
  { status: record({}, { capacity: amounts, allocatable: amounts, conditions }) },
);
export const nodeClaimShape = objectWith(
  {
    spec: record(
      { requirements },
      { nodeClassRef, resources, taints, startupTaints: taints, terminationGracePeriod: text, expireAfter: text },
    ),
  },
  {
    status: record({}, { nodeName: text, providerID: text, capacity: amounts, allocatable: amounts, conditions }),
  },
);
export const nodePoolShape = objectWith(
  {
    spec: record(
      {
        template: record(
          {
            spec: record(
              { nodeClassRef, requirements },
              { taints, startupTaints: taints, terminationGracePeriod: text, expireAfter: text },
            ),
          },
          { metadata: record({}, { labels: texts, annotations: texts }) },
        ),
      },
      {
        disruption: record(
          {},
          {
            consolidateAfter: text,
            consolidationPolicy: text,
            budgets: listOf(record({ nodes: text }, { reasons: listOf(text), schedule: text, duration: text })),
          },
        ),
        limits: amounts,
        weight: number,
        replicas: number,
      },
    ),
  },
  { status: record({}, { resources: amounts, nodes: number, conditions }) },
);
export const daemonSetShape = objectWith({
  spec: record({
    template: record({ spec: podSpec }, { metadata: record({}, { labels: texts, annotations: texts }) }),
  }),
});
export const namespaceShape = objectWith({});
export const podDisruptionBudgetShape = objectWith(
  { spec: record({}, { selector, minAvailable: amount, maxUnavailable: amount, unhealthyPodEvictionPolicy: text }) },
  { status: record({}, { disruptionsAllowed: number }) },
);
export const persistentVolumeShape = objectWith({
  spec: record(
    {},
    {
      storageClassName: text,
      csi: record({ driver: text }),
      nodeAffinity: record({}, { required: nodeSelector }),
    },
  ),
});
export const persistentVolumeClaimShape = objectWith({
  spec: record({}, { storageClassName: text, volumeName: text }),
});
export const storageClassShape = objectWith(
  {},
  {
    provisioner: text,
    volumeBindingMode: text,
    allowedTopologies: listOf(
      record({}, { matchLabelExpressions: listOf(record({ key: text, values: listOf(text) })) }),
    ),
  },
);
export const csiNodeShape = objectWith({
  spec: record({ drivers: listOf(record({ name: text }, { allocatable: record({}, { count: number }) })) }),
});
