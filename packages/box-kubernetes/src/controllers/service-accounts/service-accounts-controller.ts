import {
  CONFIG_MAPS,
  SERVICE_ACCOUNTS,
  type ConfigMap,
  type KubeObject,
  type Namespace,
  type ServiceAccount,
} from "@inlay/resources";
import { ApiError } from "../../api/api-error.ts";
import { controllerQueue, type ControllerContext } from "../controller-context.ts";
import { unlessGone } from "../ownership/unless-gone.ts";

const ACCOUNTS = "service-account-controller";
const PUBLISHER = "root-ca-cert-publisher";
const ROOT_CA = "kube-root-ca.crt";
const DESCRIPTION = "kubernetes.io/description";
const DESCRIPTION_TEXT =
  "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal " +
  "service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";

/**
 * Gives each namespace the service account `default` and the config map with the API server's CA, and gives them back when they
 * are taken away. @param rootCa PEM
 */
export function startServiceAccountController(context: ControllerContext, rootCa: string): void {
  const { namespaces, serviceAccounts, configMaps } = context.indexes;
  const accountsApi = context.apiOf(ACCOUNTS);
  const publisherApi = context.apiOf(PUBLISHER);
  const accounts = controllerQueue(context, ACCOUNTS, ensureAccount);
  const certificates = controllerQueue(context, PUBLISHER, ensureCertificate);

  namespaces.onChange((type, { metadata }) => {
    if (type === "DELETED") return;
    accounts.add(metadata.name);
    certificates.add(metadata.name);
  });
  serviceAccounts.onChange((type, { metadata }) => {
    if (type === "DELETED" && metadata.name === "default") accounts.add(metadata.namespace ?? "");
  });
  configMaps.onChange((_type, { metadata }) => {
    if (metadata.name === ROOT_CA) certificates.add(metadata.namespace ?? "");
  });

  function isGoing(namespace: Namespace | undefined): boolean {
    return namespace?.metadata.deletionTimestamp !== undefined || namespace === undefined;
  }

  async function ensureAccount(namespace: string): Promise<void> {
    if (isGoing(namespaces.get(namespace)) || serviceAccounts.get(`${namespace}/default`)) return;
    const account = { apiVersion: "v1", kind: "ServiceAccount" as const, metadata: { namespace, name: "default" } };
    await unlessThere(accountsApi.create<ServiceAccount>(SERVICE_ACCOUNTS, account));
  }

  async function ensureCertificate(namespace: string): Promise<void> {
    if (isGoing(namespaces.get(namespace))) return;
    const current = configMaps.get(`${namespace}/${ROOT_CA}`);
    const data = { "ca.crt": rootCa };
    if (!current) {
      const metadata = { namespace, name: ROOT_CA, annotations: { [DESCRIPTION]: DESCRIPTION_TEXT } };
      const map = { apiVersion: "v1", kind: "ConfigMap" as const, metadata, data };
      await unlessThere(publisherApi.create<ConfigMap>(CONFIG_MAPS, map));
    } else if (current.data?.["ca.crt"] !== rootCa || Object.keys(current.data).length !== 1)
      await unlessGone(publisherApi.update<ConfigMap>(CONFIG_MAPS, { ...current, data }));
  }
}

/** Somebody was faster, or the namespace is going away. */
async function unlessThere(call: Promise<KubeObject>): Promise<void> {
  try {
    await call;
  } catch (error) {
    const fine = error instanceof ApiError && (error.code === "AlreadyExists" || error.code === "NotFound");
    const going =
      error instanceof ApiError && error.details?.causes?.some(({ reason }) => reason === "NamespaceTerminating");
    if (!fine && !going) throw error;
  }
}
