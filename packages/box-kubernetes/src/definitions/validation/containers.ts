import type { FieldError } from "../../schema/field-error.ts";
import {
  duplicateValue,
  forbidden,
  invalidValue,
  notFoundValue,
  requiredValue,
  unsupportedValue,
} from "../../schema/field-problems.ts";
import { at, listAt, mapAt, numberAt, textAt } from "../../schema/paths.ts";
import { envNameFaults, nameIsLabel, portNameFaults, qualifiedNameFaults } from "./names.ts";
import { isPort, PORT_RANGE, quantityOf } from "./numbers.ts";

/** Containers of a pod spec, in upstream's order of faults. @param volumes names that may be mounted */
export function validateContainers(
  containers: readonly unknown[],
  field: string,
  volumes: ReadonlySet<string>,
  isInit: boolean,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, container] of containers.entries()) {
    const here = `${field}[${index}]`;
    const name = textAt(container, "name");
    if (name === "") errors.push(requiredValue(`${here}.name`));
    else for (const fault of nameIsLabel(name, false)) errors.push(invalidValue(`${here}.name`, name, fault));
    if (textAt(container, "image") === "") errors.push(requiredValue(`${here}.image`));
    if (name !== "" && names.has(name)) errors.push(duplicateValue(`${here}.name`, name));
    names.add(name);
    errors.push(...validateRest(container, here, volumes, isInit));
  }
  return errors;
}

function validateRest(
  container: unknown,
  field: string,
  volumes: ReadonlySet<string>,
  isInit: boolean,
): readonly FieldError[] {
  const errors: FieldError[] = [
    ...validatePorts(listAt(container, "ports"), `${field}.ports`),
    ...validateEnv(listAt(container, "env"), `${field}.env`),
    ...validateMounts(listAt(container, "volumeMounts"), `${field}.volumeMounts`, volumes),
  ];
  const pull = textAt(container, "imagePullPolicy");
  if (!["Always", "IfNotPresent", "Never"].includes(pull))
    errors.push(unsupportedValue(`${field}.imagePullPolicy`, pull, ["Always", "IfNotPresent", "Never"]));
  errors.push(...validateResources(at(container, "resources"), `${field}.resources`));
  if (!isInit || textAt(container, "restartPolicy") === "Always") {
    for (const name of ["livenessProbe", "readinessProbe", "startupProbe"])
      errors.push(...validateProbe(at(container, name), `${field}.${name}`));
  } else {
    for (const name of ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"])
      if (at(container, name) !== undefined)
        errors.push(forbidden(`${field}.${name}`, "may not be set for init containers without restartPolicy=Always"));
  }
  return errors;
}

function validatePorts(ports: readonly unknown[], field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const here = `${field}[${index}]`;
    const name = textAt(port, "name");
    if (name !== "") {
      const faults = portNameFaults(name);
      for (const fault of faults) errors.push(invalidValue(`${here}.name`, name, fault));
      if (faults.length === 0 && names.has(name)) errors.push(duplicateValue(`${here}.name`, name));
      names.add(name);
    }
    if (numberAt(port, "containerPort") === 0) errors.push(requiredValue(`${here}.containerPort`));
    else if (!isPort(at(port, "containerPort")))
      errors.push(invalidValue(`${here}.containerPort`, numberAt(port, "containerPort"), PORT_RANGE));
    const host = numberAt(port, "hostPort");
    if (host !== 0 && !isPort(host)) errors.push(invalidValue(`${here}.hostPort`, host, PORT_RANGE));
    const protocol = textAt(port, "protocol");
    if (!["SCTP", "TCP", "UDP"].includes(protocol))
      errors.push(unsupportedValue(`${here}.protocol`, protocol, ["SCTP", "TCP", "UDP"]));
  }
  return errors;
}

function validateEnv(env: readonly unknown[], field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, variable] of env.entries()) {
    const here = `${field}[${index}]`;
    const name = textAt(variable, "name");
    if (name === "") errors.push(requiredValue(`${here}.name`));
    else for (const fault of envNameFaults(name)) errors.push(invalidValue(`${here}.name`, name, fault));
    const from = at(variable, "valueFrom");
    if (from === undefined) continue;
    const sources = Object.keys(mapAt(from));
    if (textAt(variable, "value") !== "")
      errors.push(invalidValue(`${here}.valueFrom`, "", "may not be specified when `value` is not empty"));
    else if (sources.length === 0)
      errors.push(
        invalidValue(
          `${here}.valueFrom`,
          "",
          "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`",
        ),
      );
    else if (sources.length > 1)
      errors.push(invalidValue(`${here}.valueFrom`, "", "may not have more than one field specified at a time"));
  }
  return errors;
}

function validateMounts(
  mounts: readonly unknown[],
  field: string,
  volumes: ReadonlySet<string>,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  const paths = new Set<string>();
  for (const [index, mount] of mounts.entries()) {
    const here = `${field}[${index}]`;
    const name = textAt(mount, "name");
    const path = textAt(mount, "mountPath");
    if (name === "") errors.push(requiredValue(`${here}.name`));
    if (!volumes.has(name)) errors.push(notFoundValue(`${here}.name`, name));
    if (path === "") errors.push(requiredValue(`${here}.mountPath`));
    if (paths.has(path)) errors.push(invalidValue(`${here}.mountPath`, path, "must be unique"));
    paths.add(path);
    const sub = textAt(mount, "subPath");
    if (sub.startsWith("/")) errors.push(invalidValue(`${here}.subPath`, sub, "must be a relative path"));
    else if (sub.split("/").includes("..")) errors.push(invalidValue(`${here}.subPath`, sub, "must not contain '..'"));
  }
  return errors;
}

/** Requests must not be above limits; resources that cannot be overcommitted must have both equal. */
export function validateResources(resources: unknown, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const limits = mapAt(resources, "limits");
  const requests = mapAt(resources, "requests");
  for (const [part, amounts] of [["limits", limits], ["requests", requests]] as const)
    for (const name of Object.keys(amounts).sort()) {
      const here = `${field}.${part}[${name}]`;
      for (const fault of qualifiedNameFaults(name)) errors.push(invalidValue(here, name, fault));
      if (!name.includes("/") && !isStandardResource(name))
        errors.push(invalidValue(here, name, "must be a standard resource type or fully qualified"), invalidValue(here, name, "must be a standard resource for containers"));
      const amount = quantityOf(amounts[name]);
      if (amount && amount.nano < 0n) errors.push(invalidValue(here, amount.toString(), "must be greater than or equal to 0"));
    } // prettier-ignore
  for (const name of Object.keys(requests).sort()) {
    const request = quantityOf(requests[name]);
    const limit = quantityOf(limits[name]);
    if (request && limit && request.compare(limit) > 0)
      errors.push(
        invalidValue(
          `${field}.requests`,
          request.toString(),
          `must be less than or equal to ${name} limit of ${limit.toString()}`,
        ),
      );
    else if (request && isExtended(name) && !limit)
      errors.push(requiredValue(`${field}.limits`, "Limit must be set for non overcommitable resources"));
    else if (request && limit && isExtended(name) && request.compare(limit) !== 0)
      errors.push(
        invalidValue(`${field}.requests`, request.toString(), `must be equal to ${name} limit of ${limit.toString()}`),
      );
  }
  return errors;
}

function isStandardResource(name: string): boolean {
  return name === "cpu" || name === "memory" || name === "ephemeral-storage" || name.startsWith("hugepages-");
}

function isExtended(name: string): boolean {
  return name.startsWith("hugepages-") || (name.includes("/") && !/(^|\.)kubernetes\.io\//.test(name));
}

function validateProbe(probe: unknown, field: string): readonly FieldError[] {
  if (probe === undefined) return [];
  const errors: FieldError[] = [];
  const handlers = ["exec", "httpGet", "tcpSocket", "grpc"].filter((name) => at(probe, name) !== undefined);
  if (handlers.length === 0) errors.push(requiredValue(field, "must specify a handler type"));
  for (const extra of handlers.slice(1))
    errors.push(forbidden(`${field}.${extra}`, "may not specify more than 1 handler type"));
  for (const name of ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"])
    if (numberAt(probe, name) < 0)
      errors.push(invalidValue(`${field}.${name}`, numberAt(probe, name), "must be greater than or equal to 0"));
  if (!field.endsWith("readinessProbe") && ![0, 1].includes(numberAt(probe, "successThreshold")))
    errors.push(invalidValue(`${field}.successThreshold`, numberAt(probe, "successThreshold"), "must be 1"));
  return errors;
}
