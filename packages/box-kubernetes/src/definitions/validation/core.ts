import { isDeepStrictEqual } from "node:util";
import type { KubeObject } from "@inlay/resources";
import type { FieldError } from "../../schema/field-error.ts";
import {
  duplicateValue,
  forbidden,
  GoText,
  invalidValue,
  requiredValue,
  tooLong,
  unsupportedValue,
} from "../../schema/field-problems.ts";
import { goQuote } from "../../schema/go-json.ts";
import { at, listAt, mapAt, numberAt, stringsAt, textAt } from "../../schema/paths.ts";
import { JsonSyntaxError, parseJson } from "../../schema/scan-json.ts";
import { configKeyFaults, nameIsSubdomain, portNameFaults } from "./names.ts";
import { isPort, PORT_RANGE, quantityOf } from "./numbers.ts";
import { validateTaints } from "./scheduling.ts";
import { validateLabels } from "./metadata.ts";

const MOST_BYTES = 1024 * 1024;
const IMMUTABLE = "field is immutable when `immutable` is set";

export function validateConfigMap(object: KubeObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  const data = stringsAt(object, "data");
  const binary = stringsAt(object, "binaryData");
  let bytes = 0;
  for (const key of Object.keys(data).sort()) {
    for (const fault of configKeyFaults(key)) errors.push(invalidValue(`data[${key}]`, key, fault));
    if (Object.hasOwn(binary, key))
      errors.push(invalidValue(`data[${key}]`, key, "duplicate of key present in binaryData"));
    bytes += Buffer.byteLength(data[key]!);
  }
  for (const key of Object.keys(binary).sort()) {
    for (const fault of configKeyFaults(key)) errors.push(invalidValue(`binaryData[${key}]`, key, fault));
    bytes += Buffer.byteLength(binary[key]!, "base64");
  }
  if (bytes > MOST_BYTES) errors.push(tooLong("[]", MOST_BYTES));
  return errors;
}

export function validateConfigMapUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (at(old, "immutable") === true) {
    if (at(object, "immutable") !== true) errors.push(forbidden("immutable", IMMUTABLE));
    for (const field of ["data", "binaryData"])
      if (!isDeepStrictEqual(at(object, field), at(old, field))) errors.push(forbidden(field, IMMUTABLE));
  }
  return [...errors, ...validateConfigMap(object)];
}

const REQUIRED_KEYS: Readonly<Record<string, readonly string[]>> = {
  "kubernetes.io/tls": ["tls.crt", "tls.key"],
  "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
  "kubernetes.io/dockercfg": [".dockercfg"],
  "kubernetes.io/ssh-auth": ["ssh-privatekey"],
};

export function validateSecret(object: KubeObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  const data = stringsAt(object, "data");
  let bytes = 0;
  for (const key of Object.keys(data).sort()) {
    for (const fault of configKeyFaults(key)) errors.push(invalidValue(`data[${key}]`, key, fault));
    bytes += Buffer.byteLength(data[key]!, "base64");
  }
  if (bytes > MOST_BYTES) errors.push(tooLong("data", MOST_BYTES));
  const type = textAt(object, "type");
  if (
    type === "kubernetes.io/service-account-token" &&
    (object.metadata.annotations?.["kubernetes.io/service-account.name"] ?? "") === ""
  )
    errors.push(requiredValue("metadata.annotations[kubernetes.io/service-account.name]"));
  if (type === "kubernetes.io/basic-auth" && !Object.hasOwn(data, "username") && !Object.hasOwn(data, "password"))
    errors.push(requiredValue("data[username]"), requiredValue("data[password]"));
  for (const key of REQUIRED_KEYS[type] ?? []) {
    if (!Object.hasOwn(data, key)) errors.push(requiredValue(`data[${key}]`));
    else if (key.startsWith(".dockerc")) {
      try {
        parseJson(Buffer.from(data[key]!, "base64").toString("utf8"));
      } catch (error) {
        if (!(error instanceof JsonSyntaxError)) throw error;
        errors.push(invalidValue(`data[${key}]`, "<secret contents redacted>", error.message));
      }
    }
  }
  return errors;
}

export function validateSecretUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (textAt(object, "type") !== textAt(old, "type"))
    errors.push(invalidValue("type", textAt(object, "type"), "field is immutable"));
  if (at(old, "immutable") === true) {
    if (at(object, "immutable") !== true) errors.push(forbidden("immutable", IMMUTABLE));
    if (!isDeepStrictEqual(at(object, "data"), at(old, "data"))) errors.push(forbidden("data", IMMUTABLE));
  }
  return [...errors, ...validateSecret(object)];
}

const SERVICE_TYPES = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
const PROTOCOLS = ["SCTP", "TCP", "UDP"];

export function validateService(object: KubeObject): readonly FieldError[] {
  const spec = mapAt(object, "spec");
  const errors: FieldError[] = [];
  const type = textAt(spec, "type");
  const ports = listAt(spec, "ports");
  const isHeadless = spec["clusterIP"] === "None";
  if (ports.length === 0 && !isHeadless && type !== "ExternalName") errors.push(requiredValue("spec.ports"));
  if (type === "ExternalName" && textAt(spec, "externalName") === "") errors.push(requiredValue("spec.externalName"));
  const names = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const here = `spec.ports[${index}]`;
    const name = textAt(port, "name");
    if (name === "") {
      if (ports.length > 1) errors.push(requiredValue(`${here}.name`));
    } else {
      for (const fault of serviceNameFaults(name)) errors.push(invalidValue(`${here}.name`, name, fault));
      if (names.has(name)) errors.push(duplicateValue(`${here}.name`, name));
      names.add(name);
    }
    if (!isPort(at(port, "port"))) errors.push(invalidValue(`${here}.port`, numberAt(port, "port"), PORT_RANGE));
    const protocol = textAt(port, "protocol");
    if (!PROTOCOLS.includes(protocol)) errors.push(unsupportedValue(`${here}.protocol`, protocol, PROTOCOLS));
    const target = at(port, "targetPort");
    if (typeof target === "number" && !isPort(target))
      errors.push(invalidValue(`${here}.targetPort`, target, PORT_RANGE));
    if (typeof target === "string")
      for (const fault of portNameFaults(target)) errors.push(invalidValue(`${here}.targetPort`, target, fault));
  }
  errors.push(...validateLabels(stringsAt(spec, "selector"), "spec.selector"));
  const affinity = textAt(spec, "sessionAffinity");
  if (!["ClientIP", "None"].includes(affinity))
    errors.push(unsupportedValue("spec.sessionAffinity", affinity, ["ClientIP", "None"]));
  if (!SERVICE_TYPES.includes(type)) errors.push(unsupportedValue("spec.type", type, SERVICE_TYPES));
  return errors;
}

function serviceNameFaults(name: string): readonly string[] {
  const faults: string[] = [];
  if (name.length > 63) faults.push("must be no more than 63 characters");
  if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name)) faults.push(nameFaultText);
  return faults;
}

const nameFaultText =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

export function validateServiceUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  const keeps = textAt(object, "spec", "type") !== "ExternalName" && textAt(old, "spec", "type") !== "ExternalName";
  const before = textAt(old, "spec", "clusterIP");
  const now = listAt(object, "spec", "clusterIPs").map(String);
  const current = textAt(object, "spec", "clusterIP");
  if (keeps && before !== "" && (current !== before || now[0] !== before)) {
    const listed = current === now[0] ? now : [current];
    errors.push(
      invalidValue(
        "spec.clusterIPs[0]",
        new GoText(`[]string{${listed.map(goQuote).join(", ")}}`),
        "may not change once set",
      ),
    );
  }
  return [...errors, ...validateService(object)];
}

export function validateNode(object: KubeObject): readonly FieldError[] {
  const errors = [...validateTaints(listAt(object, "spec", "taints"), "metadata.taints")];
  for (const field of ["capacity", "allocatable"])
    for (const [name, value] of Object.entries(mapAt(object, "status", field))) {
      const amount = quantityOf(value);
      if (amount && amount.nano < 0n)
        errors.push(invalidValue(`status.${field}.${name}`, amount.toString(), "must be greater than or equal to 0"));
    }
  return errors;
}

export function validateNodeUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  const cidrs = listAt(old, "spec", "podCIDRs");
  if (cidrs.length > 0 && !isDeepStrictEqual(listAt(object, "spec", "podCIDRs"), cidrs))
    errors.push(forbidden("spec.podCIDRs", 'node updates may not change podCIDR except from "" to valid'));
  const provider = textAt(old, "spec", "providerID");
  if (provider !== "" && textAt(object, "spec", "providerID") !== provider)
    errors.push(forbidden("spec.providerID", 'node updates may not change providerID except from "" to valid'));
  // Upstream judges the taints as a new node's and once more as an update's, so that each fault is told twice.
  return [...errors, ...validateNode(object), ...validateTaints(listAt(object, "spec", "taints"), "metadata.taints")];
}

export function validateClaim(object: KubeObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  const modes = listAt(object, "spec", "accessModes").map(String);
  if (modes.length === 0) errors.push(requiredValue("spec.accessModes", "at least 1 access mode is required"));
  errors.push(...accessModeFaults(modes));
  const storage = at(object, "spec", "resources", "requests", "storage");
  const amount = quantityOf(storage);
  if (!amount) errors.push(requiredValue("spec.resources[storage]"));
  else if (amount.nano <= 0n)
    errors.push(invalidValue("spec.resources[storage]", amount.toString(), "must be greater than zero"));
  const storageClass = textAt(object, "spec", "storageClassName");
  if (storageClass !== "")
    for (const fault of nameIsSubdomain(storageClass, false))
      errors.push(invalidValue("spec.storageClassName", storageClass, fault));
  return errors;
}

const MODES = ["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"];

function accessModeFaults(modes: readonly string[]): readonly FieldError[] {
  return modes.filter((mode) => !MODES.includes(mode)).map((mode) => unsupportedValue("spec.accessModes", mode, MODES));
}

/** What the volume controller fills in, and growth of a bound claim, are the only changes. */
export function validateClaimUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors = [...validateClaim(object)];
  const isBound = textAt(old, "status", "phase") === "Bound";
  const fixed = (each: KubeObject) => {
    const spec = { ...mapAt(each, "spec") };
    if (textAt(old, "spec", "volumeName") === "") delete spec["volumeName"];
    if (at(old, "spec", "storageClassName") === undefined) delete spec["storageClassName"];
    if (isBound) {
      delete spec["resources"];
      delete spec["volumeAttributesClassName"];
    }
    return spec;
  };
  if (!isDeepStrictEqual(fixed(object), fixed(old)))
    errors.push(
      forbidden(
        "spec",
        "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n",
      ),
    );
  return errors;
}

export function validateVolume(object: KubeObject): readonly FieldError[] {
  const spec = mapAt(object, "spec");
  const errors: FieldError[] = [];
  const modes = listAt(spec, "accessModes").map(String);
  if (modes.length === 0) errors.push(requiredValue("spec.accessModes"));
  errors.push(...accessModeFaults(modes));
  const capacity = mapAt(spec, "capacity");
  if (Object.keys(capacity).length === 0) errors.push(requiredValue("spec.capacity"));
  if (!Object.hasOwn(capacity, "storage") || Object.keys(capacity).length > 1)
    errors.push(unsupportedValue("spec.capacity", new GoText("core.ResourceList(nil)"), ["storage"]));
  const policy = textAt(spec, "persistentVolumeReclaimPolicy");
  if (!["Delete", "Recycle", "Retain"].includes(policy))
    errors.push(unsupportedValue("spec.persistentVolumeReclaimPolicy", policy, ["Delete", "Recycle", "Retain"]));
  const common = ["capacity", "accessModes", "claimRef", "persistentVolumeReclaimPolicy", "storageClassName", "mountOptions", "volumeMode", "nodeAffinity", "volumeAttributesClassName"]; // prettier-ignore
  const sources = Object.keys(spec).filter((key) => !common.includes(key));
  if (sources.length === 0) errors.push(requiredValue("spec", "must specify a volume type"));
  for (const extra of sources.slice(1))
    errors.push(forbidden(`spec.${extra}`, "may not specify more than 1 volume type"));
  return errors;
}
