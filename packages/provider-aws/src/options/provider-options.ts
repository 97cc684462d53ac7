import { Duration, InvalidField } from "@inlay/resources";

/** One setting: flag over environment over default. Same shape as the autoscaler's, so that one `--help` shows both. */
export interface ProviderOption<T> {
  /** Without dashes: `cluster-name`. */
  readonly flag: string;
  readonly env: string;
  /** As it would be written. */
  readonly default: string;
  readonly help: string;
  /** @throws InvalidField that names the flag. */
  readonly parse: (text: string, field: string) => T;
}

function boolean(value: string, field: string): boolean {
  if (value !== "true" && value !== "false") throw new InvalidField(field, value, "true or false");
  return value === "true";
}

function required(value: string, field: string): string {
  if (value === "") throw new InvalidField(field, value, "the name of the EKS cluster");
  return value;
}

function optionalUrl(value: string, field: string): string {
  if (value === "" || (URL.canParse(value) && new URL(value).host !== "")) return value;
  throw new InvalidField(field, value, "an absolute URL such as https://…eks.amazonaws.com, or empty to ask EKS");
}

function part(value: string, field: string): number {
  const parsed = Number(value);
  if (value.trim() === "" || !Number.isFinite(parsed) || parsed < 0)
    throw new InvalidField(field, value, "a part of the memory such as 0.075, not negative");
  return parsed;
}

function count(value: string, field: string): number {
  if (!/^\d+$/.test(value)) throw new InvalidField(field, value, "a whole number of at least 0");
  return Number(value);
}

function atLeastOneMinute(value: string, field: string): number {
  const { milliseconds } = Duration.parse(value, field);
  if (!Number.isFinite(milliseconds) || milliseconds < 60_000)
    throw new InvalidField(field, value, "a duration of at least 1m");
  return milliseconds;
}

function unsupported(value: string, field: string): false {
  if (boolean(value, field)) throw new InvalidField(field, value, "false: zonal shift is not supported yet");
  return false;
}

/** Every setting of Karpenter 1.14's AWS provider, by its names and defaults. */
export const PROVIDER_OPTION_TABLE = {
  clusterName: {
    flag: "cluster-name",
    env: "CLUSTER_NAME",
    default: "",
    help: "Name of the EKS cluster. Required.",
    parse: required,
  },
  clusterEndpoint: {
    flag: "cluster-endpoint",
    env: "CLUSTER_ENDPOINT",
    default: "",
    help: "Address of the API server that nodes join at; empty asks EKS.",
    parse: optionalUrl,
  },
  clusterCaBundle: {
    flag: "cluster-ca-bundle",
    env: "CLUSTER_CA_BUNDLE",
    default: "",
    help: "CA bundle of the API server in base64, for nodes; empty takes the controller's own.",
    parse: (value: string) => value,
  },
  isolatedVpc: {
    flag: "isolated-vpc",
    env: "ISOLATED_VPC",
    default: "false",
    help: "Do without services that have no VPC endpoint: IAM and the price list.",
    parse: boolean,
  },
  eksControlPlane: {
    flag: "eks-control-plane",
    env: "EKS_CONTROL_PLANE",
    default: "false",
    help: "Ask EKS for the version of Kubernetes, not the API server.",
    parse: boolean,
  },
  vmMemoryOverheadPercent: {
    flag: "vm-memory-overhead-percent",
    env: "VM_MEMORY_OVERHEAD_PERCENT",
    default: "0.075",
    help: "Part of a machine's memory that the hypervisor is assumed to take, until a node of its type was seen.",
    parse: part,
  },
  interruptionQueue: {
    flag: "interruption-queue",
    env: "INTERRUPTION_QUEUE",
    default: "",
    help: "Name of the SQS queue with EC2's warnings; empty switches interruption handling off.",
    parse: (value: string) => value,
  },
  reservedEnis: {
    flag: "reserved-enis",
    env: "RESERVED_ENIS",
    default: "0",
    help: "Network interfaces of each node that pods get no addresses of.",
    parse: count,
  },
  disableDryRun: {
    flag: "disable-dry-run",
    env: "DISABLE_DRY_RUN",
    default: "false",
    help: "Do not try the permissions of node classes with dry runs.",
    parse: boolean,
  },
  enableZonalShift: {
    flag: "enable-zonal-shift",
    env: "ENABLE_ZONAL_SHIFT",
    default: "false",
    help: "Follow zonal shifts. Not supported yet: only false is accepted.",
    parse: unsupported,
  },
  amiRefreshIntervalMs: {
    flag: "ami-refresh-interval",
    env: "AMI_REFRESH_INTERVAL",
    default: "1m",
    help: "How long found images are good for.",
    parse: atLeastOneMinute,
  },
  subnetRefreshIntervalMs: {
    flag: "subnet-refresh-interval",
    env: "SUBNET_REFRESH_INTERVAL",
    default: "1m",
    help: "How long found subnets are good for.",
    parse: atLeastOneMinute,
  },
} as const satisfies Readonly<Record<string, ProviderOption<unknown>>>;

/** Settings of the provider, parsed. */
export type ProviderOptions = {
  readonly [Name in keyof typeof PROVIDER_OPTION_TABLE]: ReturnType<(typeof PROVIDER_OPTION_TABLE)[Name]["parse"]>;
};

/**
 * @param flags by name, without dashes. Unknown ones are not looked at: they may be the autoscaler's.
 * @throws InvalidField for the first setting that cannot be used
 */
export function parseProviderOptions(
  flags: Readonly<Record<string, string | undefined>>,
  environment: Readonly<Record<string, string | undefined>>,
): ProviderOptions {
  const parsed = Object.entries(PROVIDER_OPTION_TABLE).map(([name, { flag, env, default: usual, parse }]) => {
    const given = flags[flag];
    if (given !== undefined) return [name, parse(given, `--${flag}`)];
    const inEnvironment = environment[env];
    // As upstream: a number in the environment that cannot be read counts as not set.
    const ignored = env === "VM_MEMORY_OVERHEAD_PERCENT" && Number.isNaN(Number(inEnvironment));
    const text = inEnvironment === undefined || inEnvironment === "" || ignored ? usual : inEnvironment;
    return [name, parse(text, `--${flag} (from ${env})`)];
  });
  return Object.fromEntries(parsed) as ProviderOptions;
}
