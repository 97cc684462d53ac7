import { InvalidField } from "@inlay/resources";
import { boolean, milliseconds, oneOf, text, wholeNumber, type Option } from "./option-parsers.ts";
import { PLACEMENT_OPTIONS } from "./placement-options.ts";

const FEATURE_GATE_DEFAULTS = {
  NodeRepair: false,
  ReservedCapacity: true,
  SpotToSpotConsolidation: false,
  NodeOverlay: false,
  StaticCapacity: false,
  CapacityBuffer: false,
};
export type FeatureGates = Readonly<Record<keyof typeof FEATURE_GATE_DEFAULTS, boolean>>;

function featureGates(value: string, field: string): FeatureGates {
  const gates: Record<keyof typeof FEATURE_GATE_DEFAULTS, boolean> = { ...FEATURE_GATE_DEFAULTS };
  for (const entry of value.split(",").map((each) => each.trim())) {
    if (entry === "") continue;
    const [name = "", setting = ""] = entry.split("=");
    if (!Object.hasOwn(gates, name) || (setting !== "true" && setting !== "false")) {
      const known = Object.keys(gates).join(", ");
      throw new InvalidField(field, entry, `name=true or name=false, with a name of ${known}`);
    }
    gates[name as keyof FeatureGates] = setting === "true";
  }
  return gates;
}

/** Every setting of Karpenter 1.14's controller, by its names and defaults, and `packing-policy`, which is ours. */
export const OPTION_TABLE = {
  karpenterService: {
    flag: "karpenter-service",
    env: "KARPENTER_SERVICE",
    default: "",
    help: "Name of the service of the former webhooks. Accepted, not used.",
    parse: text,
  },
  metricsPort: {
    flag: "metrics-port",
    env: "METRICS_PORT",
    default: "8080",
    help: "Port of /metrics; 0 picks a free one.",
    parse: wholeNumber(0),
  },
  healthProbePort: {
    flag: "health-probe-port",
    env: "HEALTH_PROBE_PORT",
    default: "8081",
    help: "Port of /healthz and /readyz; 0 picks a free one.",
    parse: wholeNumber(0),
  },
  kubeClientQps: {
    flag: "kube-client-qps",
    env: "KUBE_CLIENT_QPS",
    default: "200",
    help: "Calls a second to the Kubernetes API.",
    parse: wholeNumber(1),
  },
  kubeClientBurst: {
    flag: "kube-client-burst",
    env: "KUBE_CLIENT_BURST",
    default: "300",
    help: "Calls to the Kubernetes API that may be made at once.",
    parse: wholeNumber(1),
  },
  enableProfiling: {
    flag: "enable-profiling",
    env: "ENABLE_PROFILING",
    default: "false",
    help: "Accepted, not used: take a profile with node --cpu-prof.",
    parse: boolean,
  },
  disableControllerWarmup: {
    flag: "disable-controller-warmup",
    env: "DISABLE_CONTROLLER_WARMUP",
    default: "true",
    help: "Accepted, not used: caches are always warm, also while another replica leads.",
    parse: boolean,
  },
  disableLeaderElection: {
    flag: "disable-leader-election",
    env: "DISABLE_LEADER_ELECTION",
    default: "false",
    help: "Act without a lease. Only when there is one replica.",
    parse: boolean,
  },
  leaderElectionName: {
    flag: "leader-election-name",
    env: "LEADER_ELECTION_NAME",
    default: "karpenter-leader-election",
    help: "Name of the lease.",
    parse: text,
  },
  leaderElectionNamespace: {
    flag: "leader-election-namespace",
    env: "LEADER_ELECTION_NAMESPACE",
    default: "",
    help: "Namespace of the lease; the one that the controller runs in when empty.",
    parse: text,
  },
  disableClusterStateObservability: {
    flag: "disable-cluster-state-observability",
    env: "DISABLE_CLUSTER_STATE_OBSERVABILITY",
    default: "false",
    help: "Leave out the metrics of every pod, node and node pool.",
    parse: boolean,
  },
  memoryLimit: {
    flag: "memory-limit",
    env: "MEMORY_LIMIT",
    default: "-1",
    help: "Accepted, not used: memory is limited by the container.",
    parse: wholeNumber(-1),
  },
  cpuRequests: {
    flag: "cpu-requests",
    env: "CPU_REQUESTS",
    default: "1000",
    help: "CPU that the controller was given, in millicores: scales how much it does at once.",
    parse: wholeNumber(1),
  },
  logLevel: {
    flag: "log-level",
    env: "LOG_LEVEL",
    default: "info",
    help: "Lowest level that is logged: debug, info or error.",
    parse: oneOf("debug", "info", "error"),
  },
  logOutputPaths: {
    flag: "log-output-paths",
    env: "LOG_OUTPUT_PATHS",
    default: "stdout",
    help: "Where the log goes: stdout or stderr.",
    parse: oneOf("stdout", "stderr"),
  },
  logErrorOutputPaths: {
    flag: "log-error-output-paths",
    env: "LOG_ERROR_OUTPUT_PATHS",
    default: "stderr",
    help: "Where failures of logging itself go: stdout or stderr.",
    parse: oneOf("stdout", "stderr"),
  },
  batchMaxDurationMs: {
    flag: "batch-max-duration",
    env: "BATCH_MAX_DURATION",
    default: "10s",
    help: "Longest time that pending pods are gathered before nodes are planned for them.",
    parse: milliseconds,
  },
  batchIdleDurationMs: {
    flag: "batch-idle-duration",
    env: "BATCH_IDLE_DURATION",
    default: "1s",
    help: "Time without a new pending pod after which gathering ends.",
    parse: milliseconds,
  },
  preferencePolicy: {
    flag: "preference-policy",
    env: "PREFERENCE_POLICY",
    default: "Respect",
    help: "What pods' preferences mean to planning: Respect or Ignore.",
    parse: oneOf("Respect", "Ignore"),
  },
  minValuesPolicy: {
    flag: "min-values-policy",
    env: "MIN_VALUES_POLICY",
    default: "Strict",
    help: "What minValues mean when they cannot be met: Strict or BestEffort.",
    parse: oneOf("Strict", "BestEffort"),
  },
  packingPolicy: {
    flag: "packing-policy",
    env: "PACKING_POLICY",
    default: "cheapest",
    help: "How new nodes are filled: cheapest by price, or upstream as Karpenter does.",
    parse: oneOf("cheapest", "upstream"),
  },
  ...PLACEMENT_OPTIONS,
  ignoreDraRequests: {
    flag: "ignore-dra-requests",
    env: "IGNORE_DRA_REQUESTS",
    default: "true",
    help: "Pass over pods with resource claims (dynamic resource allocation). Only true is supported.",
    parse: (value, field) => {
      if (value !== "true") throw new InvalidField(field, value, "true: dynamic resource allocation is not supported");
      return true;
    },
  },
  featureGates: {
    flag: "feature-gates",
    env: "FEATURE_GATES",
    default:
      "NodeRepair=false,ReservedCapacity=true,SpotToSpotConsolidation=false,NodeOverlay=false,StaticCapacity=false,CapacityBuffer=false",
    help: "Features to switch on or off: name=true,name=false.",
    parse: featureGates,
  },
} as const satisfies Readonly<Record<string, Option<unknown>>>;

type Parsed<T> = { readonly [Name in keyof T]: T[Name] extends Option<infer Value> ? Value : never };
export type AutoscalerOptions = Parsed<typeof OPTION_TABLE>;

/**
 * Reads the settings. @param flags by flag name, such as `{"metrics-port": "0"}`.
 * @throws InvalidField that names the flag, or the variable when the value came from there.
 */
export function parseAutoscalerOptions(
  flags: Readonly<Record<string, string | undefined>>,
  environment: Readonly<Record<string, string | undefined>>,
): AutoscalerOptions {
  const entries = Object.entries(OPTION_TABLE).map(([name, option]) => {
    const flag = flags[option.flag];
    if (flag !== undefined) return [name, option.parse(flag, `--${option.flag}`)] as const;
    const variable = environment[option.env];
    if (variable !== undefined && variable !== "") {
      return [name, option.parse(variable, `--${option.flag} (from ${option.env})`)] as const;
    }
    return [name, option.parse(option.default, `--${option.flag}`)] as const;
  });
  return Object.fromEntries(entries) as AutoscalerOptions;
}
