import type { KubeObject } from "@inlay/resources";
import { at, listAt, numberAt, textAt } from "../../schema/paths.ts";
import { humanDuration } from "./human.ts";
import { ageOf, nameOf, orNone, selectorText, table } from "./table.ts";

/** Storage, scheduling, access, networking and the API's own extension points. */

const MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: "RWO",
  ReadOnlyMany: "ROX",
  ReadWriteMany: "RWX",
  ReadWriteOncePod: "RWOP",
};
const MODE_ORDER = ["RWO", "ROX", "RWX", "RWOP"];

function accessModes(modes: readonly unknown[]): string {
  const found = new Set(modes.map((mode) => MODES[String(mode)] ?? ""));
  return MODE_ORDER.filter((mode) => found.has(mode)).join(",");
}

function phase(object: KubeObject): string {
  return object.metadata.deletionTimestamp === undefined ? textAt(object, "status", "phase") : "Terminating";
}

function orUnset(text: string): string {
  return text === "" ? "<unset>" : text;
}

export const persistentVolumeTable = table(
  [
    "Name",
    "Capacity",
    "Access Modes",
    "Reclaim Policy",
    "Status",
    "Claim",
    "StorageClass",
    "VolumeAttributesClass",
    "Reason",
    "Age",
    "+VolumeMode",
  ],
  (object, now) => {
    const claim = at(object, "spec", "claimRef");
    return [
      nameOf(object),
      textAt(object, "spec", "capacity", "storage"),
      accessModes(listAt(object, "spec", "accessModes")),
      textAt(object, "spec", "persistentVolumeReclaimPolicy"),
      phase(object),
      claim === undefined ? "" : `${textAt(claim, "namespace")}/${textAt(claim, "name")}`,
      textAt(object, "spec", "storageClassName"),
      orUnset(textAt(object, "spec", "volumeAttributesClassName")),
      textAt(object, "status", "reason"),
      ageOf(object, now),
      orUnset(textAt(object, "spec", "volumeMode")),
    ];
  },
);

export const persistentVolumeClaimTable = table(
  [
    "Name",
    "Status",
    "Volume",
    "Capacity",
    "Access Modes",
    "StorageClass",
    "VolumeAttributesClass",
    "Age",
    "+VolumeMode",
  ],
  (object, now) => {
    const volume = textAt(object, "spec", "volumeName");
    return [
      nameOf(object),
      phase(object),
      volume,
      volume === "" ? "" : textAt(object, "status", "capacity", "storage"),
      volume === "" ? "" : accessModes(listAt(object, "status", "accessModes")),
      textAt(object, "spec", "storageClassName"),
      orUnset(textAt(object, "spec", "volumeAttributesClassName")),
      ageOf(object, now),
      orUnset(textAt(object, "spec", "volumeMode")),
    ];
  },
);

const DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";

export const storageClassTable = table(
  ["Name", "Provisioner", "ReclaimPolicy", "VolumeBindingMode", "AllowVolumeExpansion", "Age"],
  (object, now) => [
    object.metadata.annotations?.[DEFAULT_CLASS] === "true" ? `${nameOf(object)} (default)` : nameOf(object),
    textAt(object, "provisioner"),
    textAt(object, "reclaimPolicy") || "Delete",
    orUnset(textAt(object, "volumeBindingMode")),
    at(object, "allowVolumeExpansion") === true,
    ageOf(object, now),
  ],
);
export const csiNodeTable = table(["Name", "Drivers:integer", "Age"], (object, now) => [
  nameOf(object),
  listAt(object, "spec", "drivers").length,
  ageOf(object, now),
]);
export const csiDriverTable = table(
  [
    "Name",
    "AttachRequired:boolean",
    "PodInfoOnMount:boolean",
    "StorageCapacity:boolean",
    "TokenRequests",
    "RequiresRepublish:boolean",
    "Modes",
    "Age",
  ],
  (object, now) => [
    nameOf(object),
    at(object, "spec", "attachRequired") !== false,
    at(object, "spec", "podInfoOnMount") === true,
    at(object, "spec", "storageCapacity") === true,
    orUnset(listAt(object, "spec", "tokenRequests").map((t) => textAt(t, "audience")).join(",")),
    at(object, "spec", "requiresRepublish") === true,
    orNone(listAt(object, "spec", "volumeLifecycleModes").map(String).join(",")),
    ageOf(object, now),
  ],
); // prettier-ignore
export const volumeAttachmentTable = table(
  ["Name", "Attacher", "PV", "Node", "Attached:boolean", "Age"],
  (object, now) => [
    nameOf(object),
    textAt(object, "spec", "attacher"),
    textAt(object, "spec", "source", "persistentVolumeName"),
    textAt(object, "spec", "nodeName"),
    at(object, "status", "attached") === true,
    ageOf(object, now),
  ],
);

export const priorityClassTable = table(
  ["Name", "Value:integer", "Global-Default:boolean", "Age", "PreemptionPolicy"],
  (object, now) => [
    nameOf(object),
    numberAt(object, "value"),
    at(object, "globalDefault") === true,
    ageOf(object, now),
    textAt(object, "preemptionPolicy"),
  ],
);
export const leaseTable = table(["Name", "Holder", "Age"], (object, now) => [
  nameOf(object),
  textAt(object, "spec", "holderIdentity"),
  ageOf(object, now),
]);
export const runtimeClassTable = table(["Name", "Handler", "Age"], (object, now) => [
  nameOf(object),
  textAt(object, "handler"),
  ageOf(object, now),
]);

export const bindingTable = table(["Name", "Role", "Age", "+Users", "+Groups", "+ServiceAccounts"], (object, now) => {
  const subjects = (kind: string, name: (s: unknown) => string) =>
      listAt(object, "subjects").filter((s) => textAt(s, "kind") === kind).map(name).join(", "); // prettier-ignore
  return [
    nameOf(object),
    `${textAt(object, "roleRef", "kind")}/${textAt(object, "roleRef", "name")}`,
    ageOf(object, now),
    subjects("User", (s) => textAt(s, "name")),
    subjects("Group", (s) => textAt(s, "name")),
    subjects("ServiceAccount", (s) => `${textAt(s, "namespace")}/${textAt(s, "name")}`),
  ];
});

export const ingressTable = table(["Name", "Class", "Hosts", "Address", "Ports", "Age"], (object, now) => [
  nameOf(object),
  orNone(textAt(object, "spec", "ingressClassName") || (object.metadata.annotations?.["kubernetes.io/ingress.class"] ?? "")),
  listAt(object, "spec", "rules").map((r) => textAt(r, "host")).filter((h) => h !== "").join(",") || "*",
  listAt(object, "status", "loadBalancer", "ingress").map((i) => textAt(i, "ip") || textAt(i, "hostname")).join(","),
  listAt(object, "spec", "tls").length > 0 ? "80, 443" : "80",
  ageOf(object, now),
]); // prettier-ignore
export const ingressClassTable = table(["Name", "Controller", "Parameters", "Age"], (object, now) => {
  const parameters = at(object, "spec", "parameters");
  const group = textAt(parameters, "apiGroup");
  return [
    nameOf(object),
    textAt(object, "spec", "controller"),
    parameters === undefined
      ? "<none>"
      : `${textAt(parameters, "kind")}${group === "" ? "" : `.${group}`}/${textAt(parameters, "name")}`,
    ageOf(object, now),
  ];
});
export const networkPolicyTable = table(["Name", "Pod-Selector", "Age"], (object, now) => [
  nameOf(object),
  selectorText(at(object, "spec", "podSelector")),
  ageOf(object, now),
]);

export const webhookConfigurationTable = table(["Name", "Webhooks:integer", "Age"], (object, now) => [
  nameOf(object),
  listAt(object, "webhooks").length,
  ageOf(object, now),
]);
export const admissionPolicyTable = table(["Name", "Validations:integer", "ParamKind", "Age"], (object, now) => {
  const kind = at(object, "spec", "paramKind");
  return [
    nameOf(object),
    listAt(object, "spec", "validations").length,
    kind === undefined ? "<unset>" : `${textAt(kind, "apiVersion")}/${textAt(kind, "kind")}`,
    ageOf(object, now),
  ];
});
export const admissionPolicyBindingTable = table(["Name", "PolicyName", "ParamRef", "Age"], (object, now) => {
  const ref = at(object, "spec", "paramRef");
  const namespace = textAt(ref, "namespace");
  const target = textAt(ref, "name") || selectorText(at(ref, "selector"));
  return [
    nameOf(object),
    textAt(object, "spec", "policyName"),
    ref === undefined ? "<unset>" : `${namespace === "" ? "*" : namespace}/${target}`,
    ageOf(object, now),
  ];
});
export const apiServiceTable = table(["Name", "Service", "Available", "Age"], (object, now) => {
  const service = at(object, "spec", "service");
  const available = listAt(object, "status", "conditions").find((c) => textAt(c, "type") === "Available");
  const reason = textAt(available, "status") === "True" ? "" : ` (${textAt(available, "reason")})`;
  return [
    nameOf(object),
    service === undefined ? "Local" : `${textAt(service, "namespace")}/${textAt(service, "name")}`,
    available === undefined ? "Unknown" : `${textAt(available, "status")}${reason}`,
    ageOf(object, now),
  ];
});
export const signingRequestTable = table(
  ["Name", "Age", "SignerName", "Requestor", "RequestedDuration", "Condition"],
  (object, now) => {
    const types = new Set(listAt(object, "status", "conditions").map((c) => textAt(c, "type")));
    const state = types.has("Denied") ? "Denied" : types.has("Approved") ? "Approved" : "Pending";
    const seconds = at(object, "spec", "expirationSeconds");
    return [
      nameOf(object),
      ageOf(object, now),
      textAt(object, "spec", "signerName"),
      textAt(object, "spec", "username"),
      typeof seconds === "number" ? humanDuration(seconds * 1000) : "<none>",
      [
        state,
        ...(types.has("Failed") ? ["Failed"] : []),
        ...(textAt(object, "status", "certificate") ? ["Issued"] : []),
      ].join(","),
    ];
  },
);

export const flowSchemaTable = table(
  ["Name", "PriorityLevel", "MatchingPrecedence", "DistinguisherMethod", "Age", "MissingPL"],
  (object, now) => {
    const dangling = listAt(object, "status", "conditions").find((c) => textAt(c, "type") === "Dangling");
    return [
      nameOf(object),
      textAt(object, "spec", "priorityLevelConfiguration", "name"),
      numberAt(object, "spec", "matchingPrecedence"),
      orNone(textAt(object, "spec", "distinguisherMethod", "type")),
      ageOf(object, now),
      textAt(dangling, "status") || "?",
    ];
  },
);
export const priorityLevelTable = table(
  ["Name", "Type", "NominalConcurrencyShares", "Queues", "HandSize", "QueueLengthLimit", "Age"],
  (object, now) => {
    const limited = at(object, "spec", "limited");
    const queuing = at(limited, "limitResponse", "queuing");
    const number = (value: unknown) => (typeof value === "number" ? value : "<none>");
    return [
      nameOf(object),
      textAt(object, "spec", "type"),
      number(at(limited, "nominalConcurrencyShares")),
      number(at(queuing, "queues")),
      number(at(queuing, "handSize")),
      number(at(queuing, "queueLengthLimit")),
      ageOf(object, now),
    ];
  },
);

export const metricsTable = table(["Name", "Cpu", "Memory", "Window"], (object) => [
  nameOf(object),
  textAt(object, "usage", "cpu"),
  textAt(object, "usage", "memory"),
  textAt(object, "window"),
]);
