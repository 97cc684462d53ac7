import { nameSuffix } from "@inlay/resources";
import type { Mutable } from "../../schema/resource-definition.ts";
import { forbidden } from "../failures.ts";
import type { Machinery } from "../machinery.ts";
import { storedAs } from "../resource-registry.ts";
import { textOf } from "../writes/object-metadata.ts";
import type { AdmissionPlugin, AdmissionRequest } from "./admission.ts";
import { listIn, memberOf } from "./fields.ts";

const TOKEN_MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
const TOKEN_VOLUME_PREFIX = "kube-api-access-";
/** A new namespace's `default` account comes a moment after it. */
const ACCOUNT_ATTEMPTS = 10;
const ACCOUNT_WAIT_MS = 100;

/** Gives each pod its service account and the volume with its token (plugin/pkg/admission/serviceaccount). */
export const serviceAccount: AdmissionPlugin = {
  name: "ServiceAccount",
  mutate: (request, machinery) => {
    if (request.operation !== "CREATE" || storedAs(request.definition) !== "/pods" || !request.object) return undefined;
    return settleAccount(request, request.object, machinery);
  },
};

async function settleAccount(request: AdmissionRequest, pod: Mutable, machinery: Machinery): Promise<void> {
  const spec = memberOf(pod, "spec");
  if (isMirror(pod)) return;
  const name = textOf(spec["serviceAccountName"]) || "default";
  spec["serviceAccountName"] = name;
  spec["serviceAccount"] = name;
  const account = await findAccount(machinery, request, name);
  const automount = spec["automountServiceAccountToken"] ?? account.automountServiceAccountToken ?? true;
  if (automount !== false) mountToken(spec, machinery);
  if (listIn(spec, "imagePullSecrets").length === 0 && account.imagePullSecrets?.length)
    spec["imagePullSecrets"] = account.imagePullSecrets;
}

interface Account {
  readonly automountServiceAccountToken?: boolean;
  readonly imagePullSecrets?: readonly unknown[];
}

async function findAccount(
  { store, clock }: Machinery,
  { definition, namespace, name: podName }: AdmissionRequest,
  name: string,
): Promise<Account> {
  for (let attempt = 1; ; attempt++) {
    const found = store.get("/serviceaccounts", namespace, name);
    if (found) return found as Account;
    if (name !== "default" || attempt === ACCOUNT_ATTEMPTS) break;
    await clock.sleep(ACCOUNT_WAIT_MS);
  }
  const why = `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`;
  throw forbidden(definition, podName, why);
}

function mountToken(spec: Mutable, { random }: Machinery): void {
  const volumes = listIn(spec, "volumes");
  const present = volumes.find((volume) => textOf(volume["name"]).startsWith(TOKEN_VOLUME_PREFIX));
  const name = present ? textOf(present["name"]) : TOKEN_VOLUME_PREFIX + nameSuffix(random);
  let isUsed = false;
  for (const field of ["containers", "initContainers"]) {
    const containers = listIn(spec, field);
    for (const container of containers) {
      const mounts = listIn(container, "volumeMounts");
      if (mounts.some((mount) => mount["mountPath"] === TOKEN_MOUNT_PATH)) continue;
      container["volumeMounts"] = [...mounts, { name, readOnly: true, mountPath: TOKEN_MOUNT_PATH }];
      isUsed = true;
    }
  }
  if (isUsed && !present) spec["volumes"] = [...volumes, tokenVolume(name)];
}

function tokenVolume(name: string): Mutable {
  return {
    name,
    projected: {
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
        { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
        {
          downwardAPI: {
            items: [{ path: "namespace", fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } }],
          },
        },
      ],
      defaultMode: 420,
    },
  };
}

function isMirror(pod: Mutable): boolean {
  const { annotations } = (pod["metadata"] ?? {}) as { readonly annotations?: Readonly<Record<string, string>> };
  return annotations?.["kubernetes.io/config.mirror"] !== undefined;
}
