import {
  amountsOf,
  CONFIG_MAPS,
  Quantity,
  SECRETS,
  type ConfigMap,
  type Container,
  type EnvVar,
  type Pod,
  type ResourceList,
  type Secret,
} from "@inlay/resources";
import type { Api } from "../../api/api.ts";

/** Where the values of a container's environment come from. */
export interface EnvironmentSources {
  readonly api: Api;
  readonly hostIP: string;
  readonly podIP: string | undefined;
  /** What a container without limits may use. */
  readonly allocatable: ResourceList;
  /** The API server as pods reach it. */
  readonly apiServer: { readonly host: string; readonly port: number };
}

/** A value cannot be found: the container waits with reason CreateContainerConfigError. */
export class MissingConfig extends Error {
  readonly code = "MISSING_CONFIG";
}

type EnvFromSource = {
  readonly prefix?: string;
  readonly configMapRef?: { readonly name: string; readonly optional?: boolean };
  readonly secretRef?: { readonly name: string; readonly optional?: boolean };
};

/** The container's environment: the API server's address, `envFrom`, `env` with its references resolved. @throws MissingConfig */
export function resolveEnvironment(
  pod: Pod,
  container: Container,
  sources: EnvironmentSources,
): Record<string, string> {
  const { host, port } = sources.apiServer;
  const env: Record<string, string> = {
    KUBERNETES_SERVICE_HOST: host,
    KUBERNETES_SERVICE_PORT: String(port),
    KUBERNETES_SERVICE_PORT_HTTPS: String(port),
    KUBERNETES_PORT: `tcp://${host}:${port}`,
    HOSTNAME: pod.spec.hostname ?? pod.metadata.name,
  };
  const { envFrom = [] } = container as { readonly envFrom?: readonly EnvFromSource[] };
  for (const source of envFrom) Object.assign(env, valuesFrom(pod, source, sources.api));
  for (const variable of container.env ?? []) {
    const value = valueOf(pod, container, variable, env, sources);
    if (value !== undefined) env[variable.name] = value;
  }
  return env;
}

/** `$(NAME)` stands for a variable that is set already, `$$(NAME)` for itself; an unknown one is left as it is. */
export function expand(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([^()\s]+)\)/g, (match, name: string | undefined) =>
    name === undefined ? "$" : (env[name] ?? match),
  );
}

function valueOf(
  pod: Pod,
  container: Container,
  { value, valueFrom }: EnvVar,
  env: Readonly<Record<string, string>>,
  sources: EnvironmentSources,
): string | undefined {
  if (!valueFrom) return expand(value ?? "", env);
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = valueFrom;
  if (fieldRef) return fieldValue(pod, fieldRef.fieldPath, sources);
  if (resourceFieldRef) return resourceValue(pod, container, resourceFieldRef, sources.allocatable);
  if (configMapKeyRef) {
    const map = configMap(pod, configMapKeyRef, sources.api);
    return keyOf(
      map?.data,
      configMapKeyRef,
      () => `couldn't find key ${configMapKeyRef.key} in ConfigMap ${pod.metadata.namespace}/${configMapKeyRef.name}`,
    );
  }
  if (secretKeyRef) {
    const found = secret(pod, secretKeyRef, sources.api);
    return keyOf(
      decoded(found),
      secretKeyRef,
      () => `couldn't find key ${secretKeyRef.key} in Secret ${pod.metadata.namespace}/${secretKeyRef.name}`,
    );
  }
  return undefined;
}

function keyOf(
  values: Readonly<Record<string, string>> | undefined,
  { key, optional }: { readonly key: string; readonly optional?: boolean },
  problem: () => string,
): string | undefined {
  const value = values?.[key];
  if (value === undefined && !optional) throw new MissingConfig(problem());
  return value;
}

type NamedRef = { readonly name: string; readonly optional?: boolean };

function configMap(pod: Pod, { name, optional }: NamedRef, api: Api): ConfigMap | undefined {
  const found = api.get<ConfigMap>(CONFIG_MAPS, { namespace: pod.metadata.namespace, name });
  if (!found && !optional) throw new MissingConfig(`configmap ${JSON.stringify(name)} not found`);
  return found;
}

function secret(pod: Pod, { name, optional }: NamedRef, api: Api): Secret | undefined {
  const found = api.get<Secret>(SECRETS, { namespace: pod.metadata.namespace, name });
  if (!found && !optional) throw new MissingConfig(`secret ${JSON.stringify(name)} not found`);
  return found;
}

function decoded(found: Secret | undefined): Record<string, string> {
  const entries = Object.entries(found?.data ?? {});
  return Object.fromEntries(entries.map(([key, value]) => [key, Buffer.from(value, "base64").toString()]));
}

function valuesFrom(
  pod: Pod,
  { prefix = "", configMapRef, secretRef }: EnvFromSource,
  api: Api,
): Record<string, string> {
  const values = {
    ...(configMapRef ? configMap(pod, configMapRef, api)?.data : {}),
    ...(secretRef ? decoded(secret(pod, secretRef, api)) : {}),
  };
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${prefix}${key}`, value]));
}

/** The downward API's fields. @throws MissingConfig for one that there is not */
export function fieldValue(
  pod: Pod,
  fieldPath: string,
  { hostIP, podIP }: Pick<EnvironmentSources, "hostIP" | "podIP">,
): string {
  const { metadata, spec } = pod;
  const keyed = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(fieldPath);
  if (keyed) return metadata[keyed[1] as "labels" | "annotations"]?.[keyed[2]!] ?? "";
  switch (fieldPath) {
    case "metadata.name":
      return metadata.name;
    case "metadata.namespace":
      return metadata.namespace ?? "";
    case "metadata.uid":
      return metadata.uid;
    case "metadata.labels":
      return mapLines(metadata.labels);
    case "metadata.annotations":
      return mapLines(metadata.annotations);
    case "spec.nodeName":
      return spec.nodeName ?? "";
    case "spec.serviceAccountName":
      return spec.serviceAccountName ?? "";
    case "status.hostIP":
    case "status.hostIPs":
      return hostIP;
    case "status.podIP":
    case "status.podIPs":
      return podIP ?? "";
    default:
      throw new MissingConfig(`unsupported fieldPath: ${fieldPath}`);
  }
}

function mapLines(map: Readonly<Record<string, string>> | undefined): string {
  return Object.entries(map ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join("\n");
}

/** `limits.cpu` in units of the divisor, rounded up; without a limit what the node has counts. */
export function resourceValue(
  pod: Pod,
  own: Container,
  { containerName, resource, divisor }: { containerName?: string; resource: string; divisor?: string },
  allocatable: ResourceList,
): string {
  const all = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  const container = containerName ? (all.find(({ name }) => name === containerName) ?? own) : own;
  const [kind, ...rest] = resource.split(".");
  const name = rest.join(".");
  const { limits, requests } = container.resources ?? {};
  const amount = kind === "limits" ? (limits?.[name] ?? allocatable[name] ?? 0) : (requests?.[name] ?? 0);
  const unit = Quantity.parse(divisor && divisor !== "0" ? divisor : "1", "divisor");
  const units = name === "cpu" ? unit.milliValue : unit.value;
  return String(Math.ceil((amountsOf({ [name]: amount })[name] ?? 0) / Math.max(1, units)));
}
