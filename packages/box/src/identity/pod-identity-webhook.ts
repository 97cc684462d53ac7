import type { PodMutation } from "@inlay/box-kubernetes";
import type { Container, EnvVar, Pod, ServiceAccount, Volume } from "@inlay/resources";

/** How a pod comes to its role: which token it is given, where, and what its containers are told. */
interface Method {
  readonly volume: string;
  readonly audience: string;
  readonly file: string;
  readonly folder: string;
  readonly expirationSeconds: number;
  /** Variables that say who the role's credentials come from; a container that has them all keeps its own. */
  readonly variables: Readonly<Record<string, string>>;
}

const PREFIX = "eks.amazonaws.com/";
const DAY_S = 86_400;
const HOUR_S = 3_600;

/** Where the agent of EKS Pod Identity answers on every machine. */
export const AGENT_URI = "http://169.254.170.23/v1/credentials";

export interface PodIdentityFacts {
  readonly region: string;
  /** Whether an association gives the service account a role. */
  readonly isAssociated: (namespace: string, serviceAccount: string) => boolean;
}

/**
 * EKS's pod identity webhook: a pod of a service account with a role gets a token and is told what to do with it. An association of EKS Pod
 * Identity counts before the account's annotation `eks.amazonaws.com/role-arn`. What a container says itself stays as it is.
 */
export function podIdentityWebhook({ region, isAssociated }: PodIdentityFacts): PodMutation {
  return (pod, account) => {
    const { namespace = "", name } = account.metadata;
    const method = isAssociated(namespace, name) ? AGENT : webIdentity(pod, account);
    if (!method) return undefined;
    const skipped = new Set(pod.metadata.annotations?.[`${PREFIX}skip-containers`]?.split(/\s*,\s*/));
    const told = (container: Container): Container =>
      skipped.has(container.name) ? container : tell(container, method, regional(account), region);
    const { initContainers, containers, volumes = [] } = pod.spec;
    const isThere = volumes.some((volume) => volume.name === method.volume);
    return {
      ...pod.spec,
      ...(initContainers && { initContainers: initContainers.map(told) }),
      containers: containers.map(told),
      volumes: isThere ? volumes : [...volumes, tokenVolume(method)],
    };
  };
}

const AGENT: Method = {
  volume: "eks-pod-identity-token",
  audience: "pods.eks.amazonaws.com",
  file: "eks-pod-identity-token",
  folder: "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount",
  expirationSeconds: DAY_S,
  variables: {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: AGENT_URI,
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE:
      "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token",
  },
};

function webIdentity(pod: Pod, account: ServiceAccount): Method | undefined {
  const annotations = account.metadata.annotations ?? {};
  const roleArn = annotations[`${PREFIX}role-arn`];
  if (roleArn === undefined || roleArn === "") return undefined;
  const folder = "/var/run/secrets/eks.amazonaws.com/serviceaccount";
  const key = `${PREFIX}token-expiration`;
  const wanted = Number(pod.metadata.annotations?.[key] ?? annotations[key]);
  return {
    volume: "aws-iam-token",
    audience: annotations[`${PREFIX}audience`] ?? "sts.amazonaws.com",
    file: "token",
    folder,
    expirationSeconds: Number.isInteger(wanted) ? Math.min(Math.max(wanted, HOUR_S), DAY_S) : DAY_S,
    variables: { AWS_ROLE_ARN: roleArn, AWS_WEB_IDENTITY_TOKEN_FILE: `${folder}/token` },
  };
}

const regional = ({ metadata }: ServiceAccount) =>
  metadata.annotations?.[`${PREFIX}sts-regional-endpoints`] === "false" ? undefined : "regional";

function tell(container: Container, method: Method, endpoints: string | undefined, region: string): Container {
  const own = new Set(container.env?.map(({ name }) => name));
  const hasRole = Object.keys(method.variables).every((name) => own.has(name));
  const wanted: Record<string, string | undefined> = {
    AWS_STS_REGIONAL_ENDPOINTS: endpoints,
    ...(!own.has("AWS_REGION") && !own.has("AWS_DEFAULT_REGION") && { AWS_DEFAULT_REGION: region, AWS_REGION: region }),
    ...(!hasRole && method.variables),
  };
  const added = Object.entries(wanted).flatMap(([name, value]): EnvVar[] =>
    value === undefined || own.has(name) ? [] : [{ name, value }],
  );
  const mounts = container.volumeMounts ?? [];
  const isMounted = mounts.some(({ mountPath }) => mountPath === method.folder);
  return {
    ...container,
    env: [...(container.env ?? []), ...added],
    volumeMounts: isMounted ? mounts : [...mounts, { name: method.volume, mountPath: method.folder, readOnly: true }],
  };
}

function tokenVolume({ volume, audience, expirationSeconds, file }: Method): Volume {
  return {
    name: volume,
    projected: {
      sources: [{ serviceAccountToken: { audience, expirationSeconds, path: file } }],
      defaultMode: 420,
    },
  };
}
