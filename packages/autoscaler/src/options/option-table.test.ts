import { expect, test } from "vitest";
import { OPTION_TABLE, parseAutoscalerOptions } from "./option-table.ts";

test("without flags and environment everything has Karpenter's default", () => {
  expect(parseAutoscalerOptions({}, {})).toMatchObject({
    metricsPort: 8080,
    healthProbePort: 8081,
    batchMaxDurationMs: 10_000,
    batchIdleDurationMs: 1_000,
    leaderElectionName: "karpenter-leader-election",
    preferencePolicy: "Respect",
    packingPolicy: "cheapest",
    featureGates: { ReservedCapacity: true, NodeRepair: false },
  });
});

test("a flag wins over the environment, the environment over the default", () => {
  const environment = { METRICS_PORT: "9000", BATCH_IDLE_DURATION: "2s" };
  expect(parseAutoscalerOptions({ "metrics-port": "9001" }, environment)).toMatchObject({
    metricsPort: 9001,
    batchIdleDurationMs: 2_000,
  });
});

test("every flag is its variable in kebab case", () => {
  for (const { flag, env } of Object.values(OPTION_TABLE)) expect(flag).toBe(env.toLowerCase().replaceAll("_", "-"));
});

test.each([
  ["metrics-port", "web", "--metrics-port: Invalid value"],
  ["disable-leader-election", "yes", "must be true or false"],
  ["log-level", "trace", "one of debug, info, error"],
  ["preference-policy", "Maybe", "one of Respect, Ignore"],
  ["packing-policy", "tight", "one of cheapest, upstream"],
  ["feature-gates", "Flying=true", "with a name of NodeRepair"],
  ["batch-max-duration", "Never", "--batch-max-duration"],
  ["ignore-dra-requests", "false", "not supported"],
  ["pod-groups", "1", "must be true or false"],
  ["queue-order", "age", "one of size, priority"],
  ["equal-weight-pools", "weight", "one of name, price"],
  ["max-pods-per-node", "-1", "a whole number of at least 0"],
  ["max-workload-share", "1.5", "a number above 0, at most 1"],
  ["max-workload-share", "", "a number above 0, at most 1"],
  ["default-topology-spread", "maxSkew: 1", "must be JSON"],
  ["default-topology-spread", "{}", "must be a JSON list"],
  ["default-topology-spread", '[{"maxSkew": 1}]', "must be one with topologyKey"],
  [
    "default-topology-spread",
    '[{"maxSkew": 0, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule"}]',
    "--default-topology-spread[0].maxSkew",
  ],
  [
    "default-topology-spread",
    '[{"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "labelSelector": {}}]',
    "must be one of maxSkew, topologyKey",
  ],
  ["packing-effort", "much", "a whole number of at least 0"],
])("--%s=%s stops the start and says what is accepted", (flag, value, message) => {
  expect(() => parseAutoscalerOptions({ [flag]: value }, {})).toThrow(message);
});

test("a bad variable is named together with its flag", () => {
  expect(() => parseAutoscalerOptions({}, { LOG_LEVEL: "loud" })).toThrow("--log-level (from LOG_LEVEL)");
});
